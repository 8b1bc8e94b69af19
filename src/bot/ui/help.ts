import { optionOf } from '#core/field-options.ts';
import type { RestoreKind } from '#core/provider.ts';
import type { Offer, Offers } from '#service/api.ts';
import { type Rendered, rendered, section } from './blocks.ts';
import { line, name, wholeName } from './escape.ts';
import { exclusions } from './exclusions.ts';
import { clip, limits } from './limits.ts';
import { listed } from './people.ts';

/** A command that somebody can copy. */
export interface Example {
  readonly connection: string;
  readonly kind: RestoreKind;
  /** What follows the kind: the source, and an option for each answer that is needed. */
  readonly typed: string;
}

const usage = [
  '*Restore a database from a backup*',
  '• `/restore` opens the form.',
  '• `/restore &lt;connection&gt; &lt;kind&gt; &lt;source&gt;` opens it filled in. Add `--backup 2h`, `--at &lt;instant&gt;`, `--into &lt;target&gt;`, `--reason …`, or `--dry-run` to check only.',
  '• `/restore presets` lists what your team has prepared; `/restore run &lt;preset&gt;` opens one.',
  '• `/restore list` shows the open requests; `/restore status &lt;id&gt;` shows one.',
  '• `/restore backups &lt;connection&gt; &lt;source&gt;` lists backups.',
  '• `/restore withdraw &lt;id&gt;` ends a request; `/restore cancel &lt;id&gt;` also stops a running restore, where the vendor can.',
  '• `/restore history [target]` shows what restores have cost: time, lost writes, and the last verified one.',
  '• `/restore audit &lt;id&gt;` shows everything that happened to a request.',
  '• `/restore pause &lt;reason&gt;` stops every new restore until `/restore resume`, for the people who may.',
  '• `/restore help &lt;connection&gt; [kind]` shows commands to copy.',
  'Nothing is restored until the form has shown exactly what will happen and the rules are met. Nobody approves their own request.',
];

/** How to use it, and what this person may ask for, with a command to copy for each connection. */
export function renderHelp(found: Offers, examples: readonly Example[] = []): Rendered {
  const offers = found.type === 'offers' ? found.offers : [];
  const mine = offers.slice(0, limits.list).map((offer) => `• ${mayLine(offer)}`);
  const more = offers.length > limits.list ? [`• and ${offers.length - limits.list} more connections`] : [];
  const may = mine.length === 0 ? [nothingToAsk(found)] : ['*What you may ask for:*', ...mine, ...more];
  const copy =
    examples.length === 0 ? [] : [['*Copy and change:*', ...examples.map((each) => commandOf(each))]];
  return sections([usage, may, ...copy]);
}

/** What can be asked on one connection; `problem`: what was typed and not understood. */
export function renderHelpOf(offer: Offer, examples: readonly Example[], problem?: string): Rendered {
  const kinds = examples.map((each) => [
    `*${line(each.kind.title)}:* ${line(each.kind.summary)}`,
    commandOf(each),
    ...optionalOf(each.kind),
  ]);
  return sections([...(problem === undefined ? [] : [[problem]]), [mayLine(offer)], ...kinds]);
}

function sections(parts: readonly (readonly string[])[]): Rendered {
  const texts = parts.map((lines) => lines.join('\n'));
  return rendered(
    texts.join('\n'),
    texts.map((text) => section(text)),
  );
}

function mayLine({ connection, vendor, kinds }: Offer): string {
  return `${name(connection)} (${line(vendor)}): ${kinds.map(({ id }) => name(id)).join(', ')}`;
}

function commandOf({ connection, kind, typed }: Example): string {
  return wholeName(clip(`/restore ${connection} ${kind.id} ${typed}`, limits.reason));
}

/** The options that may be left out. */
function optionalOf({ fields }: RestoreKind): readonly string[] {
  const options = fields
    .filter(({ required, type }) => !required && type !== 'source' && type !== 'instant')
    .map(({ id }) => `\`--${line(optionOf(id))}\``);
  return options.length === 0 ? [] : [`You may add ${listed(options)}.`];
}

/** That Slack could not be asked is not that no rule allows it. */
function nothingToAsk(found: Offers): string {
  return found.type === 'none' && found.because !== 'not-in-the-rule'
    ? `*What you may ask for is not known:* ${exclusions[found.because]}`
    : 'No rule lets you ask for a restore. Ask the people who keep restorebot’s rules.';
}
