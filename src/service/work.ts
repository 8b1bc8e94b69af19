import type { CommandOf } from '#core/commands.ts';
import { type Duty, dutyOf, isProgressDue, progressEdits } from '#core/duty.ts';
import { after } from '#core/instant.ts';
import { isStoredIn, type StoredRequest, StoreUnavailable } from '#core/ports.ts';
import { ProviderError } from '#core/provider-error.ts';
import type { RestoreRequest } from '#core/restore-request.ts';
import { withText } from '#core/stored-reason.ts';
import { callFailed } from '#core/why.ts';
import type { RestoreWork } from './api.ts';
import { note, wake } from './change.ts';
import { providerOf, type ServiceDeps, settleMsOf } from './deps.ts';
import { dispatch } from './dispatch.ts';
import { endWaiting } from './end-waiting.ts';
import { find } from './find.ts';
import { follow } from './follow.ts';
import { closedNow, endedByFreeze, freezingOf, frozenNow } from './freezing.ts';
import { observed } from './observed.ts';
import { makePauseWatch } from './pause.ts';
import { alarmTampered, loadForWork } from './record-trust.ts';
import { verify } from './verify.ts';

/** The workers' half of the service. */
export function makeWork(deps: ServiceDeps): RestoreWork {
  const tellProgress = makeProgress(deps);
  return {
    advance: (requestId, signal) => advance(deps, tellProgress, requestId, signal),
    sweep: makeSweep(deps),
    lookAtCards: makeCardRounds(deps),
  };
}

async function advance(
  deps: ServiceDeps,
  tellProgress: (seen: StoredRequest) => Promise<void>,
  requestId: string,
  signal: AbortSignal,
): Promise<{ next?: Date }> {
  const stored = await loadForWork(deps, requestId);
  if (stored === undefined) return {};
  const performed = await perform(deps, stored, signal);
  if (performed !== undefined && performed.look !== stored.look) await tellProgress(performed);
  const moved = performed ?? (await loadForWork(deps, requestId));
  if (moved === undefined) return {};
  const duty = dutyAt(deps, moved);
  if (duty.type === 'nothing') return {};
  return { next: duty.type === 'wait' ? duty.until : moved.now };
}

/**
 * Wakes the announcer after a look that the card should show, but no more than twice as often as cards may be edited for
 * that: with a thousand restores more are due than Slack takes, and each look of each would wake it in vain.
 */
function makeProgress({ timing, wakeups, clocks }: ServiceDeps): (seen: StoredRequest) => Promise<void> {
  const [perMs, most] = [(2 * progressEdits.ratePerSecond) / 1_000, 2 * progressEdits.burst];
  let turns: number = most;
  let at = clocks().monotonicMs;
  return async ({ request, look, thread }) => {
    if (look === undefined || !isProgressDue(request, look, thread.cardLookAt, timing.progressAfterMs))
      return;
    const now = clocks().monotonicMs;
    turns = Math.min(most, turns + (now - at) * perMs);
    at = now;
    if (turns < 1) return;
    turns -= 1;
    await wakeups.announce(request.id);
  };
}

function dutyAt(deps: ServiceDeps, { request, look, now }: StoredRequest): Duty {
  return dutyOf(request, look, settleMsOf(deps, request), now, freezingOf(deps, request, now));
}

/** Does what is due, if anything. Returns the new record where that is known without reading it again. */
async function perform(
  deps: ServiceDeps,
  stored: StoredRequest,
  signal: AbortSignal,
): Promise<StoredRequest | undefined> {
  const { request } = stored;
  const duty = dutyAt(deps, stored);
  switch (duty.type) {
    case 'wait':
    case 'nothing':
      return stored;
    case 'expire':
      await endWaiting(deps, stored, { type: 'expire' }, signal);
      return undefined;
    case 'end-for-freeze': {
      const frozen = frozenNow(deps, request, stored.now);
      if (frozen === undefined) return undefined;
      await endWaiting(deps, stored, { type: duty.type, why: endedByFreeze(frozen) }, signal);
      return undefined;
    }
    case 'close-approvals': {
      const closed = closedNow(deps, request, stored.now);
      if (closed !== undefined) await note(deps, request, { type: duty.type, closed });
      return undefined;
    }
    case 'open-approvals':
      await note(deps, request, { type: duty.type, ...(await checkedAnew(deps, request, signal)) });
      return undefined;
    case 'forget-secrets':
    case 'remind-review':
    case 'remind':
    case 'escalate':
      await note(deps, request, { type: duty.type });
      return undefined;
    case 'dispatch':
      if (isStoredIn(stored, 'approved')) await dispatch(deps, stored, signal);
      return undefined;
    case 'find':
      if (isStoredIn(stored, 'submitting')) await find(deps, stored, signal);
      return undefined;
    case 'look':
      return isStoredIn(stored, 'restoring') ? follow(deps, stored, signal) : undefined;
    case 'verify':
      if (isStoredIn(stored, 'verifying')) await verify(deps, stored, signal);
      return undefined;
  }
}

/** What approvers see when approvals open; a vendor that cannot be asked delays nobody, and the card says it. */
async function checkedAnew(
  deps: ServiceDeps,
  request: RestoreRequest,
  signal: AbortSignal,
): Promise<Pick<CommandOf<'open-approvals'>, 'findings' | 'fingerprint'>> {
  const { plan } = request.plan;
  const provider = providerOf(deps, plan);
  try {
    const [{ findings }, seen] = await Promise.all([
      provider.preflight(plan, { signal }),
      provider.observe(plan, { signal }),
    ]);
    return { findings, fingerprint: observed(seen, findings) };
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    const { findings, fingerprint } = request;
    const why = withText({ ...callFailed(error), code: 'not-checked-at-opening' });
    return { findings: [...findings, { level: 'warning', code: 'not-checked', ...why }], fingerprint };
  }
}

/** What the sweep has woken and finds overdue again is woken again later each time, up to this. */
const longestRestMs = 5 * 60_000;

/** Their commands travel to Redis together. */
const wokenAtOnce = 25;

/** When the sweep woke somebody, ms, and how long it leaves them alone then. */
interface Woken {
  readonly at: number;
  readonly restMs: number;
}

/**
 * Each call goes on where the one before it stopped: what is woken may stay overdue for long behind a slow vendor,
 * and must not keep the sweep from all others. Such a one is merely late, and waking it again would only add to it;
 * `overdueMs` 0 wakes everybody, because Redis may have forgotten every wake-up.
 */
function makeSweep(deps: ServiceDeps): RestoreWork['sweep'] {
  let everybody: readonly string[] = [];
  let skip = 0;
  let before = new Map<string, Woken>();
  let pass = new Map<string, Woken>();
  const watchPause = makePauseWatch(deps);
  return async (overdueMs, limit) => {
    await watchPause();
    const now = await deps.store.now();
    if (overdueMs === 0) {
      // Read at once: who is woken leaves the list, and the next ones would move up and be missed.
      if (everybody.length === 0) everybody = await deps.store.overdue(now, Number.MAX_SAFE_INTEGER);
      const next = everybody.slice(0, limit);
      await together(next, (id) => wakeLoaded(deps, id));
      everybody = everybody.slice(limit);
      return next.length;
    }
    const ids = await deps.store.overdue(after(now, -overdueMs), limit, skip);
    let woken = 0;
    async function wakeUnlessRested(id: string): Promise<void> {
      const last = before.get(id) ?? pass.get(id);
      if (last !== undefined && now.getTime() < last.at + last.restMs) {
        pass.set(id, last);
        return;
      }
      woken += 1;
      const restMs = Math.min(longestRestMs, 2 * (last?.restMs ?? overdueMs));
      if (await wakeLoaded(deps, id)) pass.set(id, { at: now.getTime(), restMs });
    }
    await together(ids, wakeUnlessRested);
    const isLast = ids.length < limit;
    skip = isLast ? 0 : skip + limit;
    // A request that was not overdue in a whole pass was handled.
    if (isLast) {
      before = pass;
      pass = new Map();
    }
    return woken;
  };
}

/** Some at a time. */
async function together(ids: readonly string[], wakeOne: (id: string) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < ids.length; at += wokenAtOnce) {
    await Promise.all(ids.slice(at, at + wokenAtOnce).map(wakeOne));
  }
}

/** One round picks from this many requests that wait for people. */
const mostWaiting = 500;

/** Every request that waits for people gets its turn, `most` of them in a round. */
function makeCardRounds({ store, wakeups }: ServiceDeps): RestoreWork['lookAtCards'] {
  let last = '';
  return async (most) => {
    const { requests } = await store.list({ states: ['pending-approval', 'unknown'], limit: mostWaiting });
    const ids = requests.map(({ id }) => id).toSorted();
    const round = [...ids.filter((id) => id > last), ...ids.filter((id) => id <= last)].slice(0, most);
    last = round.at(-1) ?? '';
    for (const id of round) await wakeups.announce(id);
  };
}

/**
 * One request that cannot be read (a newer restorebot may have written it) keeps no other from being woken. `false`:
 * the wake-up was not delivered.
 */
async function wakeLoaded(deps: ServiceDeps, id: string): Promise<boolean> {
  try {
    const stored = await deps.store.load(id);
    if (stored === undefined) return true;
    if (stored.tampered === undefined) {
      // A card that is up to date follows its looks; a thousand edits at a start would queue for hours.
      return await wake(deps, stored.request, stored.thread.shown < stored.request.version);
    }
    alarmTampered(deps.log, stored);
    // Its card says so; a wake-up that is lost comes again with the next sweep.
    return await deps.wakeups.announce(id).then(
      () => true,
      () => false,
    );
  } catch (error) {
    if (error instanceof StoreUnavailable) throw error;
    deps.log.error({ requestId: id, err: error }, 'overdue request unreadable');
    return false;
  }
}
