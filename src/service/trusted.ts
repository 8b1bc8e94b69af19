import type { ServiceDeps } from './deps.ts';
import { type Outcome, refused } from './outcome.ts';

/** Carries out what may lead to a submission, unless the record may be older than what has happened. */
export async function whileTrusted(
  { record }: Pick<ServiceDeps, 'record'>,
  carryOut: () => Promise<Outcome>,
): Promise<Outcome> {
  const { type } = await record.trust();
  return type === 'trusted' ? carryOut() : refused({ code: 'recovering' });
}
