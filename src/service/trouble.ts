import type { CommandOf } from '#core/commands.ts';
import { currentLook } from '#core/duty.ts';
import type { StoredIn, StoredRequest } from '#core/ports.ts';
import type { ProviderError } from '#core/provider-error.ts';
import { troubleCommand } from '#core/trouble.ts';
import { note } from './change.ts';
import type { ServiceDeps } from './deps.ts';

type Looking = StoredIn<'submitting' | 'restoring'>;

/**
 * A look at the vendor failed: announces what does not recover without a person. Returns the new record, and since
 * when looks have failed.
 */
export async function noteFailing(
  deps: ServiceDeps,
  stored: Looking,
  error: ProviderError,
): Promise<{ readonly stored: StoredRequest; readonly since: Date }> {
  const { request } = stored;
  const since = currentLook(request, stored.look)?.failingSince ?? stored.now;
  const failingMs = stored.now.getTime() - since.getTime();
  const command = troubleCommand(request.state, error, failingMs, deps.timing.troubleAfterMs);
  return { stored: command === undefined ? stored : await noteTrouble(deps, stored, command), since };
}

/** The vendor answers looks again. Returns the new record. */
export async function noteSeen(deps: ServiceDeps, stored: Looking): Promise<StoredRequest> {
  const { trouble } = stored.request.state;
  return trouble === undefined ? stored : noteTrouble(deps, stored, { type: 'report-recovery' });
}

async function noteTrouble(
  deps: ServiceDeps,
  stored: StoredRequest,
  command: CommandOf<'report-trouble'> | CommandOf<'report-recovery'>,
): Promise<StoredRequest> {
  const outcome = await note(deps, stored.request, command);
  return outcome.type === 'done' ? { ...stored, request: outcome.request } : stored;
}
