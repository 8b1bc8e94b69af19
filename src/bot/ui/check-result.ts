import type { Draft } from '#core/draft.ts';
import type { RestoreKind } from '#core/provider.ts';
import { readPlan } from '#core/restore-plan.ts';
import { context, header, type Rendered, rendered, section } from './blocks.ts';
import { lossLine, lossSentence } from './consequence.ts';
import { when } from './date.ts';
import { bold } from './escape.ts';
import { person } from './people.ts';
import { findingLines, impactLines, planSentence, restorePointOf } from './plan.ts';
import { plainTitle } from './title.ts';

export interface CheckResult {
  readonly by: string;
  readonly reviewed: NonNullable<Draft['reviewed']>;
  readonly kind: RestoreKind | undefined;
  readonly now: Date;
}

/** What a check of a restore found, for a channel. Nothing can be decided there: nothing was asked. */
export function renderCheckResult({ by, reviewed, kind, now }: CheckResult): Rendered {
  const { plan } = readPlan(reviewed.planJson);
  const { impact, findings } = reviewed;
  const shown = { plan, impact, kind };
  const isBlocked = findings.some(({ level }) => level === 'blocker');
  const can = isBlocked ? 'This cannot be restored as it is.' : 'This can be asked for.';
  const loss = lossSentence(shown, { type: 'now', at: now });
  const head = `${isBlocked ? ':no_entry:' : ':white_check_mark:'} *Check only.* ${can} Nothing was asked.`;
  const parts = [
    head,
    loss === undefined ? '' : lossLine(loss),
    impactLines(shown, 'will'),
    findingLines(findings),
  ];
  return rendered(`${person(by)} checked a restore: ${planSentence(shown, now)}. ${can} Nothing was asked.`, [
    header(plainTitle(shown)),
    ...parts.filter((part) => part !== '').map((part) => section(part)),
    context(
      `${bold(plan.connection)} · ${restorePointOf(plan, now)} · checked by ${person(by)} ${when(now)}`,
    ),
  ]);
}
