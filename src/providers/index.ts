import type { z } from 'zod';
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
  /** One sentence for each wrong setting, its path first; never with its value, which may be a secret. */
  | { readonly type: 'rejected'; readonly errors: readonly string[] };

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
  const errors = new Set<string>();
  const created: Connected[] = [];
  for (const { name, provider, settings } of connections) {
    const at = `connections.${name}`;
    const manifest = manifests.find((each) => each.name === provider);
    if (connections.filter((other) => other.name === name).length > 1) {
      errors.add(`${at}: two connections have this name.`);
    } else if (manifest === undefined) {
      const known = new Set([...Object.keys(places), ...more.map((each) => each.name)]);
      const names = [...known].toSorted();
      errors.add(`${at}.provider: there is no such provider, only ${names.join(', ')}.`);
    } else {
      const opened = manifest.open({ connection: name, settings }, deps);
      if (opened.type === 'opened') created.push(opened.connected);
      else for (const issue of opened.issues) errors.add(`${at}${wordsOf(issue)}`);
    }
  }
  if (errors.size > 0) return { type: 'rejected', errors: [...errors] };
  return { type: 'created', connections: created };
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
