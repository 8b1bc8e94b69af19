import type { Entitlement } from './approval.ts';
import type { Command, Context, Replanned } from './commands.ts';
import { decide } from './decide.ts';
import type { Decision } from './decision.ts';
import type { Fingerprint } from './fingerprint.ts';
import {
  filledIn,
  type PersonCommand,
  personCommandTypes,
  type PersonCommandType,
} from './person-command.ts';
import type { RestoreRequest } from './restore-request.ts';

/** A person's command with what the vendor showed for it. */
export type Completed =
  | Exclude<PersonCommand, { type: 'submit-again' | 'use-newer-backup' }>
  | (Extract<PersonCommand, { type: 'submit-again' }> & { readonly fingerprint: Fingerprint })
  | (Extract<PersonCommand, { type: 'use-newer-backup' }> & Replanned);

/** The command as it is decided: who says it, and whether they may. */
export function saidBy(command: Completed, by: string, entitlement: Entitlement): Command {
  const isOwn = command.type === 'withdraw-vote' || command.type === 'acknowledge';
  return isOwn ? { ...command, by } : { ...command, by, entitlement };
}

/**
 * What would be decided, before a vendor is asked: what is not looked up yet is as the request has it, for that decides
 * nothing about who may, and when.
 */
export function dryRun(
  request: RestoreRequest,
  command: PersonCommand,
  by: string,
  entitlement: Entitlement,
  context: Omit<Context, 'commandId'>,
): Decision {
  return decide(request, saidBy(withFactsOf(request, command), by, entitlement), {
    ...context,
    commandId: 'dry-run',
  });
}

function withFactsOf(request: RestoreRequest, command: PersonCommand): Completed {
  const { impact, findings, fingerprint, requirement, plan } = request;
  if (command.type === 'submit-again') return { ...command, fingerprint };
  if (command.type !== 'use-newer-backup') return command;
  return { ...command, planJson: plan.json, impact, findings, fingerprint, requirement };
}

/**
 * What a card offers: everything that somebody with the right to it could do now. A card is not one person's, so it is
 * asked for each who plays a part in the request, and for one who plays none yet.
 */
export function offered(
  request: RestoreRequest,
  { now, canCancel }: Pick<Context, 'now' | 'canCancel'>,
): ReadonlySet<PersonCommandType> {
  const context = { now, canCancel, postWithinMs: 0, secretLifeMs: 0 };
  const votes = 'votes' in request.state ? request.state.votes : [];
  const people = ['somebody', request.requester, ...votes.map(({ by }) => by)];
  return new Set(
    personCommandTypes.filter((type) =>
      people.some((by) => {
        const command = filledIn(type, request);
        return dryRun(request, command, by, { type: 'entitled' }, context).type === 'accepted';
      }),
    ),
  );
}
