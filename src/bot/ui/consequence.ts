import { runsSince } from '#core/history.ts';
import { costNow } from '#core/objectives.ts';
import type { RestoreRequest } from '#core/restore-request.ts';
import { namesCounted } from './counted.ts';
import { lossLine, type LossMoment, lossSentence, type ShownPlan, type Tense } from './plan.ts';
import { titleNames } from './title.ts';

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
