import type { ProviderErrorKind } from '#core/provider-error.ts';

/** What a person can do about each kind of error, where the vendor's plug-in knows nothing better. */
export function adviceFor(kind: ProviderErrorKind, connection: string, vendor: string): string {
  const advice: Record<ProviderErrorKind, string> = {
    unauthorized: `The credential of connection “${connection}” is wrong, expired or revoked: put a good one into the configuration.`,
    forbidden: `The credential of connection “${connection}” may not do this: give it the role it needs at ${vendor}.`,
    'not-found': `It may have been deleted in the meantime: look for it in the console of ${vendor}.`,
    conflict: 'Nothing was started. Fix what it names, then try again.',
    busy: 'Something else is running there. Look what it is; it may work once that has ended.',
    invalid: 'Nothing was started. Change what it names, then ask again.',
    'rate-limited': 'Nothing was done. Wait a little, then try again.',
    unavailable: `Nothing was done. Try again in a minute; if it stays like this, look at the status page of ${vendor}.`,
    indeterminate:
      'It may have been accepted all the same. Do not send it again before you have looked at what is running there.',
    retired: `${vendor} has shut this endpoint: restorebot needs an update.`,
    contract: `${vendor} answers differently from its documentation: report this to the team that runs restorebot.`,
  };
  return advice[kind];
}
