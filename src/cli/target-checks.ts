import { createCheckRunner } from '#checks/index.ts';
import type { CheckResult, DataCheck, Restored } from '#core/data-check.ts';
import { defined } from '#core/defined.ts';
import { misfit } from '#core/match.ts';
import { ProviderError } from '#core/provider-error.ts';
import type { RestoreProvider } from '#core/provider.ts';
import type { Resource } from '#core/restore-plan.ts';
import { reachOf } from '#service/verify.ts';

/** A target as a vendor shows it. */
export interface ShownTarget {
  readonly provider: RestoreProvider;
  readonly target: Resource;
}

/** How long a vendor may take, milliseconds. */
const withinMs = 20_000;

/** The databases or clusters of a connection that have this name or id; an empty text: all. Throws `ProviderError`. */
export async function targetsNamed(
  provider: RestoreProvider,
  text: string,
  signal = AbortSignal.timeout(withinMs),
): Promise<readonly ShownTarget[]> {
  const kind = provider.kinds.find(({ fields }) => fields.some(({ type }) => type === 'source'));
  if (kind === undefined) return [];
  const query = { kind: kind.id, field: 'source', input: {}, search: text };
  const choices = await provider.choices(query, { signal }).catch((error: unknown) => {
    throw signal.aborted ? noAnswer(provider) : error;
  });
  const found = choices.map(({ value, label, name = label }) => ({ provider, target: { id: value, name } }));
  const exact = found.filter(({ target }) => target.name === text || target.id === text);
  return exact.length > 0 ? exact : text === '' ? found : [];
}

function noAnswer({ connection, title }: RestoreProvider): ProviderError {
  return new ProviderError({
    kind: 'unavailable',
    action: `list the targets of connection “${connection}”`,
    detail: `${title} did not answer in time`,
    advice: 'Try again in a minute.',
  });
}

/** Whether a check may be about a restore into this target; what else its match says is not known here. */
export function isAbout({ match }: DataCheck, { provider, target }: ShownTarget): boolean {
  const { connections, targets } = match;
  return (
    misfit(defined({ connections, targets }), {
      connection: provider.connection,
      kind: '',
      impact: 'in-place',
      source: target,
      sourceTags: {},
      target,
      tags: {},
      channel: '',
      now: new Date(),
    }) === undefined
  );
}

/** Runs a check now, as if a restore into the target had just ended. `database`: the only one that it had restored. */
export async function tryCheck(
  check: DataCheck,
  { provider, target }: ShownTarget,
  database: string | undefined,
): Promise<CheckResult> {
  const plan: Restored['plan'] = {
    provider: provider.name,
    connection: provider.connection,
    kind: provider.kinds[0]?.id ?? '',
    source: target,
    target,
    point: { type: 'instant', at: new Date() },
    options: {},
  };
  const named = database ?? (check.by === 'sql' ? check.database : undefined);
  const found = await whereNow(provider, plan);
  const isPlace = named !== undefined && typeof found !== 'string';
  const reach = isPlace ? { ...found, databases: [{ name: named, as: named }] } : found;
  const runner = createCheckRunner({ now: () => new Date() });
  const signal = AbortSignal.timeout(withinMs + check.timeoutMs);
  return runner.run(check, { requestId: 'try', plan, reach }, { signal });
}

async function whereNow(provider: RestoreProvider, plan: Restored['plan']): Promise<Restored['reach']> {
  const signal = AbortSignal.timeout(withinMs);
  try {
    return await reachOf(provider, plan, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    return 'vendor-unavailable';
  }
}
