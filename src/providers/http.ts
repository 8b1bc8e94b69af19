import type { Socket } from 'node:net';
import { Agent, buildConnector, Client, type Dispatcher } from 'undici';
import { ProviderError } from '#core/provider-error.ts';
import { failureOf, providerError, requestId, type FailureContext } from './http/failure.ts';
import { describeBody, readBody, type RawAnswer } from './http/raw-answer.ts';
import { cleanCause, errorCode, makeRedact } from './http/redact.ts';
import { retryPolicy, waitBefore } from './http/retry-policy.ts';
import type { Answer, HttpClient, HttpClientDeps, ReadRequest, WriteRequest } from './http/types.ts';

const defaultTimeoutMs = 15_000;
const defaultMaxBytes = 1_000_000;
/** A vendor that limits without saying for how long. */
const unsaidPauseMs = 1_000;

/** How far a write came: decides between “nothing was done” and “nobody knows”. */
type Reach = 'not-sent' | 'held-back' | 'sent';

/** The way to one vendor with one credential. HTTP/1.1 only: one call, one connection, no shared fate. */
export function createHttpClient(deps: HttpClientDeps): HttpClient {
  const { connection, vendor, limiter } = deps;
  const timeoutMs = deps.timeoutMs ?? defaultTimeoutMs;
  const context: FailureContext = {
    connection,
    vendor,
    redact: makeRedact(deps.secrets),
    now: deps.now ?? (() => new Date()),
  };
  const policy = retryPolicy(deps.retry);
  const { origin } = new URL(deps.baseUrl);
  const agent = new Agent({ allowH2: false, connections: 16, connectTimeout: timeoutMs });

  async function takeTurn({ action, use, signal }: Pick<ReadRequest<unknown>, 'action' | 'use' | 'signal'>) {
    signal.throwIfAborted();
    try {
      await limiter.take({ connection, use, signal });
    } catch (error) {
      signal.throwIfAborted();
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
  async function exchange(
    dispatcher: Dispatcher,
    request: ReadRequest<unknown>,
    method: Dispatcher.HttpMethod,
    body?: string,
  ): Promise<RawAnswer> {
    const signal = AbortSignal.any([request.signal, AbortSignal.timeout(timeoutMs)]);
    const answer = await dispatcher.request({
      origin,
      path: pathOf(request),
      method,
      headers: {
        accept: 'application/json',
        'user-agent': 'restorebot',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...deps.headers(),
        ...request.headers,
      },
      body: body ?? null,
      signal,
    });
    const header = (name: string): string | undefined => {
      const value = answer.headers[name];
      return Array.isArray(value) ? value[0] : value;
    };
    return {
      status: answer.statusCode,
      header,
      body: await readCapped(answer, header('content-type')),
    };
  }

  async function readCapped(
    answer: Dispatcher.ResponseData,
    contentType: string | undefined,
  ): Promise<RawAnswer['body']> {
    const maxBytes = deps.maxBytes ?? defaultMaxBytes;
    const chunks: Buffer[] = [];
    let bytes = 0;
    try {
      for await (const chunk of answer.body) {
        if (!Buffer.isBuffer(chunk)) continue;
        bytes += chunk.length;
        // Leaving the loop destroys the stream, and with it the socket.
        if (bytes > maxBytes) return { type: 'too-large' };
        chunks.push(chunk);
      }
    } catch (error) {
      // The status of a refusal is known even where the rest of its body is lost.
      if (answer.statusCode >= 400 && answer.statusCode < 500) return { type: 'empty' };
      throw error;
    }
    return readBody(Buffer.concat(chunks).toString('utf8'), contentType);
  }

  /** The answer as the caller's type, or the error in it. A limit holds back every process. */
  async function settle<T>(request: ReadRequest<T>, write: boolean, raw: RawAnswer): Promise<Answer<T>> {
    const { action } = request;
    const failure = failureOf(context, { action, write }, raw);
    if (failure?.kind === 'rate-limited') {
      // Only a courtesy to the other processes: this call has its answer already.
      await limiter.pause(connection, failure.facts.retryAfterMs ?? unsaidPauseMs).catch(() => undefined);
    }
    if (failure !== undefined) throw failure;
    const kind = write ? 'indeterminate' : 'contract';
    const facts = { kind, action, httpStatus: raw.status, ...requestId(context, raw) } as const;
    if (raw.body.type !== 'json') {
      const detail = `${vendor.name} answered ${raw.status} with ${describeBody(raw.body)}`;
      throw providerError(context, { ...facts, detail });
    }
    const parsed = request.answer.safeParse(raw.body.value);
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
    const timedOut = cause.name === 'TimeoutError' || errorCode(error)?.endsWith('_TIMEOUT') === true;
    const seen = timedOut
      ? `${vendor.name} did not answer within ${timeoutMs / 1000} s`
      : `the connection to ${vendor.name} failed (${errorCode(error) ?? cause.message})`;
    return providerError(context, {
      kind: write && reach === 'sent' ? 'indeterminate' : 'unavailable',
      action: request.action,
      detail: reach === 'held-back' ? 'the time to send it was over before it could leave' : seen,
      ...(reach === 'held-back' ? { advice: 'Nothing was sent.' } : {}),
      cause,
    });
  }

  async function getOnce<T>(request: ReadRequest<T>): Promise<Answer<T>> {
    await takeTurn(request);
    try {
      return await settle(request, false, await exchange(agent, request, 'GET'));
    } catch (error) {
      throw networkError(request, error, 'not-sent', false);
    }
  }

  return {
    async get(request) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await getOnce(request);
        } catch (error) {
          const ms = error instanceof ProviderError ? waitBefore(policy, error, attempt) : undefined;
          if (ms === undefined) throw error;
          await policy.sleep(ms, request.signal);
        }
      }
    },

    async write(request) {
      await takeTurn(request);
      const gate = openOnce(request, timeoutMs);
      const client = new Client(origin, { pipelining: 0, allowH2: false, connect: gate.connect });
      try {
        const body = request.body === undefined ? undefined : JSON.stringify(request.body);
        return await settle(request, true, await exchange(client, request, request.method, body));
      } catch (error) {
        throw networkError(request, error, gate.reach(), true);
      } finally {
        await client.destroy();
      }
    },
  };
}

/**
 * A connector that lets one connection through, and only while the write may still be sent. undici writes in the
 * same turn in which it is handed the socket, so this is the last moment to say no.
 */
function openOnce({ mayPost }: WriteRequest<unknown>, timeoutMs: number) {
  const open = buildConnector({ timeout: timeoutMs, allowH2: false });
  let reach: Reach = 'not-sent';
  const connect: buildConnector.connector = (options, callback) =>
    open(options, (...outcome) => {
      const [error, socket] = outcome;
      if (error !== null) return callback(error, null);
      if (reach !== 'not-sent') return refuse(socket, callback);
      reach = mayPost() ? 'sent' : 'held-back';
      return reach === 'sent' ? callback(null, socket) : refuse(socket, callback);
    });
  return { connect, reach: () => reach };
}

function pathOf({ path, query = {} }: ReadRequest<unknown>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  return search.size === 0 ? path : `${path}?${search.toString()}`;
}

function refuse(socket: Socket, callback: buildConnector.Callback): void {
  socket.destroy();
  callback(new Error('the write was held back'), null);
}
