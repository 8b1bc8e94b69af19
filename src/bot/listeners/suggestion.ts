import type { SlackOptionsMiddlewareArgs } from '@slack/bolt';
import type { Option } from '@slack/types';
import { unformatted } from '../ui/escape.ts';
import { messageOption, messageOptions } from '../ui/form/choice.ts';
import { failures } from '../ui/refusals.ts';
import type { ListenerDeps } from './deps.ts';
import { failureText } from './failure.ts';
import { hasOurView, readPayload, whyForeign } from './forgery.ts';
import { SuggestionPayload } from './payloads.ts';

/** Slack shows an empty menu after 3 s (docs.slack.dev, external_select); ours says why before that. */
const giveUpMs = 2_300;

const tooSlow = 'The vendor takes too long to answer; open this menu again';

/** Wraps the listener of a menu's entries: whatever happens, the menu says something. */
export function onSuggestion(
  deps: ListenerDeps,
  command: string,
  listener: (
    deps: ListenerDeps,
    payload: SuggestionPayload,
    signal: AbortSignal,
  ) => Promise<readonly Option[]>,
): (args: Pick<SlackOptionsMiddlewareArgs<'block_suggestion'>, 'ack' | 'body'>) => Promise<void> {
  return async ({ ack, body }) => {
    const payload = await readPayload(deps, SuggestionPayload, body, command);
    if (payload === undefined) return ack({ options: [...messageOptions(unformatted(failures.unreadable))] });
    const signal = AbortSignal.timeout(giveUpMs);
    const options = await Promise.race([looked(deps, command, payload, signal, listener), aborted(signal)]);
    await ack({ options: [...options] });
  };
}

async function looked(
  deps: ListenerDeps,
  command: string,
  payload: SuggestionPayload,
  signal: AbortSignal,
  listener: Parameters<typeof onSuggestion>[2],
): Promise<readonly Option[]> {
  try {
    const foreign = await whyForeign(deps, payload, command);
    if (foreign !== undefined) return messageOptions(unformatted(foreign));
    const ours = await hasOurView(deps, payload, command);
    if (ours !== 'yes') return messageOptions(failures[ours]);
    return await listener(deps, payload, signal);
  } catch (error) {
    if (signal.aborted) return [messageOption(tooSlow)];
    const text = failureText(deps, command, payload.user.id, error) ?? tooSlow;
    return messageOptions(unformatted(text));
  }
}

/** For a look-up that does not heed its signal. */
async function aborted(signal: AbortSignal): Promise<readonly Option[]> {
  const { promise, resolve } = Promise.withResolvers<readonly Option[]>();
  signal.addEventListener('abort', () => resolve([messageOption(tooSlow)]), { once: true });
  return promise;
}
