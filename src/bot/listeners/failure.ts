import { randomUUID } from 'node:crypto';
import { NewerRecord, StoreUnavailable } from '#core/ports.ts';
import { ProviderError } from '#core/provider-error.ts';
import { slackCode } from '../slack/people-client.ts';
import { line } from '../ui/escape.ts';
import { failures } from '../ui/refusals.ts';
import { callText } from '../ui/why.ts';
import type { ListenerDeps } from './deps.ts';

/** What a person is told about an error, mrkdwn; `undefined`: nothing, because the same act has succeeded elsewhere. */
export function failureText(
  { log, mayHaveStored = () => true }: Pick<ListenerDeps, 'log' | 'mayHaveStored'>,
  command: string,
  user: string,
  error: unknown,
): string | undefined {
  if (error instanceof StoreUnavailable) {
    log.warn({ command, user, err: error }, 'store unreachable, person told');
    return mayHaveStored() ? failures.storeAwayUnsure : failures.storeAway;
  }
  if (error instanceof NewerRecord) {
    log.warn({ command, user, err: error }, 'request of a newer version refused');
    return failures.newerRecord;
  }
  if (error instanceof ProviderError) return line(callText(error));
  const code = slackCode(error);
  switch (code) {
    // A second delivery of the same act: the first one has opened the modal.
    case 'exchanged_trigger_id':
      log.debug({ command, user }, 'slack trigger already used');
      return undefined;
    case 'expired_trigger_id':
    case 'trigger_expired':
      log.warn({ command, user }, 'slack trigger expired');
      return failures.tooSlow;
    default: {
      const reference = randomUUID().slice(0, 8);
      log.error({ command, user, reference, err: error }, 'listener failed');
      if (mayHaveStored()) return failures.unexpected(reference);
      return code === undefined ? failures.beforeStoring(reference) : failures.slackRefused(code, reference);
    }
  }
}
