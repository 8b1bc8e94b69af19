import type { RestoreKind } from '#core/provider.ts';
import type { Offers } from '#service/api.ts';
import { typeable } from './backups.ts';
import { type Rendered, rendered, section } from './blocks.ts';
import { line, name } from './escape.ts';
import { exclusions } from './exclusions.ts';
import { limits } from './limits.ts';

/** A command that somebody can copy. */
export interface Example {
  readonly connection: string;
  readonly kind: RestoreKind;
  /** Absent: none was found in time. */
  readonly source?: string;
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

/** How to use it, and what this person may ask for, with commands to copy. */
export function renderHelp(found: Offers, examples: readonly Example[] = []): Rendered {
  const offers = found.type === 'offers' ? found.offers : [];
  const mine = offers
    .slice(0, limits.list)
    .map(
      ({ connection, provider, kinds }) =>
        `• ${name(connection)} (${line(kinds[0]?.vendor ?? provider)}): ${kinds.map(({ id }) => name(id)).join(', ')}`,
    );
  const more = offers.length > limits.list ? [`• and ${offers.length - limits.list} more connections`] : [];
  const may = mine.length === 0 ? [nothingToAsk(found)] : ['*What you may ask for:*', ...mine, ...more];
  const copy = examples.slice(0, limits.list).map(exampleLine);
  const parts = [usage, may, ...(copy.length === 0 ? [] : [['*Copy and change:*', ...copy]])];
  const texts = parts.map((lines) => lines.join('\n'));
  return rendered(
    texts.join('\n'),
    texts.map((text) => section(text)),
  );
}

function exampleLine({ connection, kind, source }: Example): string {
  const backup = kind.fields.some(({ type }) => type === 'backup') ? ' --backup latest' : '';
  const at = kind.fields.some(({ type }) => type === 'instant') ? ' --at 10m' : '';
  const from = source === undefined ? '&lt;source&gt;' : typeable(source);
  return `\`/restore ${typeable(connection)} ${kind.id} ${from}${backup}${at}\` ${line(kind.title)}`;
}

/** That Slack could not be asked is not that no rule allows it. */
function nothingToAsk(found: Offers): string {
  return found.type === 'none' && found.because !== 'not-in-the-rule'
    ? `*What you may ask for is not known:* ${exclusions[found.because]}`
    : 'No rule lets you ask for a restore. Ask the people who keep restorebot’s rules.';
}
