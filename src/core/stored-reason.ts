import { canonical } from './approval.ts';
import type { Reason, Why, WhyOf } from './why.ts';

/** A reason as it is stored. */
export function withText<Given extends Why>(why: Given): { text: string; why: Given } {
  return { text: storedText(why), why };
}

/** Whether a stored reason is this one: by code and facts, and by its sentence where an older version wrote it. */
export function isSameReason(before: Reason | undefined, now: Why): boolean {
  if (before?.why === undefined) return before?.text === storedText(now);
  return canonical(before.why) === canonical(now);
}

/**
 * The sentence that is stored with a reason, as versions before the codes wrote it: they show nothing else. To be
 * deleted one release after `why`, with every `text` that it fills.
 */
function storedText(why: Why): string {
  switch (why.code) {
    case 'vendor-call-failed':
      return callText(why);
    case 'not-checked-at-opening':
      return `Not checked when approvals opened: ${callText(why)} What is shown was found before.`;
    case 'vendor-said':
      return why.vendorCode === undefined ? why.text : `${why.text} (code ${why.vendorCode})`;
    case 'in-the-way':
      return why.texts.join(' ');
    case 'forbidden-by-rule':
      return why.guards === undefined
        ? `The rule “${why.rule}” forbids this restore: ${why.reason}`
        : `The rule “${why.rule}” protects “${why.guards}”, so its data may not be copied elsewhere: ${why.reason}`;
    case 'no-rule-left':
      return 'No rule of the configuration allows this restore any more.';
    case 'requester-groups-unknown':
      return 'Slack cannot say at the moment to which teams the requester belongs.';
    case 'requester-no-longer-entitled':
      return 'The requester may no longer ask for this, and nobody else had to agree.';
    case 'approvers-unknown':
      return why.because === 'lookup-failed'
        ? 'Slack cannot say at the moment whether the approvers still may approve.'
        : 'Slack does not tell restorebot whether the approvers still may approve. The log has the cause.';
    case 'earlier-submission-unknown':
      return 'Slack cannot be asked whether this restore was submitted before, and a second one could overwrite newer data.';
    case 'unvouched':
      return 'The audit does not confirm who asked for this restore and who approved it, so it is not started. Run `restorebot audit verify`.';
    case 'rules-changed':
      return 'What the rules demand for this restore has changed.';
    case 'target-changed':
      return 'The target or the backup is no longer what was approved.';
    case 'no-longer-entitled':
      return `<@${why.who}> approved this and may no longer do so.`;
    case 'too-few-entitled':
      return 'Those who approved are no longer in the groups that the rule asks for.';
    case 'yes-may-be-taken-back':
      return 'restorebot’s database was set back, and a yes may have been taken back in what is lost.';
    case 'check-failed':
      return 'The last check before the write could not be made, so nothing was sent.';
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
      return 'Slack did not take the line that witnesses the submission, so nothing was sent.';
    case 'stopping':
      return 'restorebot was stopped before anything was sent.';
    case 'interrupted':
      return 'restorebot was interrupted before anything was sent.';
    case 'freeze-began':
      return `The freeze “${why.freeze}” began.`;
    case 'submission-interrupted':
      return 'The submission was interrupted.';
    case 'older-operation-named':
      return `The vendor answered with a restore that it had before the submission: ${why.operationId}.`;
    case 'not-in-list':
      return `The answer to attempt ${why.attempt} was lost, and the vendor’s list does not show it (looked ${why.reads} times). It is sent again, because the vendor refuses a second one.`;
    case 'undecidable':
      return `The answer to our submission was lost, and the vendor does not show enough to tell whether it runs: ${why.detail}`;
    case 'several-match':
      return `The answer to our submission was lost, and ${why.count} restores at the vendor look exactly like ours.`;
    case 'not-in-list-yet':
      return 'The answer to our submission was lost. The vendor’s list does not show it, which is no proof that it was refused. A second one would be carried out as well, so restorebot does not send it again.';
    case 'answers-lost':
      return `The answer was lost ${why.times} times, and the vendor shows no such restore.`;
    case 'no-refusal':
      return noRefusal(why.attempts);
    case 'in-the-way-of-retry':
      return `${noRefusal(why.attempts)} Something at the target is in the way of another attempt (${why.findings.join(', ')}), and it may be what was restored: look at it before anybody drops or renames it.`;
    case 'found-before':
      return `Before submitting, restorebot looked at the vendor: ${why.count === 1 ? 'a restore that looks' : `${why.count} restores that look`} exactly like this one started after it was asked. Either somebody started it by hand, or restorebot did and lost the record of it.`;
    case 'other-attempts':
      return `This thread says that attempt ${why.numbers.join(', ')} was submitted, but the record does not know of it: the record was set back.`;
    case 'card-disagrees':
      return `The card says “${why.seen}”, and the record does not know why: the record was set back, so nothing was sent.`;
    case 'sent-before-setback':
      return `It had been sent to the vendor, and restorebot’s database was set back to before that. Its card said “${why.seen}”.`;
    case 'no-progress':
      return 'The vendor took it, and then showed no progress any more.';
    case 'not-approved-in-time':
      return 'Not enough people approved it in time.';
    case 'freeze-outlasted':
      return `The freeze “${why.freeze}” lasted longer than this request could wait; ask again after it.`;
    case 'freeze-ends-waiting':
      return `The freeze “${why.freeze}” began, and it ends what waits. Ask again after it.`;
    case 'start-times-over':
      return `The time in which restores may start (“${why.freeze}”) is over, and that ends what waits. Ask again in the next.`;
    case 'over-before-setback':
      return `restorebot’s database was set back to before this request was over. Its card said “${why.seen}”. It stays over; ask again if the restore is still wanted.`;
    case 'freeze-stops':
      return `The freeze “${why.freeze}” stops what runs.`;
    case 'not-started-in-time':
      return `Approved, but it could not start in time; ask again.${waitedFor(why.hold)}`;
    case 'not-found':
      return `The answer to attempt ${why.attempt} did not arrive, and restorebot could not look for the restore at the vendor: ${why.trouble.text}`;
    case 'out-of-sight':
      return `The vendor took it, and restorebot could not follow it to its end: ${why.trouble.text}`;
  }
}

function callText({
  action,
  detail,
  advice,
  vendorCode,
}: WhyOf<'vendor-call-failed' | 'not-checked-at-opening'>): string {
  return `Could not ${action}: ${detail}${vendorCode === undefined ? '' : ` (${vendorCode})`}. ${advice}`;
}

function noRefusal(attempts: readonly number[]): string {
  return `Attempt ${attempts.join(', ')}: no answer of the vendor says that it was refused, so it may have been carried out.`;
}

function waitedFor(hold: Reason | undefined): string {
  return hold === undefined ? '' : ` What it waited for: ${hold.text}`;
}
