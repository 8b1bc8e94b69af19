import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { defined } from '#core/defined.ts';
import type { Egress } from '#core/egress.ts';
import { mostChoices, type CallOptions, type RestoreProvider } from '#core/provider.ts';
import type { RateLimiter } from '#core/rate-limiter.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { withoutWords } from '#core/schema-node.ts';
import type { Secret } from '#core/secret.ts';
import { createHttpClient } from '../http/client.ts';
import type { HttpClient, HttpClientDeps, RetryPolicy, Vendor } from '../http/types.ts';
import type { Kind } from './fields.ts';
import { readForm, type Form } from './form.ts';

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
interface ConnectionSettings {
  readonly connection: string;
  readonly settings: unknown;
}

type Opened =
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

type Contract = Omit<RestoreProvider, 'name' | 'title' | 'connection' | 'kinds' | 'hasTags'>;

/** A plan without what every plan has: provider, connection and kind. */
type Pinned = Omit<RestorePlan, 'provider' | 'connection' | 'kind'>;

interface Calls extends Omit<Required<Contract>, 'plan'> {
  /** `undefined`: an answer is missing or was rejected. */
  plan(kind: string, form: Form, options: CallOptions): Promise<Pinned | undefined>;
}
export type OperationName = keyof Calls;

/**
 * One operation of the contract in `core/provider.ts`, which says its types: a function of what a provider `Has` on each
 * connection, and of what is asked.
 */
export type OperationOf<Has, Name extends OperationName> = (
  has: Has,
  ...asked: Parameters<Calls[Name]>
) => ReturnType<Calls[Name]>;

/** Those that the contract does not ask of every provider may be left out. */
type Operations<Has> = {
  readonly [Name in keyof Omit<Contract, 'choices'>]: OperationOf<Has, Name>;
} & {
  /** By field; one that is not here offers nothing. */
  readonly choices: Readonly<Record<string, OperationOf<Has, 'choices'>>>;
};

interface Parts<S extends Usual, Given, Own> extends About {
  readonly vendor: Vendor;
  readonly hasTags: boolean;
  readonly kinds: readonly Kind[];
  readonly Settings: z.ZodType<S, Given>;
  /** The least that a connection needs; each credential by the name of its environment variable: `${CRDB_PROD_API_KEY}`. */
  readonly exampleSettings: Given & Readonly<Record<string, unknown>>;
  /** What a connection has more, such as the vendor's client. Calls nothing yet. */
  readonly open: (connection: Connection<S>) => Own;
  readonly operations: Operations<Connection<S> & Own>;
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
export function defineProvider<S extends Usual, Given, Own>({
  vendor,
  hasTags,
  kinds,
  Settings,
  open,
  operations,
  ...about
}: Parts<S, Given, Own>): ProviderManifest {
  function create(connection: string, settings: S, deps: ProviderDeps): RestoreProvider {
    const { limiter, egress, retry, now = () => new Date(), randomBytes: random = randomBytes } = deps;
    const { baseUrl, timeoutMs, settleMs } = settings;
    const connected: Connection<S> = {
      connection,
      settings,
      now,
      connect: (how) =>
        createHttpClient({ connection, baseUrl, vendor, limiter, egress, timeoutMs, now, retry, ...how }),
      suffix: () => suffixOf(random(8)),
    };
    return {
      ...bound({ ...connected, ...open(connected) }, about.name, operations),
      name: about.name,
      title: vendor.name,
      connection,
      hasTags,
      kinds: kinds.map((kind) => ({ ...kind, vendor: vendor.name, settleMs })),
    };
  }
  return {
    ...about,
    title: vendor.name,
    settingsSchema: z.toJSONSchema(Settings, { io: 'input', unrepresentable: 'any' }),
    open({ connection, settings }, deps) {
      const { success, data, error } = Settings.safeParse(settings, withoutWords);
      if (!success) return { type: 'rejected', issues: error.issues };
      const provider = create(connection, data, deps);
      return { type: 'opened', connected: { provider, ratePerSecond: data.ratePerSecond } };
    },
  };
}

/** The operations of one connection. */
function bound<Has extends Pick<Connection<unknown>, 'connection'>>(
  has: Has,
  provider: string,
  { choices, plan, cancel, cancels, reach, consoleUrl, leftToDo, ...all }: Operations<Has>,
): Contract {
  const on =
    <Asked extends readonly unknown[], Answer>(act: (has: Has, ...asked: Asked) => Answer) =>
    (...asked: Asked): Answer =>
      act(has, ...asked);
  return {
    async choices(query, options) {
      const offer = Object.hasOwn(choices, query.field) ? choices[query.field] : undefined;
      return ((await offer?.(has, query, options)) ?? []).slice(0, mostChoices);
    },
    async plan(kind, input, options) {
      const form = readForm(input);
      const pinned = await plan(has, kind, form, options);
      return form.result(pinned && { provider, connection: has.connection, kind, ...pinned });
    },
    lockKeys: on(all.lockKeys),
    preflight: on(all.preflight),
    observe: on(all.observe),
    baseline: on(all.baseline),
    submit: on(all.submit),
    find: on(all.find),
    poll: on(all.poll),
    verify: on(all.verify),
    whoAmI: on(all.whoAmI),
    ...defined({
      cancel: cancel && on(cancel),
      cancels: cancels && on(cancels),
      reach: reach && on(reach),
      consoleUrl: consoleUrl && on(consoleUrl),
      leftToDo: leftToDo && on(leftToDo),
    }),
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
