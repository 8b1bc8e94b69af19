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
 * HTTP Digest (RFC 7616; MD5, SHA-256, SHA-512-256 and their session variants, `qop=auth` or none). Every call begins with a separate unsigned GET
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

/** Node's names of the hashes, the strongest first. Each has a session variant, `-sess`. */
const hashes = [
  ['SHA-512-256', 'sha512-256'],
  ['SHA-256', 'sha256'],
  ['MD5', 'md5'],
] as const;

interface Algorithm {
  readonly hash: (typeof hashes)[number][1];
  /** The first part also hashes nonce and cnonce (RFC 7616 §3.4.2). */
  readonly isSession: boolean;
}

function algorithmOf({ algorithm = 'MD5' }: Pick<Challenge, 'algorithm'>): Algorithm | undefined {
  const upper = algorithm.toUpperCase();
  const isSession = upper.endsWith('-SESS');
  const name = isSession ? upper.slice(0, -'-SESS'.length) : upper;
  const hash = hashes.find(([each]) => each === name)?.[1];
  return hash === undefined ? undefined : { hash, isSession };
}

/**
 * The strongest Digest challenge in a `WWW-Authenticate` field, wherever it stands among those of other schemes; or what
 * is wrong with them.
 */
export function readChallenge(header: string): Challenge | string {
  const read = challengesIn(header)
    .filter(({ scheme }) => scheme.toLowerCase() === 'digest')
    .map(({ parameters }) => digestOf(parameters));
  const usable = read.filter((each) => typeof each !== 'string');
  const [best] = usable.toSorted((one, other) => strength(one) - strength(other));
  return best ?? read.find((each) => typeof each === 'string') ?? 'the challenge is not one of HTTP Digest';
}

/** 0 is the strongest. */
function strength(challenge: Challenge): number {
  return hashes.findIndex(([, hash]) => hash === algorithmOf(challenge)?.hash);
}

function digestOf(values: ReadonlyMap<string, string>): Challenge | string {
  const [realm, nonce] = [values.get('realm'), values.get('nonce')];
  if (realm === undefined || nonce === undefined) return 'the Digest challenge has no realm or no nonce';
  const algorithm = values.get('algorithm');
  if (algorithmOf({ algorithm }) === undefined)
    return 'the Digest algorithm is not one that restorebot knows';
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

interface AnyChallenge {
  readonly scheme: string;
  /** By their names in lower case, unquoted. */
  readonly parameters: Map<string, string>;
}

/** Characters of a field that are read; Atlas sends about 200. */
const longestField = 4_000;

/**
 * All challenges of a field (RFC 9110 §11.6.1). Commas part challenges as well as their parameters: a member that is no
 * `name=value` alone begins the next challenge.
 */
function challengesIn(header: string): readonly AnyChallenge[] {
  const challenges: AnyChallenge[] = [];
  for (const [member] of header.slice(0, longestField).matchAll(/(?:"(?:[^"\\]|\\.)*"?|[^",])+/g)) {
    const text = member.trim();
    const parameter = readParameter(text);
    const [, scheme, rest = ''] = /^([^\s=",]+)(?:\s+(.*))?$/s.exec(text) ?? [];
    if (parameter === undefined && scheme !== undefined) {
      const first = readParameter(rest);
      challenges.push({ scheme, parameters: new Map(first === undefined ? [] : [first]) });
    } else if (parameter !== undefined) {
      challenges.at(-1)?.parameters.set(...parameter);
    }
  }
  return challenges;
}

function readParameter(text: string): readonly [string, string] | undefined {
  const [, name, quoted, token] =
    /^([^\s=",]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",]*))$/.exec(text.trim()) ?? [];
  if (name === undefined) return undefined;
  return [name.toLowerCase(), quoted === undefined ? (token ?? '') : quoted.replaceAll(/\\(.)/g, '$1')];
}

/** The `Authorization` header for one call; the nonce is fresh, so its count is 1. */
function answerTo(
  challenge: Challenge,
  { method, path }: { readonly method: string; readonly path: string },
  { username, password, cnonce }: Readonly<Record<'username' | 'password' | 'cnonce', string>>,
): string {
  const { realm, nonce, opaque, algorithm, qop } = challenge;
  const { hash: name, isSession } = algorithmOf(challenge) ?? { hash: 'md5', isSession: false };
  const hash = (text: string): string => createHash(name).update(text).digest('hex');
  const secret = hash(`${username}:${realm}:${password}`);
  const ha1 = isSession ? hash(`${secret}:${nonce}:${cnonce}`) : secret;
  const ha2 = hash(`${method}:${path}`);
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
    ...(qop === undefined ? [] : [`qop=${qop}`, `nc=${nc}`]),
    ...(qop === undefined && !isSession ? [] : [`cnonce=${quote(cnonce)}`]),
    `response=${quote(response)}`,
  ].join(', ')}`;
}

function quote(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}
