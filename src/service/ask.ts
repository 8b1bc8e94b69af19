import { isUnknown } from '#core/approval.ts';
import { ask as askEvents } from '#core/ask.ts';
import { Words } from '#core/asked.ts';
import type { Ask } from '#core/commands.ts';
import type { Draft } from '#core/draft.ts';
import { after } from '#core/instant.ts';
import type { Subject } from '#core/match.ts';
import { costOf, tickOf } from '#core/objectives.ts';
import { rulesFor } from '#core/policy.ts';
import type { RestoreProvider } from '#core/provider.ts';
import { pinPlan, readPlan } from '#core/restore-plan.ts';
import type { Offers, RestoreService, Review, ReviewOutcome } from './api.ts';
import { saveEvents } from './change.ts';
import type { ServiceDeps } from './deps.ts';
import { entitlementOf, rememberedFor } from './entitlement.ts';
import { estimateFor } from './history.ts';
import { type Judged, judgeFor, subjectOf, whyNotAsk } from './judgement.ts';
import { whyTooMany } from './limits.ts';
import { foundAt } from './observed.ts';
import { type Outcome, refused, type ServiceRefusal, vendorRefusal } from './outcome.ts';
import { loadRequest } from './record-trust.ts';
import { checksAbout } from './verify.ts';

/** What this person may ask for, by the rules as they are now; a remembered no is asked again. */
export async function offers(deps: ServiceDeps, userId: string): Promise<Offers> {
  const remembered = await offersBy({ ...deps, directory: rememberedFor(deps.directory) }, userId);
  return remembered.type === 'offers' ? remembered : offersBy(deps, userId);
}

async function offersBy(deps: ServiceDeps, userId: string): Promise<Offers> {
  const standing = await deps.directory.standing(userId);
  if (standing.type === 'excluded') return { type: 'none', because: standing.because };
  const entitlements = await Promise.all(
    deps.policy.rules
      .filter((rule) => rule.effect === 'allow')
      .map(async (rule) => [rule, await entitlementOf(deps.directory, userId, rule.ask)] as const),
  );
  const mine = entitlements
    .filter(([, entitlement]) => entitlement.type === 'entitled')
    .map(([rule]) => rule);
  const found = [...deps.providers.values()].flatMap(({ connection, name, kinds }) => {
    const open = kinds.filter(({ id }) => rulesFor(mine, { connection, kind: id }).length > 0);
    return open.length === 0 ? [] : [{ connection, vendor: kinds[0]?.vendor ?? name, kinds: open }];
  });
  const sharedChannels = mine.some((rule) => rule.sharedChannels);
  if (found.length > 0) return { type: 'offers', offers: found, sharedChannels };
  const unsure = entitlements.flatMap(([, it]) =>
    it.type === 'refused' && isUnknown(it.because) ? [it.because] : [],
  );
  return { type: 'none', because: unsure[0] ?? 'not-in-the-rule' };
}

/** Plans and checks a draft, and keeps it with what was found. */
export async function review(
  deps: ServiceDeps,
  draft: Draft,
  by: string,
  signal: AbortSignal,
): Promise<ReviewOutcome> {
  const form = openForm(deps, draft, by);
  if ('code' in form) return { type: 'refused', refusal: form };
  const { provider, kind } = form;
  try {
    const planned = await provider.plan(kind, draft.input, { signal });
    if (planned.type === 'rejected') return planned;
    const plan = pinPlan(planned.plan);
    const seen = await foundAt(provider, plan.plan, signal);
    const estimate = await estimateFor(deps.history, plan.plan, seen.impact);
    const found = { ...seen, estimate };
    const now = await deps.store.now();
    const { channel } = draft;
    if (channel === undefined) return { type: 'refused', refusal: { code: 'form-incomplete' } };
    const subject = subjectOf(plan.plan, found, channel, now);
    const remembered = await judgedToAsk({ ...deps, directory: rememberedFor(deps.directory) }, by, subject);
    const judged = remembered.type === 'allowed' ? remembered : await judgedToAsk(deps, by, subject);
    if (judged.type === 'refused') return judged;
    const { requirement, closed } = judged;
    const startsBy = after(closed?.opensAt ?? now, requirement.windowMs + requirement.startWithinMs);
    const cost = costOf({ plan, impact: found.impact, requirement }, startsBy);
    const toTick = cost?.effect === 'acknowledge' ? { loss: cost.loss, startsBy } : undefined;
    await deps.store.saveDraft({ ...draft, reviewed: { planJson: plan.json, ...found, toTick } });
    const holders = await deps.store.lockHolders(provider.lockKeys(plan.plan));
    const result: Review = {
      plan,
      impact: found.impact,
      findings: found.findings,
      estimate,
      requirement,
      cost,
      checks: checksAbout(deps, found.impact, subject).map(({ name }) => name),
      heldBy: Object.values(holders)[0],
      closed,
    };
    return { type: 'reviewed', review: result };
  } catch (error) {
    return { type: 'refused', refusal: vendorRefusal(error) };
  }
}

/** What the rules say about it, and whether this person may ask for it in this channel now. */
async function judgedToAsk(
  deps: Pick<ServiceDeps, 'policy' | 'directory' | 'channels'>,
  by: string,
  subject: Subject,
): Promise<Judged> {
  const judged = await judgeFor(deps, { requester: by }, subject);
  if (judged.type === 'refused') return judged;
  const refusal = await whyNotAsk(deps, by, subject.channel, judged);
  return refusal === undefined ? judged : { type: 'refused', refusal };
}

/** Makes the request; the same command twice, or the same form twice, makes one. */
export async function ask(
  deps: ServiceDeps,
  { requestId, by, commandId, acknowledged }: Parameters<RestoreService['ask']>[0],
): Promise<Outcome> {
  const loaded = await loadRequest(deps, requestId);
  if (loaded.type === 'refused' && loaded.refusal.code !== 'no-such-request') return loaded;
  if (loaded.type === 'loaded') {
    const existing = loaded.stored;
    if (existing.request.requester !== by) return refused({ code: 'not-your-form' });
    return { type: 'done', request: existing.request, repeated: true };
  }
  const draft = (await deps.store.loadReviewed(requestId)) ?? (await deps.store.loadDraft(requestId));
  if (draft === undefined) return refused({ code: 'form-gone' });
  const form = openForm(deps, draft, by);
  if ('code' in form) return refused(form);
  const { channel, reason, reviewed } = draft;
  if (reviewed === undefined || channel === undefined) return refused({ code: 'form-incomplete' });
  if (reason.trim() === '') return refused({ code: 'reason-missing' });
  if (reviewed.findings.some(({ level }) => level === 'blocker')) {
    return refused({
      code: 'blocked',
      findings: reviewed.findings.filter(({ level }) => level === 'blocker'),
    });
  }
  const now = await deps.store.now();
  const { plan } = readPlan(reviewed.planJson);
  const judged = await judgedToAsk(deps, by, subjectOf(plan, reviewed, channel, now));
  if (judged.type === 'refused') return refused(judged.refusal);
  const tooMany = await whyTooMany(deps, by, requestId, now);
  if (tooMany !== undefined) return refused(tooMany);
  const ticked = tickedFor(reviewed, judged, acknowledged, now);
  if ('code' in ticked) return refused(ticked);
  const { toTick: _, ...shown } = reviewed;
  const events = askEvents(
    {
      requestId,
      by,
      channel,
      ...Words.parse(draft),
      ...shown,
      ...ticked,
      requirement: judged.requirement,
      closed: judged.closed,
    },
    { now, commandId },
  );
  const outcome = await saveEvents(deps, undefined, events);
  if (outcome.type === 'locked')
    return refused({ code: 'target-held', holder: outcome.holder, key: outcome.key });
  if (outcome.type === 'saved') return { type: 'done', request: outcome.request, repeated: false };
  return ask(deps, { requestId, by, commandId, acknowledged });
}

/** What the requester ticked, where it must be; what the review showed is what counts, with the objectives of now. */
function tickedFor(
  { planJson, impact, toTick }: NonNullable<Draft['reviewed']>,
  { requirement, closed }: Extract<Judged, { type: 'allowed' }>,
  acknowledged: string | undefined,
  now: Date,
): Pick<Ask, 'acknowledged'> | ServiceRefusal {
  const { windowMs, startWithinMs } = requirement;
  const begins = closed?.opensAt ?? now;
  const startsBy = toTick?.startsBy ?? after(begins, windowMs + startWithinMs);
  const cost = costOf({ plan: readPlan(planJson), impact, requirement }, startsBy);
  if (cost?.effect !== 'acknowledge') return {};
  // After half of the window the rest of it would be too short for people to decide.
  const isOld = after(begins, windowMs / 2 + startWithinMs) > startsBy;
  if (isOld || acknowledged !== tickOf(cost)) return { code: 'not-acknowledged', cost };
  return { acknowledged: { loss: cost.loss, startsBy } };
}

interface OpenForm {
  readonly provider: RestoreProvider;
  readonly kind: string;
}

/** What a draft asks for, if it is this person's and names something that exists. */
function openForm(deps: ServiceDeps, draft: Draft, by: string): OpenForm | ServiceRefusal {
  if (draft.requester !== by) return { code: 'not-your-form' };
  const { connection, kind } = draft;
  if (connection === undefined || kind === undefined) return { code: 'form-incomplete' };
  const provider = deps.providers.get(connection);
  if (provider === undefined) return { code: 'unknown-connection', connection };
  if (!provider.kinds.some(({ id }) => id === kind)) return { code: 'unknown-kind', connection, kind };
  return { provider, kind };
}
