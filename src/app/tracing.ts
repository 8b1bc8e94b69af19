import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import {
  type Attributes,
  context,
  type Context,
  ProxyTracerProvider,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
} from '@opentelemetry/api';
import type { Delivery } from '#bot/delivery.ts';
import { defined } from '#core/defined.ts';
import type { Around, Ports } from './around.ts';

/*
 * Traces by OpenTelemetry's API alone: without an SDK in the process all of this does nothing. One request is one
 * trace: its id is made out of the request's, so a click, a job and a telling meet in it, whichever process they are
 * in and however many days lie between them.
 */

/** The trace of a request, 32 hex digits. */
export function traceIdOf(requestId: string): string {
  return createHash('sha256').update(requestId).digest('hex').slice(0, 32);
}

/** The request that is worked on. For a delivery of Slack it may be known only once a use case is called. */
interface Work {
  requestId: string | undefined;
  readonly delivery?: { readonly kind: string; readonly at: Date; readonly spans: Map<string, Span> };
}

const current = new AsyncLocalStorage<Work>();

/** For log lines: the request that is worked on, and the span in which one is written. */
export function workFields(): Readonly<Record<string, string>> {
  const span = trace.getActiveSpan()?.spanContext();
  return defined({
    requestId: current.getStore()?.requestId,
    trace_id: span?.traceId,
    span_id: span?.spanId,
  });
}

/** Answers what Slack has delivered: the first span of what it starts, in the trace of the request that it is about. */
export async function inDelivery({ kind, requestId }: Delivery, work: () => Promise<void>): Promise<void> {
  const delivery = { kind, at: new Date(), spans: new Map<string, Span>() };
  try {
    await current.run({ requestId, delivery }, () =>
      requestId === undefined ? work() : context.with(ofRequest(requestId), work),
    );
  } finally {
    for (const span of delivery.spans.values()) span.end();
  }
}

/** A step of a request; whatever it came from is about this request from now on. */
function inStep(requestId: string, run: () => unknown): unknown {
  const outer = current.getStore();
  if (outer !== undefined) outer.requestId ??= requestId;
  return current.run({ ...outer, requestId }, run);
}

/** Where a request's id is in the arguments: their position, or a field of the first one. */
type Where = 0 | 1 | 'requestId' | 'id';

/** What the compiler finds there, so that a method whose arguments change is not silently left out. */
type WhereIn<Args> =
  | (Args extends readonly [string, ...unknown[]] ? 0 : never)
  | (Args extends readonly [unknown, string, ...unknown[]] ? 1 : never)
  | (Args extends readonly [{ readonly requestId: string }, ...unknown[]] ? 'requestId' : never)
  | (Args extends readonly [{ readonly id: string }, ...unknown[]] ? 'id' : never);

type About<Port> = {
  readonly [Method in keyof Port]?: Port[Method] extends (...args: infer Args) => unknown
    ? WhereIn<Args>
    : never;
};

const service: About<Ports['service']> = {
  review: 'requestId',
  ask: 'requestId',
  act: 1,
  mayAct: 1,
  recheck: 0,
  reveal: 'requestId',
  recordShown: 'requestId',
  story: 'requestId',
  checkNow: 0,
  advance: 0,
};
const announcer: About<Ports['announcer']> = { converge: 0 };
const wakeups: About<Ports['wakeups']> = { work: 'id', announce: 0 };

/** Of a provider, what asks its vendor. */
const vendorCalls = new Set([
  'choices',
  'plan',
  'preflight',
  'observe',
  'baseline',
  'submit',
  'find',
  'poll',
  'cancel',
  'verify',
]);

/**
 * Notes for log lines which request is worked on; with an SDK, also a span for each use case, job step, telling, and call
 * of a vendor or of Slack.
 */
export function tracing(): Around {
  const provider = trace.getTracerProvider();
  const installed = provider instanceof ProxyTracerProvider ? provider.getDelegate() : provider;
  const hasSdk = installed !== new ProxyTracerProvider().getDelegate();
  const step = hasSdk ? spanOfStep : inStep;
  return {
    service: (port) => steps(port, 'request', service, step),
    announcer: (port) => steps(port, 'announcer', announcer, step),
    wakeups: (port) => steps(port, 'wakeup', wakeups, step),
    ...(hasSdk ? spansOfCalls : {}),
  };
}

const spansOfCalls: Around = {
  provider: (port) =>
    calls(port, port.name, { 'restorebot.connection': port.connection }, (method) => vendorCalls.has(method)),
  slack: (port) => calls(port, 'slack', {}, () => true),
  people: (port) => calls(port, 'slack', {}, () => true),
};

type Step = (requestId: string, run: () => unknown, name: string) => unknown;

function steps<Port extends object>(port: Port, kind: string, about: About<Port>, step: Step): Port {
  const places = new Map<string, Where | undefined>(Object.entries(about));
  return wrapped(port, (method, args, run) => {
    const where = places.get(method);
    const requestId = where === undefined ? undefined : requestIn(args, where);
    return requestId === undefined ? run() : step(requestId, run, `${kind} ${method}`);
  });
}

function spanOfStep(requestId: string, run: () => unknown, name: string): unknown {
  return inStep(requestId, () =>
    inSpan(name, SpanKind.INTERNAL, { 'restorebot.request': requestId }, ofRequest(requestId), run),
  );
}

/** Only inside a step: what has no request has no story. */
function calls<Port extends object>(
  port: Port,
  kind: string,
  attributes: Attributes,
  isCall: (method: string) => boolean,
): Port {
  return wrapped(port, (method, _, run) =>
    !isCall(method) || trace.getActiveSpan() === undefined
      ? run()
      : inSpan(`${kind} ${method}`, SpanKind.CLIENT, attributes, context.active(), run),
  );
}

function requestIn(args: readonly unknown[], where: Where): string | undefined {
  const found: unknown = typeof where === 'number' ? args[where] : Reflect.get(Object(args[0]), where);
  return typeof found === 'string' ? found : undefined;
}

/** The span that runs where it is of this request's trace; else Slack's delivery; else the beginning of the trace, which nobody wrote. */
function ofRequest(requestId: string): Context {
  const traceId = traceIdOf(requestId);
  const active = context.active();
  if (trace.getSpanContext(active)?.traceId === traceId) return active;
  const spanId = traceId.slice(0, 16);
  const beginning = { traceId, spanId, traceFlags: TraceFlags.SAMPLED, isRemote: true };
  const root = trace.setSpanContext(active, beginning);
  const delivery = current.getStore()?.delivery;
  if (delivery === undefined) return root;
  const { kind, at, spans } = delivery;
  const attributes = { 'restorebot.request': requestId, 'restorebot.delivery': kind };
  // It began before anybody knew which request it is about.
  const options = { kind: SpanKind.SERVER, startTime: at, attributes };
  const span = spans.get(traceId) ?? trace.getTracer('restorebot').startSpan('slack delivery', options, root);
  spans.set(traceId, span);
  return trace.setSpan(active, span);
}

function inSpan(
  name: string,
  kind: SpanKind,
  attributes: Attributes,
  parent: Context,
  run: () => unknown,
): unknown {
  const tracer = trace.getTracer('restorebot');
  return tracer.startActiveSpan(name, { kind, attributes }, parent, (span) => {
    const result = run();
    if (!(result instanceof Promise)) {
      span.end();
      return result;
    }
    return result.then(
      (value: unknown) => {
        const type: unknown = Reflect.get(Object(value), 'type');
        // What became of it, by its code: `done`, `refused`, `rate-limited`.
        if (typeof type === 'string') span.setAttribute('restorebot.outcome', type);
        span.end();
        return value;
      },
      (error: unknown) => {
        // An error's words may hold a vendor's, so its name alone.
        const message = error instanceof Error ? error.name : 'error';
        span.setStatus({ code: SpanStatusCode.ERROR, message });
        span.end();
        throw error;
      },
    );
  });
}

function wrapped<Port extends object>(
  port: Port,
  around: (method: string, args: readonly unknown[], run: () => unknown) => unknown,
): Port {
  return new Proxy(port, {
    get(target, key) {
      const method: unknown = Reflect.get(target, key);
      if (typeof method !== 'function' || typeof key !== 'string') return method;
      return (...args: unknown[]): unknown => around(key, args, () => Reflect.apply(method, target, args));
    },
  });
}
