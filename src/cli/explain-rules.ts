import type { Exclusion, People, Requirement } from '#core/approval.ts';
import { type Freeze, frozenBy } from '#core/freeze.ts';
import { guarded, type Match, misfit, type Subject } from '#core/match.ts';
import { type DenyRule, judge, type Judgement, type Policy, requirementOf, type Rule } from '#core/policy.ts';
import type { Directory } from '#core/ports.ts';
import { entitlementOf } from '#service/entitlement.ts';
import { type Described, optionOf } from './subject-options.ts';

/** Which rule decides about a restore, and why each other one does not; what it demands; which freezes matter. */
export function explain(policy: Policy, { subject, unsaid }: Described): readonly string[] {
  const { rules, freezes } = policy;
  const { connection, kind, impact, now } = subject;
  const judged = judge(rules, subject);
  const decides = judged.type === 'no-rule' ? undefined : judged.rule;
  return [
    `A ${kind} restore on ${connection} (${impact}) at ${now.toISOString()}:`,
    ...rules.map((rule) => `  ${rule === decides ? '→' : ' '} rule “${rule.name}”: ${whyOf(rule, decides)}`),
    '',
    ...(judged.type === 'no-rule' ? ['No rule matches, so nobody may ask for it.'] : decisionOf(judged)),
    ...(freezes.length === 0 ? [] : ['', ...freezesOf(freezes, subject)]),
  ];

  function whyOf(rule: Rule, deciding: Rule | undefined): string {
    if (rule.effect === 'deny') return whyDenied(rule);
    const part = misfit(rule.match, subject);
    if (part !== undefined) return `does not match: ${misfitText(part, rule.match, subject, unsaid)}`;
    if (rule === deciding) return 'decides: the first that matches';
    return deciding?.effect === 'deny'
      ? `matches, but “${deciding.name}” forbids it`
      : `matches, but “${deciding?.name ?? ''}” comes first`;
  }

  function whyDenied({ match }: DenyRule): string {
    const found = guarded(match, subject);
    if ('end' in found) {
      return found.end === 'target'
        ? 'matches, and forbids it'
        : `matches the source ${subject.source.name}, and forbids it: it protects both ends`;
    }
    const why = `does not match: ${misfitText(found.misfit, match, subject, unsaid)}`;
    const depends =
      unsaid.includes('sources') &&
      'end' in guarded(match, { ...subject, source: anySource(match), sourceTags: match.tags ?? {} });
    return depends ? `${why}; it protects sources, too, and no --source was given` : why;
  }
}

/** A source that the patterns mean; a pattern fits the text that it is. */
function anySource({ targets }: Match): Subject['source'] {
  const [first = ''] = targets ?? [];
  return { id: first, name: first };
}

function misfitText(
  part: keyof Match,
  match: Match,
  { connection, kind, impact, source, sourceTags, target, tags, channel }: Subject,
  unsaid: Described['unsaid'],
): string {
  const left = unsaid.find((each) => each === part);
  if (left !== undefined) return `it depends on ${part}, and no --${optionOf[left]} was given`;
  switch (part) {
    case 'connections':
      return `${part} ${listed(match.connections)} do not fit ${connection}`;
    case 'kinds':
      return `${part} ${listed(match.kinds)} do not fit ${kind}`;
    case 'impacts':
      return `${part} ${listed(match.impacts)} do not hold ${impact}`;
    case 'sources':
      return `${part} ${listed(match.sources)} do not fit ${source.name}`;
    case 'sourceTags':
      return `${part} ${pairs(match.sourceTags)} do not fit ${pairs(sourceTags)}`;
    case 'targets':
      return `${part} ${listed(match.targets)} do not fit ${target.name}`;
    case 'tags':
      return `${part} ${pairs(match.tags)} do not fit ${pairs(tags)}`;
    case 'channels':
      return `${part} ${listed(match.channels)} do not hold ${channel}`;
    case 'times':
      return `${part} ${match.times?.text ?? ''} do not cover this instant`;
  }
}

function decisionOf(judged: Exclude<Judgement, { type: 'no-rule' }>): readonly string[] {
  const { rule } = judged;
  if (rule.effect === 'deny') return [`Rule “${rule.name}” forbids it: ${rule.reason}`];
  const demand = requirementOf(rule);
  return [
    `Rule “${rule.name}” decides.`,
    `  may ask: ${peopleText(rule.ask)}`,
    `  must agree: ${agreementText(demand)}`,
    ...(rule.approve?.otherTeamThanRequester.map(
      (team) => `  where the requester is in ${team}, nobody in it counts`,
    ) ?? []),
    `  within ${minutes(demand.windowMs)}, and it starts within ${minutes(demand.startWithinMs)} of the last yes`,
    ...(demand.escalation === undefined
      ? []
      : [`  after ${minutes(demand.escalation.afterMs)} also: ${peopleText(demand.escalation.to)}`]),
    ...(demand.breakGlass === undefined
      ? []
      : [
          `  break-glass: ${peopleText(demand.breakGlass.people)}; reviewed by ${peopleText(demand.breakGlass.reviewers)}`,
        ]),
    `  channels that other organizations see: ${demand.sharedChannels ? 'allowed' : 'refused'}`,
  ];
}

function agreementText({ quorum, approvers, atLeast }: Requirement): string {
  if (quorum === 0) return 'nobody';
  const share = atLeast.map(({ group, count }) => `, at least ${count} of ${group}`).join('');
  return `${quorum} of ${peopleText(approvers)}${share}`;
}

function freezesOf(freezes: readonly Freeze[], subject: Subject): readonly string[] {
  const frozen = frozenBy(freezes, subject);
  return [
    frozen === undefined
      ? 'No freeze keeps it from starting at that time.'
      : `Freeze “${frozen.freeze.name}” keeps it from being approved and started ${frozen.until === undefined ? 'for good' : `until ${frozen.until.toISOString()}`}; what waits is ${frozen.freeze.pending === 'hold' ? 'held' : 'ended'}, break-glass ${frozen.freeze.breakGlass === 'passes' ? 'passes' : 'is refused'}.`,
    ...freezes.map(({ name, effect, match, times }) => {
      const part = misfit(match, subject);
      const about = part === undefined ? '' : ` (not about this restore: ${part})`;
      const next = times.nextAfter(subject.now)?.toISOString() ?? 'never again';
      return `  freeze “${name}”, ${effect}, ${times.text}; begins next: ${next}${about}`;
    }),
  ];
}

const because: Readonly<Record<Exclusion, string>> = {
  'not-in-the-rule': 'not among these people, nor in these groups',
  'of-the-requesters-team': 'of the requester’s team',
  deactivated: 'deactivated at Slack',
  bot: 'a bot or an app',
  guest: 'a guest',
  'from-another-workspace': 'from another workspace',
  'nobody-knows-them': 'unknown to Slack',
  'account-unclear': 'not known: Slack leaves out of the account what must be known',
  'lookup-failed': 'not known: Slack could not be asked just now',
  'lookup-refused': 'not known: Slack refuses to say, or knows no such group',
};

/** Whether somebody may ask for a restore and agree to it; without a directory, what cannot be known. */
export async function explainPerson(
  { rules }: Policy,
  subject: Subject,
  userId: string,
  directory: Directory | undefined,
): Promise<readonly string[]> {
  const judged = judge(rules, subject);
  if (judged.type !== 'allowed') return [`${userId} may not ask: no rule allows it.`];
  const { ask, approve } = judged.rule;
  const say = async (people: People) => {
    if (directory === undefined) {
      return people.users.includes(userId)
        ? 'yes, if Slack knows them as a full member'
        : 'not known without Slack: it depends on the groups';
    }
    const entitlement = await entitlementOf(directory, userId, people);
    return entitlement.type === 'entitled' ? 'yes' : `no (${because[entitlement.because]})`;
  };
  return [
    `${userId} may ask: ${await say(ask)}`,
    `${userId} may agree: ${approve === undefined ? 'nobody needs to' : `${await say(approve.from)}; never to their own request`}`,
  ];
}

function peopleText({ users, groups }: People): string {
  return listed([...groups, ...users]);
}

function listed(parts: readonly string[] | undefined): string {
  return parts === undefined || parts.length === 0 ? 'nobody' : parts.join(', ');
}

function pairs(tags: Match['tags']): string {
  const text = Object.entries(tags ?? {}).map(([name, value]) => `${name}=${value}`);
  return text.length === 0 ? 'none' : text.join(', ');
}

function minutes(ms: number): string {
  return ms % 60_000 === 0 ? `${ms / 60_000} min` : `${ms / 1_000} s`;
}
