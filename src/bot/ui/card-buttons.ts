import type { Button } from '@slack/types';
import { offered } from '#core/dry-run.ts';
import { isDestructive } from '#core/impact.ts';
import type { PersonCommandType } from '#core/person-command.ts';
import type { StoredRequest } from '#core/ports.ts';
import type { RestoreKind } from '#core/provider.ts';
import { currentAgreement, hasEnded, type RestoreRequest } from '#core/restore-request.ts';
import { cardActions, encodeCardRef } from '../ids.ts';
import { behindMore, button, type ButtonFacts, type CardElement, confirm } from './blocks.ts';
import type { CardOptions } from './card-options.ts';
import { newerShown } from './newer-backup.ts';
import { hasSecret } from './secret.ts';

/**
 * What can still be done with a request: what a dry run says of each command, for somebody with the right to it. Who may
 * is checked at the click.
 */
export function cardButtons(
  stored: StoredRequest,
  { canCancel = false, kind, now }: CardOptions,
): readonly CardElement[] {
  const { request } = stored;
  const can = offered(request, { now, canCancel });
  const forPeople = (...types: readonly PersonCommandType[]) =>
    types.filter((type) => can.has(type)).map((type) => button(...personButtons[type](request)));
  return [
    ...secretButton(request, now),
    ...forPeople('review-glass'),
    ...checkNowButton(request),
    ...forPeople(
      'acknowledge',
      'approve',
      'deny',
      'withdraw-vote',
      'take-over',
      'cancel',
      'adopt',
      'submit-again',
      'close',
    ),
    ...(can.has('use-newer-backup') ? newerButton(request, newerShown(stored)) : []),
    ...againButton(request, kind),
    detailsButton(request),
    ...(can.has('break-glass') ? [behindMore(...personButtons['break-glass'](request))] : []),
  ];
}

/** Everything that the card leaves out: ids, options, findings that are fine, the rule, the votes. */
function detailsButton(request: RestoreRequest): Button {
  return button(...facts(request, 'Details', cardActions.details));
}

/** On a request that has ended: its answers are where the next one may begin. */
function againButton(request: RestoreRequest, kind: RestoreKind | undefined): readonly Button[] {
  if (!hasEnded(request.state)) return [];
  const style = request.state.tag === 'failed' ? { style: 'primary' as const } : {};
  return [button(...facts(request, kind?.again?.label ?? 'Ask again…', cardActions.again, style))];
}

/** Where there is something to show. */
export function secretButton(request: RestoreRequest, now: Date): readonly Button[] {
  if (!hasSecret(request, now)) return [];
  return [button(...facts(request, 'Show secret…', cardActions.showSecret))];
}

/** For the requester, and for those who may decide; a click is checked then. */
export function newerButton(request: RestoreRequest, takenAt: Date | undefined): readonly Button[] {
  return takenAt === undefined ? [] : [button(...personButtons['use-newer-backup'](request))];
}

/** On a request that is held. */
function checkNowButton(request: RestoreRequest): readonly Button[] {
  const { state } = request;
  if (state.tag !== 'approved' || state.hold === undefined) return [];
  return [button(...facts(request, 'Check now', cardActions.checkNow, { style: 'primary' }))];
}

type Facts = Parameters<typeof button>;

function facts(
  request: RestoreRequest,
  text: string,
  actionId: string,
  more: Partial<ButtonFacts> = {},
): Facts {
  const value = encodeCardRef({ requestId: request.id, agreement: currentAgreement(request) });
  return [text, { actionId, value, ...more }];
}

/** Each command that a person gives by a button of a card. */
const personButtons: Readonly<Record<PersonCommandType, (request: RestoreRequest) => Facts>> = {
  approve: (request) =>
    facts(request, 'Approve…', cardActions.approve, {
      style: isDestructive(request.impact) ? 'danger' : 'primary',
    }),
  acknowledge: (request) => facts(request, 'Accept the loss…', cardActions.acknowledge),
  deny: (request) => facts(request, 'Deny…', cardActions.deny),
  'withdraw-vote': (request) => facts(request, 'Withdraw my approval', cardActions.withdrawVote),
  'break-glass': (request) => facts(request, 'Break glass…', cardActions.breakGlass),
  'review-glass': (request) => facts(request, 'Review…', cardActions.reviewGlass, { style: 'primary' }),
  'use-newer-backup': (request) =>
    facts(request, 'Use the newer backup', cardActions.useNewer, {
      confirm: confirm(
        'Use the newer backup?',
        'The request gets a new plan. Approvals that were given no longer count, and new ones are asked for.',
        'Use it',
        'Keep this one',
      ),
    }),
  cancel: (request) => (request.state.tag === 'restoring' ? stopButton(request) : withdrawButton(request)),
  'take-over': (request) =>
    facts(request, 'Take it over', cardActions.takeOver, {
      confirm: confirm(
        'Take this restore over?',
        'restorebot stops looking at it. Then people choose: follow it after all, submit it again with new approvals, or close it. Until then nobody else can restore this target.',
        'Take it over',
        'Keep looking',
      ),
    }),
  adopt: (request) => facts(request, 'Follow it…', cardActions.adopt, { style: 'primary' }),
  'submit-again': (request) =>
    facts(request, 'Submit it again', cardActions.submitAgain, {
      confirm: confirm(
        'Submit it again?',
        'Do this only if you are sure that it is not running. A second restore may overwrite newer data. It needs new approvals first.',
        'Ask for approvals',
        'Not yet',
      ),
    }),
  close: (request) => facts(request, 'Close it…', cardActions.close),
};

function withdrawButton(request: RestoreRequest): Facts {
  return facts(request, 'Withdraw request', cardActions.withdrawRequest, {
    confirm: confirm(
      'Withdraw this request?',
      'It ends, and nothing is restored. It can be asked again.',
      'Withdraw it',
      'Keep it',
    ),
  });
}

function stopButton(request: RestoreRequest): Facts {
  return facts(request, 'Cancel restore…', cardActions.cancelRestore, { style: 'danger' });
}
