import type { Offer } from '#service/api.ts';
import { type Rendered, rendered, section } from './blocks.ts';
import { line, name } from './escape.ts';
import { limits } from './limits.ts';

const usage = [
  '*Restore a database from its backup*',
  '• `/restore` opens the form.',
  '• `/restore &lt;connection&gt; &lt;what&gt; [source]` opens it with that filled in.',
  '• `/restore status` lists the requests that are open; `/restore status &lt;request&gt;` shows one.',
  '• `/restore audit &lt;request&gt;` tells everything that happened to one, to those who may know.',
  'Nothing is restored until the form has shown exactly what will happen, and, where the rules ask for it, other people have approved exactly that. Nobody approves their own request.',
];

/** How to use it, and what this person may ask for. */
export function renderHelp(offers: readonly Offer[]): Rendered {
  const mine = offers
    .slice(0, limits.list)
    .map(
      ({ connection, provider, kinds }) =>
        `• ${name(connection)} (${line(provider)}): ${kinds.map(({ id }) => name(id)).join(', ')}`,
    );
  const more = offers.length > limits.list ? [`• and ${offers.length - limits.list} more connections`] : [];
  const text = [
    ...usage,
    ...(mine.length === 0
      ? ['No rule lets you ask for a restore; ask whoever keeps restorebot’s rules.']
      : ['*What you may ask for:*', ...mine, ...more]),
  ].join('\n');
  return rendered(text, [section(text)]);
}
