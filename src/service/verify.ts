import type { CheckResult, DataCheck, NotCheckedBecause, Restored } from '#core/data-check.ts';
import { currentLook } from '#core/duty.ts';
import type { Impact } from '#core/impact.ts';
import { misfit, type Subject } from '#core/match.ts';
import type { StoredIn } from '#core/ports.ts';
import { ProviderError } from '#core/provider-error.ts';
import type { RestoreProvider } from '#core/provider.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import type { RestoreRequest } from '#core/restore-request.ts';
import { withText } from '#core/stored-reason.ts';
import { unlessAborted } from '#core/unless-aborted.ts';
import type { Verification } from '#core/verification.ts';
import { callFailed } from '#core/why.ts';
import { note } from './change.ts';
import { providerOf, type ServiceDeps } from './deps.ts';
import { subjectOfRequest } from './freezing.ts';
import { lookAgain } from './look.ts';

/** After this many transient failures a look at the restored target counts as not possible; so do the checks. */
const verifyTries = 5;
/** What a runner may take beyond a check's own time, ms. */
const graceMs = 2_000;

/** Checks the restored target, and ends the request whatever the checks say. */
export async function verify(
  deps: ServiceDeps,
  stored: StoredIn<'verifying'>,
  signal: AbortSignal,
): Promise<void> {
  const { request } = stored;
  const { plan } = request.plan;
  const { operationId } = request.state;
  const provider = providerOf(deps, plan);
  const tries = currentLook(request, stored.look)?.count ?? 0;
  let verification: Verification;
  try {
    verification = await provider.verify({ plan, operationId }, { signal });
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    if (tries + 1 < verifyTries) {
      return lookAgain(deps, stored, deps.timing.lookFirstMs);
    }
    verification = {
      outcome: 'not-possible',
      findings: [
        { level: 'warning', code: 'check-not-possible', ...withText(callFailed(error)), looked: 'nothing' },
      ],
    };
  }
  const checks = await readData(deps, stored, tries, signal);
  const vendor = provider.title;
  await note(deps, request, {
    type: 'record-verification',
    verification,
    vendor,
    ...(checks.length === 0 ? {} : { checks }),
  });
}

/** Every check of the configuration that is about a restore. A download leaves nothing to read. */
export function checksAbout(
  { checks }: Pick<ServiceDeps, 'checks'>,
  impact: Pick<Impact, 'type'>,
  subject: Subject,
): readonly DataCheck[] {
  if (impact.type === 'download') return [];
  return checks.filter(({ match }) => misfit(match, subject) === undefined);
}

/** Which checks will read what a request restores, by the configuration as it is now. */
export function namesOfChecks(
  deps: Pick<ServiceDeps, 'checks'>,
  request: RestoreRequest,
  now: Date,
): readonly string[] {
  return checksAbout(deps, request.impact, subjectOfRequest(request, now)).map(({ name }) => name);
}

/** Runs every check of the configuration that is about this restore. */
async function readData(
  deps: ServiceDeps,
  stored: StoredIn<'verifying'>,
  tries: number,
  signal: AbortSignal,
): Promise<readonly CheckResult[]> {
  const { request } = stored;
  const { plan } = request.plan;
  const checks = checksAbout(deps, request.impact, subjectOfRequest(request, stored.now));
  if (checks.length === 0) return [];
  if (tries >= verifyTries) return checks.map((check) => notChecked(check, 'not-finished'));
  // Counted before they run: checks that end the process every time must not hold the restore.
  await lookAgain(deps, stored, 0);
  const isSql = checks.some(({ by }) => by === 'sql');
  const reach = isSql ? await reachOf(providerOf(deps, plan), plan, signal) : 'not-postgres';
  const restored: Restored = { requestId: request.id, plan, reach };
  return Promise.all(checks.map((check) => bounded(deps, check, restored, signal)));
}

/** Where checks can read what was restored, as the vendor says it now. */
export async function reachOf(
  provider: RestoreProvider,
  plan: RestorePlan,
  signal: AbortSignal,
): Promise<Restored['reach']> {
  if (provider.reach === undefined) return 'not-postgres';
  try {
    return await provider.reach(plan, { signal });
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return 'vendor-unavailable';
  }
}

/** Runs one check, and waits no longer than its time, whatever the runner does. */
async function bounded(
  { checkRunner, log }: ServiceDeps,
  check: DataCheck,
  restored: Restored,
  signal: AbortSignal,
): Promise<CheckResult> {
  const over = AbortSignal.timeout(check.timeoutMs + graceMs);
  const either = AbortSignal.any([signal, over]);
  try {
    signal.throwIfAborted();
    return await unlessAborted(checkRunner.run(check, restored, { signal: either }), either);
  } catch (error) {
    // The check runs again in another process.
    signal.throwIfAborted();
    if (over.aborted) return notChecked(check, 'timeout');
    // The error's message may contain what the check read.
    const type = error instanceof Error ? error.name : typeof error;
    log.error({ requestId: restored.requestId, check: check.name, type }, 'check failed unexpectedly');
    return notChecked(check, 'unexpected');
  }
}

function notChecked({ by, name }: DataCheck, because: NotCheckedBecause): CheckResult {
  return { result: 'not-checked', by, name, because };
}
