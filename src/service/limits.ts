import type { ServiceDeps } from './deps.ts';
import type { ServiceRefusal } from './outcome.ts';

/** Why somebody may not ask for one more just now; otherwise the request's place is taken. */
export async function whyTooMany(
  deps: Pick<ServiceDeps, 'limits' | 'pacer' | 'store'>,
  by: string,
  requestId: string,
  now: Date,
): Promise<ServiceRefusal | undefined> {
  const { openPerPerson, asksPerMinute } = deps.limits;
  const rate = { ratePerSecond: asksPerMinute / 60, burst: asksPerMinute };
  const turn = await deps.pacer.tryTake(`asks.${by}`, rate);
  if (turn.type === 'wait') return { code: 'asking-too-fast', most: asksPerMinute, waitMs: turn.ms };
  const isFree = await deps.store.takeOpenPlace(by, requestId, openPerPerson, now);
  return isFree ? undefined : { code: 'too-many-open', most: openPerPerson };
}
