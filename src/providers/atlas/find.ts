import { after } from '#core/instant.ts';
import type { Baseline, CallOptions, FindOptions, FindResult } from '#core/provider.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { quoted } from '../kit/words.ts';
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

/**
 * Jobs of the source that look exactly like the plan. A job names nobody who asked for it, so one that says too little
 * to compare makes the whole question undecidable, unless it was there before.
 */
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
    .map((job) => ({ job, likeness: compareWithPlan(plan, job) }));
  const unclear = compared
    .filter(({ job, likeness }) => likeness === 'unclear' && baseline?.operationIds.includes(job.id) !== true)
    .map(({ job }) => job.id);
  if (unclear.length > 0) {
    const reason = `MongoDB Atlas does not show what ${quoted(unclear)} restores: it may or may not be ours`;
    return { type: 'undecidable', reason };
  }
  const operations = compared
    .filter(({ likeness }) => likeness === 'same')
    .map(({ job }) => ({ operationId: job.id, createdAt: job.createdAt }));
  return { type: 'matches', operations };
}
