import type { Outcome } from '#service/outcome.ts';
import { unshownStopText } from '../ui/stopped.ts';
import type { ListenerDeps } from './deps.ts';

/** Enough for a worker to edit the card, also when Slack makes it wait for a moment. */
const showMs = 8_000;

/**
 * A stop counts once the card shows it (service/card-shown.ts). Gives what the person must be told because it does not;
 * `undefined`: it does, or nothing was stopped.
 */
export async function whyUnconfirmed(
  { service }: Pick<ListenerDeps, 'service'>,
  outcome: Outcome,
): Promise<string | undefined> {
  if (outcome.type === 'refused') return undefined;
  const text = unshownStopText(outcome.request);
  if (text === undefined) return undefined;
  return (await service.isShown(outcome.request, AbortSignal.timeout(showMs))) ? undefined : text;
}
