import { type Rendered, rendered, section } from './blocks.ts';
import { when } from './date.ts';
import { clipMrkdwn, limits } from './limits.ts';

interface LateLine {
  readonly at: Date;
  /** The words of the thread line, mrkdwn. */
  readonly text: string;
}

/** So much of each, so that a dozen fit into one block. */
const eachMax = 300;

/** Several thread lines that Slack did not take in their time, told as one, oldest first. */
export function renderLate(lines: readonly LateLine[]): Rendered {
  const points = lines.map(({ at, text }) => `• ${when(at)} ${clipMrkdwn(inOneLine(text), eachMax)}`);
  let shown = points.length;
  while (shown > 0 && written(points, shown).length > limits.text) shown -= 1;
  const text = written(points, shown);
  return rendered(text, [section(text)]);
}

function written(points: readonly string[], shown: number): string {
  const heading = ':rewind: *Slack took no messages for a while.* Meanwhile, oldest first:';
  const left = points.length - shown;
  const rest = left === 0 ? [] : [`• … and ${left} more; the audit has all of them.`];
  return [heading, ...points.slice(0, shown), ...rest].join('\n');
}

/** Quotes and lists are on separate lines; here they go on. */
function inOneLine(text: string): string {
  return text.replaceAll(/\n(?:> ?|• )?/gu, ' ');
}
