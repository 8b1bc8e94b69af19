import { z } from 'zod';
import type { Vote } from '../approval.ts';
import { Estimate } from '../asked.ts';
import { defined } from '../defined.ts';
import type { RequestEvent } from '../events.ts';
import { fold } from '../evolve.ts';
import { HistoryRecord } from '../history.ts';
import { Acknowledged, Objective } from '../objectives.ts';
import type { RestoreRequest } from '../restore-request.ts';
import { RecordedVerification } from '../verification.ts';

/** What one restore cost, and what people knew of that when they agreed to it; one entry, written when it has ended. */
export const RecoveryEntry = z.object({
  /** The instants, the loss, and how it ended. */
  history: HistoryRecord,
  /** In force when it started. */
  objectives: z.array(Objective),
  /** As people saw it; absent: there was none. */
  estimate: Estimate.optional(),
  /** Who ticked which number. */
  acknowledged: z.array(Acknowledged.extend({ by: z.string(), as: z.enum(['requester', 'approver']) })),
  /** Who started it alone, which passes every objective. */
  brokenBy: z.string().optional(),
  /** What the vendor showed, and what the checks saw; absent: it did not come that far. */
  verification: RecordedVerification.optional(),
});
export type RecoveryEntry = Readonly<z.output<typeof RecoveryEntry>>;

/** Those that the last attempt rests on. Some ends no longer hold them. */
function votesWhenSent(events: readonly RequestEvent[]): readonly Vote[] {
  const sent = events.findLastIndex(({ type }) => type === 'dispatched');
  const state = fold(events.slice(0, sent + 1))?.state;
  return state !== undefined && 'votes' in state ? state.votes : [];
}

/** The entry of a request that has ended; `events`: all of it. `undefined`: nothing was ever sent, so there was no recovery. */
export function recoveryOf(
  request: RestoreRequest,
  events: readonly RequestEvent[],
  history: HistoryRecord,
): RecoveryEntry | undefined {
  const { attempts, requirement, estimate, requester, acknowledged, glass, state } = request;
  if (attempts.length === 0) return undefined;
  const votes = votesWhenSent(events);
  return {
    history,
    objectives: requirement.objectives ?? [],
    acknowledged: [
      ...(acknowledged === undefined ? [] : [{ ...acknowledged, by: requester, as: 'requester' as const }]),
      ...votes.flatMap(({ by, acknowledged: ticked }) =>
        ticked === undefined ? [] : [{ ...ticked, by, as: 'approver' as const }],
      ),
    ],
    ...defined({
      estimate,
      brokenBy: glass?.holds === true ? glass.by : undefined,
      verification: state.tag === 'succeeded' ? state.verification : undefined,
    }),
  };
}
