import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { App } from '@slack/bolt';
import type { RefusalLog } from '#core/audit/store.ts';
import { defined } from '#core/defined.ts';
import type { Log, ReplayGuard } from '#core/ports.ts';
import type { Secret } from '#core/secret.ts';
import { createAnswer } from './answer.ts';
import { readBody } from './body.ts';
import { listen, type Listening } from './listen.ts';
import { type ContentType, contentTypes, isSslCheck, parse } from './parse.ts';
import { imitations, type RefusedDelivery, refusedStatus } from './refused.ts';
import { judgeSignature, type SignatureVerdict } from './signature.ts';
import type { BotReceiver } from './sockets.ts';

export interface HttpReceiverDeps {
  /** Any of them may have signed. */
  readonly signingSecrets: readonly Secret[];
  /** 0 takes a free one. */
  readonly port: number;
  readonly host: string;
  /** Everything of Slack's comes here: `/slack/events`. */
  readonly path: string;
  readonly replayGuard: ReplayGuard;
  /** Records forged deliveries. */
  readonly refusals: RefusalLog;
  readonly log: Log;
  readonly now: () => Date;
  /** @default 1 MB; Slack's largest, a modal's submission, has a quarter of that */
  readonly maxBytes?: number;
}

export interface HttpReceiver extends BotReceiver {
  /** The one that was opened. */
  port(): number;
  /** How many deliveries had a signature of another secret, where none has fitted yet; 0 once one has. */
  unfitSignatures(): number;
}

/** Slack waits 3 s (docs.slack.dev/interactivity/handling-user-interaction); this leaves time for the way back. */
const answerWithinMs = 2_800;
/** For the body to arrive in. */
const bodyMs = 2_000;
/** How long to wait for the answer whether a signature was seen before. */
const guardMs = 500;
/** This many signatures of no configured secret, and none of one, mean a wrong secret, not a forger. */
const surelyUnfit = 3;
/** Of a whole delivery, against clients that send slowly or without end. */
const connectionMs = 5_000;

/**
 * Slack's signed deliveries over HTTP, for the same listeners as Socket Mode. Bolt's own receiver takes stamps from
 * the future and the same delivery twice, so this one checks for itself and gives Bolt what is left. Whatever is
 * refused is logged with its reason and how many there were of it.
 */
export function createHttpReceiver(deps: HttpReceiverDeps): HttpReceiver {
  const { log, path } = deps;
  const refusedSoFar = new Map<RefusedDelivery, number>();
  let app: App | undefined;
  let fits = false;

  function noteSignature(verdict: SignatureVerdict): void {
    if (verdict === 'genuine') fits = true;
    if (verdict !== 'bad-signature' || fits) return;
    if ((refusedSoFar.get('bad-signature') ?? 0) + 1 === surelyUnfit) {
      log.error(
        { setting: 'slack.signingSecret', refused: surelyUnfit },
        'no delivery over HTTP has had a signature that fits the configured secret',
      );
    }
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refuse = (reason: RefusedDelivery): void => {
      if (!answer.give(refusedStatus[reason], reason)) return;
      const count = (refusedSoFar.get(reason) ?? 0) + 1;
      refusedSoFar.set(reason, count);
      log.warn({ reason, count, from: request.socket.remoteAddress }, 'slack delivery refused');
      if (imitations.has(reason))
        void deps.refusals.note({ by: 'unknown', command: 'deliver', code: reason });
    };
    const answer = createAnswer(response, () => open?.listening() !== true);
    const late = setTimeout(refuse, answerWithinMs, 'no-answer-in-time');
    response.once('close', () => clearTimeout(late));
    const wrong = whyNotRead(request, path);
    if (wrong !== undefined) {
      request.resume();
      return refuse(wrong);
    }
    const limits = { maxBytes: deps.maxBytes ?? 1_000_000, withinMs: bodyMs };
    const body = await readBody(request, limits);
    if (typeof body === 'string') return refuse(body);
    const contentType = contentTypeOf(request);
    if (contentType === undefined) return refuse('content-type');
    const text = Buffer.from(body).toString('utf8');
    const signed = {
      timestamp: header(request, 'x-slack-request-timestamp'),
      signature: header(request, 'x-slack-signature'),
      body,
    };
    const verdict = judgeSignature(signed, deps.signingSecrets, deps.now());
    noteSignature(verdict);
    if (verdict === 'unsigned' && isSslCheck(contentType, text)) return void answer.give(200);
    if (verdict !== 'genuine') return refuse(verdict);
    if (!(await isFirstSight(deps, signed.signature ?? ''))) return refuse('seen-before');
    const parsed = parse(contentType, text);
    switch (parsed.type) {
      case 'unreadable':
        return refuse(parsed.because);
      case 'ssl-check':
        return void answer.give(200);
      case 'url-verification':
        return void answer.give(200, parsed.challenge);
      case 'payload':
        await app?.processEvent({
          body: { ...parsed.body },
          ack: async (content: unknown) => {
            if (!answer.give(200, content)) log.warn({}, 'listener answered too late');
          },
          ...retryOf(request),
        });
        return refuse('nobody-listens');
    }
  }

  let open: Listening | undefined;
  function create(): Server {
    const server = createServer({ connectionsCheckingInterval: 1_000 }, (request, response) => {
      serve(request, response).catch((error: unknown) => {
        log.error({ err: error }, 'slack delivery failed');
        if (!response.headersSent) response.writeHead(refusedStatus.failed).end();
      });
    });
    server.requestTimeout = connectionMs;
    server.headersTimeout = connectionMs;
    return server;
  }

  return {
    init(bolt: App) {
      app = bolt;
    },
    async start() {
      open = await listen(create, { setting: 'slack.http', port: deps.port, host: deps.host });
    },
    async stop() {
      // What has begun is answered, which takes no longer than Slack waits.
      const late = setTimeout(() => open?.closeAllConnections(), answerWithinMs);
      await open?.close();
      clearTimeout(late);
    },
    connected: () => open?.listening() === true,
    port: () => open?.port ?? deps.port,
    unfitSignatures() {
      const refused = refusedSoFar.get('bad-signature') ?? 0;
      return fits || refused < surelyUnfit ? 0 : refused;
    },
  };
}

function whyNotRead(request: IncomingMessage, path: string): RefusedDelivery | undefined {
  if (request.url?.split('?', 1)[0] !== path) return 'wrong-path';
  if (request.method !== 'POST') return 'wrong-method';
  if (contentTypeOf(request) === undefined) return 'content-type';
  // Slack compresses nothing, and a compressed body has no known size.
  return request.headers['content-encoding'] === undefined ? undefined : 'content-encoding';
}

function contentTypeOf(request: IncomingMessage): ContentType | undefined {
  const given = header(request, 'content-type')?.split(';', 1)[0]?.trim().toLowerCase();
  return contentTypes.find((each) => each === given);
}

/**
 * A guard that cannot be asked lets it pass: the record is in the same Redis, so that nothing can be changed while it
 * is away, and a command that comes twice is known by its id. A refusal would only hide the reason from the person.
 */
async function isFirstSight({ replayGuard, log }: HttpReceiverDeps, signature: string): Promise<boolean> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('no answer in time')), guardMs);
  try {
    return await Promise.race([replayGuard.firstSight(signature), late]);
  } catch (error) {
    log.warn({ err: error }, 'replay check failed, delivery accepted');
    return true;
  } finally {
    clearTimeout(timer);
  }
}

/** Events are tried again by Slack; commands and interactions are not (docs.slack.dev/apis/events-api#retries). */
function retryOf(request: IncomingMessage): { readonly retryNum?: number; readonly retryReason?: string } {
  const num = Number(header(request, 'x-slack-retry-num'));
  const reason = header(request, 'x-slack-retry-reason');
  return { ...(Number.isSafeInteger(num) ? { retryNum: num } : {}), ...defined({ retryReason: reason }) };
}

/** One that came twice counts as none: its sender wants it read in two ways. */
function header(request: IncomingMessage, name: string): string | undefined {
  const values = request.headersDistinct[name];
  return values?.length === 1 ? values[0] : undefined;
}
