import type { RestoreRequest } from '#core/restore-request.ts';
import { namesCounted } from './counted.ts';
import { bold } from './escape.ts';
import { lossLine, type LossMoment, lossSentence, type ShownPlan, type Tense } from './plan.ts';

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
    case 'will':
      return state.tag === 'restoring'
        ? { type: 'submitted', at: state.submittedAt }
        : { type: 'asked', at: askedAt };
    case 'did':
      return { type: 'restored', at: 'submittedAt' in state ? state.submittedAt : askedAt };
    case 'may-have':
      return { type: 'unsure', at: askedAt };
    case 'never':
      return undefined;
  }
}

/** What a request replaces, loses or makes, in one line, mrkdwn; empty where it has done nothing and never will. */
export function consequence(request: RestoreRequest, shown: ShownPlan): string {
  const moment = lossMoment(request);
  if (moment === undefined) return '';
  const loss = lossSentence(shown, moment);
  const tense = tenseOf(request);
  if (loss !== undefined) return `${lossLine(loss)}${unusable(shown, tense)}`;
  if (tense === 'never') return '';
  const [makes, nothing, unchanged] = withoutLoss[tense];
  const { creates, type } = shown.impact;
  const made = creates.length === 0 ? '' : `${makes} ${namesCounted(creates)}. `;
  return `${made}${type === 'download' ? unchanged : nothing}`;
}

function unusable({ plan, impact }: ShownPlan, tense: Tense): string {
  if (tense !== 'will' || impact.unavailable.length === 0) return '';
  return ` ${bold(plan.target.name)} cannot be used while the restore runs.`;
}

const withoutLoss: Readonly<Record<Exclude<Tense, 'never'>, readonly [string, string, string]>> = {
  will: ['Creates', 'Nothing is overwritten.', 'No data is changed.'],
  did: ['Created', 'Nothing was overwritten.', 'No data was changed.'],
  'may-have': ['May have created', 'Nothing was overwritten.', 'No data was changed.'],
};
