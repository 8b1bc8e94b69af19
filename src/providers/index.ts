import type { z } from 'zod';
import type { Egress } from '#core/egress.ts';
import type { RestoreProvider } from '#core/provider.ts';
import type { RateLimiter } from '#core/rate-limiter.ts';
import { createAtlasProvider } from './atlas/index.ts';
import { AtlasSettings } from './atlas/settings.ts';
import { createCockroachProvider } from './cockroach/index.ts';
import { CockroachSettings } from './cockroach/settings.ts';
import { createPrismaProvider } from './prisma/index.ts';
import { PrismaSettings } from './prisma/settings.ts';
import { createZillizProvider } from './zilliz/index.ts';
import { ZillizSettings } from './zilliz/settings.ts';

/** One connection of the configuration, its settings not yet looked at. */
export interface ConnectionConfig {
  readonly name: string;
  readonly provider: string;
  readonly settings: unknown;
}

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

export type ProvidersResult =
  | { readonly type: 'created'; readonly connections: readonly Connected[] }
  /** One sentence for each wrong setting, its path first; never with its value, which may be a secret. */
  | { readonly type: 'rejected'; readonly errors: readonly string[] };

interface Route<S extends { readonly ratePerSecond: number }> {
  readonly settings: z.ZodType<S>;
  readonly create: (
    deps: ProviderDeps & { readonly connection: string; readonly settings: S },
  ) => RestoreProvider;
}

type Opened = { readonly connected: Connected } | { readonly errors: readonly string[] };
type Open = (connection: ConnectionConfig, deps: ProviderDeps) => Opened;

/** Every provider there is. */
const routes: Readonly<Record<string, Open>> = {
  atlas: route({ settings: AtlasSettings, create: createAtlasProvider }),
  cockroach: route({ settings: CockroachSettings, create: createCockroachProvider }),
  prisma: route({ settings: PrismaSettings, create: createPrismaProvider }),
  zilliz: route({ settings: ZillizSettings, create: createZillizProvider }),
};

/** The names that a configuration may use. */
export const providerNames: readonly string[] = Object.keys(routes);

/** Makes the provider of every connection, or says everything that is wrong with their settings. */
export function createProviders(
  connections: readonly ConnectionConfig[],
  deps: ProviderDeps,
): ProvidersResult {
  const opened = connections.map((connection): Opened => {
    const at = `connections.${connection.name}`;
    const open = Object.hasOwn(routes, connection.provider) ? routes[connection.provider] : undefined;
    if (connections.filter(({ name }) => name === connection.name).length > 1) {
      return { errors: [`${at}: two connections have this name.`] };
    }
    return open === undefined
      ? {
          errors: [`${at}.provider: there is no such provider, only ${providerNames.join(', ')}.`],
        }
      : open(connection, deps);
  });
  const errors = [...new Set(opened.flatMap((each) => ('errors' in each ? each.errors : [])))];
  if (errors.length > 0) return { type: 'rejected', errors };
  return {
    type: 'created',
    connections: opened.flatMap((each) => ('connected' in each ? [each.connected] : [])),
  };
}

/** Hides a provider's type of settings behind its own parser. */
function route<S extends { readonly ratePerSecond: number }>({ settings, create }: Route<S>): Open {
  return (connection, deps) => {
    const at = `connections.${connection.name}`;
    const parsed = settings.safeParse(connection.settings);
    if (!parsed.success) return { errors: parsed.error.issues.map((issue) => `${at}${wordsOf(issue)}`) };
    const provider = create({ ...deps, connection: connection.name, settings: parsed.data });
    return { connected: { provider, ratePerSecond: parsed.data.ratePerSecond } };
  };
}

function wordsOf(issue: z.core.$ZodIssue): string {
  const path = issue.path.map((part) => `.${String(part)}`).join('');
  switch (issue.code) {
    case 'unrecognized_keys':
      return `${path}: there is no setting ${issue.keys.map(shownName).join(', ')}.`;
    case 'invalid_value':
      return `${path}: must be one of ${issue.values.map(String).join(', ')}.`;
    default:
      return `${path}: ${issue.message}.`;
  }
}

/** A name that no setting could have may be a value in the wrong place (`{apiKey:CCDB1…}`), and is not said. */
function shownName(name: string): string {
  return /^[A-Za-z][A-Za-z-]{0,39}$/u.test(name) ? name : '(not a name)';
}
