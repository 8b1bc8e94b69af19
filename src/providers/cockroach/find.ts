import { after } from '#core/instant.ts';
import type { Baseline, CallOptions, FindOptions, FindResult } from '#core/provider.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { findAmong } from '../kit/find.ts';
import type { CockroachClient } from './client.ts';
import { compareWithPlan } from './match.ts';

/** More restores than this on one cluster are older than any attempt of ours. */
const knownBefore = 1_000;

const dayMs = 24 * 60 * 60_000;

/** The restores that the destination had before we acted, and the vendor's clock. */
export async function readBaseline(
  client: CockroachClient,
  now: () => Date,
  plan: RestorePlan,
  options: CallOptions,
): Promise<Baseline> {
  const { items, vendorTime = now() } = await client.restores(plan.target, {
    ...options,
    enough: knownBefore,
  });
  return { operationIds: items.map(({ id }) => id), vendorTime };
}

/** Restores on the destination that look exactly like the plan. */
export async function findRestores(
  client: CockroachClient,
  now: () => Date,
  plan: RestorePlan,
  { signal, since, baseline }: FindOptions,
): Promise<FindResult> {
  const latest = Math.max(now().getTime(), baseline?.vendorTime.getTime() ?? 0, since.getTime());
  // The vendor wants an end as well; a day on top forgives every clock.
  const range = { from: since, to: after(new Date(latest), dayMs) };
  const { items } = await client.restores(plan.target, { signal, range });
  const compared = items
    .filter(({ created_at }) => created_at >= since)
    .map((restore) => ({
      id: restore.id,
      createdAt: restore.created_at,
      likeness: compareWithPlan(plan, restore),
    }));
  return findAmong(compared, baseline, (ids) => `CockroachDB Cloud does not show what ${ids} restores`);
}
