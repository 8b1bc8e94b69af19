import type { ProviderError } from '#core/provider-error.ts';
import type { RestoreKind } from '#core/provider.ts';
import { callFailed, type Reason, type Why, type VendorCall } from '#core/why.ts';
import { line } from './escape.ts';
import { person } from './people.ts';

/** Why something became of a request, mrkdwn. */
export function reasonText(reason: Reason, kind?: RestoreKind): string {
  const who = reason.why?.code === 'no-longer-entitled' ? reason.why.who : oldMention(reason.text);
  return who === undefined ? line(plainReason(reason, kind)) : `${person(who)} can no longer approve this.`;
}

/** The same as plain text. What an older version stored is its own sentence. */
export function plainReason({ text, why }: Reason, kind?: RestoreKind): string {
  return why === undefined ? text : whyText(why, kind);
}

/** Versions before the codes stored this one with its mention. */
function oldMention(text: string): string | undefined {
  return /^<@(?<id>[A-Z0-9]+)> approved this and may no longer do so\.$/u.exec(text)?.groups?.['id'];
}

/** A vendor's error, plain. */
export function callText(error: ProviderError): string {
  return whyText(callFailed(error));
}

/** One sentence or two for each reason, plain; names the vendor where `kind` says which. */
export function whyText(why: Why, kind?: RestoreKind): string {
  const vendor = kind?.vendor ?? 'the vendor';
  const first = kind?.vendor ?? 'The vendor';
  switch (why.code) {
    case 'vendor-call-failed':
      return callSentence(why);
    case 'not-checked-at-opening':
      return `Not checked when approvals opened: ${callSentence(why)} These are the earlier findings.`;
    case 'vendor-said':
      return why.text;
    case 'in-the-way':
      return why.texts.join(' ');
    case 'forbidden-by-rule':
      return why.guards === undefined
        ? `The rule “${why.rule}” forbids this restore: ${why.reason}`
        : `The rule “${why.rule}” protects “${why.guards}”, so its data may not be copied elsewhere: ${why.reason}`;
    case 'no-rule-left':
      return 'No rule of the configuration allows this restore any more.';
    case 'requester-groups-unknown':
      return 'Slack cannot say which teams the requester belongs to.';
    case 'requester-no-longer-entitled':
      return 'The requester can no longer ask for this restore, and no one else had to approve it.';
    case 'approvers-unknown':
      return why.because === 'lookup-failed'
        ? 'Slack cannot say whether the approvers can still approve.'
        : 'Slack does not tell restorebot whether the approvers can still approve. The log has the cause.';
    case 'earlier-submission-unknown':
      return 'Slack cannot be asked whether this restore was submitted before, and a second one could overwrite newer data.';
    case 'unvouched':
      return 'The audit does not confirm who asked for this restore and who approved it, so it does not start. Run `restorebot audit verify`.';
    case 'rules-changed':
      return 'The rules now require something else for this restore.';
    case 'target-changed':
      return 'The target or the backup has changed since it was approved.';
    case 'no-longer-entitled':
      return `${why.who} can no longer approve this.`;
    case 'too-few-entitled':
      return 'The approvers are no longer in the groups that the rule requires.';
    case 'yes-may-be-taken-back':
      return 'restorebot’s database was set back, and an approval may have been withdrawn in what is lost.';
    case 'check-failed':
      return 'The last check before the write failed, so nothing was sent.';
    case 'record-away':
      return 'Redis did not answer right before the write, so nothing was sent.';
    case 'redis-slow':
      return 'Redis took too long to answer right before the write, so nothing was sent.';
    case 'recovering':
      return 'Redis was restarted or failed over right before the write, so nothing was sent. The request waits until the record has been compared with Slack.';
    case 'paused':
      return 'Restores are paused.';
    case 'changed-meanwhile':
      return 'The request changed right before the write, so nothing was sent.';
    case 'too-late':
      return 'restorebot was suspended or too slow between its decision and the write, so nothing was sent.';
    case 'thread-unreachable':
      return 'Slack could not be read right before the write, and a second restore could overwrite newer data, so nothing was sent.';
    case 'not-witnessed':
      return 'Slack did not accept the thread message that must precede the submission, so nothing was sent.';
    case 'stopping':
      return 'restorebot was stopped before anything was sent.';
    case 'interrupted':
      return 'restorebot was interrupted before anything was sent.';
    case 'freeze-began':
      return `The freeze “${why.freeze}” began.`;
    case 'submission-interrupted':
      return 'The submission was interrupted.';
    case 'older-operation-named':
      return `${first} answered with a restore that it had before the submission: ${why.operationId}.`;
    case 'not-in-list':
      return `The answer to attempt ${why.attempt} was lost, and ${vendor}’s list does not show it (checked ${why.reads} times). restorebot sends it again: ${vendor} refuses a second one.`;
    case 'undecidable':
      return `The answer to the submission was lost, and ${vendor} does not show whether it runs: ${why.detail}`;
    case 'several-match':
      return `The answer to the submission was lost, and ${why.count} restores at ${vendor} look exactly like this one.`;
    case 'not-in-list-yet':
      return `The answer to the submission was lost. ${first}’s list does not show it, which does not prove that it was refused. ${first} would carry out a second one as well, so restorebot does not send it again.`;
    case 'answers-lost':
      return `The answer was lost ${why.times} times, and ${vendor} shows no such restore.`;
    case 'no-refusal':
      return noRefusal(why, vendor);
    case 'in-the-way-of-retry':
      return `${noRefusal(why, vendor)} Something at the target is in the way of another attempt (${why.findings.join(', ')}). It may be what was restored: look at it before anyone drops or renames it.`;
    case 'found-before':
      return `Before the submission, ${vendor} already showed ${why.count === 1 ? 'a restore that looks' : `${why.count} restores that look`} exactly like this one. Either somebody started it by hand, or restorebot did and lost the record of it.`;
    case 'other-attempts':
      return `This thread says that attempt ${why.numbers.join(', ')} was submitted, but the record does not know of it: the record was set back.`;
    case 'card-disagrees':
      return `The card says “${why.seen}”, and the record does not know why: the record was set back, so nothing was sent.`;
    case 'sent-before-setback':
      return `It was sent to ${vendor}, and restorebot’s database was set back to before that. Its card said “${why.seen}”.`;
    case 'no-progress':
      return `${first} accepted it, and then showed no more progress.`;
    case 'not-approved-in-time':
      return 'Not enough people approved it in time.';
    case 'freeze-outlasted':
      return `The freeze “${why.freeze}” lasted longer than this request could wait. Ask again after it.`;
    case 'freeze-ends-waiting':
      return `The freeze “${why.freeze}” began, and it ends requests that wait. Ask again after it.`;
    case 'start-times-over':
      return `The time in which restores may start (“${why.freeze}”) is over, and that ends requests that wait. Ask again in the next one.`;
    case 'over-before-setback':
      return `restorebot’s database was set back to before this request was over. Its card said “${why.seen}”. It stays over: ask again if you still need the restore.`;
    case 'freeze-stops':
      return `The freeze “${why.freeze}” stops running restores.`;
    case 'not-started-in-time':
      return `It was approved, but it could not start in time. Ask again.${why.hold === undefined ? '' : ` It waited for this: ${plainReason(why.hold, kind)}`}`;
    case 'not-found':
      return `The answer to attempt ${why.attempt} did not arrive, and restorebot could not look for the restore at ${vendor}: ${plainReason(why.trouble, kind)}`;
    case 'out-of-sight':
      return `${first} accepted it, and restorebot could not follow it to its end: ${plainReason(why.trouble, kind)}`;
  }
}

/** What failed, how, and what to do. Its code is for Details and the audit. */
export function callSentence({ action, detail, advice }: VendorCall): string {
  return `Could not ${action}: ${detail}. ${advice}`;
}

/** The code of the vendor or of the connection that a reason goes back to, plain. */
export function codeOf({ why }: Reason): string | undefined {
  if (why === undefined) return undefined;
  if ('vendorCode' in why) return why.vendorCode;
  if ('trouble' in why) return codeOf(why.trouble);
  return 'hold' in why && why.hold !== undefined ? codeOf(why.hold) : undefined;
}

function noRefusal({ attempts }: { readonly attempts: readonly number[] }, vendor: string): string {
  return `Attempt ${attempts.join(', ')}: no answer of ${vendor} says that it was refused, so it may have been carried out.`;
}
