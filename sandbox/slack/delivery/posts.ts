import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Deliver } from '../control-types.ts';
import { parseJson } from '../json.ts';
import type { World } from '../world.ts';
import { type Delivered, type Delivery, type DeliveryOptions, type Parcel, logDelivery } from './delivery.ts';
import { signatureHeaders } from './signature.ts';

/** Events are tried three more times; commands and interactions are not (docs.slack.dev/apis/events-api#retries). */
const eventRetries = 3;

interface Post {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

function write(parcel: Parcel, secret: string, attempt: number): Post {
  const isEvent = parcel.type === 'events_api';
  const json = JSON.stringify(parcel.payload);
  const fields =
    parcel.type === 'interactive'
      ? { payload: json }
      : Object.fromEntries(Object.entries(parcel.payload).map(([key, value]) => [key, String(value)]));
  const body = isEvent ? json : new URLSearchParams(fields).toString();
  return {
    body,
    headers: {
      'content-type': isEvent ? 'application/json' : 'application/x-www-form-urlencoded',
      // The app judges the stamp by the machine's clock, so this is never the fake's own.
      ...signatureHeaders(secret, body, new Date()),
      ...(attempt === 0
        ? {}
        : { 'x-slack-retry-num': String(attempt), 'x-slack-retry-reason': 'http_timeout' }),
    },
  };
}

async function post(url: string, content: Post, signal: AbortSignal): Promise<Delivered> {
  try {
    const response = await fetch(url, { method: 'POST', ...content, signal });
    const text = await response.text();
    if (!response.ok) return { kind: 'undelivered', reason: `http_status_${response.status}` };
    return { kind: 'acked', body: text === '' ? undefined : (parseJson(text) ?? { text }) };
  } catch (error) {
    return error instanceof DOMException && error.name === 'TimeoutError'
      ? { kind: 'timeout' }
      : { kind: 'undelivered', reason: 'http_error' };
  }
}

/** Where the manifest says that a payload goes (docs.slack.dev/reference/app-manifest). */
function manifestUrl({ app: { urls } }: World, { type, payload }: Parcel): string | undefined {
  switch (type) {
    case 'slash_commands':
      return urls.commands.get(String(payload['command']));
    case 'interactive':
      return payload['type'] === 'block_suggestion' ? urls.options : urls.interactivity;
    case 'events_api':
      return urls.events;
  }
}

/** Signed POSTs to the app's URLs: one for everything, or those of the manifest. Copies of one envelope have the same bytes and the same signature. */
export function createPostDelivery(
  world: World,
  options: DeliveryOptions & { readonly url: string | undefined; readonly signingSecret: string },
): Delivery {
  const ended = new AbortController();

  async function attemptOnce(
    parcel: Parcel,
    envelopeId: string,
    attempt: number,
    copies: number,
  ): Promise<Delivered> {
    const url = options.url ?? manifestUrl(world, parcel);
    if (url === undefined) return { kind: 'undelivered', reason: 'no_url_in_manifest' };
    const content = write(parcel, options.signingSecret, attempt);
    const all = Array.from({ length: copies }, async () => {
      const acked = logDelivery(world, parcel, { envelopeId, attempt });
      const signal = AbortSignal.any([AbortSignal.timeout(options.ackTimeoutMs), ended.signal]);
      const answer = await post(url, content, signal);
      if (answer.kind === 'acked') acked();
      return answer;
    });
    const answers = await Promise.all(all);
    return answers.find(({ kind }) => kind === 'acked') ?? answers[0] ?? { kind: 'timeout' };
  }

  async function run(parcel: Parcel, envelopeId: string, how: Deliver): Promise<Delivered> {
    if ((how.lateByMs ?? 0) > 0) await wait(how.lateByMs, undefined, { signal: ended.signal });
    const retries = parcel.type === 'events_api' ? eventRetries : 0;
    let answer: Delivered = { kind: 'timeout' };
    for (let attempt = 0; attempt <= retries; attempt += 1) {
      answer = await attemptOnce(parcel, envelopeId, attempt, attempt === 0 ? (how.times ?? 1) : 1);
      const lost = answer.kind === 'acked' && attempt < (how.loseAcks ?? 0);
      if (lost) answer = { kind: 'timeout' };
      if (answer.kind === 'acked') return answer;
    }
    return answer;
  }

  return {
    send(parcel, how = {}) {
      const envelopeId = randomUUID();
      const answer = run(parcel, envelopeId, how).catch((): Delivered => ({
        kind: 'undelivered',
        reason: 'stopped',
      }));
      return { envelopeId, answer };
    },
    sockets: () => [],
    disconnect: () => undefined,
    deafen: () => undefined,
    async [Symbol.asyncDispose]() {
      ended.abort();
    },
  };
}
