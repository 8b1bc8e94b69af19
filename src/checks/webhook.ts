import { createHmac } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { type IncomingMessage, request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { z } from 'zod';
import type { CheckResult, NotCheckedBecause, Restored, Seen, WebhookCheck } from '#core/data-check.ts';
import { defined } from '#core/defined.ts';
import { restoredTo } from '#core/restore-plan.ts';
import { unlessAborted } from '#core/unless-aborted.ts';
import { mayCall } from './address.ts';
import { maxBytes, TooLarge } from './too-large.ts';

const mostRead = 20;

export interface Address {
  readonly address: string;
  readonly family: number;
}

export interface WebhookDeps {
  /** All addresses of a host. @default the system's resolver */
  readonly resolve?: (host: string) => Promise<readonly Address[]>;
  /** Signatures carry it. */
  readonly now: () => Date;
}

/** What was read, by names that a program gives; nothing in it has room for a row. */
const Read = z.object({
  name: z.string().regex(/^[a-z][a-z0-9._-]{0,39}$/u),
  value: z.union([z.number(), z.boolean(), z.iso.datetime({ offset: true })]),
});

const Answer = z.object({
  result: z.enum(['pass', 'fail', 'not-checked']),
  read: z.array(Read).max(mostRead).default([]),
});

/** Asks somebody's own program. Rejects only with the signal's reason. */
export async function runWebhook(
  check: WebhookCheck,
  restored: Restored,
  signal: AbortSignal,
  deps: WebhookDeps,
): Promise<CheckResult> {
  const over = AbortSignal.timeout(check.timeoutMs);
  try {
    return await ask(check, restored, AbortSignal.any([signal, over]), deps);
  } catch (error) {
    signal.throwIfAborted();
    if (over.aborted) return notChecked(check, 'timeout');
    return notChecked(check, error instanceof TooLarge ? 'too-large' : 'cannot-connect');
  }
}

async function ask(
  check: WebhookCheck,
  restored: Restored,
  signal: AbortSignal,
  deps: WebhookDeps,
): Promise<CheckResult> {
  const url = new URL(check.url.reveal());
  const host = url.hostname.replace(/^\[|\]$/gu, '');
  const resolve = deps.resolve ?? ((name) => lookup(name, { all: true }));
  // Asked once: a name that leads elsewhere a moment later leads nowhere.
  const addresses = await unlessAborted(resolve(host), signal);
  if (addresses.length === 0) return notChecked(check, 'cannot-connect');
  if (!addresses.every(({ address }) => mayCall(address, check.allowPrivate))) {
    return notChecked(check, 'private-address');
  }
  const body = JSON.stringify(questionOf(check, restored));
  const answer = await post(url, addresses, body, signature(check, body, deps.now()), signal);
  const { statusCode = 0 } = answer;
  if (statusCode !== 200) {
    answer.destroy();
    const isRedirect = statusCode >= 300 && statusCode < 400;
    return notChecked(check, isRedirect ? 'redirected' : 'http-status', String(statusCode));
  }
  return resultOf(check, await textOf(answer), restoredTo(restored.plan.point));
}

function questionOf({ name }: WebhookCheck, { requestId, plan }: Restored): object {
  const { provider, connection, kind, source, target, point, options } = plan;
  const restorePoint = restoredTo(point).toISOString();
  return { check: name, requestId, provider, connection, kind, source, target, restorePoint, options };
}

/** Over the instant, too, so that an old question cannot be asked again. */
function signature({ key }: WebhookCheck, body: string, now: Date): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(now.getTime() / 1_000));
  const mac = createHmac('sha256', key.reveal()).update(`v1:${timestamp}:${body}`).digest('hex');
  return { 'restorebot-timestamp': timestamp, 'restorebot-signature': `v1=${mac}` };
}

/** Resolves once the head of the answer is there; it is no redirect that anybody would follow. */
async function post(
  url: URL,
  addresses: readonly Address[],
  body: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const onlyThese: LookupFunction = (_host, { all }, callback) => {
    const [first] = addresses;
    if (all === true) callback(null, [...addresses]);
    else callback(null, first?.address ?? '', first?.family);
  };
  const asking = (url.protocol === 'https:' ? tlsRequest : plainRequest)(url, {
    method: 'POST',
    // The global agent would use the environment's proxy, which resolves names itself.
    agent: false,
    lookup: onlyThese,
    signal,
    headers: {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'user-agent': 'restorebot',
      ...headers,
    },
  });
  asking.once('response', resolve);
  asking.on('error', reject);
  // An answer that wants another protocol closes the connection, and is no error.
  asking.once('close', () => reject(new Error('closed without an answer')));
  asking.end(body);
  return promise;
}

async function textOf(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer) {
    if (!Buffer.isBuffer(chunk)) continue;
    bytes += chunk.length;
    if (bytes > maxBytes) {
      answer.destroy();
      throw new TooLarge();
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** A pass that names nothing it read, or something later than the restore point, is none. */
function resultOf(check: WebhookCheck, text: string, restorePoint: Date): CheckResult {
  const parsed = Answer.safeParse(parseJson(text));
  if (!parsed.success) return notChecked(check, 'bad-answer');
  const { by, name } = check;
  const saw = parsed.data.read.map(seenOf);
  switch (parsed.data.result) {
    case 'not-checked':
      return notChecked(check, 'said-not-checked');
    case 'fail':
      return { result: 'failed', by, name, because: 'said-fail', saw };
    case 'pass': {
      const [first, ...more] = saw;
      if (first === undefined) return notChecked(check, 'read-no-table');
      if (saw.some((seen) => seen.type === 'instant' && seen.at > restorePoint)) {
        return notChecked(check, 'later-than-restore-point');
      }
      return { result: 'passed', by, name, saw: [first, ...more] };
    }
  }
}

function seenOf({ name: what, value }: z.output<typeof Read>): Seen {
  if (typeof value === 'number') return { type: 'number', value, what };
  if (typeof value === 'boolean') return { type: 'boolean', value, what };
  return { type: 'instant', at: new Date(value), what };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function notChecked({ by, name }: WebhookCheck, because: NotCheckedBecause, code?: string): CheckResult {
  return { result: 'not-checked', by, name, because, ...defined({ code }) };
}
