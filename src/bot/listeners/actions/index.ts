import type { App } from '@slack/bolt';
import type { PersonCommandType } from '#core/person-command.ts';
import { cardActions, formActions, homeActions, momentActions, presetActions } from '../../ids.ts';
import { type ActionCall, onAction } from '../calls.ts';
import { runPreset } from '../commands/presets.ts';
import type { ListenerDeps } from '../deps.ts';
import { otherThan } from '../other-than.ts';
import { askAgain } from './ask-again.ts';
import { type CardListener, onCard } from './card.ts';
import { checkOnly, postCheck } from './check-only.ts';
import { checkNow, click, stop } from './click.ts';
import { showDetails } from './details.ts';
import { editRequest } from './edit-request.ts';
import { formChange, momentChosen } from './form-change.ts';
import { refreshHome, startFromHome } from './home.ts';
import { discardDraft, resumeDraft } from './kept-draft.ts';
import {
  openAcknowledge,
  openAdopt,
  openApproval,
  openBreakGlass,
  openClose,
  openDenial,
  openGlassReview,
  openStop,
} from './open-forms.ts';
import { showSecret } from './show-secret.ts';
import { nothingYet, unknownAction } from './unknown-action.ts';
import { useNewer } from './use-newer.ts';

interface Route {
  /** How the audit and the log call what is tried: a command's type where it is one. */
  readonly command: string;
  readonly listener: (deps: ListenerDeps, call: ActionCall) => Promise<void>;
}

/** A button of a card, with the type of the command that it is for. */
function card(
  command: PersonCommandType | 'check-now' | 'ask-again' | 'reveal' | 'details',
  listener: CardListener,
): Route {
  return { command, listener: onCard(listener) };
}

export const actionRoutes: Readonly<Record<string, Route>> = {
  [cardActions.approve]: card('approve', openApproval),
  [cardActions.acknowledge]: card('acknowledge', openAcknowledge),
  [cardActions.deny]: card('deny', openDenial),
  [cardActions.withdrawVote]: card('withdraw-vote', stop({ type: 'withdraw-vote' })),
  [cardActions.withdrawRequest]: card('cancel', stop({ type: 'cancel' })),
  [cardActions.cancelRestore]: card('cancel', openStop),
  [cardActions.checkNow]: card('check-now', checkNow),
  [cardActions.takeOver]: card('take-over', click({ type: 'take-over' })),
  [cardActions.adopt]: card('adopt', openAdopt),
  [cardActions.submitAgain]: card('submit-again', click({ type: 'submit-again' })),
  [cardActions.close]: card('close', openClose),
  [cardActions.again]: card('ask-again', askAgain),
  [cardActions.showSecret]: card('reveal', showSecret),
  [cardActions.breakGlass]: card('break-glass', openBreakGlass),
  [cardActions.useNewer]: card('use-newer-backup', useNewer),
  [cardActions.details]: card('details', showDetails),
  [cardActions.reviewGlass]: card('review-glass', openGlassReview),
  [formActions.step]: { command: 'fill-in', listener: formChange },
  [formActions.field]: { command: 'fill-in', listener: formChange },
  [formActions.edit]: { command: 'edit', listener: editRequest },
  [formActions.resume]: { command: 'fill-in', listener: resumeDraft },
  [formActions.discard]: { command: 'fill-in', listener: discardDraft },
  [formActions.checkOnly]: { command: 'review', listener: checkOnly },
  [formActions.postCheck]: { command: 'post-check', listener: postCheck },
  ...Object.fromEntries(
    Object.values(momentActions).map((id) => [id, { command: 'fill-in', listener: momentChosen }]),
  ),
  [formActions.input]: { command: 'fill-in', listener: nothingYet },
  [presetActions.run]: { command: 'run-preset', listener: runPreset },
  [homeActions.start]: { command: 'start', listener: startFromHome },
  [homeActions.refresh]: { command: 'home', listener: refreshHome },
};

export function listenToActions(app: App, deps: ListenerDeps): void {
  for (const [actionId, { command, listener }] of Object.entries(actionRoutes)) {
    app.action(actionId, onAction(deps, command, listener));
  }
  app.action(otherThan(Object.keys(actionRoutes)), onAction(deps, 'unknown-action', unknownAction));
}
