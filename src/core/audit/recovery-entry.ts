import { z } from 'zod';
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

/** What the last attempt rests on: the request as it was sent. Some ends hold less, and people may have submitted it again. */
function whenSent(events: readonly RequestEvent[]): RestoreRequest | undefined {
  return fold(events.slice(0, events.findLastIndex(({ type }) => type === 'dispatched') + 1));
}

/** The entry of a request that has ended; `events`: all of it. `undefined`: nothing was ever sent, so there was no recovery. */
export function recoveryOf(
  { state }: RestoreRequest,
  events: readonly RequestEvent[],
  history: HistoryRecord,
): RecoveryEntry | undefined {
  const sent = whenSent(events);
  if (sent === undefined) return undefined;
  const { requirement, estimate, requester, acknowledged, glass } = sent;
  const votes = 'votes' in sent.state ? sent.state.votes : [];
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
