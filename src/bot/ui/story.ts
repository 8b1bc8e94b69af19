import type { KnownBlock } from '@slack/types';
import { z } from 'zod';
import type { AuditEntry, AuditEntryOf } from '#core/audit/entry.ts';
import { Impact } from '#core/impact.ts';
import { readPlan } from '#core/restore-plan.ts';
import type { StoryEntry, StoryProblem } from '#service/api.ts';
import { context, type Rendered, rendered, section } from './blocks.ts';
import { when } from './date.ts';
import { line, name } from './escape.ts';
import { clip, limits } from './limits.ts';
import { person } from './people.ts';
import { wholePlanBlocks } from './whole-plan.ts';

/** Our own: a reason is cut to this; the export has all of it. */
const longestDetail = 200;

/** Why a story cannot be relied on, one sentence. */
const problems: Readonly<Record<StoryProblem, string>> = {
  'entries-missing': 'Entries about this request are missing: the retention removed them, or somebody did.',
  'entry-changed': 'An entry about this request was changed after it was written, so it is not shown.',
  'record-older': 'The audit knows more about this request than its record does: the record was set back.',
  'record-differs': 'The record of this request says something else than the audit.',
  'record-tampered': 'The record of this request does not verify.',
};

/** Everything that happened to a request, oldest first, for one person's eyes; events that come later, too. */
export function renderStory(
  requestId: string,
  entries: readonly StoryEntry[],
  problem?: StoryProblem,
): Rendered {
  const whole = wholeOf(entries);
  const warning =
    problem === undefined ? [] : [`:warning: *${problems[problem]}* Run \`restorebot audit verify\`.`];
  // The heading and the foot take a block each, and so does a warning.
  const shown = entries.slice(-(limits.messageBlocks - 2 - whole.length - warning.length));
  const earlier = entries.length - shown.length;
  const heading = `*What the audit holds about ${name(requestId)}*`;
  const lines = [...warning, ...shown.map(storyLine)];
  const before = earlier > 0 ? `The ${earlier} entries before these are left out here. ` : '';
  const foot = `${before}Numbers are those of the audit; \`restorebot audit verify\` checks it, \`restorebot audit export\` writes it out.`;
  return rendered([heading, ...lines, foot].join('\n'), [
    section(heading),
    ...lines.map((each) => section(each)),
    ...whole,
    context(foot),
  ]);
}

/** The plan that counts now, in full, where a card would cut it. */
function wholeOf(entries: readonly StoryEntry[]): readonly KnownBlock[] {
  const [newest] = entries
    .flatMap(({ entry }) => (entry.kind === 'transition' ? [Planned.safeParse(entry.event)] : []))
    .filter(({ success }) => success)
    .slice(-1);
  if (newest?.data === undefined) return [];
  const { planJson, impact } = newest.data;
  const blocks = wholePlanBlocks({ plan: readPlan(planJson).plan, impact });
  return blocks.slice(0, limits.messageBlocks / 2);
}

const Planned = z.object({ planJson: z.string(), impact: Impact });

function storyLine({ seq, entry }: StoryEntry): string {
  return `${seq} · ${when(entry.at)} · ${happened(entry)}`;
}

function happened(entry: AuditEntry): string {
  switch (entry.kind) {
    case 'transition':
      return transition(entry);
    case 'refusal':
      return refusal(entry);
    case 'configuration':
    case 'export':
    case 'system':
      return `*${entry.kind}*`;
  }
}

function transition({ event }: AuditEntryOf<'transition'>): string {
  const who = event.by === undefined ? 'restorebot' : person(event.by);
  const detail = detailOf(event);
  return `*${words(event.type)}* by ${who}${detail === undefined ? '' : `: ${line(clip(detail, longestDetail))}`}`;
}

function refusal({ by, command, code, because, count }: AuditEntryOf<'refusal'>): string {
  const why = because === undefined ? words(code) : `${words(code)}, ${words(because)}`;
  const times = count === 1 ? '' : `, ${count} times more within a minute`;
  return `*refused:* ${person(by)} tried to ${words(command)} (${why})${times}`;
}

/** The words of an event, whatever its type: what somebody wrote, or what a vendor said. */
function detailOf(event: Readonly<Record<string, unknown>>): string | undefined {
  const { text, reason, note } = event;
  for (const said of [text, reason, note]) {
    if (typeof said === 'string' && said !== '') return said;
    if (typeof said === 'object' && said !== null && 'text' in said && typeof said.text === 'string') {
      const left = 'leftBehind' in said && typeof said.leftBehind === 'string' ? said.leftBehind : undefined;
      // What it leaves behind is the part that is never cut.
      return left === undefined ? said.text : `${left} ${said.text}`;
    }
  }
  return undefined;
}

/** `votes-voided` → `votes voided` */
function words(code: string): string {
  return line(code.replaceAll('-', ' '));
}
