import { z } from 'zod';
import type { CallOptions, SubmitOptions } from '#core/provider.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import type { HttpClient } from '../http/types.ts';
import { bodyOf } from '../kit/reads.ts';
import { asOf } from './job.ts';
import { readAll } from './paths.ts';
import { placeOfPlan, submissionOf, type JobPlace } from './wire.ts';

/** What a submission must give; all else can be read later. */
const Created = z.object({ id: z.string().min(1) });

/** Restore jobs of all four APIs, as they are by the vendor's clock, or by ours where it shows none. */
export function createJobClient(http: HttpClient, now: () => Date) {
  return {
    async list(place: JobPlace, cluster: string, options: CallOptions) {
      const { jobs: path, accept, answer: item } = place;
      const action = `list the restore jobs of cluster “${cluster}”`;
      const listed = await readAll(
        http,
        { action, path, accept, item, paged: place.api !== 'tenant' },
        options,
      );
      const at = listed.vendorTime ?? now();
      return { ...listed, items: listed.items.map((job) => asOf(job, at)) };
    },
    async read(plan: RestorePlan, id: string, options: CallOptions) {
      const place = placeOfPlan(plan);
      const action = `read restore job ${id} of cluster “${plan.source.name}”`;
      const request = { action, ...oneOf(place, id), answer: place.answer, use: 'look', ...options } as const;
      const { body, vendorTime } = await http.get(request);
      return { job: asOf(body, vendorTime ?? now()), vendorTime };
    },
    create(plan: RestorePlan, options: SubmitOptions) {
      const { path, accept, body } = submissionOf(plan);
      const action =
        plan.kind === 'download'
          ? `start the download from cluster “${plan.source.name}”`
          : `start the restore on cluster “${plan.target.name}”`;
      return bodyOf(http.write({ action, path, body, headers: { accept }, answer: Created, ...options }));
    },
    async cancel(plan: RestorePlan, id: string, options: CallOptions) {
      const action = `cancel restore job ${id} of cluster “${plan.source.name}”`;
      const request = { action, ...oneOf(placeOfPlan(plan), id), answer: z.unknown(), ...options };
      await http.write({ ...request, method: 'DELETE', mayPost: async () => true });
    },
  };
}
export type JobClient = ReturnType<typeof createJobClient>;

function oneOf({ jobs, accept }: JobPlace, id: string) {
  return { path: `${jobs}/${encodeURIComponent(id)}`, headers: { accept } };
}
