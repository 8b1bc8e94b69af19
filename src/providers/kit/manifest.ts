import type { z } from 'zod';
import type { Egress } from '#core/egress.ts';
import type { RestoreProvider } from '#core/provider.ts';
import type { RateLimiter } from '#core/rate-limiter.ts';

/** What every provider of a process shares. */
export interface ProviderDeps {
  readonly limiter: RateLimiter;
  /** How calls leave this machine. @default directly */
  readonly egress?: Egress;
  readonly now?: () => Date;
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
  /** The vendor's product as people know it: `CockroachDB Cloud`. */
  readonly title: string;
  /** What it restores, one phrase: the README's table. */
  readonly restores: string;
  readonly example: Example;
}

interface Parts<S extends { readonly ratePerSecond: number }, Given> extends About {
  readonly Settings: z.ZodType<S, Given>;
  /** The least that a connection needs; each credential by the name of its environment variable: `${CRDB_PROD_API_KEY}`. */
  readonly exampleSettings: Given & Readonly<Record<string, unknown>>;
  readonly create: (
    deps: ProviderDeps & { readonly connection: string; readonly settings: S },
  ) => RestoreProvider;
}

/**
 * All that the rest of restorebot knows of a provider before there is a connection: the configuration, the documents,
 * the examples and the tests are derived from a list of these.
 */
export interface ProviderManifest extends About {
  readonly exampleSettings: Readonly<Record<string, unknown>>;
  /** Reads the settings and makes the provider of one connection. Calls nothing. */
  open(connection: ConnectionSettings, deps: ProviderDeps): Opened;
}

/** Hides a provider's type of settings behind its own parser, so that manifests make a list. */
export function defineProvider<S extends { readonly ratePerSecond: number }, Given>({
  Settings,
  create,
  ...about
}: Parts<S, Given>): ProviderManifest {
  return {
    ...about,
    open({ connection, settings }, deps) {
      const { success, data, error } = Settings.safeParse(settings);
      if (!success) return { type: 'rejected', issues: error.issues };
      const provider = create({ ...deps, connection, settings: data });
      return { type: 'opened', connected: { provider, ratePerSecond: data.ratePerSecond } };
    },
  };
}
