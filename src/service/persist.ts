import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from '#core/commands.ts';
import { StoreUnavailable } from '#core/ports.ts';
import type { RestoreRequest } from '#core/restore-request.ts';
import { change } from './change.ts';
import type { ServiceDeps } from './deps.ts';
import type { Outcome } from './outcome.ts';

const retryMs = 250;

/**
 * Carries out a command that holds knowledge nobody else has (an operation id, a vendor's no), however long the
 * record stays away. Ends only when it is saved or the process stops; then a find at the vendor takes over.
 */
export async function persist(
  deps: ServiceDeps,
  { id: requestId }: Pick<RestoreRequest, 'id'>,
  command: Command,
  signal: AbortSignal,
): Promise<Outcome> {
  const commandId = deps.newId();
  for (;;) {
    try {
      return await change(deps, requestId, commandId, command);
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || signal.aborted) throw error;
      deps.log.warn({ requestId, command: command.type }, 'redis unavailable, vendor answer kept in memory');
      await pause(retryMs, undefined, { signal });
    }
  }
}
