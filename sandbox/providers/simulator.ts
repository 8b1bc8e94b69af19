import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { readBody, sendJson } from '../http.ts';
import { listenHere } from '../loopback.ts';
import { createSimulatorClock, type SimulatorClock } from './clock.ts';
import { serveControl, type ControlRoutes } from './control.ts';
import { createFaultQueue, Fault, type FaultInput, type PendingFault } from './faults.ts';
import { parseJson, type Failure, type VendorAnswer } from './http.ts';
import { misbehave } from './misbehave.ts';

/** One call of the vendor's API. */
export interface VendorCall {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
  /** The raw body, for what is not JSON. */
  readonly text: string;
}

/** What differs from vendor to vendor. */
export interface Simulation<Contents extends object = object> {
  answer(call: VendorCall): VendorAnswer;
  /** Whether a call only settles who calls: a Digest challenge, a request for a token. @default none does */
  handshake?(call: VendorCall): boolean;
  /** An error in the vendor's usual shape. */
  readonly failure: Failure;
  /** Everything there is at this moment, as JSON. */
  contents(): Contents;
  readonly controls: ControlRoutes;
}

/** A call as it came and what became of it. Credentials are not kept. */
export interface LoggedCall {
  readonly id: number;
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** What was answered; `0` where nothing was. */
  readonly status: number;
  /** The body of an answer that no fault has touched. */
  readonly answer?: unknown;
  readonly fault?: string;
  /** What the vendor itself answered where a fault hid it; absent where it did nothing, too. */
  readonly hidden?: { readonly status: number; readonly body: unknown };
  /** The call only settled who calls. */
  readonly handshake?: true;
}

/** What every simulator can do, in the process and over `/control/…`. */
export interface Simulator<Contents extends object = object> extends AsyncDisposable {
  /** Vendor API and control API: `http://127.0.0.1:…` */
  readonly url: string;
  readonly clock: SimulatorClock;
  /** How many restores began, by the API or in the console. */
  started(): number;
  /** Everything there is, as `GET /control/state` shows it. */
  state(): Contents & { readonly now: string; readonly speed: number; readonly started: number };
  calls(): readonly LoggedCall[];
  forgetCalls(): void;
  /** Answers the fault's id. */
  fault(fault: FaultInput): string;
  faults(): readonly PendingFault[];
  clearFaults(): void;
  /** Forgets one fault, by its id. */
  dropFault(id: string): void;
  /** Connections that are open at this moment. */
  connections(): Promise<number>;
  close(): Promise<void>;
}

/** What every simulator may be started with. */
export interface UsualOptions<World> {
  /** @default 0 (any free one) */
  readonly port?: number;
  /** Milliseconds since 1970; the simulator's clock runs by it. @default Date.now */
  readonly realNow?: () => number;
  /** @default that of the sandbox's shop, relative to now */
  readonly dataset?: (now: Date) => World;
  /** How long a restore works, or a download until its link, by the vendor's clock. @default 20_000 */
  readonly restoreMs?: number;
  /** Items of one page at most. @default as the vendor has it */
  readonly mostPerPage?: number;
}

/** What a simulator begins with: its clock, its data, and no restore. */
export interface Stage<World> {
  readonly port: number;
  readonly clock: SimulatorClock;
  readonly world: World;
  readonly restoreMs: number;
  /** A restore was really started. */
  readonly onStart: () => void;
  readonly started: () => number;
}

export function createStage<World>(
  { port = 0, realNow, dataset, restoreMs = 20_000 }: UsualOptions<World>,
  usual: (now: Date) => World,
): Stage<World> {
  const clock = createSimulatorClock(realNow);
  let started = 0;
  const onStart = (): void => {
    started += 1;
  };
  const world = (dataset ?? usual)(clock.now());
  return { port, clock, world, restoreMs, onStart, started: () => started };
}

const mostCalls = 5_000;

const ClockChange = z.object({ advanceMs: z.number().optional(), speed: z.number().min(0).optional() });

const ListLag = z.object({ lagMs: z.number().min(0) });

/** Opens the server of a simulator; rejects where its port is taken. */
export async function startSimulator<Contents extends object>(
  { port, clock, started }: Pick<Stage<unknown>, 'port' | 'clock' | 'started'>,
  simulation: Simulation<Contents>,
): Promise<Simulator<Contents>> {
  const faults = createFaultQueue();
  let calls: readonly LoggedCall[] = [];
  let counted = 0;

  function serveVendor(call: VendorCall, response: ServerResponse): void {
    counted += 1;
    const id = counted;
    const handshake = simulation.handshake?.(call) === true;
    const fault = faults.take({ ...call, handshake });
    const answer = fault === undefined || fault.action.applied ? simulation.answer(call) : undefined;
    const log = (status: number) => {
      const entry = {
        ...logged(id, clock.now(), call, status, fault?.action.type),
        ...(handshake ? { handshake } : {}),
      };
      // The answer of a handshake is a credential.
      calls = [...calls, handshake ? entry : { ...entry, ...answered(answer, fault) }].slice(-mostCalls);
    };
    const headers = { date: clock.now().toUTCString(), 'x-request-id': `sim-${id}` };
    if (fault !== undefined) {
      const { failure } = simulation;
      return misbehave({ action: fault.action, answer, response, headers, log, failure });
    }
    log(answer?.status ?? 0);
    sendJson(response, answer?.status ?? 500, answer?.body, { ...headers, ...answer?.headers });
  }

  const state = () => ({
    now: clock.now().toISOString(),
    speed: clock.speed(),
    started: started(),
    ...simulation.contents(),
  });
  const controls: ControlRoutes = {
    'GET /control/state': state,
    'GET /control/calls': () => ({ calls }),
    'DELETE /control/calls': () => {
      calls = [];
      return {};
    },
    'GET /control/faults': () => ({ faults: faults.pending() }),
    'POST /control/faults': (body) => ({ id: faults.add(Fault.parse(body)) }),
    'DELETE /control/faults': () => {
      faults.clear();
      return {};
    },
    'POST /control/clock': (body) => {
      const { advanceMs, speed } = ClockChange.parse(body);
      if (speed !== undefined) clock.setSpeed(speed);
      if (advanceMs !== undefined) clock.advance(advanceMs);
      return { now: clock.now().toISOString(), speed: clock.speed() };
    },
    'POST /control/lists': (body) => clock.setListLag(ListLag.parse(body).lagMs),
    ...simulation.controls,
  };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const text = await readBody(request);
    const body = parseJson(text);
    const method = request.method ?? 'GET';
    const path = url.pathname;
    if (path.startsWith('/control/')) return serveControl(controls, { method, path, body }, response);
    return serveVendor(
      { method, path, query: url.searchParams, headers: request.headers, body, text },
      response,
    );
  }

  const server = createServer((request, response) => {
    response.on('error', () => response.destroy());
    serve(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else sendJson(response, 500, { ok: false, error: 'simulator_bug', message: String(error) });
    });
  });
  const listening = await listenHere(server, port);
  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    server.closeAllConnections();
    await closed;
  };
  return {
    url: `http://127.0.0.1:${listening}`,
    clock,
    started,
    state,
    calls: () => calls,
    forgetCalls() {
      calls = [];
    },
    fault: (fault) => faults.add(fault),
    faults: () => faults.pending(),
    clearFaults: () => faults.clear(),
    dropFault: (id) => faults.drop(id),
    connections: () =>
      new Promise((resolve, reject) => {
        server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
      }),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** What the log keeps of the vendor's own answer. */
function answered(
  answer: VendorAnswer | undefined,
  fault: PendingFault | undefined,
): Pick<LoggedCall, 'answer' | 'hidden'> {
  if (fault === undefined) return { answer: answer?.body };
  return answer === undefined ? {} : { hidden: { status: answer.status, body: answer.body } };
}

/** Header names that carry a credential; the rest may be looked at. */
const secretHeaders = ['authorization', 'cookie'];

function logged(
  id: number,
  at: Date,
  call: VendorCall,
  status: number,
  fault: string | undefined,
): LoggedCall {
  const headers = Object.entries(call.headers).filter(([name]) => !secretHeaders.includes(name));
  return {
    id,
    at: at.toISOString(),
    method: call.method,
    path: call.path,
    query: Object.fromEntries(call.query),
    headers: Object.fromEntries(headers.map(([name, value]) => [name, String(value)])),
    body: call.body ?? null,
    status,
    ...(fault === undefined ? {} : { fault }),
  };
}
