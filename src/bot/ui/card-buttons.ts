import type { Button } from '@slack/types';
import { isDestructive } from '#core/impact.ts';
import type { StoredRequest } from '#core/ports.ts';
import type { RestoreKind } from '#core/provider.ts';
import { currentAgreement, hasEnded, type RestoreRequest } from '#core/restore-request.ts';
import { canBeTakenOver } from '#core/take-over.ts';
import { cardActions, encodeCardRef } from '../ids.ts';
import { button, type ButtonFacts, type CardElement, confirm } from './blocks.ts';
import type { CardOptions } from './card-options.ts';
import { plainName } from './escape.ts';
import { breakGlassMenu, reviewGlassButton } from './glass.ts';
import { newerButton, newerShown } from './newer-backup.ts';
import { hasSecret } from './secret.ts';

/**
 * What can still be done with a request; once it is decided, no more than to show what the vendor handed back, and to
 * ask for another. Who may is checked at the click.
 */
export function cardButtons(
  stored: StoredRequest,
  { canCancel = false, kind, now }: CardOptions,
): readonly CardElement[] {
  const { request } = stored;
  return [
    ...secretButton(request, now),
    ...reviewGlassButton(request),
    ...stateButtons(request, canCancel),
    ...newerButton(request, newerShown(stored)),
    ...againButton(request, kind),
    detailsButton(request),
    ...breakGlassMenu(request),
  ];
}

/** Everything that the card leaves out: ids, options, findings that are fine, the rule, the votes. */
function detailsButton(request: RestoreRequest): Button {
  const value = encodeCardRef({ requestId: request.id, agreement: currentAgreement(request) });
  return button('Details', { actionId: cardActions.details, value });
}

/** On a request that has ended: its answers are where the next one may begin. */
function againButton(request: RestoreRequest, kind: RestoreKind | undefined): readonly Button[] {
  if (!hasEnded(request.state)) return [];
  const value = encodeCardRef({ requestId: request.id, agreement: currentAgreement(request) });
  const style = request.state.tag === 'failed' ? { style: 'primary' as const } : {};
  return [button(kind?.again?.label ?? 'Ask again…', { actionId: cardActions.again, value, ...style })];
}

/** Where there is something to show. */
export function secretButton(request: RestoreRequest, now: Date): readonly Button[] {
  if (!hasSecret(request, now)) return [];
  const value = encodeCardRef({ requestId: request.id, agreement: currentAgreement(request) });
  return [button('Show secret…', { actionId: cardActions.showSecret, value })];
}

/** What a stopped restore leaves behind. */
function whatIsLeft({ impact, plan }: RestoreRequest): string {
  if (impact.type === 'download') return 'No link will come of it.';
  return `${plainName(plan.plan.target.name)} may be left half restored.`;
}

function stateButtons(request: RestoreRequest, canCancel: boolean): readonly Button[] {
  const { state } = request;
  const value = encodeCardRef({ requestId: request.id, agreement: currentAgreement(request) });
  const make = (text: string, actionId: string, more: Partial<ButtonFacts> = {}) =>
    button(text, { actionId, value, ...more });
  const voted = 'votes' in state && state.votes.length > 0;
  const withdrawVote = voted ? [make('Withdraw my approval', cardActions.withdrawVote)] : [];
  const withdrawRequest = make('Withdraw request', cardActions.withdrawRequest, {
    confirm: confirm(
      'Withdraw this request?',
      'It ends, and nothing is restored. It can be asked again.',
      'Withdraw it',
      'Keep it',
    ),
  });
  const takeOver = canBeTakenOver(state)
    ? [
        make('Take it over', cardActions.takeOver, {
          confirm: confirm(
            'Take this restore over?',
            'restorebot stops looking at it. Then people choose: follow it after all, submit it again with new approvals, or close it. Until then nobody else can restore this target.',
            'Take it over',
            'Keep looking',
          ),
        }),
      ]
    : [];
  switch (state.tag) {
    case 'pending-approval':
      return [
        ...(state.closed === undefined
          ? [
              make('Approve…', cardActions.approve, {
                style: isDestructive(request.impact) ? 'danger' : 'primary',
              }),
            ]
          : []),
        make('Deny…', cardActions.deny),
        ...withdrawVote,
        withdrawRequest,
      ];
    case 'approved':
      return [
        ...(state.hold === undefined ? [] : [make('Check now', cardActions.checkNow, { style: 'primary' })]),
        make('Deny…', cardActions.deny),
        ...withdrawVote,
        withdrawRequest,
      ];
    case 'submitting':
      return takeOver;
    case 'restoring':
      if (!canCancel || state.cancelAskedAt !== undefined) return takeOver;
      return [
        ...takeOver,
        make('Cancel restore', cardActions.cancelRestore, {
          style: 'danger',
          confirm: confirm(
            'Stop the running restore?',
            `The vendor is asked to stop it. ${whatIsLeft(request)}`,
            'Stop it',
            'Let it run',
          ),
        }),
      ];
    case 'unknown':
      return [
        make('It is running: follow it…', cardActions.adopt, { style: 'primary' }),
        make('Submit it again', cardActions.submitAgain, {
          confirm: confirm(
            'Submit it again?',
            'Only if the vendor certainly does not have it: a second restore may overwrite newer data. It needs new approvals first.',
            'Ask for approvals',
            'Not yet',
          ),
        }),
        make('Close it…', cardActions.close),
      ];
    case 'verifying':
    case 'succeeded':
    case 'failed':
    case 'denied':
    case 'cancelled':
    case 'expired':
      return [];
  }
}
