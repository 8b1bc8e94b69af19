import type { Ask, Context } from './commands.ts';
import type { RequestEvent } from './events.ts';
import { after } from './instant.ts';

/** The events of a new request; one that needs nobody's approval begins approved. */
export function ask(command: Ask, context: Pick<Context, 'now' | 'commandId'>): readonly RequestEvent[] {
  const { by, closed, ...said } = command;
  const { requirement } = said;
  const base = { at: context.now, commandId: context.commandId, by };
  const asked = { type: 'asked', ...base, ...said } as const;
  if (closed !== undefined) {
    // A freeze did this, not a person.
    const { at, commandId } = base;
    const expiresAt = after(closed.opensAt ?? at, requirement.windowMs);
    return [asked, { type: 'approvals-closed', at, commandId, ...closed, expiresAt }];
  }
  // Nobody approves, so nobody can acknowledge a loss either: with such an objective it waits, and can only expire.
  const demands = (requirement.objectives ?? []).some(({ overRpo }) => overRpo !== 'warn');
  if (requirement.quorum > 0 || demands) return [asked];
  // The rule approves, not a person.
  const { at, commandId } = base;
  return [
    asked,
    { type: 'approved', at, commandId, on: 'rule', dispatchBy: after(at, requirement.startWithinMs) },
  ];
}
