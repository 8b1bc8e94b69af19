import type { AboutMessage } from '#core/asked.ts';
import { defined } from '#core/defined.ts';
import { messageWords } from '../../ui/escape.ts';
import { clip, limits } from '../../ui/limits.ts';
import type { MessageCall } from '../calls.ts';
import type { ListenerDeps } from '../deps.ts';
import { openForm } from '../open-form.ts';
import { prefill } from '../prefill.ts';

/**
 * "Restore a database…" on a message: the form with that message as its reason. Its words are filled in only where the
 * card goes into the same channel: nothing said in private is carried elsewhere unless somebody types it.
 */
export async function restoreAbout(deps: ListenerDeps, call: MessageCall): Promise<void> {
  const { channel, message } = call;
  await openForm(deps, call, async (offers, postIn) => {
    const begun = await prefill(deps, offers, { words: [], options: [] });
    const about = await aboutOf(deps, channel, message);
    const reason = clip(messageWords(message.text), limits.reason);
    return { ...begun, about, ...(postIn === undefined && reason !== '' ? { reason } : {}) };
  });
}

async function aboutOf(
  { slack, log }: ListenerDeps,
  channel: string,
  { ts, thread_ts: threadTs }: MessageCall['message'],
): Promise<AboutMessage> {
  const url = await slack.permalink(channel, ts).catch((error: unknown) => {
    log.info({ channel, err: error }, 'message permalink unknown');
    return undefined;
  });
  return {
    channel,
    ts,
    ...(threadTs === undefined || threadTs === ts ? {} : { threadTs }),
    ...defined({ url }),
  };
}
