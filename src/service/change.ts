import { recoveryOf } from '#core/audit/recovery-entry.ts';
import type { Command, Context } from '#core/commands.ts';
import { decide } from '#core/decide.ts';
import { defined } from '#core/defined.ts';
import type { RequestEvent } from '#core/events.ts';
import { evolve } from '#core/evolve.ts';
import { historyOf } from '#core/history.ts';
import { endOf, type SealedSecrets } from '#core/kept-secrets.ts';
import type { SaveOutcome, SecretsChange, StoredRequest } from '#core/ports.ts';
import { canCancel } from '#core/provider.ts';
import { hasEnded, holdsLocks, type RestoreRequest } from '#core/restore-request.ts';
import { cardAt } from '#core/thread.ts';
import { providerOf, type ServiceDeps } from './deps.ts';
import { type Outcome, refused } from './outcome.ts';
import { loadRequest } from './record-trust.ts';

/** Few writers contend for one request; this many lost races in a row mean a bug. */
const maxRaces = 25;

/**
 * Carries out one command: load, decide, save, wake. A lost race loads and decides again; a command whose id the
 * record already holds was carried out before, and only its answer was lost.
 */
export async function change(
  deps: ServiceDeps,
  requestId: string,
  commandId: string,
  command: Command,
): Promise<Outcome> {
  for (let race = 0; race < maxRaces; race += 1) {
    const loaded = await loadRequest(deps, requestId);
    if (loaded.type === 'refused') return loaded;
    const { stored } = loaded;
    const { request } = stored;
    if (wasCarriedOut(stored.events, commandId)) return { type: 'done', request, repeated: true };
    const decision = decide(request, command, contextOf(deps, stored, commandId));
    if (decision.type === 'refused') return refused(decision.refusal);
    if (decision.events.length === 0) return { type: 'done', request, repeated: false };
    const sealed = 'sealed' in command ? command.sealed : undefined;
    const outcome = await saveEvents(deps, stored, decision.events, sealed);
    if (outcome.type === 'locked') {
      return refused({ code: 'target-held', holder: outcome.holder, key: outcome.key });
    }
    if (outcome.type === 'saved') return { type: 'done', request: outcome.request, repeated: false };
  }
  throw new Error('a request changed under every one of many attempts to save it');
}

/** Carries out a command of restorebot itself: nobody delivers it twice, so it needs no id from outside. */
export function note(
  deps: ServiceDeps,
  { id }: Pick<RestoreRequest, 'id'>,
  command: Command,
): Promise<Outcome> {
  return change(deps, id, deps.newId(), command);
}

type Saved =
  | Exclude<SaveOutcome, { type: 'saved' }>
  | { readonly type: 'saved'; readonly request: RestoreRequest };

/**
 * Saves new events onto what was loaded (`undefined`: onto nothing), and wakes whom they concern. Where a secret was
 * received, its sealed text goes into the same save.
 */
export async function saveEvents(
  deps: ServiceDeps,
  stored: StoredRequest | undefined,
  events: readonly RequestEvent[],
  sealed?: SealedSecrets,
): Promise<Saved> {
  const before = stored?.request;
  const request = events.reduce<RestoreRequest | undefined>(evolve, before);
  if (request === undefined) throw new Error('no events, no request');
  const lockKeys = providerOf(deps, request.plan.plan).lockKeys(request.plan.plan);
  const had = before !== undefined && holdsLocks(before.state);
  const has = holdsLocks(request.state);
  const at = events.at(-1)?.at ?? request.askedAt;
  const received = events.some(({ type }) => type === 'secret-received');
  const secrets = secretsChange(before, request, received ? sealed : undefined);
  const ends = hasEnded(request.state) && (before === undefined || !hasEnded(before.state));
  const all = [...(stored?.events ?? []), ...events];
  const history = ends ? historyOf(request, all) : undefined;
  const recovery = history === undefined ? undefined : recoveryOf(request, all, history);
  const outcome = await deps.store.save({
    expectedVersion: before?.version ?? 0,
    request,
    events,
    previous: stored?.tail,
    takeLocks: has ? lockKeys : [],
    freeLocks: had && !has ? lockKeys : [],
    // What happened must be shown at once.
    due: at,
    ...defined({ secrets, history, recovery }),
  });
  if (outcome.type !== 'saved') return outcome;
  await wake(deps, request);
  return { type: 'saved', request };
}

/** What the events mean for the sealed texts: more of them, or another end. */
function secretsChange(
  before: RestoreRequest | undefined,
  request: RestoreRequest,
  sealed: SealedSecrets | undefined,
): SecretsChange | undefined {
  const until = endOf(request.secrets);
  if (until === undefined) return undefined;
  const same = until.getTime() === endOf(before?.secrets)?.getTime();
  return same && sealed === undefined ? undefined : { put: sealed ?? {}, until };
}

/** The sweep replaces a lost wake-up, so a failed one fails nothing; `false`: one failed. */
export async function wake(deps: ServiceDeps, request: RestoreRequest, isUntold = true): Promise<boolean> {
  const { connection } = request.plan.plan;
  const results = await Promise.allSettled([
    deps.wakeups.work({ id: request.id, connection }),
    ...(isUntold ? [deps.wakeups.announce(request.id)] : []),
  ]);
  for (const result of results) {
    if (result.status === 'rejected') {
      deps.log.warn(
        { requestId: request.id, err: result.reason as unknown },
        'wake-up not delivered; the sweep will',
      );
    }
  }
  return results.every(({ status }) => status === 'fulfilled');
}

/** Whether a command is in the record already: this is its second delivery. */
export function wasCarriedOut(events: readonly RequestEvent[], commandId: string): boolean {
  return events.some((event) => event.commandId === commandId);
}

/** What a decision about what was loaded depends on. */
export function contextOf(deps: ServiceDeps, stored: StoredRequest, commandId: string): Context {
  const provider = providerOf(deps, stored.request.plan.plan);
  return {
    now: stored.now,
    commandId,
    postWithinMs: deps.timing.postWithinMs,
    canCancel: canCancel(provider, stored.request.plan.plan),
    secretLifeMs: deps.secretLifeMs,
    ...defined({ card: cardAt(stored.thread) }),
  };
}
