import type { z } from 'zod';
import { childOf, type Node, propertiesOf } from '#core/schema-node.ts';
import type { Connected, ProviderDeps, ProviderManifest } from './kit/manifest.ts';

/** Every provider there is; the documents name them in this order. A process loads those that it has connections to. */
const places: Readonly<Record<string, () => Promise<ProviderManifest>>> = {
  cockroach: async () => (await import('./cockroach/index.ts')).cockroach,
  atlas: async () => (await import('./atlas/index.ts')).atlas,
  prisma: async () => (await import('./prisma/index.ts')).prisma,
  zilliz: async () => (await import('./zilliz/index.ts')).zilliz,
};

/** Those of these names; what is no provider is left out. @default all */
export async function loadProviders(
  names: readonly string[] = Object.keys(places),
): Promise<readonly ProviderManifest[]> {
  const wanted = Object.entries(places).filter(([name]) => names.includes(name));
  return Promise.all(wanted.map(([, load]) => load()));
}

/** One connection of the configuration, its settings not yet looked at. */
export interface ConnectionConfig {
  readonly name: string;
  readonly provider: string;
  readonly settings: unknown;
}

export type ProvidersResult =
  | { readonly type: 'created'; readonly connections: readonly Connected[] }
  /** Of no value of a setting, which may be a secret. */
  | { readonly type: 'rejected'; readonly problems: readonly ConnectionProblem[] };

/** Why a connection cannot be made. */
export type ConnectionProblem = { readonly connection: string } & (
  | { readonly type: 'name-taken' }
  | { readonly type: 'no-provider'; readonly known: readonly string[] }
  /** `schema`: of the connection's own settings. */
  | { readonly type: 'settings'; readonly issues: readonly z.core.$ZodIssue[]; readonly schema: Node }
);

/**
 * Makes the provider of every connection, or says everything that is wrong with their settings. `more`: providers that
 * are not in the list.
 */
export async function createProviders(
  connections: readonly ConnectionConfig[],
  deps: ProviderDeps,
  more: readonly ProviderManifest[] = [],
): Promise<ProvidersResult> {
  const manifests = [...(await loadProviders(connections.map(({ provider }) => provider))), ...more];
  const problems: ConnectionProblem[] = [];
  const created: Connected[] = [];
  for (const [at, { name: connection, provider, settings }] of connections.entries()) {
    const manifest = manifests.find((each) => each.name === provider);
    if (connections.slice(0, at).some(({ name }) => name === connection)) {
      problems.push({ type: 'name-taken', connection });
    } else if (manifest === undefined) {
      const known = new Set([...Object.keys(places), ...more.map((each) => each.name)]);
      problems.push({ type: 'no-provider', connection, known: [...known].toSorted() });
    } else {
      const opened = manifest.open({ connection, settings }, deps);
      if (opened.type === 'opened') created.push(opened.connected);
      else problems.push({ type: 'settings', connection, issues: opened.issues, schema: schemaOf(manifest) });
    }
  }
  if (problems.length > 0) return { type: 'rejected', problems };
  return { type: 'created', connections: created };
}

/** With the examples of its credential. */
function schemaOf({ settingsSchema, exampleSettings }: ProviderManifest): Node {
  const examples = Object.entries(exampleSettings).map(
    ([name, value]) => [name, { ...childOf(settingsSchema, name), examples: [value] }] as const,
  );
  return {
    ...settingsSchema,
    properties: { ...propertiesOf(settingsSchema), ...Object.fromEntries(examples) },
  };
}
