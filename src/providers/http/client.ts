import type { Socket } from 'node:net';
import { Agent, Client, type Dispatcher } from 'undici';
import { errorCode } from '#core/connection-failure.ts';
import { defined } from '#core/defined.ts';
import { ProviderError } from '#core/provider-error.ts';
import { Crowded } from '#core/rate-limiter.ts';
import { connectionWords } from './connection-words.ts';
import { handOver, openConnection } from './connection.ts';
import { underDeadline } from './deadline.ts';
import { failureOf, providerError, requestId, unusable, type FailureContext } from './failure.ts';
import { readCapped, sizeOf, type RawAnswer } from './raw-answer.ts';
import { cleanCause, makeRedact } from './redact.ts';
import { retryPolicy, waitBefore } from './retry-policy.ts';
import { createConnector } from './tunnel.ts';
import type { Answer, Ask, HttpClient, HttpClientDeps, ReadRequest } from './types.ts';

const defaultTimeoutMs = 15_000;
const defaultMaxBytes = 1_000_000;
const defaultTurnMs = 30_000;
/** How long a connection for reads is kept with nothing to do. */
const idleMs = 1_000;
/** A vendor that limits without saying for how long. */
const unsaidPauseMs = 1_000;

/** How far a write came: decides between “nothing was done” and “nobody knows”. */
type Reach = 'not-sent' | 'held-back' | 'sent';

/** What goes over the wire. */
interface Exchange {
  readonly method: Dispatcher.HttpMethod;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly maxBytes?: number | undefined;
  readonly signal?: AbortSignal;
}

/** The way to one vendor with one credential. HTTP/1.1 only: one call, one connection, no shared fate. */
export function createHttpClient(deps: HttpClientDeps): HttpClient {
  const { connection, vendor, limiter, authorization } = deps;
  const timeoutMs = deps.timeoutMs ?? defaultTimeoutMs;
  const turnMs = deps.turnMs ?? defaultTurnMs;
  const context: FailureContext = {
    connection,
    vendor,
    // A token that was handed out later is as secret as what it was handed out for.
    redact: (text) => makeRedact([...deps.secrets, ...(authorization?.secrets() ?? [])])(text),
    now: deps.now ?? (() => new Date()),
  };
  const policy = retryPolicy(deps.retry);
  const { origin } = new URL(deps.baseUrl);
  const connect = createConnector(deps.egress ?? { noProxy: '' }, timeoutMs);
  // Reads of one burst share a connection; looks come seconds apart, and an idle one may be half dead by then.
  const agent = new Agent({
    allowH2: false,
    connections: 16,
    connect,
    keepAliveTimeout: idleMs,
    keepAliveMaxTimeout: idleMs,
  });

  async function takeTurn({ action, use = 'act', signal }: ReadRequest<unknown>) {
    signal.throwIfAborted();
    let patience: AbortSignal | undefined;
    try {
      await underDeadline(turnMs, signal, (own) => {
        patience = own;
        return limiter.take({ connection, use, signal: own });
      });
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof Crowded) {
        throw providerError(context, {
          kind: 'rate-limited',
          action,
          detail: `others wait for the calls that ${vendor.name} allows`,
          retryAfterMs: error.ms,
          crowded: true,
        });
      }
      if (patience?.aborted === true) {
        throw providerError(context, {
          kind: 'rate-limited',
          action,
          detail: `the calls that ${vendor.name} allows are used up for longer than ${turnMs / 1000} s`,
          // Not tried again at once: the one that holds the place is not done sooner.
          retryAfterMs: Math.max(turnMs, policy.longestWaitMs + 1),
        });
      }
      throw providerError(context, {
        kind: 'unavailable',
        action,
        detail: 'the shared budget of calls cannot be read, so nothing was sent',
        advice: 'Nothing was done. Check that restorebot reaches its Redis.',
        cause: cleanCause(error, context.redact),
      });
    }
    signal.throwIfAborted();
  }

  /** One exchange under one deadline. Rejects with the caller's reason, or whatever the network did. */
  function exchange(dispatcher: Dispatcher, { signal, ...request }: Exchange): Promise<RawAnswer> {
    return underDeadline(timeoutMs, signal, (own) => exchangeUnder(own, dispatcher, request));
  }

  async function exchangeUnder(
    signal: AbortSignal,
    dispatcher: Dispatcher,
    { maxBytes = deps.maxBytes ?? defaultMaxBytes, ...request }: Omit<Exchange, 'signal'>,
  ): Promise<RawAnswer> {
    const answer = await dispatcher.request({
      origin,
      ...request,
      headers: { accept: 'application/json', 'user-agent': 'restorebot', ...request.headers },
      signal,
    });
    const header = (name: string): string | undefined => {
      const value = answer.headers[name];
      if (!Array.isArray(value)) return value;
      // Several lines of a field that is a list are one list (RFC 9110 §5.3); of the others the first counts.
      return name === 'www-authenticate' ? value.join(', ') : value[0];
    };
    return {
      status: answer.statusCode,
      header,
      body: await readCapped(answer.body, {
        status: answer.statusCode,
        contentType: header('content-type'),
        contentEncoding: header('content-encoding'),
        maxBytes,
      }),
    };
  }

  const ask: Ask = ({ headers = {}, body = null, ...question }) =>
    exchange(agent, { ...question, headers, body });

  /** The whole exchange of a request, with everything in it that says who calls. */
  async function prepare(
    request: ReadRequest<unknown>,
    method: Dispatcher.HttpMethod,
    content?: unknown,
  ): Promise<Exchange> {
    const { action, signal } = request;
    const path = pathOf(request);
    const authorized = await authorization?.authorize({ method, path, signal }, ask);
    if (authorized?.type === 'unusable') {
      throw providerError(context, { kind: 'contract', action, detail: authorized.detail });
    }
    if (authorized?.type === 'refused') throw await refused(action, authorized.answer);
    const body = content === undefined ? null : JSON.stringify(content);
    const headers = {
      ...(body === null ? {} : { 'content-type': 'application/json' }),
      ...deps.headers?.(),
      ...request.headers,
      ...authorized?.headers,
    };
    return { method, path, headers, body, signal, maxBytes: request.maxBytes };
  }

  /** The error in an answer, if it is one. A limit holds back every process. */
  async function failureIn(action: string, write: boolean, raw: RawAnswer) {
    const failure = failureOf(context, { action, write }, raw);
    if (failure?.kind === 'rate-limited') {
      // Only a courtesy to the other processes: this call has its answer already.
      await limiter.pause(connection, failure.facts.retryAfterMs ?? unsaidPauseMs).catch(() => undefined);
    }
    return failure;
  }

  /** What stopped us before the call itself. */
  async function refused(action: string, raw: RawAnswer): Promise<ProviderError> {
    const detail = `${vendor.name} did not ask who we are`;
    return (
      (await failureIn(action, false, raw)) ??
      providerError(context, { kind: 'contract', action, detail, httpStatus: raw.status })
    );
  }

  /** The answer as the caller's type, or the error in it. */
  async function settle<T>(request: ReadRequest<T>, write: boolean, raw: RawAnswer): Promise<Answer<T>> {
    const { action } = request;
    const failure = await failureIn(action, write, raw);
    if (failure !== undefined) throw failure;
    const kind = write ? 'indeterminate' : 'contract';
    const facts = { kind, action, httpStatus: raw.status, ...requestId(context, raw) } as const;
    const nothing = raw.body.type === 'empty' ? request.answer.safeParse(undefined) : undefined;
    if (raw.body.type !== 'json' && nothing?.success !== true) {
      const detail = unusable(vendor, raw);
      throw providerError(context, { ...facts, detail, ...(write ? {} : sizeOf(raw.body)) });
    }
    const parsed = nothing ?? request.answer.safeParse(raw.body.type === 'json' ? raw.body.value : undefined);
    if (!parsed.success) {
      const wrong = parsed.error.issues.map(({ path }) => path.join('.') || 'the answer').slice(0, 5);
      const detail = `${vendor.name} answered without a usable ${wrong.join(', ')}`;
      throw providerError(context, { ...facts, detail });
    }
    const date = Date.parse(raw.header('date') ?? '');
    return { body: parsed.data, ...(Number.isNaN(date) ? {} : { vendorTime: new Date(date) }) };
  }

  function networkError(
    request: ReadRequest<unknown>,
    error: unknown,
    reach: Reach,
    write: boolean,
  ): unknown {
    if (error instanceof ProviderError) return error;
    request.signal.throwIfAborted();
    const cause = cleanCause(error, context.redact);
    const code = errorCode(error);
    const timedOut = cause.name === 'TimeoutError' || code?.endsWith('_TIMEOUT') === true;
    const failed = connectionWords(vendor.name, code);
    // An error without a code is our own sentence.
    const seen = code === undefined ? `${failed}: ${cause.message}` : failed;
    return providerError(context, {
      kind: write && reach === 'sent' ? 'indeterminate' : 'unavailable',
      action: request.action,
      ...(reach === 'held-back'
        ? { detail: 'the last check before the write said no', advice: 'Nothing was sent.' }
        : {
            detail: timedOut ? `${vendor.name} did not answer within ${timeoutMs / 1000} s` : seen,
            ...defined({ code }),
          }),
      cause,
    });
  }

  async function getOnce<T>(request: ReadRequest<T>): Promise<Answer<T>> {
    await takeTurn(request);
    try {
      const raw = await exchange(agent, await prepare(request, 'GET'));
      const isStale = raw.status === 401 && authorization?.rejected(raw) === true;
      return await settle(
        request,
        false,
        isStale ? await exchange(agent, await prepare(request, 'GET')) : raw,
      );
    } catch (error) {
      throw networkError(request, error, 'not-sent', false);
    }
  }

  /** Tries again what changes nothing at the vendor, where that may help. */
  async function patiently<T>(signal: AbortSignal, act: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await act();
      } catch (error) {
        const ms = error instanceof ProviderError ? waitBefore(policy, error, attempt) : undefined;
        if (ms === undefined) throw error;
        await policy.sleep(ms, signal);
      }
    }
  }

  return {
    vendor: vendor.name,
    get: (request) => patiently(request.signal, () => getOnce(request)),

    async write(request) {
      await takeTurn(request);
      const prepared = await patiently(request.signal, async () => {
        try {
          return await prepare(request, request.method ?? 'POST', request.body);
        } catch (error) {
          throw networkError(request, error, 'not-sent', true);
        }
      });
      let reach: Reach = 'not-sent';
      let socket: Socket | undefined;
      let client: Client | undefined;
      try {
        socket = await openConnection(origin, connect, request.signal);
        if (!(await request.mayPost())) reach = 'held-back';
        request.signal.throwIfAborted();
        if (reach === 'held-back') throw new Error('the gate said no');
        // A vendor that hung up meanwhile has received nothing.
        if (socket.readyState !== 'open') throw new Error('the connection was closed before the write');
        client = new Client(origin, { pipelining: 0, allowH2: false, connect: handOver(socket) });
        reach = 'sent';
        const raw = await exchange(client, prepared);
        if (raw.status === 401) authorization?.rejected(raw);
        return await settle(request, true, raw);
      } catch (error) {
        throw networkError(request, error, reach, true);
      } finally {
        await client?.destroy();
        socket?.destroy();
      }
    },
  };
}

function pathOf({ path, query = {} }: ReadRequest<unknown>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  return search.size === 0 ? path : `${path}?${search.toString()}`;
}
