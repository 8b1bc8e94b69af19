import type { SlackOptionsMiddlewareArgs } from '@slack/bolt';
import type { ModalView, Option } from '@slack/types';
import { notice } from '../ui/modal.ts';
import { failures } from '../ui/refusals.ts';
import { depsFor, type ListenerDeps } from './deps.ts';
import { failureText } from './failure.ts';
import { hasOurView, readPayload, whyForeign } from './forgery.ts';
import { SuggestionPayload } from './payloads.ts';

/** Slack shows an empty menu after 3 s (docs.slack.dev, external_select); ours says why before that. */
const giveUpMs = 2_300;

/** What a menu offers. Whatever is to be read, and not to be chosen, is never an entry of it. */
export type Menu =
  | { readonly type: 'options'; readonly options: readonly Option[] }
  /** Nothing, and why, mrkdwn: said under the field. */
  | { readonly type: 'note'; readonly text: string }
  /** The form is over: it turns into this sentence. */
  | { readonly type: 'over'; readonly text: string };

interface MenuListener {
  readonly choices: (deps: ListenerDeps, payload: SuggestionPayload, signal: AbortSignal) => Promise<Menu>;
  /** The form with a note under the field of the menu. */
  readonly noted: (deps: ListenerDeps, payload: SuggestionPayload, text: string) => Promise<ModalView>;
}

/** Wraps the listener of a menu's entries: whatever happens, the person reads why there is nothing to choose. */
export function onSuggestion(
  deps: ListenerDeps,
  command: string,
  listener: MenuListener,
): (args: Pick<SlackOptionsMiddlewareArgs<'block_suggestion'>, 'ack' | 'body'>) => Promise<void> {
  return async ({ ack, body }) => {
    const payload = await readPayload(deps, SuggestionPayload, body, command);
    if (payload === undefined) return ack({ options: [] });
    const own = depsFor(deps, payload.user.id);
    const signal = AbortSignal.timeout(giveUpMs);
    const menu = await Promise.race([looked(own, command, payload, signal, listener), aborted(signal)]);
    await ack({ options: menu.type === 'options' ? [...menu.options] : [] });
    return shown(own, payload, menu, listener);
  };
}

/** Draws why there is nothing to choose, once Slack has its answer. */
async function shown(
  deps: ListenerDeps,
  payload: SuggestionPayload,
  menu: Menu,
  { noted }: MenuListener,
): Promise<void> {
  const { view } = payload;
  if (menu.type === 'options' || view === undefined) return;
  try {
    if (menu.type === 'over') {
      await deps.slack.updateView({ id: view.id }, notice('Restore from a backup', menu.text));
    } else await deps.slack.updateView(view, await noted(deps, payload, menu.text));
  } catch (error) {
    deps.log.warn({ user: payload.user.id, err: error }, 'note under a menu not drawn');
  }
}

async function looked(
  deps: ListenerDeps,
  command: string,
  payload: SuggestionPayload,
  signal: AbortSignal,
  { choices }: MenuListener,
): Promise<Menu> {
  try {
    const foreign = await whyForeign(deps, payload, command);
    if (foreign !== undefined) return { type: 'over', text: foreign };
    const ours = await hasOurView(deps, payload, command);
    if (ours !== 'yes') return { type: 'over', text: failures[ours] };
    return await choices(deps, payload, signal);
  } catch (error) {
    if (signal.aborted) return tooSlow;
    const text = failureText(deps, command, payload.user.id, error);
    return text === undefined ? tooSlow : { type: 'note', text };
  }
}

const tooSlow: Menu = {
  type: 'note',
  text: 'The list did not load in time. Open it again.',
};

/** For a look-up that does not end with its signal. */
async function aborted(signal: AbortSignal): Promise<Menu> {
  const { promise, resolve } = Promise.withResolvers<Menu>();
  signal.addEventListener('abort', () => resolve(tooSlow), { once: true });
  return promise;
}
