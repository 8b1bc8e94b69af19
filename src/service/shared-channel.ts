import type { Requirement } from '#core/approval.ts';
import type { ServiceDeps } from './deps.ts';
import type { ServiceRefusal } from './outcome.ts';

type SharedChannel = Extract<ServiceRefusal, { code: 'shared-channel' }>;

/**
 * Why nothing may be asked or decided in a channel just now: other organizations see it and the rule does not allow
 * that. Looked up each time, because a channel can become shared later; where the lookup fails, it may not either.
 */
export async function whyNotInChannel(
  { channels }: Pick<ServiceDeps, 'channels'>,
  channel: string,
  { rule, sharedChannels }: Pick<Requirement, 'rule' | 'sharedChannels'>,
  to: SharedChannel['to'],
): Promise<SharedChannel | undefined> {
  if (sharedChannels) return undefined;
  const sharing = await channels.sharing(channel);
  return sharing === 'internal' ? undefined : { code: 'shared-channel', because: sharing, rule, to };
}
