import type { CommandOf } from '#core/commands.ts';
import { currentLook } from '#core/duty.ts';
import type { StoredRequest } from '#core/ports.ts';
import type { ProviderError } from '#core/provider-error.ts';
import type { RequestIn } from '#core/restore-request.ts';
import { troubleCommand } from '#core/trouble.ts';
import { change } from './change.ts';
import type { ServiceDeps } from './deps.ts';

type Looking = RequestIn<'submitting'> | RequestIn<'restoring'>;

/**
 * A look at the vendor failed: tells people what does not recover without them. Gives the request as it is then, and since
 * when looks have failed.
 */
export async function noteFailing(
  deps: ServiceDeps,
  stored: StoredRequest,
  request: Looking,
  error: ProviderError,
): Promise<{ readonly stored: StoredRequest; readonly since: Date }> {
  const since = currentLook(request, stored.look)?.failingSince ?? stored.now;
  const failingMs = stored.now.getTime() - since.getTime();
  const command = troubleCommand(request.state, error, failingMs, deps.timing.troubleAfterMs);
  return { stored: command === undefined ? stored : await note(deps, stored, command), since };
}

/** The vendor shows again what it is asked for. Gives the request as it is then. */
export async function noteSeen(
  deps: ServiceDeps,
  stored: StoredRequest,
  { state }: Looking,
): Promise<StoredRequest> {
  return state.trouble === undefined ? stored : note(deps, stored, { type: 'report-recovery' });
}

async function note(
  deps: ServiceDeps,
  stored: StoredRequest,
  command: CommandOf<'report-trouble'> | CommandOf<'report-recovery'>,
): Promise<StoredRequest> {
  const outcome = await change(deps, stored.request.id, deps.newId(), command);
  return outcome.type === 'done' ? { ...stored, request: outcome.request } : stored;
}
