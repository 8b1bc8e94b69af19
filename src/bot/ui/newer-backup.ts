import type { KnownBlock } from '@slack/types';
import { currentLook } from '#core/duty.ts';
import type { StoredRequest } from '#core/ports.ts';
import { restoredTo } from '#core/restore-plan.ts';
import type { RestoreRequest } from '#core/restore-request.ts';
import { section } from './blocks.ts';
import { clock, duration, when } from './date.ts';

/** When the newest backup was taken that a card has to show; `undefined`: there is none, or it is too late for it. */
export function newerShown({ request, look }: StoredRequest): Date | undefined {
  const { state, plan } = request;
  if (state.tag !== 'pending-approval' && state.tag !== 'approved') return undefined;
  const takenAt = currentLook(request, look)?.newerBackup;
  return takenAt !== undefined && takenAt > restoredTo(plan.plan.point) ? takenAt : undefined;
}

/** A newer backup is there; nothing changes automatically. */
export function newerBlocks({ plan }: RestoreRequest, takenAt: Date | undefined): readonly KnownBlock[] {
  if (takenAt === undefined) return [];
  const from = restoredTo(plan.plan.point);
  const newer = duration(takenAt.getTime() - from.getTime());
  return [
    section(
      `:information_source: *A newer backup exists:* taken ${when(takenAt)}, ${newer} newer. This request restores the one of ${clock(from, takenAt)}, and goes on doing so.`,
    ),
  ];
}
