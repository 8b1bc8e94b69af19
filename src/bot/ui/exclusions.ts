import type { Exclusion } from '#core/approval.ts';

/** Why a person may not do something: the end of a sentence that begins with what they wanted. */
export const exclusions: Readonly<Record<Exclusion, string>> = {
  'not-in-the-rule':
    'you are in none of the groups that the rule names. Ask one of those who are, or the people who maintain restorebot’s rules.',
  'of-the-requesters-team':
    'you are on the requester’s own team, and the rule needs an approval from another team.',
  deactivated: 'your Slack account is deactivated.',
  bot: 'bots and apps cannot; a person must.',
  guest: 'guests of this workspace cannot; ask a full member.',
  'from-another-workspace': 'people from another workspace cannot; ask a member of this one.',
  'nobody-knows-them': 'Slack does not show your account to restorebot. Ask a workspace admin.',
  'account-unclear':
    'Slack does not tell restorebot enough about your account. Trying again does not change that. Ask the people who run restorebot: its log names the missing fields.',
  'lookup-refused':
    'Slack refuses to tell restorebot who you are or who is in the rule’s groups. Trying again does not change that. Ask the people who run restorebot: its log has Slack’s error code.',
  'lookup-failed':
    'Slack did not answer when restorebot asked whether you may, so the answer is no. Try again in a minute.',
};
