import type { RestoreRequest } from '#core/restore-request.ts';

/**
 * What somebody who stopped a restore is told while its card does not show that; `undefined`: this request has not
 * been stopped before it started, so nothing is owed to the card.
 */
export function unshownStopText({ state }: Pick<RestoreRequest, 'state'>): string | undefined {
  const what = stopOf(state.tag);
  if (what === undefined) return undefined;
  return `${what}, but the card does not show it yet. Until it does, a Redis failover could lose it. Check the card in a minute. If it still does not show it, do it again.`;
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
