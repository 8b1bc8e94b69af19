import type { ModalView } from '@slack/types';
import { defined } from '#core/defined.ts';
import type { Draft } from '#core/draft.ts';
import type { Offer } from '#service/api.ts';
import type { PostIn } from '../ids.ts';
import { labelsOf, notesOf } from '../ui/form/fields.ts';
import { formOf, renderForm } from '../ui/form/form.ts';
import { notice } from '../ui/modal.ts';
import { type Call, fill } from './calls.ts';
import { whyNotHere } from './card-channel.ts';
import type { ListenerDeps } from './deps.ts';
import { knownChoices } from './known-choices.ts';
import { momentWindows } from './moment-window.ts';
import type { Prefilled } from './prefill.ts';
import { refuse } from './refuse.ts';
import { withPast } from './with-past.ts';

/** Somebody in a channel whose trigger may open a modal. */
interface Opener extends Call {
  /** Absent: in the home tab. */
  readonly channel: string | undefined;
  /** Nothing was said of what to restore: what was begun before may be meant. @default false */
  readonly mayContinue?: boolean;
  readonly triggerId: string;
}

/** Gives what the form begins with, once it is known what this person may ask for, and why it must ask for a place. */
type Filled = (offers: readonly Offer[], postIn: PostIn | undefined) => Promise<Prefilled>;

/** Opens the modal while its trigger lives, then fills it with what this person may ask for. */
export async function openForm(deps: ListenerDeps, call: Opener, filled: Filled): Promise<void> {
  const loading = notice('Restore from a backup', 'Looking up what you may restore…');
  const opened = await deps.slack.openView(call.triggerId, loading);
  await fill(deps, call, opened, () => firstForm(deps, call, filled));
}

async function firstForm(deps: ListenerDeps, call: Opener, filled: Filled): Promise<ModalView> {
  const { service } = deps;
  const offers = await service.offers(call.user);
  if (offers.type === 'none') {
    const because = await refuse(deps, call, { code: 'may-not-ask', because: offers.because });
    return notice('Restore from a backup', because);
  }
  const { channel, mayContinue = false } = call;
  const kept = mayContinue ? await service.keptDraft(call.user) : undefined;
  const postIn = channel === undefined ? 'home' : await whyNotHere(deps, channel, offers.sharedChannels);
  const {
    input,
    known,
    problems,
    errors = {},
    understood = [],
    typed,
    checkOnly,
    reason = '',
    ...words
  } = await filled(offers.offers, postIn);
  const form = formOf(words, offers.offers);
  const windows = await momentWindows(deps, { input }, form);
  const filledIn: Draft = {
    requestId: service.newRequestId(),
    requester: call.user,
    ...(postIn === undefined && channel !== undefined ? { channel } : {}),
    ...words,
    input,
    reason,
    labels: labelsOf({ ...known, ...windows }),
    ...defined({ checkOnly }),
  };
  const draft = await withPast(deps, filledIn, form);
  await service.saveDraft(draft);
  // Of a request that is asked again, some answers are ids alone.
  const named = await knownChoices(deps, draft, form);
  return renderForm({
    draft,
    offers: offers.offers,
    postIn,
    problems,
    errors: form === undefined ? {} : notesOf(form, draft.input, errors),
    known: { ...named, ...known, ...windows },
    understood,
    typed,
    kept,
  });
}
