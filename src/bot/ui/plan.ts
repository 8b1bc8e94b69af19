import type { Finding } from '#core/finding.ts';
import { type Impact, lossOf } from '#core/impact.ts';
import type { RestoreKind } from '#core/provider.ts';
import { type FieldValue, type Resource, restoredTo, type RestorePlan } from '#core/restore-plan.ts';
import { bullets, counted, namesCounted } from './counted.ts';
import { clock, duration, exact, when, whenMinute } from './date.ts';
import { bold, boldApart, line, name, plainWhole } from './escape.ts';
import { clip, limits } from './limits.ts';
import { vendorFirst } from './vendor.ts';
import { plainReason } from './why.ts';

/** A plan and what it does, as every surface shows it. */
export interface ShownPlan {
  readonly plan: RestorePlan;
  readonly impact: Impact;
  /** Gives the kind its title and the options their labels; without it their ids are shown. */
  readonly kind?: RestoreKind | undefined;
}

/** From when ages are counted: what stays on the screen must stay true. */
export type AsOf =
  /** A form that is looked at now. */
  | { readonly type: 'now'; readonly at: Date }
  /** A card that stays in the channel. */
  | { readonly type: 'asked'; readonly at: Date };

/** What, from where, as of when, into what: mrkdwn, one fact a line, of which the names are bold. Vendors’ ids are under Details. */
export function planLines({ plan, impact, kind }: ShownPlan, asOf: AsOf): string {
  const facts = [
    `What: ${line(kind?.title ?? plan.kind)} on ${bold(plan.connection)} (${line(kind?.vendor ?? plan.provider)})`,
    `From: ${resource(plan.source, plan.target)}`,
    `Restore point: ${restorePoint(plan, asOf)}`,
    `Into: ${resource(plan.target, plan.source)}, ${manners[impact.type]}`,
  ];
  // An id whose name is an option too is under Details.
  const all = Object.entries(plan.options).filter(
    ([id]) => kind?.own?.includes(id) !== true && plan.options[`${id}_name`] === undefined,
  );
  const options = all
    .slice(0, limits.list)
    .map(([id, value]) => `${line(optionLabel(id, kind))}: ${optionValue(labeled(id, value, kind))}`);
  const more = all.length > limits.list ? [`and ${all.length - limits.list} more options`] : [];
  return [...facts, ...options, ...more].join('\n');
}

/** Whether a name is shown whole. */
function isShort(each: string): boolean {
  return each.length <= limits.name && plainWhole(each).length <= limits.name;
}

/** Whether some of what will be sent, or of what it does, is cut or only counted in the lines above. */
export function isCut({ plan, impact }: ShownPlan): boolean {
  const options = Object.values(plan.options);
  const { overwrites, keeps = [], creates, unavailable, notes } = impact;
  const lists = [options, overwrites, keeps, creates, unavailable, notes];
  const longer = [...lists, ...options.filter((value) => Array.isArray(value))].some(
    (list) => list.length > limits.list,
  );
  const names = [
    ...[plan.source, plan.target].flatMap(({ id, name: title }) => [id, title]),
    ...(plan.point.type === 'backup' ? [plan.point.backupId] : []),
    ...options.flatMap((value) => (Array.isArray(value) ? value : typeof value === 'string' ? [value] : [])),
    ...[overwrites, keeps, creates, unavailable].flat(),
  ];
  const shownInOne = [...names, ...notes].reduce((sum, text) => sum + text.length, 0);
  return longer || shownInOne > limits.text / 2 || !names.every(isShort);
}

/** Whether the plan will be, has been, may have been, or never was carried out. */
export type Tense = 'will' | 'did' | 'may-have' | 'never';

const verbs: Readonly<Record<Exclude<Tense, 'never'>, readonly [string, string]>> = {
  will: ['Overwrites', 'Creates'],
  did: ['Overwrote', 'Created'],
  'may-have': ['May have overwritten', 'May have created'],
};

/** What the plan does, mrkdwn; empty where there is nothing to say. */
export function impactLines({ impact, kind }: ShownPlan, tense: Tense): string {
  if (tense === 'never') return '';
  const [overwrites, creates] = verbs[tense];
  const parts = [
    named(overwrites, impact.overwrites),
    named(`${vendorFirst(kind)} keeps`, impact.keeps ?? []),
    named(creates, impact.creates),
    ...(tense === 'will'
      ? [named('Cannot be used while it runs', impact.unavailable), ...bullets(impact.notes)]
      : []),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

/** What it is about, in a few words: the target that is overwritten, or what comes into being. */
export function subjectOf({ plan, impact }: Omit<ShownPlan, 'kind'>): string {
  const [first, ...more] = impact.type === 'new-target' ? impact.creates : [];
  if (first === undefined) return plan.target.name;
  return more.length === 0 ? first : `${first} and ${more.length} more`;
}

/** The plan in one sentence without an end: `restore orders-prod in place from …`, for a notification. */
export function planSentence({ plan, impact }: ShownPlan, now: Date): string {
  const [into = '', of] = boldApart(
    plan.source.id === plan.target.id ? [plan.target.name] : [plan.target.name, plan.source.name],
  );
  const target = `${into} on ${bold(plan.connection)}`;
  const from = `${pointWords(plan, now)}${of === undefined ? '' : ` of ${of}`}`;
  switch (impact.type) {
    case 'in-place':
      return `overwrite ${target} with ${from}`;
    case 'new-target':
      return `restore ${bold(subjectOf({ plan, impact }))} from ${from} on ${bold(plan.connection)}`;
    case 'download':
      return `make a download of ${from} on ${bold(plan.connection)}`;
  }
}

/** What a restore has brought, without an end: `orders-prod on atlas-prod now has the backup of 00:00 UTC`. */
export function resultWords({ plan, impact }: ShownPlan, now: Date): string {
  const point = pointWords(plan, now);
  const from = bold(plan.source.name);
  const on = bold(plan.connection);
  if (impact.type === 'download') return `${from} on ${on}, ${point}`;
  // What replaced the data of another target, its loss says.
  if (lossOf(plan, impact, now).type === 'all') return `${bold(plan.target.name)} on ${on}`;
  const of = plan.source.id === plan.target.id ? '' : ` of ${from}`;
  return `${bold(subjectOf({ plan, impact }))} on ${on} now has ${point}${of}`;
}

/** A moment that somebody typed is shown as exactly as it was typed; a backup is known by its minute. */
export function pointClock({ point }: Pick<RestorePlan, 'point'>, at: Date, now: Date): string {
  return point.type === 'instant' ? exact(at, now) : clock(at, now);
}

/** The same in the reader's zone. */
function pointWhen({ point }: Pick<RestorePlan, 'point'>): string {
  return point.type === 'instant' ? when(restoredTo(point)) : whenMinute(restoredTo(point));
}

function pointWords(plan: RestorePlan, now: Date): string {
  const { point } = plan;
  return `${point.type === 'backup' ? 'the backup of' : 'the data as it was at'} ${pointClock(plan, restoredTo(point), now)}`;
}

const groups = [
  { level: 'blocker', sign: ':no_entry:', heading: 'Must be fixed first' },
  { level: 'before-start', sign: ':hourglass:', heading: 'Required before it starts' },
  { level: 'warning', sign: ':warning:', heading: 'Worth knowing' },
] as const;

/** Findings by how much they matter; what is fine in one line. Empty where nothing was checked. */
export function findingLines(findings: readonly Finding[]): string {
  const parts = groups.flatMap(({ level, sign, heading }) => {
    const found = findings.filter((finding) => finding.level === level);
    return found.length === 0
      ? []
      : [[`${sign} *${heading}*`, ...bullets(found.map((each) => plainReason(each)))].join('\n')];
  });
  const fine = findings.filter(({ level }) => level === 'ok').map((each) => plainReason(each));
  if (fine.length > 0) parts.push(`:white_check_mark: *Checked:* ${counted(fine, line, ' · ')}`);
  return parts.join('\n');
}

/** So many of them are on a card; the approval form and Details have all. */
const warningsOnCard = 3;

/** What a card says of its findings: only what speaks against it, or must be so first. */
export function warningLines(findings: readonly Finding[]): string {
  return groups
    .flatMap(({ level, sign, heading }) => {
      const texts = findings.filter((finding) => finding.level === level).map(({ text }) => text);
      if (texts.length === 0) return [];
      const [first = '', ...others] = texts.map((text) => line(clip(text, longestWarning)));
      // One needs no list, and a warning has its sign.
      if (others.length === 0)
        return [level === 'warning' ? `${sign} ${first}` : `${sign} *${heading}:* ${first}`];
      const shown = [first, ...others].slice(0, warningsOnCard).map((text) => `• ${text}`);
      const more = texts.length - shown.length;
      return [`${sign} *${heading}*`, ...shown, ...(more > 0 ? [`• and ${more} more under Details`] : [])];
    })
    .join('\n');
}

/** Our own: a longer one is cut on the card. */
const longestWarning = 300;

const manners: Readonly<Record<Impact['type'], string>> = {
  'in-place': 'in place, over what is there',
  'new-target': 'next to what is there (nothing is overwritten)',
  download: 'as a download',
};

/** The one end of a plan; `other` is the other one, from which a reader must tell it apart: of one name, by its id. */
function resource({ id, name: title }: Resource, other: Resource): string {
  const [shown = bold(title)] = boldApart([title, other.name]);
  return title === other.name && id !== other.id ? `${shown} (id ${name(id)})` : shown;
}

/** `backup of today 03:10 (02:10 UTC)`: the restore point, for one line of a card. */
export function restorePointOf(plan: RestorePlan, now: Date): string {
  const at = restoredTo(plan.point);
  const what = plan.point.type === 'backup' ? 'backup of' : 'data as of';
  return `${what} ${pointWhen(plan)} (${pointClock(plan, at, now)})`;
}

/** In the reader's zone, and in UTC next to it, because the loss is told in UTC everywhere. */
function restorePoint(plan: RestorePlan, asOf: AsOf): string {
  const { point } = plan;
  const at = restoredTo(point);
  const age =
    asOf.type === 'now'
      ? `${duration(asOf.at.getTime() - at.getTime())} before ${clock(asOf.at, asOf.at)}`
      : `${duration(asOf.at.getTime() - at.getTime())} before this was asked`;
  const shown = `${pointWhen(plan)} (${pointClock(plan, at, asOf.at)}, ${age})`;
  return `${point.type === 'backup' ? 'backup of' : 'the data as of'} ${shown}`;
}

export function optionLabel(id: string, kind: RestoreKind | undefined): string {
  const named = kind?.fields.find((field) => field.id === id || `${field.id}_name` === id);
  if (named !== undefined) return named.label;
  const words = id.replaceAll(/[-_]+/gu, ' ').trim();
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

/** What the form calls a value that was chosen from a fixed list. */
function labeled(id: string, value: FieldValue, kind: RestoreKind | undefined): FieldValue {
  const field = kind?.fields.find((each) => each.id === id);
  const options = field?.type === 'choice' ? (field.options ?? []) : [];
  return options.find((option) => option.value === value)?.label ?? value;
}

function optionValue(value: FieldValue): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return bold(value);
  return value.length === 0 ? 'none' : namesCounted(value);
}

function named(title: string, items: readonly string[]): string {
  return items.length === 0 ? '' : `${title}: ${namesCounted(items)}`;
}
