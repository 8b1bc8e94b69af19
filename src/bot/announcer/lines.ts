import { after } from '#core/instant.ts';
import { section } from '../ui/blocks.ts';
import { cardOf, replaceCard } from './card.ts';
import type { AnnouncerDeps } from './deps.ts';
import { tellDirectly } from './direct.ts';
import { postOnce } from './outbox.ts';
import { type OwedLine, owedLines } from './owed-lines.ts';
import { takeRemark } from './pace.ts';
import { nowOf, type Step, type Telling } from './telling.ts';

/**
 * Tells every line that is owed, in order: in the thread, or to the people concerned where the channel takes
 * nothing (`closedBy`). `closed` where it could be told nowhere.
 */
export async function tellLines(
  deps: AnnouncerDeps,
  loaded: Telling,
  closedBy: string | undefined,
): Promise<Step> {
  const owed = owedLines(loaded.stored);
  let telling = loaded;
  let because = closedBy;
  if (because !== undefined && owed.length === 0) {
    return isUnheard(telling) ? tellCardDirectly(deps, telling, because) : { type: 'done', telling };
  }
  for (const line of owed) {
    if (because === undefined) {
      const step = await tellInThread(deps, telling, line);
      if (step.type !== 'done' && step.type !== 'closed') return step;
      telling = step.telling;
      if (step.type === 'done') continue;
      because = step.error;
    }
    if (line.remark && line.overtaken) continue;
    const step = await tellDirectly(deps, telling, line, because);
    if (step.type !== 'done') return step;
    telling = step.telling;
  }
  return { type: 'done', telling };
}

async function tellInThread(deps: AnnouncerDeps, telling: Telling, line: OwedLine): Promise<Step> {
  const { request, thread } = telling.stored;
  if (thread.card?.tag !== 'posted') return { type: 'again' };
  const { channel, ts } = thread.card;
  const passing = line.remark && line.overtaken;
  if (passing && nowOf(deps, telling) > after(line.at, deps.timing.remarkForMs)) {
    return { type: 'done', telling };
  }
  const waitMs = line.remark ? await takeRemark(deps.pacer, channel) : 0;
  const step =
    waitMs > 0
      ? ({ type: 'later', at: after(nowOf(deps, telling), waitMs) } as const)
      : await postOnce(deps, telling, {
          key: line.key,
          nonce: `${request.id}.${line.key}`,
          channel,
          threadTs: ts,
          broadcast: line.broadcast,
          content: line.content,
        });
  // Under a limit the newest card says it: what comes after a remark does not wait for it.
  if (step.type === 'later' && passing) return { type: 'done', telling };
  return step.type === 'gone' ? replaceCard(deps, step.telling) : step;
}

/** Whether nothing of this request has reached anybody. */
function isUnheard({ stored: { thread } }: Telling): boolean {
  return thread.card === undefined && thread.formerCards === undefined;
}

/** The card in words: its buttons would go stale in a direct message that nobody edits. */
async function tellCardDirectly(deps: AnnouncerDeps, telling: Telling, because: string): Promise<Step> {
  const { text } = cardOf(deps, telling);
  return tellDirectly(deps, telling, { key: 'card', content: { text, blocks: [section(text)] } }, because);
}
