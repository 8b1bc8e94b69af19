import type { RestoreKind } from '#core/provider.ts';
import type { RestoreRequest } from '#core/restore-request.ts';
import { name } from './escape.ts';
import { vendorOf } from './vendor.ts';

/**
 * What somebody who stopped a restore is told while its card does not show that; `undefined`: this request has not
 * been stopped before it started, so nothing is owed to the card.
 */
export function unshownStopText({ state }: Pick<RestoreRequest, 'state'>): string | undefined {
  const what = stopOf(state.tag);
  if (what === undefined) return undefined;
  return `${what}, but the card does not show it yet. Until it does, a Redis failover could lose it. Check the card in a minute. If it still does not show it, do it again.`;
}

/** What somebody is told who stops another person's running restore by a command, which has no room for a reason. */
export const stopNeedsReason =
  'Only its requester stops a running restore without a reason. Click *Cancel restore…* on its card and write yours.';

/** What somebody is told who ended a request by a command. */
export function cancelledText(
  { id, state }: Pick<RestoreRequest, 'id' | 'state'>,
  kind?: RestoreKind,
): string {
  return state.tag === 'cancelled'
    ? `Request ${name(id)} is withdrawn. Nothing was restored.`
    : `restorebot asks ${vendorOf(kind)} to stop request ${name(id)}. Its card shows when it has ended.`;
}

function stopOf(tag: RestoreRequest['state']['tag']): string | undefined {
  switch (tag) {
    case 'denied':
      return 'The request is denied';
    case 'cancelled':
      return 'The request is withdrawn';
    case 'pending-approval':
      return 'Your approval is withdrawn';
    default:
      return undefined;
  }
}
