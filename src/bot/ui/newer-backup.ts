import type { Button, KnownBlock } from '@slack/types';
import { currentLook } from '#core/duty.ts';
import type { StoredRequest } from '#core/ports.ts';
import { restoredTo } from '#core/restore-plan.ts';
import { currentAgreement, type RestoreRequest } from '#core/restore-request.ts';
import { cardActions, encodeCardRef } from '../ids.ts';
import { button, confirm, section } from './blocks.ts';
import { clock, duration, when } from './date.ts';

/** When the newest backup was taken that a card has to show; `undefined`: there is none, or it is too late for it. */
export function newerShown({ request, look }: StoredRequest): Date | undefined {
  const { state, plan } = request;
  if (state.tag !== 'pending-approval' && state.tag !== 'approved') return undefined;
  const takenAt = currentLook(request, look)?.newerBackup;
  return takenAt !== undefined && takenAt > restoredTo(plan.plan.point) ? takenAt : undefined;
}

/** A newer backup is there; nothing changes by itself. */
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

/** For the requester, and for whoever may decide; whoever clicks is checked then. */
export function newerButton(request: RestoreRequest, takenAt: Date | undefined): readonly Button[] {
  if (takenAt === undefined) return [];
  const value = encodeCardRef({ requestId: request.id, agreement: currentAgreement(request) });
  return [
    button('Use the newer backup', {
      actionId: cardActions.useNewer,
      value,
      confirm: confirm(
        'Use the newer backup?',
        'The request gets a new plan. Approvals that were given no longer count, and new ones are asked for.',
        'Use it',
        'Keep this one',
      ),
    }),
  ];
}
