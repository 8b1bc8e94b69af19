import type { App } from '@slack/bolt';
import { cardActions, formActions } from '../../ids.ts';
import type { ListenerDeps } from '../deps.ts';
import { otherThan } from '../other-than.ts';
import { type ActionCall, onAction } from '../wrap.ts';
import { askAgain } from './ask-again.ts';
import { onCard } from './card.ts';
import { cancelRequest, checkNow, submitAgain, takeOver, withdrawVote } from './click.ts';
import { showDetails } from './details.ts';
import { editRequest } from './edit-request.ts';
import { formChange } from './form-change.ts';
import { openApproval } from './open-approval.ts';
import { openAdopt, openClose, openDenial } from './open-forms.ts';
import { openBreakGlass, openGlassReview } from './open-glass.ts';
import { showSecret } from './show-secret.ts';
import { nothingYet, unknownAction } from './unknown-action.ts';
import { useNewer } from './use-newer.ts';

type Listener = (deps: ListenerDeps, call: ActionCall) => Promise<void>;

export const actionRoutes: Readonly<Record<string, Listener>> = {
  [cardActions.approve]: onCard(openApproval),
  [cardActions.deny]: onCard(openDenial),
  [cardActions.withdrawVote]: onCard(withdrawVote),
  [cardActions.withdrawRequest]: onCard(cancelRequest),
  [cardActions.cancelRestore]: onCard(cancelRequest),
  [cardActions.checkNow]: onCard(checkNow),
  [cardActions.takeOver]: onCard(takeOver),
  [cardActions.adopt]: onCard(openAdopt),
  [cardActions.submitAgain]: onCard(submitAgain),
  [cardActions.close]: onCard(openClose),
  [cardActions.again]: onCard(askAgain),
  [cardActions.showSecret]: onCard(showSecret),
  [cardActions.breakGlass]: onCard(openBreakGlass),
  [cardActions.useNewer]: onCard(useNewer),
  [cardActions.details]: onCard(showDetails),
  [cardActions.reviewGlass]: onCard(openGlassReview),
  [formActions.step]: formChange,
  [formActions.field]: formChange,
  [formActions.edit]: editRequest,
  [formActions.input]: nothingYet,
};

export function listenToActions(app: App, deps: ListenerDeps): void {
  for (const [actionId, listener] of Object.entries(actionRoutes)) {
    app.action(actionId, onAction(deps, listener));
  }
  app.action(otherThan(Object.keys(actionRoutes)), onAction(deps, unknownAction));
}
