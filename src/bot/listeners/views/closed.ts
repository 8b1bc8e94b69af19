import type { SlackViewMiddlewareArgs, ViewClosedAction } from '@slack/bolt';
import { decodeViewRef } from '../../ids.ts';
import { readForm } from '../../ui/form/form.ts';
import { depsFor, type ListenerDeps } from '../deps.ts';
import { failureText } from '../failure.ts';
import { hasOurView, readPayload, whyForeign } from '../forgery.ts';
import { formState } from '../form-state.ts';
import { SubmissionPayload } from '../payloads.ts';

const command = 'fill-in';

/**
 * Somebody closed the form: keeps what they typed last. What they chose is in the draft already, and so is everything
 * where Slack tells nothing of the inputs: no document says that it does.
 */
export function onClosed(
  deps: ListenerDeps,
): (args: Pick<SlackViewMiddlewareArgs<ViewClosedAction>, 'ack' | 'body'>) => Promise<void> {
  return async ({ ack, body }) => {
    await ack();
    const payload = await readPayload(deps, SubmissionPayload, body, command);
    if (payload === undefined) return;
    const own = depsFor(deps, payload.user.id);
    try {
      await keep(own, payload);
    } catch (error) {
      // Nobody waits for an answer; the failure is in the log.
      failureText(own, command, payload.user.id, error);
    }
  };
}

async function keep(deps: ListenerDeps, payload: SubmissionPayload): Promise<void> {
  const { user, view } = payload;
  if ((await whyForeign(deps, payload, command)) !== undefined) return;
  if ((await hasOurView(deps, payload, command)) !== 'yes') return;
  const { service } = deps;
  const draft = await service.loadDraft(decodeViewRef(view.private_metadata)?.requestId ?? '');
  if (draft === undefined || draft.requester !== user.id) return;
  const state = await formState(deps, draft, view.state?.values);
  const offers = await service.offers(user.id);
  if (state.size === 0 || offers.type === 'none') return;
  const read = readForm(draft, offers.offers, state);
  const isSame = read.connection === draft.connection && read.kind === draft.kind;
  await service.saveDraft({ ...read, input: isSame ? { ...draft.input, ...read.input } : read.input });
}
