import { openAttempts } from '#core/attempts.ts';
import type { Command } from '#core/commands.ts';
import { isStoredIn, type StoredIn } from '#core/ports.ts';
import { ProviderError } from '#core/provider-error.ts';
import type { Preflight, RestoreProvider } from '#core/provider.ts';
import type { Attempt, RequestIn } from '#core/restore-request.ts';
import { type Earlier, readSubmissionError } from '#core/submission.ts';
import { callFailed, type Why } from '#core/why.ts';
import { unvouched } from './audit/vouched.ts';
import { change, note } from './change.ts';
import { kindOf, providerOf, type ServiceDeps } from './deps.ts';
import { type Gate, makeGate } from './gate.ts';
import { hold } from './hold.ts';
import { lookAgain } from './look.ts';
import { persist } from './persist.ts';
import { loadForWork } from './record-trust.ts';
import { revalidate } from './revalidate.ts';
import { sealed } from './reveal.ts';

/**
 * Submits an approved request, at most once: revalidate, look back, write the intent, let the thread witness it, post.
 * A worker that loses the race for the intent posts nothing.
 */
export async function dispatch(
  deps: ServiceDeps,
  stored: StoredIn<'approved'>,
  signal: AbortSignal,
): Promise<void> {
  const { request } = stored;
  const trust = await deps.record.trust();
  // No event here and below, or the record that may have gone back would look younger than it is.
  if (trust.type === 'recovering') return lookAgain(deps, stored, deps.timing.holdMs);
  const because = await unvouched(deps, stored);
  if (because === 'record-older') {
    await lookAgain(deps, stored, deps.timing.holdMs, { olderThanAudit: true });
    return deps.wakeups.announce(request.id);
  }
  if (because !== undefined) return hold(deps, stored, { why: { code: 'unvouched' } }, signal);
  const provider = providerOf(deps, request.plan.plan);
  const verdict = await revalidate({ deps, provider, stored, signal });
  switch (verdict.type) {
    case 'hold':
      return hold(deps, stored, verdict, signal);
    case 'end':
      await note(deps, request, { type: 'end-for-freeze', why: verdict.why });
      return undefined;
    case 'close':
      await note(deps, request, { type: 'close-approvals', closed: verdict.closed });
      return undefined;
    case 'void':
      await note(deps, request, verdict.command);
      return undefined;
    case 'unknown':
      // What the thread and the vendor know more may be what another worker has submitted since `stored` was read.
      await note(deps, request, {
        type: 'leave-undetermined',
        known: verdict.known,
        version: request.version,
      });
      return undefined;
    case 'adopt':
      await note(deps, request, { type: 'record-submission', operationId: verdict.operationId, found: true });
      return undefined;
    case 'go':
      // Not sooner: what runs at the vendor already is adopted and followed, whether or not restores are paused.
      if (stored.paused !== undefined) {
        return hold(deps, stored, { why: { code: 'paused' } }, signal);
      }
      return attempt(deps, provider, stored, verdict.preflight, signal);
  }
}

async function attempt(
  deps: ServiceDeps,
  provider: RestoreProvider,
  stored: StoredIn<'approved'>,
  preflight: Preflight,
  signal: AbortSignal,
): Promise<void> {
  const { request } = stored;
  const baseline = await baselineOrHold(deps, provider, stored, signal);
  if (baseline === undefined) return;
  // Not an event: it says nothing about the restore, and its line would use up a post.
  const waitMs = await deps.witness.room(stored);
  if (waitMs > 0) return lookAgain(deps, stored, waitMs);
  const token = deps.newId();
  const intent = await change(deps, request.id, token, {
    type: 'dispatch',
    version: request.version,
    token,
    baseline,
  });
  // A refusal or a repeated command means that another process holds the intent: only its saver may post.
  if (intent.type !== 'done' || intent.repeated) return;
  const recorded = intent.request.attempts.at(-1);
  const intended = { ...stored, request: intent.request };
  if (recorded?.token !== token || !isStoredIn(intended, 'submitting')) return;
  const witnessed = await deps.witness.record(intended, recorded);
  if (witnessed === 'unreachable' && kindOf(provider, request.plan.plan).duplicate === 'acts') {
    const why = { code: 'not-witnessed' } as const;
    const command = { type: 'report-not-accepted', token, why, proof: 'not-sent' } as const;
    await persist(deps, request, command, signal);
    return waitBeforeRetry(deps, request.id);
  }
  const gate = makeGate({ deps, provider, stored: intended, preflight, signal });
  const posted = await post(deps, provider, intended.request, recorded, gate, signal);
  if (posted === undefined) return;
  const { said, retryAfterMs } = posted;
  const outcome = await persist(deps, request, said, signal);
  if (outcome.type === 'refused' && said.type === 'record-submission') {
    deps.log.error(
      { requestId: request.id, operationId: said.operationId, refusal: outcome.refusal },
      'restore accepted by the vendor, refused by the record',
    );
  }
  if (said.type === 'report-not-accepted' || said.type === 'hold-back')
    await waitBeforeRetry(deps, request.id, retryAfterMs);
}

/** A wait before an attempt grows up to so many hold intervals: each attempt costs a line in the thread. */
const longestWait = 4;

/**
 * The next attempt waits for the hold interval, twice that, then four times, or as long as the vendor says next to a
 * 429 (0 ms: it does not say): the connection respects that wait too, and refuses earlier calls before they are sent. With any other no,
 * `Retry-After` makes a lost answer of it (providers/http/refusal.ts), which is looked for first.
 */
async function waitBeforeRetry(deps: ServiceDeps, requestId: string, retryAfterMs = 0): Promise<void> {
  const stored = await loadForWork(deps, requestId);
  if (stored?.request.state.tag !== 'approved') return;
  const before = stored.request.attempts.length - 1;
  const growingMs = Math.min(longestWait, 2 ** before) * deps.timing.holdMs;
  const isTold = retryAfterMs > 0 && before === 0;
  await lookAgain(deps, stored, isTold ? retryAfterMs : Math.max(retryAfterMs, growingMs));
}

async function baselineOrHold(
  deps: ServiceDeps,
  provider: RestoreProvider,
  stored: StoredIn<'approved'>,
  signal: AbortSignal,
) {
  try {
    return await provider.baseline(stored.request.plan.plan, { signal });
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    await hold(deps, stored, { why: callFailed(error) }, signal);
    return undefined;
  }
}

interface Posted {
  readonly said: Command;
  /** How long the vendor wants to be left alone, where it says so. */
  readonly retryAfterMs?: number | undefined;
}

/**
 * The one call that changes something at the vendor; gives the command that records what came of it, or `undefined`
 * where nothing was sent and the record has moved on.
 */
async function post(
  deps: ServiceDeps,
  provider: RestoreProvider,
  request: RequestIn<'submitting'>,
  { token, number }: Attempt,
  gate: Gate,
  signal: AbortSignal,
): Promise<Posted | undefined> {
  try {
    const { operationId, secrets } = await provider.submit(request.plan.plan, { signal, mayPost: gate.ask });
    // What was there before is not what was sent: the search tells which one is, or people do.
    if (request.state.baseline.operationIds.includes(operationId)) {
      const why = { code: 'older-operation-named', operationId } as const;
      return { said: { type: 'report-lost-answer', token, why } };
    }
    return {
      said: { type: 'record-submission', operationId, found: false, ...sealed(deps, request.id, secrets) },
    };
  } catch (error) {
    const said = gate.said();
    if (said.type === 'no') {
      deps.log.warn({ requestId: request.id, attempt: number, code: said.code }, 'write held back');
      return said.command === undefined ? undefined : { said: said.command };
    }
    if (!(error instanceof ProviderError)) {
      deps.log.error({ requestId: request.id, err: error }, 'submission failed unexpectedly');
      if (said.type === 'nothing') return { said: notSent(token) };
      return { said: { type: 'report-lost-answer', token, why: { code: 'submission-interrupted' } } };
    }
    const failure = readSubmissionError(error, earlierThan(request));
    deps.log.warn(
      { requestId: request.id, kind: error.kind, httpStatus: error.facts.httpStatus },
      'submission not confirmed',
    );
    if (failure.type === 'lost') {
      if (said.type === 'nothing') return { said: notSent(token, failure.why) };
      return { said: { type: 'report-lost-answer', token, why: failure.why } };
    }
    if (failure.type === 'refused')
      return { said: { type: 'report-refusal', token, reason: failure.reason } };
    const { why, proof, retryAfterMs } = failure;
    return { said: { type: 'report-not-accepted', token, why, proof }, retryAfterMs };
  }
}

/** The gate was not even asked. */
function notSent(token: string, why: Why = { code: 'interrupted' }): Command {
  return { type: 'hold-back', token, why };
}

/** What there was before the attempt that is being made. */
function earlierThan({ attempts, state }: RequestIn<'submitting'>): Earlier {
  const before = attempts.slice(0, -1);
  if (before.length === 0) return 'none';
  return openAttempts({ attempts: before, state }).length === 0 ? 'proven' : 'open';
}
