import type { ModalView } from '@slack/types';
import type { Draft } from '#core/draft.ts';
import { renderForm } from '../../ui/form/form.ts';
import { refusalText } from '../../ui/refusals.ts';
import { notice } from '../../ui/view.ts';
import type { ListenerDeps } from '../deps.ts';
import { whyNotHere } from '../place.ts';
import { prefill } from '../prefill.ts';
import { type CommandCall, fill } from '../wrap.ts';

/** Opens the modal while its trigger lives, then fills it with what this person may ask for. */
export async function openForm(deps: ListenerDeps, call: CommandCall): Promise<void> {
  const loading = notice('Restore from a backup', 'Looking up what you may restore…');
  const opened = await deps.slack.openView(call.triggerId, loading);
  await fill(deps, call, opened, () => firstForm(deps, call));
}

async function firstForm(deps: ListenerDeps, call: CommandCall): Promise<ModalView> {
  const { service } = deps;
  const [offers, postIn] = await Promise.all([service.offers(call.user), whyNotHere(deps, call.channel)]);
  if (offers.type === 'none') {
    return notice('Restore from a backup', refusalText({ code: 'may-not-ask', because: offers.because }));
  }
  const { input, known, problems, ...words } = await prefill(deps, offers.offers, call.text);
  const draft: Draft = {
    requestId: service.newRequestId(),
    requester: call.user,
    ...(postIn === undefined ? { channel: call.channel } : {}),
    ...words,
    input,
    reason: '',
  };
  await service.saveDraft(draft);
  return renderForm({ draft, offers: offers.offers, postIn, problems, known });
}
