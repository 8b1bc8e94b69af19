import type { Draft } from '#core/draft.ts';
import { stateKey } from '#core/duty.ts';
import type { StoredRequest } from '#core/ports.ts';
import { type CardFacts, planFacts } from '#core/provider.ts';
import { idsMeant } from '#core/short-id.ts';
import { act, mayAct } from './act.ts';
import type { RestoreService, RestoreWork, SetbackWork } from './api.ts';
import { ask, offers, review } from './ask.ts';
import { auditRefusals } from './audit/refusals.ts';
import { story } from './audit/story.ts';
import { isShown } from './card-shown.ts';
import { wake } from './change.ts';
import { ConnectionGone, providerIfThere, type ServiceDeps } from './deps.ts';
import { pastFor } from './history.ts';
import { changePause } from './pause.ts';
import { recheck } from './recheck.ts';
import { loadForWork, loadRequest, whileTrusted } from './record-trust.ts';
import { recordShown, reveal } from './reveal.ts';
import { applySetback } from './setback.ts';
import { namesOfChecks } from './verify.ts';
import { makeWork } from './work.ts';

/** The use cases, for people (`RestoreService`), for workers (`RestoreWork`) and for the recovery (`SetbackWork`). */
export function createRestoreService(deps: ServiceDeps): RestoreService & RestoreWork & SetbackWork {
  const { store } = deps;
  const service: RestoreService & RestoreWork = {
    newRequestId: deps.newId,
    offers: (userId) => offers(deps, userId),
    kind: (connection, kindId) => deps.providers.get(connection)?.kinds.find(({ id }) => id === kindId),
    cardFacts: (stored) => cardFacts(deps, stored),
    saveDraft: (draft) => store.saveDraft(draft),
    loadDraft: (requestId) => store.loadDraft(requestId),
    loadReviewed: (requestId) => store.loadReviewed(requestId),
    keptDraft: (userId) => keptDraft(deps, userId),
    forgetKeptDraft: (userId) => store.forgetNewestDraft(userId),
    saveLongValues: (requestId, values) => store.saveLongValues(requestId, values),
    loadLongValues: (requestId) => store.loadLongValues(requestId),
    choices: async (connection, query, signal) => {
      const provider = deps.providers.get(connection);
      if (provider === undefined) throw new ConnectionGone(connection);
      return provider.choices(query, { signal });
    },
    review: (draft, by, signal) => review(deps, draft, by, signal),
    ask: (command) => whileTrusted(deps, () => ask(deps, command)),
    act: (who, requestId, command) => act(deps, who, requestId, command),
    mayAct: (actor, requestId, type) => mayAct(deps, actor, requestId, type),
    recheck: (requestId, signal) => recheck(deps, requestId, signal),
    reveal: (who) => reveal(deps, who),
    recordShown: (who) => recordShown(deps, who),
    story: (who) => story(deps, who),
    isShown: (request, signal) => isShown(deps, request, signal),
    paused: () => deps.pause.paused(),
    changePause: (by, change) => changePause(deps, by, change),
    checkNow: (requestId) => checkNow(deps, requestId),
    load: (requestId) => loadRequest(deps, requestId),
    meant: (typed) => meant(deps, typed),
    list: (filter) => store.list(filter),
    past: (about) => pastFor(deps, about),
    history: () => deps.history.newest({ limit: mostPast }),
    ...makeWork(deps),
  };
  return {
    ...service,
    ...auditRefusals(service, deps.refusals),
    applySetback: (card, signal) => applySetback(deps, card, signal),
  };
}

function cardFacts(deps: ServiceDeps, { request, now }: Pick<StoredRequest, 'request' | 'now'>): CardFacts {
  const { plan } = request.plan;
  return { ...planFacts(providerIfThere(deps, plan), plan), checks: namesOfChecks(deps, request, now) };
}

async function keptDraft({ store }: ServiceDeps, userId: string): Promise<Draft | undefined> {
  const draft = await store.newestDraft(userId);
  return draft === undefined || (await store.load(draft.requestId)) !== undefined ? undefined : draft;
}
/** Enough for years of restores, and read in a few milliseconds. */
const mostPast = 2_000;

/** A request whose record is gone is still found by the id on its card, for its audit. */
async function meant({ store, history }: ServiceDeps, typed: string): Promise<readonly string[]> {
  if ((await store.load(typed)) !== undefined) return [typed];
  const kept = idsMeant(typed, await store.ids());
  if (kept.length > 0) return kept;
  const { records, unreadable } = await history.newest({ limit: mostPast });
  return idsMeant(typed, [...records.map(({ requestId }) => requestId), ...unreadable]);
}

/** Makes the next look due now. */
async function checkNow(deps: ServiceDeps, requestId: string): Promise<void> {
  const stored = await loadForWork(deps, requestId);
  if (stored === undefined) return;
  const { request, look, now } = stored;
  if (look?.of === stateKey(request.state)) {
    await deps.store.saveLook(requestId, request.version, { ...look, next: now }, now);
  }
  await wake(deps, request);
}
