import type { BreakGlass } from '#core/approval.ts';
import type { ServiceHarness } from './service-harness.ts';

/** Dora and Rita may use break-glass; others of the database team, or Dora, review it. */
export const glassRule: BreakGlass = {
  people: { users: ['U0DORA', 'U0RITA'], groups: [] },
  reviewers: { users: ['U0DORA'], groups: ['S0DBA'] },
  tell: { channels: ['C0LOUD'], users: ['U0BEN'] },
  reviewWithinMs: 24 * 60 * 60_000,
};

/** From now on the harness's rule asks for two approvers, and lets some use break-glass; `null`: nobody. */
export function demandTwoOrGlass(
  { rules }: Pick<ServiceHarness, 'rules'>,
  glass: BreakGlass | null = glassRule,
): void {
  const [rule] = rules;
  if (rule?.approve === undefined) throw new Error('nobody approves');
  const { breakGlass: _, ...rest } = rule;
  const approve = { ...rule.approve, quorum: 2 };
  rules[0] = { ...rest, approve, ...(glass === null ? {} : { breakGlass: glass }) };
}
