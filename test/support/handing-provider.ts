import type { HandedSecrets, RestoreProvider } from '#core/provider.ts';

interface Handed {
  readonly withSubmission?: HandedSecrets;
  readonly atTheEnd?: HandedSecrets;
}

/** A provider that gives out a secret once: in its answer to a submission, or at the end. */
export function handing({
  withSubmission,
  atTheEnd,
}: Handed): (provider: RestoreProvider) => RestoreProvider {
  return (provider) => ({
    ...provider,
    kinds: provider.kinds.map((kind) =>
      withSubmission === undefined ? kind : { ...kind, secretInAnswer: 'the password of db_admin' },
    ),
    async submit(plan, options) {
      const submission = await provider.submit(plan, options);
      return withSubmission === undefined ? submission : { ...submission, secrets: withSubmission };
    },
    async poll(operation, options) {
      const poll = await provider.poll(operation, options);
      if (poll.type !== 'succeeded' || atTheEnd === undefined) return poll;
      return { ...poll, secrets: atTheEnd };
    },
  });
}
