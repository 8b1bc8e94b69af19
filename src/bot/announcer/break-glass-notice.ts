import type { Rendered } from '../ui/blocks.ts';
import { renderBreakGlassNotice } from '../ui/break-glass-notice.ts';
import type { AnnouncerDeps } from './deps.ts';
import { postOnce } from './outbox.ts';
import type { Step, Telling } from './telling.ts';

interface OwedNotice {
  /** `loud3.C0OPS`: the third event, for this place. */
  readonly key: string;
  /** A channel, or a person. */
  readonly place: string;
  readonly content: Rendered;
}

/**
 * Notifies every place and person that the rule names of a break-glass, each once. A place that takes no message is
 * skipped, with an error in the log: the thread, the card, and the other places still say it.
 */
export async function tellOfBreakGlass(deps: AnnouncerDeps, loaded: Telling): Promise<Step> {
  const { request } = loaded.stored;
  let telling = loaded;
  for (const { key, place, content } of await owedNotices(deps, loaded)) {
    const slip = { key, nonce: `${request.id}.${key}`, channel: place, content };
    const step = await postOnce(deps, telling, slip);
    if (step.type === 'closed' || step.type === 'no-thread' || step.type === 'gone') {
      const error = step.type === 'gone' ? 'gone' : step.error;
      deps.log.error({ requestId: request.id, place, error }, 'break-glass notification not delivered');
    } else if (step.type !== 'done') return step;
    telling = step.telling;
  }
  return { type: 'done', telling };
}

async function owedNotices(deps: AnnouncerDeps, telling: Telling): Promise<readonly OwedNotice[]> {
  const { request, events, thread } = telling.stored;
  const { tell } = request.requirement.breakGlass ?? {};
  const places = [...(tell?.channels ?? []), ...(tell?.users ?? [])];
  const loud = [...events.entries()].filter(
    ([index, { type }]) =>
      index + 1 > thread.shown && (type === 'glass-broken' || type === 'review-reminded'),
  );
  if (places.length === 0 || loud.length === 0) return [];
  const link = await linkOf(deps, telling);
  return loud.flatMap(([index, event]) => {
    const content = renderBreakGlassNotice(event, telling.stored, link);
    if (content === undefined) return [];
    return places.map((place) => ({ key: `loud${index + 1}.${place}`, place, content }));
  });
}

async function linkOf({ slack }: AnnouncerDeps, { stored }: Telling): Promise<string | undefined> {
  const { card } = stored.thread;
  if (card?.tag !== 'posted') return undefined;
  const answer = await slack.permalink({ channel: card.channel, ts: card.ts });
  return answer.type === 'ok' ? answer.value : undefined;
}
