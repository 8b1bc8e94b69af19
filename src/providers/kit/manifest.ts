import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Egress } from '#core/egress.ts';
import { mostChoices, type RestoreProvider } from '#core/provider.ts';
import type { RateLimiter } from '#core/rate-limiter.ts';
import type { Secret } from '#core/secret.ts';
import { createHttpClient } from '../http/client.ts';
import type { HttpClient, HttpClientDeps, RetryPolicy, Vendor } from '../http/types.ts';
import type { Kind } from './fields.ts';

/** What every provider of a process shares. */
export interface ProviderDeps {
  readonly limiter: RateLimiter;
  /** How calls leave this machine. @default directly */
  readonly egress?: Egress;
  readonly now?: () => Date;
  readonly retry?: Partial<RetryPolicy>;
  /** Makes new names unique. */
  readonly randomBytes?: (count: number) => Uint8Array;
}

/** A provider with the budget of calls that its connection is allowed. */
export interface Connected {
  readonly provider: RestoreProvider;
  readonly ratePerSecond: number;
}

/** The settings of one connection as the configuration has them, with the connection's name. */
export interface ConnectionSettings {
  readonly connection: string;
  readonly settings: unknown;
}

export type Opened =
  | { readonly type: 'opened'; readonly connected: Connected }
  | { readonly type: 'rejected'; readonly issues: readonly z.core.$ZodIssue[] };

/** A connection as the documents show it. */
interface Example {
  /** `crdb-prod` */
  readonly connection: string;
  /** What the credential is and what it needs, one phrase: the comment in `.env.example`. */
  readonly credential: string;
}

/** What a provider says of itself, whatever its settings are. */
interface About {
  /** `provider:` in the configuration, and the name of its folders: `cockroach`. */
  readonly name: string;
  /** What it restores, one phrase: the README's table. */
  readonly restores: string;
  readonly example: Example;
}

/** The settings that all providers have. */
interface Usual {
  readonly baseUrl: string;
  readonly ratePerSecond: number;
  readonly settleMs: number;
  readonly timeoutMs: number;
}

/** One connection, as its provider has it. */
export interface Connection<S> {
  /** Its name in the configuration. */
  readonly connection: string;
  readonly settings: S;
  readonly now: () => Date;
  /** Opens the way to the vendor with a credential. */
  readonly connect: (how: Credential & Pick<HttpClientDeps, 'timeoutMs'>) => HttpClient;
  /** A short unique ending for a new name. */
  readonly suffix: () => string;
}

type Credential = Pick<HttpClientDeps, 'secrets' | 'headers' | 'authorization'>;

/** What a provider can do at its vendor. */
export type Operations = Omit<RestoreProvider, 'name' | 'title' | 'connection' | 'kinds'>;

interface Parts<S extends Usual, Given> extends About {
  readonly vendor: Vendor;
  readonly kinds: readonly Kind[];
  readonly Settings: z.ZodType<S, Given>;
  /** The least that a connection needs; each credential by the name of its environment variable: `${CRDB_PROD_API_KEY}`. */
  readonly exampleSettings: Given & Readonly<Record<string, unknown>>;
  /** Calls nothing yet. */
  readonly operations: (connection: Connection<S>) => Operations;
}

/**
 * All that the rest of restorebot knows of a provider before there is a connection: the configuration, the documents,
 * the examples and the tests are derived from a list of these.
 */
export interface ProviderManifest extends About {
  /** The vendor's product as people know it: `CockroachDB Cloud`. */
  readonly title: string;
  /** JSON Schema of a connection's own settings, as they are written. */
  readonly settingsSchema: Readonly<Record<string, unknown>>;
  readonly exampleSettings: Readonly<Record<string, unknown>>;
  /** Reads the settings and makes the provider of one connection. Calls nothing. */
  open(connection: ConnectionSettings, deps: ProviderDeps): Opened;
}

/** Makes a provider of what is its vendor's own. Hides its type of settings, so that manifests make a list. */
export function defineProvider<S extends Usual, Given>({
  vendor,
  kinds,
  Settings,
  operations,
  ...about
}: Parts<S, Given>): ProviderManifest {
  function create(connection: string, settings: S, deps: ProviderDeps): RestoreProvider {
    const { limiter, egress, retry, now = () => new Date(), randomBytes: random = randomBytes } = deps;
    const { baseUrl, timeoutMs, settleMs } = settings;
    const own = operations({
      connection,
      settings,
      now,
      connect: (how) =>
        createHttpClient({ connection, baseUrl, vendor, limiter, egress, timeoutMs, now, retry, ...how }),
      suffix: () => suffixOf(random(8)),
    });
    return {
      ...own,
      name: about.name,
      title: vendor.name,
      connection,
      kinds: kinds.map((kind) => ({ ...kind, vendor: vendor.name, settleMs })),
      choices: async (query, options) => (await own.choices(query, options)).slice(0, mostChoices),
    };
  }
  return {
    ...about,
    title: vendor.name,
    settingsSchema: z.toJSONSchema(Settings, { io: 'input', unrepresentable: 'any' }),
    open({ connection, settings }, deps) {
      const { success, data, error } = Settings.safeParse(settings);
      if (!success) return { type: 'rejected', issues: error.issues };
      const provider = create(connection, data, deps);
      return { type: 'opened', connected: { provider, ratePerSecond: data.ratePerSecond } };
    },
  };
}

/** The credential of a vendor that takes a key as it is. */
export function bearer(key: Secret): Required<Pick<Credential, 'secrets' | 'headers'>> {
  return { secrets: [key], headers: () => ({ authorization: `Bearer ${key.reveal()}` }) };
}

/** Six of these tell a billion names apart; without letters that are misread. */
const alphabet = '23456789abcdefghjkmnpqrstvwxyz';
const suffixLength = 6;

/** A short suffix from random bytes, such as `k3f9qa`. */
export function suffixOf(bytes: Uint8Array): string {
  return Array.from(bytes.slice(0, suffixLength), (byte) => alphabet[byte % alphabet.length]).join('');
}
