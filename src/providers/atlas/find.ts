import { after } from '#core/instant.ts';
import type { Baseline, CallOptions, FindOptions, FindResult } from '#core/provider.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { findAmong } from '../kit/find.ts';
import type { JobClient } from './jobs.ts';
import { compareWithPlan } from './match.ts';
import { placeOfPlan } from './places.ts';

/** A job's id may be this much older than the answer that told the time; nobody documents that it is not. */
const idSkewMs = 60_000;

/** Flex clusters keep thousands of jobs; what is older than this at a baseline, no find asks for. */
const baselineReachMs = 60 * 60_000;

/** The jobs of the source that a find could meet, and the vendor's clock. */
export async function readBaseline(
  jobs: JobClient,
  now: () => Date,
  plan: RestorePlan,
  options: CallOptions,
): Promise<Baseline> {
  const { items, vendorTime = now() } = await jobs.list(placeOfPlan(plan), plan.source.name, options);
  const recent = items.filter(({ createdAt }) => createdAt >= after(vendorTime, -baselineReachMs));
  return { operationIds: recent.map(({ id }) => id), vendorTime };
}

/** Jobs of the source that look exactly like the plan. */
export async function findRestores(
  jobs: JobClient,
  plan: RestorePlan,
  { signal, since, baseline }: FindOptions,
): Promise<FindResult> {
  const { items } = await jobs.list(placeOfPlan(plan), plan.source.name, { signal });
  // Ids count whole seconds. Only a baseline, which names what was there, allows for more.
  const from =
    baseline === undefined ? Math.floor(since.getTime() / 1_000) * 1_000 : since.getTime() - idSkewMs;
  const compared = items
    .filter(({ createdAt }) => createdAt.getTime() >= from)
    .map((job) => ({ ...job, likeness: compareWithPlan(plan, job) }));
  return findAmong(compared, baseline, (ids) => `MongoDB Atlas does not show what ${ids} restores`);
}
