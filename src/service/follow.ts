import { answerLost, openAttempts } from '#core/attempts.ts';
import { defined } from '#core/defined.ts';
import { currentLook, lookDelayMs, lookGapMs, stateKey } from '#core/duty.ts';
import { after } from '#core/instant.ts';
import type { Look } from '#core/look.ts';
import type { StoredIn, StoredRequest } from '#core/ports.ts';
import { ProviderError } from '#core/provider-error.ts';
import type { Poll } from '#core/provider.ts';
import type { RequestIn } from '#core/restore-request.ts';
import { stallCommand, stillSince } from '#core/stall.ts';
import { withText } from '#core/stored-reason.ts';
import { candidatesOrNone } from './candidates.ts';
import { note } from './change.ts';
import { providerOf, type ServiceDeps } from './deps.ts';
import { saveLook } from './look.ts';
import { persist } from './persist.ts';
import { sealed } from './reveal.ts';
import { askToStop, stopIfFrozen } from './stop.ts';
import { noteFailing, noteSeen } from './trouble.ts';

/** One look at a running restore. Returns the new record where that is known without reading it again. */
export async function follow(
  deps: ServiceDeps,
  found: StoredIn<'restoring'>,
  signal: AbortSignal,
): Promise<StoredRequest | undefined> {
  const stored = await stopIfFrozen(deps, found);
  const { request } = stored;
  const { plan } = request.plan;
  const { operationId } = request.state;
  await askToStop(deps, request, signal);
  let poll: Poll;
  try {
    const mark = currentLook(request, stored.look)?.mark;
    const operation = { plan, operationId, ...defined({ mark }) };
    poll = await providerOf(deps, plan).poll(operation, { signal });
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    const { crowded, retryAfterMs = 0 } = error.facts;
    if (crowded) return putOff(deps, stored, retryAfterMs);
    return failedLook(deps, stored, error);
  }
  switch (poll.type) {
    case 'running':
      return goodLook(deps, stored, poll);
    case 'succeeded': {
      const { finishedAt, secrets } = poll;
      const command = { type: 'report-restored', finishedAt, ...sealed(deps, request.id, secrets) } as const;
      // The vendor returns secrets only once: they are kept in memory until the record has them.
      await persist(deps, request, command, signal);
      return undefined;
    }
    case 'failed':
    case 'cancelled': {
      if (openAttempts(request).length > 0) {
        await endWithOpenAttempts(deps, request, signal);
        return undefined;
      }
      if (poll.type === 'cancelled') {
        await note(deps, request, { type: 'report-cancelled' });
        return undefined;
      }
      const { leftBehind, reason: text, code: vendorCode } = poll;
      const why = withText({ code: 'vendor-said', text, vendorCode });
      await note(deps, request, {
        type: 'report-failure',
        reason: { code: 'failed-at-vendor', ...why, leftBehind },
      });
      return undefined;
    }
    case 'gone':
      return goneLook(deps, stored, poll.detail);
  }
}

/** Our operation has ended without a restore, and an earlier attempt may have made another one: people decide. */
async function endWithOpenAttempts(
  deps: ServiceDeps,
  request: RequestIn<'restoring'>,
  signal: AbortSignal,
): Promise<void> {
  const { operationId } = request.state;
  const seen = await candidatesOrNone(deps, request, signal);
  const known = answerLost(openAttempts(request), [...new Set([operationId, ...seen])]);
  await note(deps, request, { type: 'report-gone', known });
}

async function goodLook(
  deps: ServiceDeps,
  stored: StoredIn<'restoring'>,
  poll: Extract<Poll, { type: 'running' }>,
): Promise<StoredRequest | undefined> {
  const { request } = stored;
  if (poll.alarm !== undefined) {
    deps.log.error({ requestId: request.id, alarm: poll.alarm }, 'vendor status unknown');
    await note(deps, request, {
      type: 'report-trouble',
      why: { code: 'vendor-said', text: poll.alarm },
      cause: poll.alarm,
    });
  } else await noteSeen(deps, stored);
  const still = stillSince(request.state, currentLook(request, stored.look), poll);
  const look = await lookOf(deps, stored, { ...poll, stillSince: still });
  const stall = stallCommand(request.state, look, deps.timing.stallAfterMs);
  if (stall !== undefined) await note(deps, request, stall);
  return saveLook(deps, stored, look);
}

/** One 404 may come from a proxy or a lagging list; a person judges an operation that stays missing. */
async function goneLook(
  deps: ServiceDeps,
  stored: StoredIn<'restoring'>,
  detail: string,
): Promise<StoredRequest | undefined> {
  const { request } = stored;
  const before = currentLook(request, stored.look);
  const gone = (before?.gone ?? 0) + 1;
  if (gone < deps.timing.findReads) {
    return saveLook(deps, stored, { ...(await lookOf(deps, stored, before ?? { detail })), gone });
  }
  const candidates = [request.state.operationId];
  await note(deps, request, {
    type: 'report-gone',
    known: { because: 'operation-gone', ...withText({ code: 'vendor-said', text: detail }), candidates },
  });
  return undefined;
}

/** Nothing is concluded from a look that fails. */
async function failedLook(
  deps: ServiceDeps,
  stored: StoredIn<'restoring'>,
  error: ProviderError,
): Promise<StoredRequest | undefined> {
  const { since: failingSince } = await noteFailing(deps, stored, error);
  const before = currentLook(stored.request, stored.look) ?? { detail: '' };
  const look = await lookOf(deps, stored, before, error.facts.retryAfterMs);
  return saveLook(deps, stored, { ...look, failingSince });
}

/** What a look saw; one that did not see the operation keeps what the previous one saw. */
type Saw = Pick<Look, 'detail'> & {
  readonly [Part in 'fraction' | 'stillSince' | 'mark']?: Look[Part] | undefined;
};

/** The next look comes as soon as the request's own rhythm wants it and the connection's other restores allow it. */
async function lookOf(
  deps: ServiceDeps,
  stored: StoredIn<'restoring'>,
  { detail, fraction, stillSince, mark }: Saw,
  atLeastMs = 0,
): Promise<Look> {
  const { request, now: at } = stored;
  const count = (currentLook(request, stored.look)?.count ?? 0) + 1;
  const ownMs = Math.max(lookDelayMs(request.id, count, deps.timing), atLeastMs);
  const next = await placeOf(deps, stored, ownMs, false);
  return { of: stateKey(request.state), at, next, count, detail, ...defined({ fraction, stillSince, mark }) };
}

/** Looks come due at multiples of this: of a quarter of a second, or of a tenth where they are to be soon. */
function tickMs(delayMs: number): number {
  return delayMs < 5_000 ? 100 : 250;
}

async function placeOf(
  deps: ServiceDeps,
  { request, look, now }: StoredIn<'restoring'>,
  earliestMs: number,
  inLine: boolean,
): Promise<Date> {
  const { connection } = request.plan.plan;
  const before = currentLook(request, look);
  const lastMs = before === undefined ? 0 : before.next.getTime() - before.at.getTime();
  // Counted for twice the longest interval between looks; a restore that ended is forgotten by then.
  const until = after(now, 2 * Math.max(deps.timing.lookMaxMs, lastMs));
  const gapMs = lookGapMs(deps.rateOf(connection));
  // Looks of all connections come due in the same millisecond, so that what they send is sent and read in one piece.
  const tick = tickMs(earliestMs);
  const earliest = new Date(Math.ceil((now.getTime() + earliestMs) / tick) * tick);
  const wish = { now, until, earliest, gapMs, inLine };
  return deps.store.nextLook(connection, request.id, wish);
}

/** The vendor was not asked, because other looks come first: nothing was seen and nothing has failed. */
async function putOff(
  deps: ServiceDeps,
  stored: StoredIn<'restoring'>,
  ms: number,
): Promise<StoredRequest | undefined> {
  const { request } = stored;
  const next = await placeOf(deps, stored, ms, true);
  const before = currentLook(request, stored.look);
  const { cancelAskedAt, submittedAt } = request.state;
  const none = { of: stateKey(request.state), at: submittedAt, count: 0, detail: '' };
  // The vendor was still asked to stop it, where a person wants that, so it need not be asked again at once.
  const asked = cancelAskedAt === undefined ? {} : { at: stored.now };
  return saveLook(deps, stored, { ...(before ?? none), ...asked, next });
}
