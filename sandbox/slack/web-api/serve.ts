import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { readBody, sendJson, sendText } from '../../http.ts';
import type { JsonObject, PendingFault } from '../control-types.ts';
import { defined } from '../json.ts';
import { SlackError } from '../slack-error.ts';
import { remember } from '../world.ts';
import { decodeArgs } from './args.ts';
import { takeFault } from './faults.ts';
import { methods } from './index.ts';
import { type CallContext, type Method, needScope } from './method.ts';

export interface Tokens {
  readonly bot: string;
  readonly app: string;
}

/** What goes back for one call. */
interface Reply {
  readonly status: number;
  readonly body: JsonObject;
  readonly headers: Readonly<Record<string, string>>;
}

const done = { status: 200, headers: {} } as const;

function refusal(error: SlackError): Reply {
  const { retryAfterSec, ...extra } = error.extra;
  const body = { ok: false, error: error.code, ...extra };
  if (error.code !== 'ratelimited') return { ...done, body };
  return { status: 429, body, headers: { 'retry-after': String(retryAfterSec) } };
}

/** Throws `not_authed`, `invalid_auth`, `token_revoked`, `not_allowed_token_type`. */
function checkToken(context: CallContext, tokens: Tokens, method: Method, token: string): void {
  if (token === '') throw new SlackError('not_authed');
  if (token !== tokens.bot && token !== tokens.app) throw new SlackError('invalid_auth');
  if (token !== tokens[method.token]) throw new SlackError('not_allowed_token_type');
  if (context.world.settings.tokenRevoked) throw new SlackError('token_revoked');
}

function perform(context: CallContext, tokens: Tokens, name: string, token: string, decoded: Decoded): Reply {
  const { args } = decoded;
  try {
    if (decoded.refusal !== undefined) throw decoded.refusal;
    const method = methods[name];
    if (method === undefined) throw new SlackError('unknown_method', { req_method: name });
    checkToken(context, tokens, method, token);
    needScope(context, ...method.anyOf);
    return { ...done, body: { ok: true, ...method.run(context, args) } };
  } catch (error) {
    if (error instanceof SlackError) return refusal(error);
    throw error;
  }
}

/** What the fault says instead; undefined when it only delays or drops. */
function faulty(fault: PendingFault): Reply | undefined {
  if (fault.retryAfterSec !== undefined) {
    return refusal(new SlackError('ratelimited', { retryAfterSec: fault.retryAfterSec }));
  }
  if (fault.error !== undefined) {
    return { status: fault.httpStatus ?? 200, headers: {}, body: { ok: false, error: fault.error } };
  }
  return undefined;
}

/** One call of the Web API: docs.slack.dev/apis/web-api. */
export async function serveWebApi(
  context: CallContext,
  tokens: Tokens,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const { world } = context;
  const name = url.pathname.slice('/api/'.length);
  const body = await readBody(request);
  const decoded = decode(request, url, body);
  const { token: inArgs, ...args } = decoded.args;
  const header = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
  const token = header ?? (typeof inArgs === 'string' ? inArgs : '');
  const fault = takeFault(world, name, args);

  if (fault?.delayMs !== undefined) await wait(fault.delayMs);
  const plain = fault?.httpStatus !== undefined && fault.error === undefined;
  const said = fault === undefined ? undefined : faulty(fault);
  const reply = plain
    ? { status: fault.httpStatus, headers: {}, body: { ok: false } }
    : (said ?? perform(context, tokens, name, token, { ...decoded, args }));

  const { ok, error } = reply.body;
  remember(world.calls, {
    id: Number(world.newId('')),
    at: world.now().toISOString(),
    method: name,
    args,
    ok: ok === true && reply.status < 300,
    ...defined({ error, faultId: fault?.id }),
    httpStatus: reply.status,
  });
  if (fault?.dropAfterApply === true) request.socket.destroy();
  else if (plain) sendText(response, reply.status, 'fault on command');
  else sendJson(response, reply.status, reply.body, { ...scopeHeaders(context), ...reply.headers });
}

interface Decoded {
  readonly args: JsonObject;
  /** The body could not be read. */
  readonly refusal?: SlackError;
}

function decode(request: IncomingMessage, url: URL, body: string): Decoded {
  try {
    return { args: decodeArgs(request, url, body) };
  } catch (error) {
    if (error instanceof SlackError) return { args: {}, refusal: error };
    throw error;
  }
}

function scopeHeaders(context: CallContext): Readonly<Record<string, string>> {
  return { 'x-oauth-scopes': [...context.scopes].join(',') };
}
