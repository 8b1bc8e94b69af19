import type { StoredRequest } from '#core/ports.ts';
import type { Message } from '#core/thread.ts';
import { renderLate } from '../ui/late-lines.ts';
import type { OwedLine } from './owed-lines.ts';

/** So many lines at most are told late, one by one; where there are more, the oldest become one. */
const maxLate = 6;

/** `until12`: one line for all that happened late up to the twelfth event. */
const foldedKey = /^until(\d+)$/u;

/**
 * What is left to tell after a time in which Slack took nothing, from what is owed: remarks that have passed by are
 * dropped; of many late lines the oldest are told in one; the end is never among them. The key of that one line is
 * settled with its intent, so that the process that goes on with it means the same events.
 */
export function collapse(
  owed: readonly OwedLine[],
  { thread }: Pick<StoredRequest, 'thread'>,
  lateBefore: Date,
): readonly OwedLine[] {
  const isLate = (line: OwedLine) => line.at < lateBefore;
  // What somebody began to post may stand there already: it is finished as what it is.
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
