import type { CommandOf, Context } from './commands.ts';
import { accept, base, type Decision, excluded, refuse } from './decision.ts';
import type { Known, RequestIn, State } from './restore-request.ts';
import { withText } from './stored-reason.ts';
import { plainOf } from './why.ts';

/**
 * People take a restore over that restorebot cannot see to its end: a key that stays revoked, a status that nobody
 * knows, a stall of hours. It guesses no end, so without this the request would hold its target for ever. From
 * then on it is `unknown`, with the ways out of that.
 */
export function takeOver(
  { state }: RequestIn<'submitting'> | RequestIn<'restoring'>,
  { by, entitlement }: CommandOf<'take-over'>,
  context: Context,
): Decision {
  const known = knownSoFar(state);
  if (known === undefined) return refuse({ code: 'nothing-to-take-over' });
  return excluded(entitlement) ?? accept({ type: 'became-unknown', ...base(context, by), known });
}

/** Whether people may take it over: people have been told that something is wrong, and it is not over yet. */
export function canBeTakenOver(state: State): boolean {
  return knownSoFar(state) !== undefined;
}

function knownSoFar(state: State): Known | undefined {
  const because = 'taken-over';
  if (state.tag === 'submitting' && state.trouble !== undefined) {
    const { attempt, trouble } = state;
    return {
      because,
      ...withText({ code: 'not-found', attempt, trouble: plainOf(trouble) }),
      candidates: [],
    };
  }
  if (state.tag !== 'restoring') return undefined;
  const candidates = [state.operationId];
  if (state.trouble !== undefined) {
    return { because, ...withText({ code: 'out-of-sight', trouble: plainOf(state.trouble) }), candidates };
  }
  if (state.stalled === undefined) return undefined;
  return { because, ...withText({ code: 'no-progress' }), candidates };
}
