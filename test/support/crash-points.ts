import type { RequestEvent } from '#core/events.ts';
import type { Save } from '#core/ports.ts';
import { hasEnded } from '#core/restore-request.ts';
import type { Around } from '#src/around.ts';

/** Every await of a submission and of its telling at which a process may be killed. */
export const crashPoints = [
  'before-intent',
  'after-intent',
  'after-witness',
  'after-accepted',
  'after-submission-saved',
  'after-restored-saved',
  'after-end-saved',
  'before-end-told',
] as const;
export type CrashPoint = (typeof crashPoints)[number];

/** Puts a kill around the parts, so that the process dies at one point, the first time it comes there. */
export function crashAround(point: CrashPoint, kill: () => never): Around {
  const at = (here: CrashPoint) => {
    if (here === point) kill();
  };
  return {
    store: (store) => ({
      ...store,
      async save(change) {
        if (has(change, 'dispatched')) at('before-intent');
        const outcome = await store.save(change);
        if (has(change, 'dispatched')) at('after-intent');
        if (has(change, 'submitted')) at('after-submission-saved');
        if (has(change, 'restored')) at('after-restored-saved');
        if (hasEnded(change.request.state)) at('after-end-saved');
        return outcome;
      },
      async saveThread(requestId, version, thread, due) {
        if (due === undefined) at('before-end-told');
        return store.saveThread(requestId, version, thread, due);
      },
    }),
    witness: (witness) => ({
      recall: (stored) => witness.recall(stored),
      async record(stored, attempt) {
        const outcome = await witness.record(stored, attempt);
        at('after-witness');
        return outcome;
      },
    }),
    provider: (provider) => ({
      ...provider,
      async submit(plan, options) {
        const submission = await provider.submit(plan, options);
        at('after-accepted');
        return submission;
      },
    }),
  };
}

function has({ events }: Save, type: RequestEvent['type']): boolean {
  return events.some((event) => event.type === type);
}
