import type { KnownBlock } from '@slack/types';
import type { RestoreKind } from '#core/provider.ts';
import type { FieldValue, RestorePlan } from '#core/restore-plan.ts';
import { context, section } from './blocks.ts';
import { line, name, wholeName } from './escape.ts';
import { limits } from './limits.ts';
import { isCut, optionLabel, type ShownPlan } from './plan.ts';
import { vendorFirst, vendorOf } from './vendor.ts';

/*
 * Everything that is sent, uncut: a card cuts long names and counts long lists, and nobody may be asked to approve
 * what they cannot read.
 */

const heading = '*Everything that is sent, in full*';

/** So much of a modal of 250 kB is for the plan; the rest is for what is asked about it. */
const most = { bytes: 150_000, blocks: 50 } as const;

/** Whether a modal can show all of it; what it cannot show, nobody may ask for or agree to. */
export function canBeShown(shown: ShownPlan): boolean {
  return wholeBlocks(shown) !== 'too-long';
}

/** Said instead of a button to ask or agree. */
export const tooLong =
  ':no_entry: *This is too long to be shown whole, so nobody can agree to it.* Ask for it in several smaller requests.';

/** Nothing where the short lines say all of it. */
export function wholePlanBlocks(shown: ShownPlan): readonly KnownBlock[] {
  if (!isCut(shown)) return [];
  const blocks = wholeBlocks(shown);
  return blocks === 'too-long' ? [context(tooLong)] : blocks;
}

/** The whole plan, over as many blocks as it takes. */
export function wholeBlocks(shown: ShownPlan): readonly KnownBlock[] | 'too-long' {
  if (JSON.stringify([shown.plan, shown.impact]).length > most.bytes) return 'too-long';
  const blocks = packed([heading, ...wholeLines(shown)]).map((text) => section(text));
  const fits = blocks.length <= most.blocks && Buffer.byteLength(JSON.stringify(blocks)) <= most.bytes;
  return fits ? blocks : 'too-long';
}

/** What the vendor knows source, backup and target by, for the foot of a form; empty where names say it. */
export function idsLine({ source, target, point }: RestorePlan, kind: RestoreKind | undefined): string {
  const same = source.id === target.id;
  const ids = [
    ...(source.id === source.name ? [] : [`${same ? 'source and target' : 'source'} ${name(source.id)}`]),
    ...(point.type === 'backup' ? [`backup ${name(point.backupId)}`] : []),
    ...(same || target.id === target.name ? [] : [`target ${name(target.id)}`]),
  ];
  return ids.length === 0 ? '' : `*Ids at ${vendorOf(kind)}:* ${ids.join(' · ')}`;
}

function wholeLines({ plan, impact, kind }: ShownPlan): readonly string[] {
  const { point } = plan;
  return [
    ...listed('From', [plan.source.name]),
    ...listed('From, id', [plan.source.id]),
    ...(point.type === 'backup' ? listed('Backup, id', [point.backupId]) : []),
    ...listed('Into', [plan.target.name]),
    ...listed('Into, id', [plan.target.id]),
    ...Object.entries(plan.options).flatMap(([id, value]) =>
      listed(line(optionLabel(id, kind)), textsOf(value)),
    ),
    ...listed('Overwrites', impact.overwrites),
    ...listed(`${vendorFirst(kind)} keeps`, impact.keeps ?? []),
    ...listed('Creates', impact.creates),
    ...listed('Cannot be used while it runs', impact.unavailable),
    ...impact.notes.map((note) => `• ${line(note)}`),
  ];
}

function textsOf(value: FieldValue): readonly string[] {
  if (Array.isArray(value)) return value;
  if (typeof value === 'boolean') return [value ? 'yes' : 'no'];
  return [String(value)];
}

/** One name a line, numbered where there are several. */
function listed(title: string, items: readonly string[]): readonly string[] {
  const names = items.flatMap((item) => pieces(item));
  if (items.length <= 1) return names.map((each) => `*${title}:* ${each}`);
  return [
    `*${title}:* ${items.length}`,
    ...items.flatMap((item, at) => pieces(item).map((each) => `${at + 1}. ${each}`)),
  ];
}

/** A name in as many code spans as Slack's longest text makes of it. */
function pieces(item: string): readonly string[] {
  const chars = Array.from(item);
  // Each character may be spelled out in ten.
  const step = Math.floor(limits.text / 12);
  const count = Math.max(1, Math.ceil(chars.length / step));
  return Array.from({ length: count }, (_, at) =>
    wholeName(chars.slice(at * step, (at + 1) * step).join('')),
  );
}

/** Lines in as few texts as Slack's limit allows, none of them cut. */
function packed(lines: readonly string[]): readonly string[] {
  const texts: string[] = [];
  let current = '';
  for (const each of lines) {
    if (current.length + each.length + 1 > limits.text) {
      texts.push(current);
      current = '';
    }
    current = current === '' ? each : `${current}\n${each}`;
  }
  return current === '' ? texts : [...texts, current];
}

/** Below a card's lines, where they leave something out. */
export function cutNote(shown: ShownPlan): readonly KnownBlock[] {
  return isCut(shown)
    ? [context('Some names are cut or only counted here. *Details* has them in full.')]
    : [];
}
