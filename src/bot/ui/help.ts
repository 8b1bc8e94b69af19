import type { Offers } from '#service/api.ts';
import { type Rendered, rendered, section } from './blocks.ts';
import { line, name } from './escape.ts';
import { exclusions } from './exclusions.ts';
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
export function renderHelp(found: Offers): Rendered {
  const offers = found.type === 'offers' ? found.offers : [];
  const mine = offers
    .slice(0, limits.list)
    .map(
      ({ connection, provider, kinds }) =>
        `• ${name(connection)} (${line(provider)}): ${kinds.map(({ id }) => name(id)).join(', ')}`,
    );
  const more = offers.length > limits.list ? [`• and ${offers.length - limits.list} more connections`] : [];
  const text = [
    ...usage,
    ...(mine.length === 0 ? [nothingToAsk(found)] : ['*What you may ask for:*', ...mine, ...more]),
  ].join('\n');
  return rendered(text, [section(text)]);
}

/** That Slack could not be asked is not that no rule allows it. */
function nothingToAsk(found: Offers): string {
  return found.type === 'none' && found.because !== 'not-in-the-rule'
    ? `*What you may ask for is not known:* ${exclusions[found.because]}`
    : 'No rule lets you ask for a restore. Ask the people who keep restorebot’s rules.';
}
