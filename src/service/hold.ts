import { after } from '#core/instant.ts';
import { dueAt, stateKey } from '#core/polling.ts';
import type { StoredRequest } from '#core/ports.ts';
import { change } from './change.ts';
import { type ServiceDeps, settleMsOf } from './deps.ts';

/** Says why an approved request does not start yet, and looks again after the hold interval. */
export async function hold(deps: ServiceDeps, stored: StoredRequest, text: string): Promise<void> {
  const outcome = await change(deps, stored.request.id, deps.newId(), { type: 'hold', text });
  if (outcome.type === 'done')
    await lookAgain(deps, { ...stored, request: outcome.request }, deps.timing.holdMs, text);
}

/** Writes a look that only says when the next one is due, and what was in the way. */
export async function lookAgain(
  deps: ServiceDeps,
  { request, look, thread, now }: StoredRequest,
  afterMs: number,
  detail: string,
): Promise<void> {
  const of = stateKey(request.state);
  const count = look?.of === of ? look.count + 1 : 1;
  const next = { of, at: now, next: after(now, afterMs), count, detail };
  const due = dueAt(request, next, thread, settleMsOf(deps, request), now);
  await deps.store.saveLook(request.id, request.version, next, due);
}
