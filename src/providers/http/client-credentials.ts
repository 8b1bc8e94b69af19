import { z } from 'zod';
import { Secret } from '#core/secret.ts';
import { unlessAborted } from '#core/unless-aborted.ts';
import type { RawAnswer } from './raw-answer.ts';
import type { Ask, Authorization } from './types.ts';

/** A token is renewed this long before it ends: a call that begins with it must also end with it. */
const renewBeforeMs = 60_000;

const TokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });

export interface ClientCredentialsDeps {
  readonly clientId: string;
  readonly clientSecret: Secret;
  /** `/api/oauth/token` */
  readonly tokenPath: string;
  readonly now: () => Date;
}

type Fetched =
  | { readonly type: 'token'; readonly token: Secret; readonly renewAt: Date }
  | { readonly type: 'refused'; readonly answer: RawAnswer }
  | { readonly type: 'unusable'; readonly detail: string };

/**
 * OAuth 2 client credentials (RFC 6749 §4.4), id and secret in a Basic header as they are. One token serves all calls
 * until shortly before it ends, and however many calls need a new one, one is fetched.
 */
export function createClientCredentials(deps: ClientCredentialsDeps): Authorization {
  const { clientId, clientSecret, tokenPath, now } = deps;
  let held: Extract<Fetched, { type: 'token' }> | undefined;
  let fetching: Promise<Fetched> | undefined;
  /** The last ones handed out: an answer may still echo the one before. */
  let known: readonly Secret[] = [];

  async function fetchToken(ask: Ask): Promise<Fetched> {
    const asked = now();
    const basic = Buffer.from(`${clientId}:${clientSecret.reveal()}`).toString('base64');
    const answer = await ask({
      method: 'POST',
      path: tokenPath,
      headers: {
        authorization: `Basic ${basic}`,
        'content-type': 'application/x-www-form-urlencoded',
        'cache-control': 'no-cache',
      },
      body: 'grant_type=client_credentials',
    });
    if (answer.status !== 200) return { type: 'refused', answer };
    const { data } = TokenAnswer.safeParse(answer.body.type === 'json' ? answer.body.value : undefined);
    if (data === undefined)
      return { type: 'unusable', detail: 'the answer to the request for a token holds none' };
    const token = new Secret(data.access_token);
    known = [token, ...known].slice(0, 3);
    // A token shorter than the margin would otherwise be renewed for every call.
    const usableMs = Math.max(data.expires_in * 500, data.expires_in * 1_000 - renewBeforeMs);
    held = { type: 'token', token, renewAt: new Date(asked.getTime() + usableMs) };
    return held;
  }

  /** Shared by everybody who needs one now; nobody's giving up takes it from the others. */
  function currentToken(ask: Ask): Promise<Fetched> {
    if (held !== undefined && now() < held.renewAt) return Promise.resolve(held);
    fetching ??= fetchToken(ask).finally(() => {
      fetching = undefined;
    });
    return fetching;
  }

  return {
    async authorize({ signal }, ask) {
      const fetched = await unlessAborted(currentToken(ask), signal);
      if (fetched.type !== 'token') return fetched;
      return { type: 'headers', headers: { authorization: `Bearer ${fetched.token.reveal()}` } };
    },
    rejected() {
      held = undefined;
      return true;
    },
    // The Basic form is what goes over the wire, and what a proxy would echo.
    secrets: () => [...known, new Secret(`${clientId}:${clientSecret.reveal()}`)],
  };
}
