import type { StoredRequest } from '#core/ports.ts';
import type { Message } from '#core/thread.ts';
import { renderLate } from '../ui/late-lines.ts';
import type { OwedLine } from './owed-lines.ts';

/** At most this many late lines are posted one by one; of more, the oldest are folded into one. */
const maxLate = 6;

/** `until12`: one line for all that happened late up to the twelfth event. */
const foldedKey = /^until(\d+)$/u;

/**
 * What to post after an outage of Slack: outdated remarks are dropped, and of many late lines the oldest are folded
 * into one; the end is never folded. The key of the folded line is saved with its intent, so that another process
 * continues with the same events.
 */
export function collapse(
  owed: readonly OwedLine[],
  { thread }: Pick<StoredRequest, 'thread'>,
  lateBefore: Date,
): readonly OwedLine[] {
  const isLate = (line: OwedLine) => line.at < lateBefore;
  // A line that was begun may already be in Slack, so it is finished unchanged.
  const isFoldable = (line: OwedLine) => line.key !== 'end' && thread.lines[line.key] === undefined;
  const toldUntil = newestFold(thread, 'posted') ?? 0;
  const left = owed.filter(
    (line) =>
      !(line.remark && line.overtaken && isLate(line)) && !(isFoldable(line) && line.version <= toldUntil),
  );
  const begun = newestFold(thread, 'posting') ?? 0;
  const inBegun = left.filter((line) => isFoldable(line) && line.version <= begun);
  const rest = left.filter((line) => !inBegun.includes(line));
  const late = rest.filter((line) => isFoldable(line) && isLate(line));
  const folded = late.slice(0, Math.max(0, late.length - maxLate + 1));
  return [
    ...fold(inBegun, begun),
    ...(late.length > maxLate ? fold(folded, folded.at(-1)?.version ?? 0) : []),
    ...rest.filter((line) => late.length <= maxLate || !folded.includes(line)),
  ];
}

/** Up to which event the newest line of several tells, of those that are posted or being posted. */
function newestFold({ lines }: StoredRequest['thread'], tag: Message['tag']): number | undefined {
  const untils = Object.entries(lines).flatMap(([key, message]) =>
    message.tag === tag ? [foldedKey.exec(key)?.[1]] : [],
  );
  return untils
    .filter((until) => until !== undefined)
    .map(Number)
    .toSorted((a, b) => b - a)[0];
}

function fold(lines: readonly OwedLine[], until: number): readonly OwedLine[] {
  const newest = lines.at(-1);
  if (newest === undefined) return [];
  return [
    {
      key: `until${until}`,
      version: until,
      content: renderLate(lines.map(({ at, content }) => ({ at, text: content.text }))),
      remark: false,
      broadcast: lines.some(({ broadcast, overtaken }) => broadcast && !overtaken),
      overtaken: true,
      passing: false,
      at: newest.at,
    },
  ];
}
