import { submissionOf } from '#core/history.ts';
import { type Impact, lossOf } from '#core/impact.ts';
import type { RestoreKind } from '#core/provider.ts';
import type { FailureReason, RestoreRequest } from '#core/restore-request.ts';
import { namesCounted } from './counted.ts';
import { duration, lengthUp } from './date.ts';
import { line } from './escape.ts';
import { consoleOf, vendorFirst, vendorOf } from './vendor.ts';

/**
 * That a request failed, with the one statement about what it leaves behind: the provider's, or where it gave none
 * (older records), what holds for every vendor. Card, thread and story all say this sentence.
 */
export function failureSentence({ code, leftBehind }: FailureReason, kind: RestoreKind | undefined): string {
  const said = leftBehind === undefined ? undefined : line(leftBehind);
  switch (code) {
    case 'refused-by-vendor':
      return `${vendorFirst(kind)} refused it.${said === undefined ? '' : ` ${said}`}`;
    case 'failed-at-vendor':
      return `${vendorFirst(kind)} reports that it failed. ${said ?? `The target may be half restored. Check it in ${consoleOf(kind)} before you do anything else.`}`;
    case 'outcome-unknown':
      return `A person closed it without an outcome. Nobody knows whether ${vendorOf(kind)} restored anything.`;
  }
}

/** What somebody can do after a failure; `again`: the label of the button that begins another one. */
export function whatToTry({ code }: FailureReason, kind: RestoreKind | undefined): string {
  const again = `use *${line(kind?.again?.label ?? 'Ask again…')}*. The form opens with these answers.`;
  switch (code) {
    case 'refused-by-vendor':
      return `*What to try:* change what ${vendorOf(kind)} names, then ${again}`;
    case 'failed-at-vendor':
    case 'outcome-unknown':
      return `*What to try:* check the target, then ${again}`;
  }
}

/** What may be lost by one that reached the vendor, or may have, and did not end well; empty where nothing can be. */
export function maybeLost(request: RestoreRequest, endedAt: Date, kind?: RestoreKind): string {
  const { plan, impact } = request;
  const submittedAt = submissionOf(request);
  if (submittedAt === undefined) return '';
  const ended = `It ended ${duration(endedAt.getTime() - submittedAt.getTime())} after it was sent.`;
  const loss = lossOf(plan.plan, impact, submittedAt);
  switch (loss.type) {
    case 'none':
      return ended;
    case 'kept':
      return `The data of the target may be replaced. ${vendorFirst(kind)} keeps it as ${namesCounted(loss.as)}. ${ended}`;
    case 'all':
      return `All data of the target may be replaced. ${ended}`;
    case 'own-since':
      return `Up to ${lengthUp(loss.lengthMs)} of writes may be lost. ${ended}`;
  }
}

/** Whether that names a loss. */
export function saysLoss(request: RestoreRequest, endedAt: Date): boolean {
  const { plan, impact } = request;
  return maybeLost(request, endedAt) !== '' && lossOf(plan.plan, impact, endedAt).type !== 'none';
}

/** What a restore that the vendor stopped leaves behind. */
export function leftByStop(impact: Impact, kind: RestoreKind | undefined): string {
  return impact.type === 'download'
    ? 'No data was changed.'
    : `The target may be half restored. Check it in ${consoleOf(kind)}.`;
}
