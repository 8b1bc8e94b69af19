import { after } from '#core/instant.ts';
import type { Rendered } from '../ui/blocks.ts';
import { outOfThread } from '../ui/out-of-thread.ts';
import { collapse } from './backlog.ts';
import { cardOf, replaceCard } from './card.ts';
import type { AnnouncerDeps } from './deps.ts';
import { tellDirectly } from './direct-messages.ts';
import { postOnce, type Slip } from './outbox.ts';
import { type OwedLine, owedLines } from './owed-lines.ts';
import { takeRemark } from './pace.ts';
import { laterBy, nowOf, type Step, type Telling } from './telling.ts';

/**
 * Tells every line that is owed, in order: in the thread, or to the people concerned where the channel takes
 * nothing (`closedBy`). `closed` where it could be told nowhere.
 */
export async function tellLines(
  deps: AnnouncerDeps,
  loaded: Telling,
  closedBy: string | undefined,
): Promise<Step> {
  const lateBefore = after(nowOf(deps, loaded), -deps.timing.remarkForMs);
  const owed = collapse(
    owedLines(loaded.stored, deps.cardOptionsOf(loaded.stored)),
    loaded.stored,
    lateBefore,
  );
  let telling = loaded;
  let because = closedBy;
  if (because !== undefined && owed.length === 0) {
    return isUnheard(telling) ? tellCardDirectly(deps, telling, because) : { type: 'done', telling };
  }
  for (const line of owed) {
    const restsAt = after(line.at, deps.timing.passingMs);
    if (line.passing && nowOf(deps, telling) < restsAt) return { type: 'later', at: restsAt };
    if (because === undefined) {
      const step = await tellInThread(deps, telling, line);
      if (step.type !== 'done' && step.type !== 'closed') return step;
      telling = step.telling;
      if (step.type === 'done') continue;
      because = step.error;
    }
    if (line.remark && line.overtaken) continue;
    // Where the card cannot be shown, its end says all of it.
    const told = line.key === 'end' ? { key: line.key, content: cardWords(deps, telling) } : line;
    const step = await tellDirectly(deps, telling, told, because);
    if (step.type !== 'done') return step;
    telling = step.telling;
  }
  return { type: 'done', telling };
}

async function tellInThread(deps: AnnouncerDeps, telling: Telling, line: OwedLine): Promise<Step> {
  const { request, thread } = telling.stored;
  if (thread.card?.tag !== 'posted') return { type: 'again' };
  const { channel, ts, threadTs = ts } = thread.card;
  const { key, content, broadcast } = line;
  const slip = { key, nonce: `${request.id}.${key}`, channel, content };
  const waitMs = line.remark ? await takeRemark(deps.pacer, channel) : 0;
  const step =
    waitMs > 0
      ? laterBy(deps, telling, waitMs)
      : await postOnce(deps, telling, { ...slip, threadTs, broadcast });
  switch (step.type) {
    case 'later':
      // Under a rate limit the card shows it; later lines do not wait for a remark.
      return line.remark && line.overtaken ? { type: 'done', telling } : step;
    case 'gone':
      return replaceCard(deps, step.telling);
    case 'no-thread':
      return tellInChannel(deps, step.telling, slip);
    default:
      return step;
  }
}

/** Next to the card, where nobody can reply to it. */
async function tellInChannel(deps: AnnouncerDeps, telling: Telling, slip: Slip): Promise<Step> {
  const content = outOfThread(slip.content, telling.stored.request, slip.key === 'end');
  const step = await postOnce(deps, telling, { ...slip, content });
  if (step.type === 'gone') return { type: 'again' };
  return step.type === 'no-thread' ? { ...step, type: 'closed' } : step;
}

/** Whether nothing of this request has reached anybody. */
function isUnheard({ stored: { thread } }: Telling): boolean {
  return thread.card === undefined && thread.formerCards === undefined;
}

async function tellCardDirectly(deps: AnnouncerDeps, telling: Telling, because: string): Promise<Step> {
  return tellDirectly(deps, telling, { key: 'card', content: cardWords(deps, telling) }, because);
}

/** The card without its buttons, which would go stale in a direct message that nobody edits. */
function cardWords(deps: AnnouncerDeps, telling: Telling): Rendered {
  const { text, blocks } = cardOf(deps, telling);
  return { text, blocks: blocks.filter(({ type }) => type !== 'actions') };
}
