import type { Exclusion } from '#core/approval.ts';
import type { RestoreKind } from '#core/provider.ts';
import type { StateTag } from '#core/restore-request.ts';
import type { ServiceRefusal } from '#service/outcome.ts';
import { duration, when } from './date.ts';
import { bold, line, name, wholeName } from './escape.ts';
import { exclusions } from './exclusions.ts';
import { freezeText } from './next-step.ts';
import { costSentence } from './objectives.ts';
import { person } from './people.ts';
import { findingLines } from './plan.ts';
import { requestName } from './request-name.ts';
import { tamperedText } from './tampered.ts';
import { typedDifferenceText } from './typed-difference.ts';
import { vendorFirst, vendorOf } from './vendor.ts';
import { whyText } from './why.ts';

/** What a state is called in the middle of a sentence. */
const states: Readonly<Record<StateTag, string>> = {
  'pending-approval': 'waiting for approval',
  approved: 'approved',
  submitting: 'being submitted',
  restoring: 'running',
  verifying: 'being checked',
  unknown: 'of unknown outcome',
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

/** Why not, and what to do: the one table of all refusals, mrkdwn. `kind` names the vendor. */
export function refusalText(refusal: ServiceRefusal, kind?: RestoreKind): string {
  const vendor = vendorOf(kind);
  const first = vendorFirst(kind);
  switch (refusal.code) {
    case 'own-request':
      return 'You asked for this restore yourself, so somebody else must decide. To end it, use *Withdraw request*.';
    case 'own-plan':
      return 'You chose the backup that this request restores, so somebody else must approve it. Ask another approver. If there is none, withdraw the request and ask again with `/restore`.';
    case 'not-entitled':
      return `${cannot[refusal.to ?? 'decide']}: ${exclusions[refusal.because]}`;
    case 'already-voted':
      return 'You have already approved this request. Nothing changed.';
    case 'no-break-glass':
      return 'No rule lets one person start this restore alone. It needs the approvals that the card names.';
    case 'nothing-to-review':
      return 'There is no break-glass to review here, or somebody has already reviewed it. Nothing changed.';
    case 'own-glass':
      return 'You used break-glass or asked for the restore, so somebody else must review it.';
    case 'no-vote-of-yours':
      return 'There is no approval of yours on this request to withdraw.';
    case 'not-your-request':
      return 'Only the person who asked for this restore can withdraw it. To end it, use *Deny…* and give a reason.';
    case 'not-open': {
      const opens =
        refusal.opensAt === undefined
          ? 'Approvals open when that ends. The thread tells you.'
          : `Approvals open ${when(refusal.opensAt)}. The thread tells you then.`;
      return `${freezeText(refusal)}, so nothing was approved or started. ${opens}`;
    }
    case 'over-objective':
      return `Nobody can approve this restore. ${costSentence(refusal.cost)} The objective refuses more. Withdraw the request, and ask for a newer restore point.`;
    case 'not-acknowledged':
      return `Nothing changed, because you have not accepted the loss as it is now. ${costSentence(refusal.cost)} Open the form again and tick the sentence with that number.`;
    case 'nothing-to-acknowledge':
      return 'There is no loss to accept: the requester has accepted all that this restore may lose.';
    case 'requester-acknowledges':
      return 'Only the person who asked for this restore can accept the loss here. Approvers accept it in *Approve…*.';
    case 'outdated':
      return 'The plan changed since you opened this form, so your approval was not counted. Use *Approve…* again on the newest card.';
    case 'wrong-name':
      return `Nothing was done, because what you typed is not the target’s name: ${typedDifferenceText(refusal.expected, refusal.typed)}. Type ${wholeName(refusal.expected)}.`;
    case 'reason-missing':
      return 'The reason is missing. Write one: the thread shows it, and the audit keeps it.';
    case 'window-over':
      return 'This request has expired, so nothing was changed. Ask again with `/restore`.';
    case 'ended': {
      const by = refusal.by === undefined ? '' : ` by ${person(refusal.by)}`;
      return `This request has ended: it is ${states[refusal.state]}${by}. If you still need the restore, ask again with \`/restore\`.`;
    }
    case 'may-be-at-vendor':
      return `Too late: it may already be at ${vendor}, and restorebot cannot stop it there. Watch the thread for the outcome.`;
    case 'cannot-cancel-running':
      return `${first} cannot stop this restore once it runs. The thread tells you when it ends.`;
    case 'cancel-already-asked':
      return `restorebot has already asked ${vendor} to stop this restore. Watch the thread for the answer.`;
    case 'not-in-state':
      return `That cannot be done now: the request is ${states[refusal.state]}. The card shows what can.`;
    case 'not-due':
      return 'It is too early for that. Nothing changed. restorebot does it when it is time.';
    case 'nothing-to-take-over':
      return 'There is nothing to take over: restorebot can follow this restore. The card shows its progress.';
    case 'still-at-vendor':
      return refusal.is === 'running'
        ? `${first} shows that operation ${name(refusal.operationId)} still runs, so submitting it again could restore twice. Use *Follow it…*, or stop the operation at ${vendor} first.`
        : `${first} shows that operation ${name(refusal.operationId)} has finished, so submitting it again would restore twice. Use *Follow it…*: restorebot then checks what was restored.`;
    case 'found-at-vendor':
      return `${first} now shows operation ${name(refusal.operationId)}, which looks exactly like this restore, so the request was not closed. Use *Follow it…*. If it is another restore, close the request again.`;
    case 'not-our-attempt':
      return 'Another attempt to submit this restore has taken over. Nothing changed. The card shows the newest.';
    case 'other-operation-recorded':
      return `This request already follows operation ${name(refusal.operationId)} at ${vendor}. Nothing changed.`;
    case 'not-your-secret':
      return 'Only the person who asked for this restore can see its secret. Ask them.';
    case 'no-secret':
      return `No secret came with this restore, so there is nothing to show. If you need a new password or link, make one at ${vendor}.`;
    case 'secret-gone':
      return `Nobody opened the secret in time, so restorebot deleted it. Make a new password or link at ${vendor}.`;
    case 'secret-window-over':
      return `You saw the secret, and the 15 minutes to open it again are over, so restorebot deleted it. If you did not keep it, make a new password or link at ${vendor}.`;
    case 'secret-unreadable':
      return 'The secret is still kept, but restorebot’s configuration no longer has the key that opens it. Ask the people who run restorebot to put the old key back into `secrets.keys`. Until then nothing is lost.';
    case 'recovering':
      return 'Not now: restorebot’s database was restarted, replaced or emptied, so restorebot first compares it with the cards in Slack. This was not stored, and nothing starts until then. Everything stored before is kept. Try again in a minute.';
    case 'no-such-request':
      return `No request has the id ${name(refusal.requestId)}. \`/restore list\` has the open ones, \`/restore history\` those that have ended.`;
    case 'record-tampered':
      return tamperedText(refusal.because);
    case 'form-gone':
      return 'This form is older than 30 minutes, and its answers are gone. Nothing was asked. Begin again with `/restore`.';
    case 'form-incomplete':
      return 'An answer is missing, so nothing was asked. Choose a connection, what to restore, and where to post it.';
    case 'not-your-form':
      return 'Somebody else opened this form. Open your own with `/restore`.';
    case 'may-not-ask':
      return `You cannot ask for a restore: ${exclusions[refusal.because]}`;
    case 'shared-channel':
      return sharedChannelText(refusal);
    case 'too-many-open':
      return `You have ${refusal.most} open requests, the most for one person, so this one was not asked. Withdraw what you no longer need (\`/restore list\` shows them), then submit this form again.`;
    case 'asking-too-fast':
      return `One person can ask for ${refusal.most} restores a minute, so this one was not asked yet. Submit the form again in ${duration(Math.max(1_000, refusal.waitMs))}.`;
    case 'may-not-read-audit':
      return settingText(
        'You cannot read the audit of this request',
        refusal,
        'The requester, its approvers, and the people in `audit.readers` can.',
      );
    case 'may-not-pause':
      return settingText('You cannot pause or resume restores', refusal, 'The people in `pause.by` can.');
    case 'no-rule':
      return `No rule allows this restore (${line(refusal.kind)}) on ${bold(refusal.connection)}, so nobody can ask for it. Ask the people who maintain restorebot’s rules.`;
    case 'denied-by-rule':
      return deniedText(refusal);
    case 'frozen': {
      const until = refusal.until === undefined ? '' : `, until ${when(refusal.until)}`;
      return `The freeze ${bold(refusal.freeze)} is in force${until}, and nothing can wait for its end. Ask again after it.`;
    }
    case 'blocked':
      return `Nothing was asked.\n${findingLines(refusal.findings)}`;
    case 'target-held':
      return `Request ${requestName(refusal.holder)} holds this target now, so nothing was changed. Try again when that one has ended.`;
    case 'unknown-connection':
      return `There is no connection ${bold(refusal.connection)} any more. Begin again with \`/restore\` and choose another.`;
    case 'unknown-kind':
      return `No kind of restore on ${bold(refusal.connection)} is called ${name(refusal.kind)}. Begin again with \`/restore\` and choose another.`;
    case 'vendor-error':
      return `restorebot could not ask ${vendor}, so nothing was changed. ${line(whyText(refusal.why, kind))}`;
    case 'no-newer-backup':
      return `${first} has no newer backup than the one this request restores. Nothing was changed.`;
    case 'operation-not-ours':
      return `Operation ${name(refusal.operationId)} is not this restore: ${notOursText(refusal, vendor)}. Choose another, or close the request.`;
  }
}

/** A right that a setting gives, not a rule: for those whom it does not name, who has it says all. */
function settingText(cannot: string, { because }: { readonly because: Exclusion }, whoCan: string): string {
  return because === 'not-in-the-rule'
    ? `${cannot}. ${whoCan}`
    : `${cannot}: ${exclusions[because]} ${whoCan}`;
}

function notOursText(
  { because, owner }: Extract<ServiceRefusal, { code: 'operation-not-ours' }>,
  vendor: string,
): string {
  if (because === 'gone') return `${vendor} does not know this id`;
  if (because === 'no-match') return `${vendor} shows no restore with this id that matches the plan`;
  return `it belongs to ${owner === undefined ? 'another request' : `request ${requestName(owner)}`}`;
}

function deniedText({ rule, reason, guards }: Extract<ServiceRefusal, { code: 'denied-by-rule' }>): string {
  const what =
    guards === undefined
      ? 'forbids this restore'
      : `protects ${bold(guards)}, so its data must not be copied elsewhere`;
  return `The rule ${bold(rule)} ${what}: ${line(reason)} Ask the people who maintain restorebot’s rules.`;
}

function sharedChannelText({
  because,
  rule,
  to,
}: Extract<ServiceRefusal, { code: 'shared-channel' }>): string {
  const why =
    because === 'shared'
      ? `Another organization sees this request’s channel, and the rule ${bold(rule)} does not allow that`
      : `Slack did not say whether another organization sees this request’s channel, and the rule ${bold(rule)} does not allow that`;
  return to === 'ask'
    ? `${why}, so it was not asked. Use \`/restore\` in a channel of your organization${because === 'lookup-failed' ? ', or try again in a minute' : ''}.`
    : `${why}, so nothing was decided. ${because === 'lookup-failed' ? 'Try again in a minute.' : 'Withdraw the request and ask again in a channel of your organization.'}`;
}

/** Failures of restorebot or Redis; the text says what happened to the click, without guessing. */
export const failures = {
  storeAway: 'restorebot cannot reach its database right now, so nothing was stored. Try again in a minute.',
  storeAwayUnsure:
    'restorebot’s database did not answer, so what you did may have been stored. Look at the request’s card before you try again.',
  newerRecord:
    'A newer version of restorebot wrote this request, and an older one answered you, so nothing was changed. Try again in a minute.',
  foreignTeam:
    'This came from another workspace, so restorebot did nothing. Use it in the workspace where it is installed.',
  tooSlow: 'Slack gave up waiting before restorebot could open the form. Nothing was stored. Try again.',
  oldButton:
    'This button is from an older version of restorebot, so it does nothing. Use the newest card of the request, or `/restore status`.',
  unknownShortcut:
    'This version of restorebot does not know that shortcut, so nothing was done. `/restore` opens the form.',
  notItsCard:
    'This button is not on a message about that request, so restorebot did nothing. The audit has a note of it. Use the request’s own card: `/restore status` says in which channel it is.',
  notYourView:
    'This is not the form that restorebot opened for you, so restorebot did nothing. The audit has a note of it. Begin again from the card, or with `/restore`.',
  unreadable:
    'restorebot cannot read what Slack sent, so nothing was done. Try again. If it fails again, tell the people who run restorebot.',
  oldView:
    'This form is from an older version of restorebot. Nothing was stored. Begin again with `/restore`.',
  slackRefused: (code: string, reference: string) =>
    `Slack refused what restorebot wanted to show you (error ${name(code)}). Nothing was stored. Try again. If it fails again, tell the people who run restorebot: reference ${name(reference)}.`,
  beforeStoring: (reference: string) =>
    `Something went wrong in restorebot before anything was stored. Try again. If it fails again, tell the people who run restorebot: reference ${name(reference)}.`,
  unexpected: (reference: string) =>
    `Something went wrong in restorebot, and what you did may have been stored. Look at the request’s card before you try again. For the people who run restorebot: reference ${name(reference)}.`,
} as const;
