import { dataLossWindow, isDestructive, type Finding, type Impact } from '#core/impact.ts';
import type { RestoreKind } from '#core/provider.ts';
import { type FieldValue, type Resource, restoredTo, type RestorePlan } from '#core/restore-plan.ts';
import { ago, clock, duration, when } from './date.ts';
import { line, name } from './escape.ts';
import { limits } from './limits.ts';

/** A plan and what it does, as every surface shows it. */
export interface ShownPlan {
  readonly plan: RestorePlan;
  readonly impact: Impact;
  /** Gives the kind its title and the options their labels; without it their ids are shown. */
  readonly kind?: RestoreKind | undefined;
}

/** What, from where, as of when, into what: mrkdwn, one fact a line. */
export function planLines({ plan, impact, kind }: ShownPlan, now: Date): string {
  const facts = [
    `*What:* ${line(kind?.title ?? plan.kind)} on ${name(plan.connection)} (${line(plan.provider)})`,
    `*From:* ${resource(plan.source)}`,
    `*Restore point:* ${restorePoint(plan, now)}`,
    `*Into:* ${resource(plan.target)}, ${manner(impact)}`,
  ];
  const options = Object.entries(plan.options).map(
    ([id, value]) => `*${line(optionLabel(id, kind))}:* ${optionValue(value)}`,
  );
  return [...facts, ...options].join('\n');
}

/** What the plan does to the world: mrkdwn; empty where there is nothing to say. */
export function impactLines({ impact }: ShownPlan): string {
  const parts = [
    named('Overwrites', impact.overwrites),
    named('Creates', impact.creates),
    named('Cannot be used while it runs', impact.unavailable),
    ...impact.notes.map((note) => `• ${line(note)}`),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

/** From when on a data-loss window is counted; each is true for as long as it is on the screen. */
export type LossMoment =
  /** Shown now and only now: a form. */
  | { readonly type: 'now'; readonly now: Date }
  /** Stays in the channel before the restore: counted to the moment it was asked. */
  | { readonly type: 'asked'; readonly at: Date }
  /** The vendor has it: counted to the moment it was submitted. */
  | { readonly type: 'submitted'; readonly at: Date }
  | { readonly type: 'restored'; readonly at: Date };

/** The data-loss window in words; `undefined` where nothing is overwritten. */
export function lossSentence({ plan, impact }: ShownPlan, moment: LossMoment): string | undefined {
  const to = moment.type === 'now' ? moment.now : moment.at;
  const window = dataLossWindow(plan.point, impact, to);
  if (window === undefined) return undefined;
  const after = `Everything written after ${clock(window.from, to)}`;
  const length = duration(window.lengthMs);
  switch (moment.type) {
    case 'now':
      return `${after} (${length} ago) will be lost.`;
    case 'asked':
      return `${after} will be lost: ${length} of writes when this was asked, and all until it starts.`;
    case 'submitted':
      return `${after} is being lost: ${length} of writes up to the submission, and all until it ends.`;
    case 'restored':
      return `${after} was lost: ${length} of writes up to the submission, and all until it ended.`;
  }
}

/** The plan in one sentence without an end: `restore orders-prod in place from …`, for a notification. */
export function planSentence({ plan, impact }: ShownPlan, now: Date): string {
  const target = `${name(plan.target.name)} on ${name(plan.connection)}`;
  const source = plan.source.id === plan.target.id ? '' : ` of ${name(plan.source.name)}`;
  const point = plan.point.type === 'backup' ? 'the backup of' : 'the data as it was at';
  const from = `${point} ${clock(restoredTo(plan.point), now)}${source}`;
  switch (impact.type) {
    case 'in-place':
      return `overwrite ${target} with ${from}`;
    case 'new-target':
      return `restore ${from} into the new ${target}`;
    case 'download':
      return `make a download of ${from} on ${name(plan.connection)}`;
  }
}

const groups = [
  { level: 'blocker', title: ':no_entry: *Must be fixed first*' },
  { level: 'before-start', title: ':hourglass: *Must be so before it starts*' },
  { level: 'warning', title: ':warning: *Worth knowing*' },
] as const;

/** Findings by how much they matter; what is fine in one line. Empty where nothing was checked. */
export function findingLines(findings: readonly Finding[]): string {
  const parts = groups.flatMap(({ level, title }) => {
    const found = findings.filter((finding) => finding.level === level);
    return found.length === 0 ? [] : [[title, ...bullets(found.map(({ text }) => line(text)))].join('\n')];
  });
  const fine = findings.filter(({ level }) => level === 'ok').map(({ text }) => line(text));
  if (fine.length > 0) parts.push(`:white_check_mark: *Checked:* ${counted(fine, ' · ')}`);
  return parts.join('\n');
}

/** How a plan treats its target, after its name. */
function manner(impact: Impact): string {
  if (isDestructive(impact)) return '*in place: what is there is overwritten*';
  return impact.type === 'download' ? 'as a download; nothing is changed' : 'new; nothing is overwritten';
}

function resource({ id, name: title }: Resource): string {
  return id === title ? name(title) : `${name(title)} (id ${name(id)})`;
}

function restorePoint({ point }: RestorePlan, now: Date): string {
  const at = restoredTo(point);
  const age = `${when(at)} (${ago(at, now)})`;
  return point.type === 'backup' ? `backup of ${age}, id ${name(point.backupId)}` : `the data as of ${age}`;
}

function optionLabel(id: string, kind: RestoreKind | undefined): string {
  const label = kind?.fields.find((field) => field.id === id)?.label;
  if (label !== undefined) return label;
  const words = id.replaceAll(/[-_]+/gu, ' ').trim();
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

function optionValue(value: FieldValue): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return name(value);
  return value.length === 0 ? 'none' : counted(value.map(name), ', ');
}

function named(title: string, items: readonly string[]): string {
  return items.length === 0 ? '' : `*${title}:* ${counted(items.map(name), ', ')}`;
}

/** At most `limits.list` items; the rest are counted, never dropped in silence. */
function counted(items: readonly string[], separator: string): string {
  const more = items.length - limits.list;
  const shown = items.slice(0, limits.list).join(separator);
  return more > 0 ? `${shown} and ${more} more` : shown;
}

function bullets(items: readonly string[]): readonly string[] {
  const more = items.length - limits.list;
  const shown = items.slice(0, limits.list).map((item) => `• ${item}`);
  return more > 0 ? [...shown, `• and ${more} more`] : shown;
}
