import type { Exclusion } from '#core/approval.ts';
import type { StateTag } from '#core/restore-request.ts';
import type { ServiceRefusal } from '#service/outcome.ts';
import { when } from './date.ts';
import { duration } from './date.ts';
import { line, name, wholeName } from './escape.ts';
import { exclusions } from './exclusions.ts';
import { freezeText } from './next-step.ts';
import { costSentence } from './objectives.ts';
import { person } from './people.ts';
import { findingLines } from './plan.ts';
import { requestName } from './request-name.ts';
import { tamperedText } from './tampered.ts';
import { typedDifferenceText } from './typed-difference.ts';
import { whyText } from './why.ts';

/** What a state is called in the middle of a sentence. */
const states: Readonly<Record<StateTag, string>> = {
  'pending-approval': 'waiting for approval',
  approved: 'approved',
  submitting: 'being submitted',
  restoring: 'running',
  verifying: 'being checked',
  unknown: 'in doubt',
  succeeded: 'restored',
  failed: 'failed',
  denied: 'denied',
  cancelled: 'cancelled',
  expired: 'expired',
};

/** What somebody is not entitled to. */
const cannot = {
  decide: 'You cannot decide about this request',
  'break-glass': 'You cannot start this restore alone',
  'review-glass': 'You cannot review this break-glass',
} as const;

/** Why not, and what to do: the one table of all refusals, mrkdwn. */
export function refusalText(refusal: ServiceRefusal): string {
  switch (refusal.code) {
    case 'own-request':
      return 'You asked for this restore yourself, so somebody else must decide. To end it, use Withdraw request.';
    case 'own-plan':
      return 'You chose the backup that this request restores, so somebody else must approve it. Ask another approver. If there is none, withdraw the request and ask again with /restore.';
    case 'not-entitled':
      return `${cannot[refusal.to ?? 'decide']}: ${exclusions[refusal.because]}`;
    case 'already-voted':
      return 'You have already approved this request; one person counts once. Nothing changed.';
    case 'no-break-glass':
      return 'No rule lets one person start this restore alone. It needs the approvals that the card names.';
    case 'nothing-to-review':
      return 'There is no break-glass to review here, or somebody has reviewed it. Nothing changed.';
    case 'own-glass':
      return 'You used break-glass or asked for the restore, so somebody else must review it.';
    case 'no-vote-of-yours':
      return 'There is no approval of yours on this request to withdraw.';
    case 'not-your-request':
      return 'Only the person who asked for this restore can withdraw it. To end it, use Deny… and give a reason.';
    case 'not-open': {
      const opens =
        refusal.opensAt === undefined
          ? 'Approvals open when that ends; the thread tells you.'
          : `Approvals open ${when(refusal.opensAt)}; the thread tells you then.`;
      return `${freezeText(refusal)}, so nothing was approved or started. ${opens}`;
    }
    case 'over-objective':
      return `Nobody can approve this restore. ${costSentence(refusal.cost)} That objective refuses more. Withdraw it, and ask for a newer restore point.`;
    case 'not-acknowledged':
      return `Nothing changed, because the loss was not acknowledged as it is now. ${costSentence(refusal.cost)} Open the form again and tick the sentence with that number.`;
    case 'nothing-to-acknowledge':
      return 'There is no loss to accept: the requester has accepted all that this restore may lose.';
    case 'requester-acknowledges':
      return 'Only the person who asked for this restore can accept the loss here. Approvers accept it in Approve….';
    case 'outdated':
      return 'The plan changed since you opened this form, so your approval was not counted. Open Approve… again on the newest card.';
    case 'wrong-name':
      return `What you typed is not the target’s name, so nothing was done: ${typedDifferenceText(refusal.expected, refusal.typed)}. It is ${wholeName(refusal.expected)}, exactly as written.`;
    case 'reason-missing':
      return 'A reason is missing. Write one; it is shown in the thread and kept in the audit.';
    case 'window-over':
      return 'This request has expired, so nothing was changed. Ask again with /restore.';
    case 'ended': {
      const by = refusal.by === undefined ? '' : ` by ${person(refusal.by)}`;
      return `This request is already over: it is ${states[refusal.state]}${by}. Ask again with /restore if it is still needed.`;
    }
    case 'may-be-at-vendor':
      return 'Too late: it may already be at the vendor, and restorebot cannot stop it there. Watch the thread for the outcome.';
    case 'cannot-cancel-running':
      return 'This vendor cannot stop a running restore. The thread tells you when it ends.';
    case 'cancel-already-asked':
      return 'The vendor has already been asked to stop this restore. Wait for its answer in the thread.';
    case 'not-in-state':
      return `That cannot be done now: the request is ${states[refusal.state]}. The card shows what can.`;
    case 'not-due':
      return 'It is too early for that, so nothing changed. restorebot does it when it is time.';
    case 'nothing-to-take-over':
      return 'There is nothing to take over: restorebot can follow this restore. The card shows its progress.';
    case 'still-at-vendor':
      return refusal.is === 'running'
        ? `The vendor shows operation ${name(refusal.operationId)} as still running, so submitting it again could restore twice. Choose “Follow it…”, or stop it at the vendor first.`
        : `The vendor shows that operation ${name(refusal.operationId)} has finished, so submitting it again would restore twice. Choose “Follow it…”: restorebot then checks what was restored.`;
    case 'found-at-vendor':
      return `The vendor now shows operation ${name(refusal.operationId)}, which looks exactly like this restore, so the request was not closed. Choose “Follow it…”. If it is another one, close the request again.`;
    case 'not-our-attempt':
      return 'Another attempt to submit this restore has taken over. Nothing changed; the card shows the newest.';
    case 'other-operation-recorded':
      return `This request already follows operation ${name(refusal.operationId)} at the vendor. Nothing changed.`;
    case 'not-your-secret':
      return 'Only the person who asked for this restore can see what came with it. Ask them.';
    case 'no-secret':
      return 'No secret came with this restore, so there is nothing to show. If you need a new password or link, make one at the vendor.';
    case 'secret-gone':
      return 'Nobody looked at it in time, so it was deleted. Make a new password or link at the vendor.';
    case 'secret-window-over':
      return 'You have seen it, and the 15 minutes in which it could be shown again are over, so it was deleted. Make a new password or link at the vendor if you did not keep it.';
    case 'secret-unreadable':
      return 'It is still kept, but restorebot’s configuration no longer has the key that opens it. Ask the people who run restorebot to put the old key back into secrets.keys; until then nothing is lost.';
    case 'recovering':
      return 'Not now: restorebot is recovering its record. Its database was restarted, replaced or emptied, and is compared with the cards in Slack first. This was not stored, and nothing starts until then; what was stored before is kept. Try again in a minute.';
    case 'no-such-request':
      return `No request has the id ${name(refusal.requestId)}. /restore list has the open ones, /restore history those that have ended.`;
    case 'record-tampered':
      return tamperedText(refusal.because);
    case 'form-gone':
      return 'This form is older than 30 minutes and its answers are gone. Nothing was asked; begin again with /restore.';
    case 'form-incomplete':
      return 'Something in the form is not answered yet, so nothing was asked. Choose a connection, what to restore, and where to post it.';
    case 'not-your-form':
      return 'This form was begun by somebody else. Begin your own with /restore.';
    case 'may-not-ask':
      return `You cannot ask for a restore: ${exclusions[refusal.because]}`;
    case 'shared-channel':
      return sharedChannelText(refusal);
    case 'too-many-open':
      return `You have ${refusal.most} requests that have not ended, which is the most for one person, so this one was not asked. Withdraw what is no longer needed (/restore status lists them), then submit this form again.`;
    case 'asking-too-fast':
      return `One person can ask for ${refusal.most} restores a minute, so this one was not asked yet. Submit the form again in ${duration(Math.max(1_000, refusal.waitMs))}.`;
    case 'may-not-read-audit':
      return settingText(
        'You cannot read the audit of this request',
        refusal,
        'The requester, its approvers, and the people in audit.readers can.',
      );
    case 'may-not-pause':
      return settingText('You cannot pause or resume restores', refusal, 'The people in pause.by can.');
    case 'no-rule':
      return `No rule allows this restore (${line(refusal.kind)}) on ${name(refusal.connection)}, so nobody may ask for it. Ask the people who maintain restorebot’s rules.`;
    case 'denied-by-rule':
      return deniedText(refusal);
    case 'frozen': {
      const until = refusal.until === undefined ? '' : `, until ${when(refusal.until)}`;
      return `The freeze ${name(refusal.freeze)} is in force${until}, and nothing may wait for its end. Ask again after it.`;
    }
    case 'blocked':
      return `This cannot be asked yet, and nothing was. Fix this first:\n${findingLines(refusal.findings)}`;
    case 'target-held':
      return `Request ${requestName(refusal.holder)} holds this target now, so nothing was changed. Try again once that one has ended.`;
    case 'unknown-connection':
      return `There is no connection ${name(refusal.connection)} any more. Begin again with /restore and choose another.`;
    case 'unknown-kind':
      return `${name(refusal.connection)} has no restore called ${name(refusal.kind)}. Begin again with /restore and choose another.`;
    case 'vendor-error':
      return `The vendor could not be asked, so nothing was changed. ${line(whyText(refusal.why))}`;
    case 'no-newer-backup':
      return 'The vendor has no newer backup than the one this request restores. Nothing was changed.';
    case 'operation-not-ours':
      return `Operation ${name(refusal.operationId)} is not this restore: ${notOursText(refusal)}. Choose another, or close the request.`;
  }
}

/** A right that a setting gives, not a rule: for those whom it does not name, who has it says all. */
function settingText(cannot: string, { because }: { readonly because: Exclusion }, whoCan: string): string {
  return because === 'not-in-the-rule'
    ? `${cannot}. ${whoCan}`
    : `${cannot}: ${exclusions[because]} ${whoCan}`;
}

function notOursText({ because, owner }: Extract<ServiceRefusal, { code: 'operation-not-ours' }>): string {
  if (because === 'gone') return 'the vendor does not know this id';
  if (because === 'no-match') return 'the vendor shows no restore with this id that matches the plan';
  return `it belongs to ${owner === undefined ? 'another request' : `request ${requestName(owner)}`}`;
}

function deniedText({ rule, reason, guards }: Extract<ServiceRefusal, { code: 'denied-by-rule' }>): string {
  const what =
    guards === undefined
      ? 'forbids this restore'
      : `protects *${name(guards)}*, so its data may not be copied elsewhere`;
  return `The rule ${name(rule)} ${what}: ${line(reason)} Ask the people who maintain restorebot’s rules.`;
}

function sharedChannelText({
  because,
  rule,
  to,
}: Extract<ServiceRefusal, { code: 'shared-channel' }>): string {
  const why =
    because === 'shared'
      ? `Another organization sees this request’s channel, and the rule ${name(rule)} does not allow that`
      : `Slack did not say whether another organization sees this request’s channel, and the rule ${name(rule)} does not allow that`;
  return to === 'ask'
    ? `${why}, so it was not asked. Use /restore in a channel of your organization${because === 'lookup-failed' ? ', or try again in a minute' : ''}.`
    : `${why}, so nothing was decided. ${because === 'lookup-failed' ? 'Try again in a minute.' : 'Withdraw the request and ask again in a channel of your organization.'}`;
}

/** Failures of restorebot or Redis; the text says what happened to the click, without guessing. */
export const failures = {
  storeAway:
    'restorebot cannot read or write its database right now, and does nothing without a record of it: nothing was stored. Try again in a minute.',
  storeAwayUnsure:
    'restorebot’s database did not answer, so what you did may have been stored. Look at the request’s card before you try again.',
  newerRecord:
    'A newer restorebot has written this, and the one that answered you is about to be replaced, so nothing was changed. Try again in a minute.',
  foreignTeam: 'This came from another workspace, so restorebot did nothing. Use it in its own workspace.',
  tooSlow: 'Slack gave up waiting before restorebot could open the form. Nothing was stored. Try again.',
  oldButton:
    'This button is from an older version of restorebot and does nothing any more. Use the newest card of the request, or /restore status.',
  unknownShortcut:
    'This version of restorebot does not know that shortcut, so nothing was done. `/restore` opens the form.',
  notItsCard:
    'This button is not on a message about that request, so restorebot did nothing and noted it. Use the request’s own card; /restore status says in which channel it is.',
  notYourView:
    'This form is not as restorebot opened it for you, so nothing was done, and it was noted. Begin again from the card, or with /restore.',
  unreadable:
    'restorebot cannot read what Slack sent, so nothing was done. Try again; if it stays so, tell the people who run restorebot.',
  oldView: 'This form is from an older version of restorebot. Nothing was stored; begin again with /restore.',
  slackRefused: (code: string, reference: string) =>
    `Slack did not take what restorebot wanted to show you (error ${name(code)}). Nothing was stored. Try again. If it fails again, tell the people who run restorebot: reference ${name(reference)}.`,
  beforeStoring: (reference: string) =>
    `Something went wrong in restorebot before anything was stored. Try again. If it fails again, tell the people who run restorebot: reference ${name(reference)}.`,
  unexpected: (reference: string) =>
    `Something went wrong in restorebot, and what you did may have been stored. Look at the request’s card before you try again. For the people who run restorebot: reference ${name(reference)}.`,
} as const;
