import type { App } from '@slack/bolt';
import { blocks, views } from '../../ids.ts';
import { failures } from '../../ui/refusals.ts';
import type { ListenerDeps } from '../deps.ts';
import { otherThan } from '../other-than.ts';
import {
  onSubmission,
  say,
  type SubmissionCall,
  type SubmissionOptions,
  type ViewAnswer,
} from '../submission.ts';
import { submitAdopt } from './adopt.ts';
import { submitAcknowledge, submitApproval } from './approval.ts';
import { submitBreakGlass, submitGlassReview } from './break-glass.ts';
import { onClosed } from './closed.ts';
import { submitForm } from './form.ts';
import { submitClose, submitDenial, submitStop } from './reasons.ts';
import { submitReview } from './review.ts';

interface Route extends SubmissionOptions {
  readonly listener: (deps: ListenerDeps, call: SubmissionCall) => Promise<ViewAnswer>;
}

export const viewRoutes: Readonly<Record<string, Route>> = {
  // Vendors are asked: the modal says so soon, and is updated when they have answered.
  [views.form]: {
    command: 'review',
    listener: async (deps, call) => submitForm(deps, call),
    meanwhile: 'Checking…',
    withinMs: 500,
    errorBlock: blocks.connection,
  },
  [views.review]: { command: 'ask', listener: submitReview, meanwhile: 'Asking…' },
  [views.approval]: { command: 'approve', listener: submitApproval, meanwhile: 'Approving…' },
  [views.acknowledge]: { command: 'acknowledge', listener: submitAcknowledge, meanwhile: 'Noting it…' },
  [views.denial]: {
    command: 'deny',
    listener: submitDenial,
    meanwhile: 'Denying…',
    errorBlock: blocks.reason,
  },
  [views.adopt]: {
    command: 'adopt',
    listener: submitAdopt,
    meanwhile: 'Looking it up…',
    errorBlock: blocks.operation,
  },
  [views.breakGlass]: {
    command: 'break-glass',
    listener: submitBreakGlass,
    meanwhile: 'Starting with break-glass…',
  },
  [views.reviewGlass]: {
    command: 'review-glass',
    listener: submitGlassReview,
    meanwhile: 'Noting it…',
    errorBlock: blocks.reason,
  },
  [views.stop]: {
    command: 'cancel',
    listener: submitStop,
    meanwhile: 'Asking to stop it…',
    errorBlock: blocks.reason,
  },
  [views.close]: {
    command: 'close',
    listener: submitClose,
    meanwhile: 'Closing…',
    errorBlock: blocks.reason,
  },
};

export function listenToViews(app: App, deps: ListenerDeps): void {
  for (const [callbackId, { listener, ...options }] of Object.entries(viewRoutes)) {
    app.view({ callback_id: callbackId, type: 'view_submission' }, onSubmission(deps, options, listener));
  }
  const unknown = onSubmission(deps, { command: 'unknown-form', meanwhile: '…' }, async () =>
    say(failures.oldView),
  );
  app.view({ callback_id: otherThan(Object.keys(viewRoutes)), type: 'view_submission' }, unknown);
  app.view({ callback_id: views.form, type: 'view_closed' }, onClosed(deps));
  app.view({ callback_id: otherThan([views.form]), type: 'view_closed' }, async ({ ack }) => ack());
}
