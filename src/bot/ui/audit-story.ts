import { z } from 'zod';
import type { AuditEntry, AuditEntryOf } from '#core/audit/entry.ts';
import { Impact } from '#core/impact.ts';
import type { RestoreKind } from '#core/provider.ts';
import { type PinnedPlan, readPlan } from '#core/restore-plan.ts';
import { RecordedVerification } from '#core/verification.ts';
import { reasonShape } from '#core/why.ts';
import type { StoryEntry, StoryProblem } from '#service/api.ts';
import { context, type Rendered, rendered, section } from './blocks.ts';
import { lossSentence } from './consequence.ts';
import { when } from './date.ts';
import { endHeadline, endSentence, failedChecks } from './ends.ts';
import { bold, line, name } from './escape.ts';
import { clip, limits } from './limits.ts';
import { person } from './people.ts';
import { impactLines, planLines } from './plan.ts';
import { recoveryText } from './recovery-story.ts';
import { requestName } from './request-name.ts';
import { vendorOf } from './vendor.ts';
import { wholePlanBlocks } from './whole-plan.ts';
import { codeOf, plainReason, reasonText } from './why.ts';

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

/** What a story needs besides its entries. */
export interface StoryFacts {
  readonly problem?: StoryProblem | undefined;
  /** Absent: none is known. */
  readonly kindOf?: (plan: PinnedPlan['plan']) => RestoreKind | undefined;
}

/** All entries, and the kind of restore that they are about. */
interface Story {
  readonly entries: readonly StoryEntry[];
  readonly kind: RestoreKind | undefined;
}

/** Everything that happened to a request, oldest first, for one person's eyes; events that come later, too. */
export function renderStory(
  requestId: string,
  entries: readonly StoryEntry[],
  { problem, kindOf }: StoryFacts = {},
): Rendered {
  const planned = plannedIn(entries);
  const kind = planned === undefined ? undefined : kindOf?.(planned.plan);
  const story: Story = { entries, kind };
  const whole =
    planned === undefined ? [] : wholePlanBlocks({ ...planned, kind }).slice(0, limits.messageBlocks / 2);
  const opening = [
    ...(problem === undefined ? [] : [`:warning: *${problems[problem]}* Run \`restorebot audit verify\`.`]),
    ...(planned === undefined ? [] : [agreedText(planned, kind)]),
  ];
  // The heading and the foot take a block each.
  const shown = entries.slice(-(limits.messageBlocks - 2 - whole.length - opening.length));
  const earlier = entries.length - shown.length;
  const heading = `*What the audit holds about request* ${requestName(requestId)}`;
  const lines = [...opening, ...shown.map((each) => storyLine(each, story))];
  const before = earlier > 0 ? `The ${earlier} entries before these are left out here. ` : '';
  const foot = `${before}The numbers are the audit’s. \`restorebot audit verify\` checks the audit, and \`restorebot audit export\` writes it to a file.`;
  return rendered([heading, ...lines, foot].join('\n'), [
    section(heading),
    ...lines.map((each) => section(each)),
    ...whole,
    context(foot),
  ]);
}

const PlannedEvent = z.object({ planJson: z.string(), impact: Impact });

/** A plan as it was chosen, and what it does. */
interface Planned extends PinnedPlan {
  readonly impact: Impact;
  readonly at: Date;
}

/** The plan that counts now. */
function plannedIn(entries: readonly StoryEntry[]): Planned | undefined {
  return entries
    .flatMap(({ entry }) => {
      const event = entry.kind === 'transition' ? PlannedEvent.safeParse(entry.event).data : undefined;
      return event === undefined ? [] : [{ ...readPlan(event.planJson), impact: event.impact, at: entry.at }];
    })
    .at(-1);
}

/** What exactly the votes that name this plan agreed to. */
function agreedText({ plan, impact, digest, at }: Planned, kind: RestoreKind | undefined): string {
  const shown = { plan, impact, kind };
  return [
    `*Plan* ${name(shortDigest(digest))}`,
    planLines(shown, { type: 'asked', at }),
    impactLines(shown, 'will'),
    lossSentence(shown, { type: 'asked', at }),
  ]
    .filter((text) => text !== undefined && text !== '')
    .join('\n');
}

function shortDigest(plan: string): string {
  return plan.slice(0, 12);
}

function storyLine({ seq, entry }: StoryEntry, story: Story): string {
  return `${seq} · ${when(entry.at)} · ${happened(entry, story)}`;
}

function happened(entry: AuditEntry, story: Story): string {
  switch (entry.kind) {
    case 'transition':
      return `${transition(entry, story)}${aboutText(entry)}`;
    case 'refusal':
      return refusal(entry);
    case 'system':
      return entry.recovery === undefined ? `*${entry.kind}*` : recoveryText(entry.recovery);
    case 'configuration':
    case 'export':
      return `*${entry.kind}*`;
  }
}

function transition({ event }: AuditEntryOf<'transition'>, story: Story): string {
  const detail = detailOf(event, story.kind);
  return `${whoDidWhat(event, story)}${detail === undefined ? '' : `: ${detail}`}`;
}

/** What the vendor did, or what restorebot found out, has no person. */
const byNobody: Readonly<Record<string, (vendor: string) => string>> = {
  stalled: (vendor) => `no progress at ${vendor}`,
  'moving-again': (vendor) => `progress at ${vendor} again`,
  'answer-lost': (vendor) => `the answer of ${vendor} was lost`,
  'not-accepted': (vendor) => `not accepted by ${vendor}`,
  refused: (vendor) => `refused by ${vendor}`,
  submitted: (vendor) => `accepted by ${vendor}`,
  restored: (vendor) => `finished at ${vendor}`,
  failed: (vendor) => `failed at ${vendor}`,
  'cancelled-at-vendor': (vendor) => `stopped by ${vendor}`,
  'trouble-began': () => 'restorebot cannot see the restore',
  'trouble-ended': () => 'restorebot sees the restore again',
  'became-unknown': () => 'the outcome is unknown',
  expired: () => 'expired',
};

function whoDidWhat(event: StoryEvent, { entries, kind }: Story): string {
  const who = event.by === undefined ? 'restorebot' : person(event.by);
  const nobody = Object.hasOwn(byNobody, event.type) ? byNobody[event.type]?.(vendorOf(kind)) : undefined;
  switch (event.type) {
    case 'approved':
      switch (restsOn(event, entries)) {
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
      const impact = plannedIn(entries)?.impact;
      const { data } = verified;
      return impact === undefined
        ? '*checked* by restorebot'
        : `*${endHeadline(data, impact)}.* ${failedChecks(data)} ${endSentence(data, impact)}`;
    }
    default:
      return nobody === undefined ? `*${bySomebody(event.type)}* by ${who}` : `*${nobody}*`;
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

/** Which plan, over what, under which rule, as which operation; what an older version wrote does not say. */
function aboutText({ about }: AuditEntryOf<'transition'>): string {
  if (about === undefined) return '';
  const { plan, target, rule, operation } = about;
  const facts = [
    `plan ${name(shortDigest(plan))}`,
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
function detailOf(event: StoryEvent, kind: RestoreKind | undefined): string | undefined {
  for (const said of [event, event['reason'], event['note']]) {
    if (typeof said === 'string' && said !== '') return line(clip(said, longestDetail));
    const because = Because.safeParse(said);
    if (!because.success) continue;
    const { leftBehind, ...reason } = because.data;
    if (reason.why?.code === 'no-longer-entitled') return reasonText(reason);
    // What it leaves behind is the part that is never cut.
    const left = leftBehind === undefined ? '' : `${leftBehind} `;
    const code = codeOf(reason);
    const text = line(clip(`${left}${plainReason(reason, kind)}`, longestDetail));
    return code === undefined ? text : `${text} (code ${name(code)})`;
  }
  return undefined;
}

/** What people read for a type of event whose own word is ours; the others are read as they are. */
const plainActs: Readonly<Record<string, string>> = {
  'vote-cast': 'approval given',
  'vote-withdrawn': 'approval withdrawn',
  'votes-voided': 'approvals voided',
  'glass-broken': 'break-glass used',
  'glass-reviewed': 'break-glass reviewed',
  replanned: 'newer backup chosen',
  dispatched: 'submission begun',
  'cancel-asked': 'stop requested',
  cancelled: 'withdrawn',
  adopted: 'operation taken for this restore',
  'asked-again': 'second submission requested',
};

function bySomebody(type: string): string {
  return Object.hasOwn(plainActs, type) ? (plainActs[type] ?? '') : words(type);
}

/** `approvals-opened` → `approvals opened` */
function words(code: string): string {
  return line(code.replaceAll('-', ' '));
}
