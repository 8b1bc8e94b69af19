import type { Draft } from '#core/draft.ts';
import type { Offer } from '#service/api.ts';
import { blocks, type PostIn } from '../../ids.ts';
import { asksVendor, type FormOf, type KnownChoices, unanswered, unreadable } from '../../ui/form/fields.ts';
import { formOf, readForm, renderForm } from '../../ui/form/form.ts';
import type { Notes } from '../../ui/form/notes.ts';
import { postInReasons } from '../../ui/form/post-in.ts';
import { whyNotHere } from '../card-channel.ts';
import type { ListenerDeps } from '../deps.ts';
import { formState } from '../form-state.ts';
import { ownDraft } from '../own-draft.ts';
import { reviewDraft } from '../review-draft.ts';
import { say, type SubmissionCall, type ViewAnswer } from '../submission.ts';

/** Keeps the form, checks it with the vendor, and turns into the review; or back into the form with what is wrong. */
export async function submitForm(
  deps: ListenerDeps,
  call: SubmissionCall,
  checkOnly = false,
): Promise<ViewAnswer> {
  const own = await ownDraft(deps, call.ref.requestId, call);
  if (own.type === 'none') return say(own.text);
  const { offers, sharedChannels } = own;
  const state = await formState(deps, own.draft, call.view.state?.values);
  const draft = readForm(own.draft, offers, state);
  const form = formOf(draft, offers);
  const known = draft.labels ?? {};
  await deps.service.saveDraft(draft);
  if (form === undefined) return shown({ draft, offers, postIn: call.ref.postIn, problems: [], known });
  const missing = missingAnswers(checkOnly ? { ...draft, checkOnly } : draft, form);
  if (Object.keys(missing).length > 0) {
    const postIn = call.ref.postIn ?? (draft.channel === undefined ? 'lookup-failed' : undefined);
    return {
      type: 'errors',
      errors: missing,
      late: renderForm({ draft, offers, postIn, problems: [], known, errors: missing }),
    };
  }
  const { channel } = draft;
  const postIn = channel === undefined ? undefined : await whyNotHere(deps, channel, sharedChannels);
  if (postIn !== undefined) {
    const errors = { [blocks.postIn]: chosenPlaceText(postIn) };
    return shown({ draft, offers, postIn: call.ref.postIn ?? postIn, problems: [], known, errors });
  }
  return reviewDraft(deps, call, { draft, form, offers, known, checkOnly });
}

interface FormView {
  readonly draft: Draft;
  readonly offers: readonly Offer[];
  readonly postIn: PostIn | undefined;
  readonly problems: readonly string[];
  readonly known: KnownChoices;
  readonly errors?: Notes;
}

function shown(facts: FormView): ViewAnswer {
  const { problems, errors = {} } = facts;
  const said = [...problems, ...Object.values(errors)];
  const words = ['Nothing was asked; open the form again with /restore.', ...said].join('\n');
  return { type: 'show', view: renderForm(facts), words };
}

/** What Slack let through unanswered: a menu's entry that only says something, or one that no longer fits. */
function missingAnswers(draft: Draft, form: FormOf): Readonly<Record<string, string>> {
  const fields = unanswered(form, draft.input).map(
    ({ field, blockId }) =>
      [blockId, asksVendor(field) ? 'Choose one from the list.' : 'This needs an answer.'] as const,
  );
  const moments = unreadable(form, draft.input).map(
    ({ blockId }) =>
      [
        blockId,
        'Write a day, a time and a zone, such as 2026-11-20T14:02:37Z or 2026-11-20T15:02:37+01:00.',
      ] as const,
  );
  const reason =
    draft.reason.trim() === '' && draft.checkOnly !== true
      ? [[blocks.reason, 'Write why; it is kept in the audit.'] as const]
      : [];
  const place =
    draft.channel === undefined ? [[blocks.postIn, 'Choose where the request is posted.'] as const] : [];
  return Object.fromEntries([...fields, ...moments, ...place, ...reason]);
}

function chosenPlaceText(because: PostIn): string {
  return `${postInReasons[because].replace('this channel', 'that channel').replace('This channel', 'That channel')} Choose another.`;
}
