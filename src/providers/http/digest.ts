import { createHash, randomBytes } from 'node:crypto';
import type { Secret } from '#core/secret.ts';
import type { RawAnswer } from './raw-answer.ts';
import type { Authorization } from './types.ts';

/** What a server asks for before it believes somebody. */
interface Challenge {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | undefined;
  /** As the server spelled it; absent means MD5. */
  readonly algorithm: string | undefined;
  /** `undefined`: the older form without it (RFC 2069). */
  readonly qop: 'auth' | undefined;
  readonly stale: boolean;
}

export interface DigestDeps {
  readonly username: string;
  readonly password: Secret;
  /** @default 16 random bytes, hex */
  readonly newCnonce?: () => string;
}

/**
 * HTTP Digest (RFC 7616; MD5 and SHA-256, `qop=auth` or none). Every call begins with an unsigned GET of its own
 * path for a fresh nonce: reuse is documented by few vendors, and a write must never be the question itself.
 */
export function createDigest({ username, password, newCnonce }: DigestDeps): Authorization {
  const cnonceOf = newCnonce ?? (() => randomBytes(16).toString('hex'));
  return {
    async authorize({ method, path, signal }, ask) {
      const answer = await ask({ method: 'GET', path, signal });
      const header = answer.status === 401 ? answer.header('www-authenticate') : undefined;
      if (header === undefined) return { type: 'refused', answer };
      const challenge = readChallenge(header);
      if (typeof challenge === 'string') return { type: 'unusable', detail: challenge };
      const credentials = { username, password: password.reveal(), cnonce: cnonceOf() };
      return {
        type: 'headers',
        headers: { authorization: answerTo(challenge, { method, path }, credentials) },
      };
    },
    rejected: isStale,
    secrets: () => [],
  };
}

/** A nonce that ran out, as opposed to a password that is wrong. */
function isStale(answer: RawAnswer): boolean {
  const challenge = readChallenge(answer.header('www-authenticate') ?? '');
  return typeof challenge !== 'string' && challenge.stale;
}

const hashes: Readonly<Record<string, string>> = { MD5: 'md5', 'SHA-256': 'sha256' };

/** Reads a `WWW-Authenticate` header, or says what is wrong with it. */
export function readChallenge(header: string): Challenge | string {
  const parameters = /^\s*Digest\s+(.*)$/is.exec(header)?.[1];
  if (parameters === undefined) return 'the challenge is not one of HTTP Digest';
  const pairs = [...parameters.matchAll(/([a-z][\w-]*)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/gi)];
  const values = new Map(
    pairs.map(([, key = '', quoted, token]) => [
      key.toLowerCase(),
      quoted === undefined ? (token ?? '') : quoted.replaceAll(/\\(.)/g, '$1'),
    ]),
  );
  const [realm, nonce] = [values.get('realm'), values.get('nonce')];
  if (realm === undefined || nonce === undefined) return 'the Digest challenge has no realm or no nonce';
  const algorithm = values.get('algorithm');
  if (hashes[(algorithm ?? 'MD5').toUpperCase()] === undefined)
    return 'the Digest algorithm is not MD5 or SHA-256';
  const offered = values
    .get('qop')
    ?.split(',')
    .map((each) => each.trim().toLowerCase());
  if (offered !== undefined && !offered.includes('auth'))
    return 'the Digest challenge does not offer qop=auth';
  return {
    realm,
    nonce,
    opaque: values.get('opaque'),
    algorithm,
    qop: offered === undefined ? undefined : 'auth',
    stale: values.get('stale')?.toLowerCase() === 'true',
  };
}

/** The `Authorization` header for one call; the nonce is fresh, so its count is 1. */
function answerTo(
  { realm, nonce, opaque, algorithm, qop }: Challenge,
  { method, path }: { readonly method: string; readonly path: string },
  { username, password, cnonce }: Readonly<Record<'username' | 'password' | 'cnonce', string>>,
): string {
  const hash = (text: string): string =>
    createHash(hashes[(algorithm ?? 'MD5').toUpperCase()] ?? 'md5')
      .update(text)
      .digest('hex');
  const [ha1, ha2] = [hash(`${username}:${realm}:${password}`), hash(`${method}:${path}`)];
  const nc = '00000001';
  const response =
    qop === undefined
      ? hash(`${ha1}:${nonce}:${ha2}`)
      : hash(`${ha1}:${nonce}:${nc}:${cnonce}:${qop}:${ha2}`);
  return `Digest ${[
    `username=${quote(username)}`,
    `realm=${quote(realm)}`,
    `nonce=${quote(nonce)}`,
    `uri=${quote(path)}`,
    ...(algorithm === undefined ? [] : [`algorithm=${algorithm}`]),
    ...(opaque === undefined ? [] : [`opaque=${quote(opaque)}`]),
    ...(qop === undefined ? [] : [`qop=${qop}`, `nc=${nc}`, `cnonce=${quote(cnonce)}`]),
    `response=${quote(response)}`,
  ].join(', ')}`;
}

function quote(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}
