import type { Requirement, Unanswered } from '#core/approval.ts';
import { type Closed, closedBy, type Frozen, frozenBy } from '#core/freeze.ts';
import type { Subject } from '#core/match.ts';
import { type AllowRule, judge, objectivesFor, requirementOf } from '#core/policy.ts';
import type { Preflight } from '#core/provider.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import type { RestoreRequest } from '#core/restore-request.ts';
import type { ServiceDeps } from './deps.ts';
import { entitlementOf, unansweredIn } from './entitlement.ts';
import type { ServiceRefusal } from './outcome.ts';
import { whyNotInChannel } from './shared-channel.ts';

/** What the rules and freezes say about a restore that somebody wants. */
export type Judged =
  | {
      readonly type: 'allowed';
      readonly rule: AllowRule;
      readonly requirement: Requirement;
      readonly frozen: Frozen | undefined;
      /** It may be asked, and nobody can approve it before this is over. */
      readonly closed: Closed | undefined;
    }
  | { readonly type: 'refused'; readonly refusal: ServiceRefusal };

/** What a preflight found of both ends of a restore. */
type Ends = Pick<Preflight, 'impact'> & {
  readonly tags?: Preflight['tags'] | undefined;
  readonly sourceTags?: Preflight['sourceTags'] | undefined;
};

/** What the rules are asked about: this plan, as preflight found its ends, for a card in this channel. */
export function subjectOf(
  { connection, kind, source, target }: RestorePlan,
  { impact, tags = {}, sourceTags = {} }: Ends,
  channel: string,
  now: Date,
): Subject {
  return { connection, kind, impact: impact.type, source, sourceTags, target, tags, channel, now };
}

/** Those whose own restore it is: they cannot approve it. */
export type Askers = Pick<RestoreRequest, 'requester' | 'plannedBy'>;

/** Judges a restore as the configuration is now, for its requester. A lookup that fails refuses. */
export async function judgeFor(
  { policy, directory }: Pick<ServiceDeps, 'policy' | 'directory'>,
  askers: Askers,
  subject: Subject,
): Promise<Judged> {
  const judged = judge(policy.rules, subject);
  const { connection, kind } = subject;
  if (judged.type === 'no-rule') return refused({ code: 'no-rule', connection, kind });
  if (judged.type === 'denied') {
    const { name, reason } = judged.rule;
    const guards = judged.end === 'source' ? { guards: subject.source.name } : {};
    return refused({ code: 'denied-by-rule', rule: name, reason, ...guards });
  }
  const { rule } = judged;
  const teams = await teamsOf(directory, askers.requester, rule.approve?.otherTeamThanRequester ?? []);
  if (typeof teams === 'string') return refused({ code: 'may-not-ask', because: teams });
  const objectives = objectivesFor(policy.objectives ?? [], subject);
  return {
    type: 'allowed',
    rule,
    requirement: await namingOthers(directory, askers, {
      ...requirementOf(rule, teams),
      ...(objectives.length === 0 ? {} : { objectives: [...objectives] }),
    }),
    frozen: frozenBy(policy.freezes, subject),
    closed: closedBy(policy.freezes, subject),
  };
}

/** Why a restore cannot even be asked for by this person in this channel now, under a rule that allows it. */
export async function whyNotAsk(
  deps: Pick<ServiceDeps, 'directory' | 'channels'>,
  requester: string,
  channel: string,
  { rule, requirement, frozen }: Extract<Judged, { type: 'allowed' }>,
): Promise<ServiceRefusal | undefined> {
  if (frozen?.freeze.pending === 'end') {
    return { code: 'frozen', freeze: frozen.freeze.name, until: frozen.until };
  }
  const entitlement = await entitlementOf(deps.directory, requester, rule.ask);
  if (entitlement.type === 'refused') return { code: 'may-not-ask', because: entitlement.because };
  return whyNotInChannel(deps, channel, requirement, 'ask');
}

/** Those of the teams in which somebody is now. */
async function teamsOf(
  directory: ServiceDeps['directory'],
  userId: string,
  teams: readonly string[],
): Promise<readonly string[] | Unanswered> {
  const members = await Promise.all(teams.map((team) => directory.members(team)));
  return unansweredIn(members) ?? teams.filter((_, index) => members[index]?.includes(userId));
}

function refused(refusal: ServiceRefusal): Judged {
  return { type: 'refused', refusal };
}

/** A larger group is mentioned as a whole, requester included: nobody reads so many names. */
const mostNamed = 10;

/** The requirement, with the names of those who are in one group with an asker; a failing lookup names nobody. */
async function namingOthers(
  directory: ServiceDeps['directory'],
  { requester, plannedBy }: Askers,
  requirement: Requirement,
): Promise<Requirement> {
  const askers = [requester, ...(plannedBy === undefined ? [] : [plannedBy])];
  const { approvers, escalation, breakGlass } = requirement;
  const groups = new Set(
    [approvers, escalation?.to, breakGlass?.reviewers].flatMap((people) => people?.groups ?? []),
  );
  const known = await Promise.all(
    [...groups].map(async (group) => {
      const members = await directory.members(group);
      if (typeof members === 'string' || !members.some((id) => askers.includes(id))) return [];
      const others = members.filter((id) => !askers.includes(id));
      return others.length > mostNamed ? [] : [[group, others] as const];
    }),
  );
  const othersIn = Object.fromEntries(known.flat());
  return Object.keys(othersIn).length === 0 ? requirement : { ...requirement, othersIn };
}
