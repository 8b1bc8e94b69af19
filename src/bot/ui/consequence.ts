import { runsSince } from '#core/history.ts';
import { lossOf } from '#core/impact.ts';
import { costNow } from '#core/objectives.ts';
import type { RestoreRequest } from '#core/restore-request.ts';
import { namesCounted } from './counted.ts';
import { clock, duration, lengthUp } from './date.ts';
import { bold, boldApart } from './escape.ts';
import { pointClock, type ShownPlan, type Tense } from './plan.ts';
import { titleNames } from './title.ts';
import { vendorOf } from './vendor.ts';

/** When a loss is told; each sentence is true for as long as it is on the screen. */
export type LossMoment =
  /** A form, filled in or checked at this moment. */
  | { readonly type: 'now'; readonly at: Date }
  /** Stays in the channel before the restore: counted to the moment it was asked. */
  | { readonly type: 'asked'; readonly at: Date }
  /** The same under an objective: counted to the latest possible start, the number that people accept. */
  | { readonly type: 'at-most'; readonly at: Date }
  /** The vendor has it: counted to the moment it was submitted. */
  | { readonly type: 'submitted'; readonly at: Date }
  | { readonly type: 'restored'; readonly at: Date }
  /** Nobody knows whether, or how far, the vendor has done it. */
  | { readonly type: 'unsure'; readonly at: Date };

/** What the target loses, mrkdwn; `undefined` where nothing is overwritten. Every surface says it with this one. */
export function lossSentence({ plan, impact, kind }: ShownPlan, moment: LossMoment): string | undefined {
  const loss = lossOf(plan, impact, moment.at);
  switch (loss.type) {
    case 'none':
      return undefined;
    case 'kept':
      return `The data in ${bold(loss.target.name)} ${replaced[moment.type]}, and ${vendorOf(kind)} keeps it as ${namesCounted(loss.as)}.`;
    case 'own-since': {
      const after = `Everything written after ${pointClock(plan, loss.from, loss.to)}`;
      return `${after} ${ownLoss(moment, loss.lengthMs)}`;
    }
    case 'all': {
      const { target, source, asOf } = loss;
      const [into = '', from = ''] = boldApart([target.name, source.name]);
      return `All data in ${into} ${replaced[moment.type]} by ${from} as of ${pointClock(plan, asOf, moment.at)}.`;
    }
  }
}

/** The loss with its sign, bold unless its names are. */
export function lossLine(loss: string): string {
  return `:rotating_light: ${/[*`]/u.test(loss) ? loss : `*${loss}*`}`;
}

function ownLoss({ type, at }: LossMoment, lengthMs: number): string {
  const length = duration(lengthMs);
  switch (type) {
    case 'now':
      return `will be lost: ${length} of writes at ${clock(at, at)}, and more until it starts.`;
    case 'asked':
      return `will be lost: ${length} of writes when asked, and more until it starts.`;
    case 'at-most':
      return `will be lost: up to ${lengthUp(lengthMs)} of writes.`;
    case 'submitted':
      return `is being lost: ${length} of writes up to the submission, and more until it ends.`;
    case 'unsure':
      return `may be lost: ${length} of writes when asked, and what came after.`;
    case 'restored':
      return `was lost: ${length} of writes up to the submission, and more until it ended.`;
  }
}

const replaced: Readonly<Record<LossMoment['type'], string>> = {
  now: 'is replaced',
  asked: 'is replaced',
  'at-most': 'is replaced',
  submitted: 'is being replaced',
  unsure: 'may have been replaced',
  restored: 'was replaced',
};

/** Whether what the plan does is still to come, done, in doubt, or off. */
export function tenseOf({ state }: RestoreRequest): Tense {
  switch (state.tag) {
    case 'pending-approval':
    case 'approved':
    case 'submitting':
    case 'restoring':
      return 'will';
    case 'verifying':
    case 'succeeded':
      return 'did';
    case 'unknown':
      return 'may-have';
    case 'failed':
      return state.reason.code === 'refused-by-vendor' ? 'never' : 'may-have';
    case 'cancelled':
      return state.by === 'vendor' ? 'may-have' : 'never';
    case 'denied':
    case 'expired':
      return 'never';
  }
}

/** Up to when the loss is counted; `undefined` where this request has overwritten nothing and never will. */
export function lossMoment(request: RestoreRequest): LossMoment | undefined {
  const { state, askedAt } = request;
  switch (tenseOf(request)) {
    case 'will': {
      if (state.tag === 'restoring') return { type: 'submitted', at: runsSince(request, state) };
      const cost = state.tag === 'submitting' ? undefined : costNow(request);
      return cost === undefined ? { type: 'asked', at: askedAt } : { type: 'at-most', at: cost.startsBy };
    }
    case 'did':
      return { type: 'restored', at: 'submittedAt' in state ? runsSince(request, state) : askedAt };
    case 'may-have':
      return { type: 'unsure', at: askedAt };
    case 'never':
      return undefined;
  }
}

/** What a request replaces, loses or makes, in one line, mrkdwn; empty where it has done nothing and never will. */
export function consequence(request: RestoreRequest, shown: ShownPlan): string {
  const moment = lossMoment(request);
  const tense = tenseOf(request);
  if (moment === undefined || tense === 'never') return '';
  const loss = lossSentence(shown, moment);
  if (loss !== undefined) return `${lossLine(loss)}${unusable(shown, tense)}`;
  const [makes, nothing, unchanged] = withoutLoss[tense];
  const { creates, type } = shown.impact;
  // What is new is said once, unless it is in doubt.
  const isSaid = creates.length === 0 || (tense !== 'may-have' && titleNames(shown));
  const made = isSaid ? '' : `${makes} ${namesCounted(creates)}. `;
  return `${made}${type === 'download' ? unchanged : nothing}`;
}

function unusable({ impact }: ShownPlan, tense: Tense): string {
  if (tense !== 'will' || impact.unavailable.length === 0) return '';
  return ' The target cannot be used during the restore.';
}

const withoutLoss: Readonly<Record<Exclude<Tense, 'never'>, readonly [string, string, string]>> = {
  will: ['Creates', 'Nothing is overwritten.', 'No data is changed.'],
  did: ['Created', 'Nothing was overwritten.', 'No data was changed.'],
  'may-have': ['May have created', 'Nothing was overwritten.', 'No data was changed.'],
};
