import type { KnownBlock } from '@slack/types';
import { z } from 'zod';
import type { AuditEntry, AuditEntryOf } from '#core/audit/entry.ts';
import { Impact } from '#core/impact.ts';
import { readPlan } from '#core/restore-plan.ts';
import { RecordedVerification } from '#core/verification.ts';
import { reasonShape } from '#core/why.ts';
import type { StoryEntry, StoryProblem } from '#service/api.ts';
import { context, type Rendered, rendered, section } from './blocks.ts';
import { when } from './date.ts';
import { endHeadline, endSentence, failedChecks } from './ends.ts';
import { bold, line, name } from './escape.ts';
import { clip, limits } from './limits.ts';
import { person } from './people.ts';
import { recoveryText } from './recovery-story.ts';
import { requestName } from './request-name.ts';
import { wholePlanBlocks } from './whole-plan.ts';
import { plainReason, reasonText } from './why.ts';

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
  const heading = `*What the audit holds about request* ${requestName(requestId)}`;
  const lines = [...warning, ...shown.map((each) => storyLine(each, entries))];
  const before = earlier > 0 ? `The ${earlier} entries before these are left out here. ` : '';
  const foot = `${before}The numbers are the audit’s. \`restorebot audit verify\` checks the audit, and \`restorebot audit export\` writes it to a file.`;
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

function storyLine({ seq, entry }: StoryEntry, all: readonly StoryEntry[]): string {
  return `${seq} · ${when(entry.at)} · ${happened(entry, all)}`;
}

function happened(entry: AuditEntry, all: readonly StoryEntry[]): string {
  switch (entry.kind) {
    case 'transition':
      return `${transition(entry, all)}${aboutText(entry)}`;
    case 'refusal':
      return refusal(entry);
    case 'system':
      return entry.recovery === undefined ? `*${entry.kind}*` : recoveryText(entry.recovery);
    case 'configuration':
    case 'export':
      return `*${entry.kind}*`;
  }
}

function transition({ event }: AuditEntryOf<'transition'>, all: readonly StoryEntry[]): string {
  const detail = detailOf(event);
  return `${whoDidWhat(event, all)}${detail === undefined ? '' : `: ${detail}`}`;
}

/** What the vendor did, or what restorebot found out, has no person. */
const byNobody: Readonly<Record<string, string>> = {
  stalled: 'no progress at the vendor',
  'moving-again': 'progress at the vendor again',
  'answer-lost': 'the vendor’s answer was lost',
  'not-accepted': 'not accepted by the vendor',
  refused: 'refused by the vendor',
  submitted: 'accepted by the vendor',
  restored: 'finished at the vendor',
  failed: 'failed at the vendor',
  'cancelled-at-vendor': 'stopped by the vendor',
  'trouble-began': 'restorebot cannot see the restore',
  'trouble-ended': 'restorebot sees the restore again',
  'became-unknown': 'the outcome is unknown',
  expired: 'expired',
};

function whoDidWhat(event: StoryEvent, all: readonly StoryEntry[]): string {
  const who = event.by === undefined ? 'restorebot' : person(event.by);
  const nobody = Object.hasOwn(byNobody, event.type) ? byNobody[event.type] : undefined;
  switch (event.type) {
    case 'approved':
      switch (restsOn(event, all)) {
        case 'broken-glass':
          return '*started on break-glass*, approved by nobody';
        case 'rule':
          return '*started*, the rule asks for nobody’s approval';
        default:
          return `*approved*, the last approval by ${who}`;
      }
    case 'became-unknown':
      return event.by === undefined ? `*${nobody ?? ''}*` : `*taken over* by ${who}, the outcome is unknown`;
    case 'verified': {
      const verified = RecordedVerification.safeParse(event);
      if (!verified.success) return '*checked* by restorebot';
      const impact = impactIn(all);
      const { data } = verified;
      return impact === undefined
        ? '*checked* by restorebot'
        : `*${endHeadline(data, impact)}.* ${failedChecks(data)} ${endSentence(data, impact)}`;
    }
    default:
      return nobody === undefined ? `*${words(event.type)}* by ${who}` : `*${nobody}*`;
  }
}

/** What an approval rests on; an older version wrote it in one save with what it rests on. */
function restsOn(event: StoryEvent, all: readonly StoryEntry[]): unknown {
  if (event['on'] !== undefined) return event['on'];
  const together = all.flatMap(({ entry }) =>
    entry.kind === 'transition' && entry.event['commandId'] === event['commandId'] ? [entry.event.type] : [],
  );
  if (event['commandId'] === undefined) return undefined;
  if (together.includes('glass-broken')) return 'broken-glass';
  return together.includes('vote-cast') ? 'votes' : 'rule';
}

type StoryEvent = AuditEntryOf<'transition'>['event'];

/** What the plan does that counts now. */
function impactIn(all: readonly StoryEntry[]): Impact | undefined {
  return all
    .flatMap(({ entry }) =>
      entry.kind === 'transition' ? [Planned.safeParse(entry.event).data?.impact] : [],
    )
    .findLast((impact) => impact !== undefined);
}

/** Which plan, over what, under which rule, as which operation; what an older version wrote does not say. */
function aboutText({ about }: AuditEntryOf<'transition'>): string {
  if (about === undefined) return '';
  const { plan, target, rule, operation } = about;
  const facts = [
    `plan ${name(plan.slice(0, 12))}`,
    `target ${bold(target)}`,
    `rule ${bold(rule)}`,
    ...(operation === undefined ? [] : [`operation ${name(operation)}`]),
  ];
  return ` (${facts.join(' · ')})`;
}

function refusal({ by, command, code, because, count }: AuditEntryOf<'refusal'>): string {
  const why = because === undefined ? words(code) : `${words(code)}, ${words(because)}`;
  const times = count === 1 ? '' : `, ${count} times more within a minute`;
  return `*refused:* ${person(by)} tried to ${words(command)} (${why})${times}`;
}

const Because = z.object({ ...reasonShape, leftBehind: z.string().optional() });

/** Why, whatever the type of the event: what somebody wrote, what a vendor said, or restorebot's own reason. */
function detailOf(event: StoryEvent): string | undefined {
  for (const said of [event, event['reason'], event['note']]) {
    if (typeof said === 'string' && said !== '') return line(clip(said, longestDetail));
    const because = Because.safeParse(said);
    if (!because.success) continue;
    const { leftBehind, ...reason } = because.data;
    if (reason.why?.code === 'no-longer-entitled') return reasonText(reason);
    // What it leaves behind is the part that is never cut.
    const left = leftBehind === undefined ? '' : `${leftBehind} `;
    return line(clip(`${left}${plainReason(reason)}`, longestDetail));
  }
  return undefined;
}

/** `votes-voided` → `votes voided` */
function words(code: string): string {
  return line(code.replaceAll('-', ' '));
}
