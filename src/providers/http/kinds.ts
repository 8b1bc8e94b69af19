import { errorKinds, type ProviderErrorKind } from '#core/provider-error.ts';

interface KindOfError {
  /** What the vendor says, one phrase; core/submission.ts says what becomes of a request then. */
  readonly says: string;
  /** The statuses that say so, where the vendor's plug-in knows no better. */
  readonly statuses?: readonly number[];
  /** What a person can do about it, where the vendor's plug-in knows nothing better. */
  readonly advice: (connection: string, vendor: string) => string;
}

/** Every kind of error; docs/adding-a-provider.md is generated from it. */
export const kindsOfError: Readonly<Record<ProviderErrorKind, KindOfError>> = {
  unauthorized: {
    says: 'the credential is wrong or revoked',
    statuses: [401],
    advice: (connection) =>
      `The credential of connection “${connection}” is wrong, expired or revoked: put a good one into the configuration.`,
  },
  forbidden: {
    says: 'the credential may not do this',
    statuses: [402, 403],
    advice: (connection, vendor) =>
      `The credential of connection “${connection}” may not do this: give it the role it needs at ${vendor}.`,
  },
  'not-found': {
    says: 'it is not there',
    statuses: [404],
    advice: (_, vendor) =>
      `It may have been deleted in the meantime: look for it in the console of ${vendor}.`,
  },
  conflict: {
    says: 'what is there does not allow it, now or later',
    statuses: [409, 412],
    advice: () => 'Nothing was started. Fix what it names, then try again.',
  },
  busy: {
    says: 'not now: a locked project, another operation running',
    statuses: [423],
    advice: () => 'Something else is running there. Look what it is; it may work once that has ended.',
  },
  invalid: {
    says: 'what was sent is wrong',
    advice: () => 'Nothing was started. Change what it names, then ask again.',
  },
  'rate-limited': {
    says: 'too many calls (429)',
    statuses: [429],
    advice: () => 'Nothing was done. Wait a little, then try again.',
  },
  unavailable: {
    says: 'nothing: it was not reached, or the last gate closed before the write',
    advice: (_, vendor) =>
      `Nothing was done. Try again in a minute; if it stays like this, look at the status page of ${vendor}.`,
  },
  indeterminate: {
    says: 'no answer, or one that proves no refusal',
    advice: () =>
      'It may have been accepted all the same. Do not send it again before you have looked at what is running there.',
  },
  retired: {
    says: 'the endpoint is shut',
    statuses: [410],
    advice: (_, vendor) => `${vendor} has shut this endpoint: restorebot needs an update.`,
  },
  contract: {
    says: 'something that its document does not promise',
    statuses: [405],
    advice: (_, vendor) =>
      `${vendor} answers differently from its documentation: report this to the team that runs restorebot.`,
  },
};

/** What a status from 400 to 499 says. */
export function kindOfClientError(httpStatus: number): ProviderErrorKind {
  for (const kind of errorKinds) if (kindsOfError[kind].statuses?.includes(httpStatus) === true) return kind;
  return 'invalid';
}
