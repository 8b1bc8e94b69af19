import { App } from '@slack/bolt';
import { createHttpReceiver, type HttpReceiver, type HttpReceiverDeps } from '#bot/ingress/http.ts';
import type { RefusalNote } from '#core/audit/entry.ts';
import type { ReplayGuard } from '#core/ports.ts';
import { Secret } from '#core/secret.ts';
import { signatureHeaders } from '#sandbox/slack/delivery/signature.ts';

export const secret = '8f742231b10e8888abcd99baac085a5f';

export interface Line {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly message: string;
}

export interface Delivering {
  readonly secret?: string;
  /** The stamp; ours is the machine's clock unless a test says otherwise. */
  readonly at?: Date;
  readonly headers?: Readonly<Record<string, string>>;
  readonly contentType?: string;
  readonly path?: string;
  readonly method?: string;
}

/** A receiver with a Bolt app behind it that notes which commands and clicks arrive. */
export interface IngressRig extends AsyncDisposable {
  readonly receiver: HttpReceiver;
  readonly port: number;
  readonly heard: readonly string[];
  readonly lines: readonly Line[];
  /** What was noted in the audit. */
  readonly audited: readonly RefusalNote[];
  /** Why deliveries were refused, oldest first. */
  refused(): readonly unknown[];
  deliver(body: string, how?: Delivering): Promise<Response>;
  stop(): Promise<unknown>;
}

/** Shared by what is meant to be several replicas. */
export function createMemoryGuard(): ReplayGuard {
  const seen = new Set<string>();
  return {
    async firstSight(signature) {
      const first = !seen.has(signature);
      seen.add(signature);
      return first;
    },
  };
}

export async function startIngress(
  deps: Partial<HttpReceiverDeps> = {},
  listen: (app: App) => void = () => undefined,
): Promise<IngressRig> {
  const lines: Line[] = [];
  const heard: string[] = [];
  const audited: RefusalNote[] = [];
  const keep = (fields: object, message: string) => void lines.push({ fields: { ...fields }, message });
  const receiver = createHttpReceiver({
    signingSecrets: [new Secret(secret)],
    port: 0,
    host: '127.0.0.1',
    path: '/slack/events',
    replayGuard: createMemoryGuard(),
    log: { debug: () => undefined, info: keep, warn: keep, error: keep },
    refusals: { note: async (refusal) => void audited.push(refusal) },
    now: () => new Date(),
    ...deps,
  });
  const app = new App({ receiver, authorize: async () => ({ botToken: 'xoxb-x' }), convoStore: false });
  app.command('/restore', async ({ ack, body }) => {
    heard.push(body.text);
    await ack();
  });
  app.action('go', async ({ ack }) => {
    heard.push('go');
    await ack();
  });
  listen(app);
  await receiver.start();
  const port = receiver.port();
  return {
    receiver,
    port,
    heard,
    audited,
    lines,
    refused: () =>
      lines
        .filter(({ message }) => message === 'slack delivery refused')
        .map(({ fields }) => fields['reason']),
    deliver: (body, how = {}) =>
      fetch(`http://127.0.0.1:${port}${how.path ?? '/slack/events'}`, {
        method: how.method ?? 'POST',
        ...(how.method === 'GET' ? {} : { body }),
        headers: {
          'content-type': how.contentType ?? 'application/x-www-form-urlencoded',
          ...signatureHeaders(how.secret ?? secret, body, how.at ?? new Date()),
          ...how.headers,
        },
      }),
    stop: () => receiver.stop(),
    [Symbol.asyncDispose]: async () => void (receiver.connected() && (await receiver.stop())),
  };
}

/** A slash command as Slack writes it. */
export function command(text: string): string {
  return new URLSearchParams({
    command: '/restore',
    text,
    user_id: 'U0ANA',
    team_id: 'T0SHOP',
    channel_id: 'C0OPS',
    trigger_id: '1.2.3',
  }).toString();
}

/** An interaction as Slack writes it: JSON in a field of a form. */
export function interaction(json: string): string {
  return new URLSearchParams({ payload: json }).toString();
}

export const click = JSON.stringify({
  type: 'block_actions',
  user: { id: 'U0ANA', team_id: 'T0SHOP' },
  team: { id: 'T0SHOP' },
  trigger_id: '1.2.3',
  actions: [{ action_id: 'go', block_id: 'b', type: 'button', action_ts: '1.1' }],
});
