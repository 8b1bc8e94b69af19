import { randomBytes } from 'node:crypto';
import type { SimulatorClock } from '../clock.ts';
import type { VendorAnswer } from '../http.ts';
import type { VendorCall } from '../simulator.ts';
import { createDigestServer } from './digest.ts';
import { errorJson, Refusal } from './refusal.ts';

/** An API key (HTTP Digest) or a service account (OAuth), and what it may do. */
export interface Caller {
  /** Public key, or client id. */
  readonly id: string;
  /** Private key, or client secret. */
  readonly secret: string;
  readonly role: 'PROJECT_BACKUP_MANAGER' | 'PROJECT_READ_ONLY';
  /** Ids of the projects that the role is about. @default all of them */
  readonly projects?: readonly string[];
  /** Its calls come from an address that is not on the organization's API access list. */
  readonly unlisted?: boolean;
}

export interface RateLimit {
  /** Calls of a project in a minute. */
  readonly perMinute: number;
  readonly retryAfter: string;
}

export interface Access {
  handshake(call: VendorCall): boolean;
  /** Who calls; refuses with 401, 403 or 429. */
  caller(call: VendorCall): Caller;
  token(call: VendorCall): VendorAnswer;
  /** All tokens that were handed out are worth nothing from now on. */
  revokeTokens(): void;
}

interface AccessDeps {
  readonly keys: readonly Caller[];
  readonly accounts: readonly Caller[];
  readonly limit: RateLimit;
  readonly clock: SimulatorClock;
}

const tokenSeconds = 3_600;
const tokenPath = '/api/oauth/token';

export function createAccess({ keys, accounts, limit, clock }: AccessDeps): Access {
  const digest = createDigestServer();
  const tokens = new Map<string, { readonly caller: Caller; readonly until: number }>();
  const counts = new Map<string, readonly number[]>();

  function unauthorized(stale = false): Refusal {
    return new Refusal(401, 'UNEXPECTED_ERROR', 'You are not authorized for this resource.', {
      headers: { 'www-authenticate': digest.challenge(stale) },
    });
  }

  function identify(call: VendorCall): Caller {
    const [, scheme, rest = ''] = /^(\w+) (.+)$/.exec(headerOf(call, 'authorization')) ?? [];
    if (scheme === 'Bearer') {
      const token = tokens.get(rest);
      if (token === undefined || clock.now().getTime() >= token.until) throw unauthorized();
      return token.caller;
    }
    if (scheme !== 'Digest') throw unauthorized();
    const verdict = digest.check(rest, call.method, (id) => keys.find((key) => key.id === id)?.secret);
    if (verdict.type !== 'user') throw unauthorized(verdict.type === 'stale');
    const signed = new URL(verdict.uri, 'http://localhost');
    if (signed.pathname !== call.path || signed.searchParams.toString() !== call.query.toString())
      throw unauthorized();
    const key = keys.find(({ id }) => id === verdict.name);
    if (key === undefined) throw unauthorized();
    return key;
  }

  return {
    handshake: (call) => call.path === tokenPath || headerOf(call, 'authorization') === '',
    caller(call) {
      const caller = identify(call);
      if (caller.unlisted === true) {
        const detail = 'IP address 203.0.113.7 is not allowed to access this resource.';
        throw new Refusal(403, 'IP_ADDRESS_NOT_ON_ACCESS_LIST', detail, { parameters: ['203.0.113.7'] });
      }
      const bucket = /\/groups\/([^/]+)/.exec(call.path)?.[1] ?? caller.id;
      const now = clock.now().getTime();
      const recent = (counts.get(bucket) ?? []).filter((at) => at > now - 60_000);
      if (recent.length >= limit.perMinute) {
        const detail = `Resource ${call.path} is limited, retry after ${limit.retryAfter} seconds.`;
        throw new Refusal(429, 'RATE_LIMITED_TOKEN_BUCKET', detail, {
          parameters: [call.path, limit.retryAfter],
          headers: { 'retry-after': limit.retryAfter },
        });
      }
      counts.set(bucket, [...recent, now]);
      return caller;
    },
    token(call) {
      const basic = Buffer.from(headerOf(call, 'authorization').replace('Basic ', ''), 'base64').toString();
      const account = accounts.find(({ id, secret }) => basic === `${id}:${secret}`);
      if (call.method !== 'POST') return { status: 405, body: errorJson(405, 'Method not allowed.') };
      if (account === undefined) {
        const body = { error: 'invalid_client', error_description: 'Invalid credentials provided.' };
        return { status: 401, body };
      }
      if (new URLSearchParams(call.text).get('grant_type') !== 'client_credentials') {
        const body = { error: 'unsupported_grant_type', error_description: 'Unsupported grant type.' };
        return { status: 400, body };
      }
      const token = `atlas-token-${randomBytes(12).toString('hex')}`;
      tokens.set(token, { caller: account, until: clock.now().getTime() + tokenSeconds * 1_000 });
      return { status: 200, body: { access_token: token, expires_in: tokenSeconds, token_type: 'Bearer' } };
    },
    revokeTokens: () => tokens.clear(),
  };
}

/** What a caller may do in a project. A missing role and another organization's project are a 401 at the vendor. */
export function permit(caller: Caller, projectId: string | undefined, does: 'read' | 'restore'): void {
  if (projectId !== undefined && caller.projects?.includes(projectId) === false) {
    throw new Refusal(
      401,
      'NOT_IN_GROUP',
      'The current user is not in the group, or the group does not exist.',
    );
  }
  if (does === 'restore' && caller.role !== 'PROJECT_BACKUP_MANAGER') {
    throw new Refusal(401, 'USER_UNAUTHORIZED', 'Current user is not authorized to perform this action.');
  }
}

/** The answer to a call that did not say who it is. */
export function isTokenCall(call: VendorCall): boolean {
  return call.path === tokenPath;
}

function headerOf(call: VendorCall, name: string): string {
  return String(call.headers[name] ?? '');
}
