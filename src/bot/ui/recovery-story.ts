import type { RecoveryEntry } from '#core/audit/recovery-entry.ts';
import { resultDetail } from './data-checks.ts';
import { duration, lengthUp } from './date.ts';
import { bold, line } from './escape.ts';
import { estimateText } from './estimate.ts';
import { restoreFacts } from './history.ts';
import { person } from './people.ts';

/** What a restore cost, what people knew of that, and who acknowledged which number: for the audit's story, mrkdwn. */
export function recoveryText(entry: RecoveryEntry): string {
  const { history, objectives, estimate, acknowledged, brokenBy, verification } = entry;
  const goals = objectives.map(({ name, rpoMs, rtoMs, overRpo }) => {
    const parts = [
      ...(rpoMs === undefined ? [] : [`loses at most ${duration(rpoMs)}, else ${overRpo}`]),
      ...(rtoMs === undefined ? [] : [`verified within ${duration(rtoMs)} of asking`]),
    ];
    return `${bold(name)} (${parts.join('; ')})`;
  });
  const ticked = acknowledged.map(({ by, as, loss }) => {
    const what = loss === 'all' ? 'the loss of all data' : `the loss of up to ${lengthUp(loss)}`;
    return `${person(by)} (${as}) acknowledged ${what}`;
  });
  const seen = (verification?.checks ?? []).map(
    (check) => `${bold(check.name)} ${line(resultDetail(check))}`,
  );
  return [
    `*recovery:* ${restoreFacts(history)}.`,
    `Objectives: ${goals.length === 0 ? 'none' : goals.join(', ')}.`,
    `Estimate: ${estimate === undefined ? 'none' : estimateText(estimate)}.`,
    ...(ticked.length === 0 ? [] : [`${ticked.join('; ')}.`]),
    ...(brokenBy === undefined ? [] : [`${person(brokenBy)} passed the objectives with break-glass.`]),
    ...(seen.length === 0 ? ['No check read the data.'] : [`Checks: ${seen.join('; ')}.`]),
  ].join(' ');
}
