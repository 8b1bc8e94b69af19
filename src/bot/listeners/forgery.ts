import type { z } from 'zod';
import { isUnknown } from '#core/approval.ts';
import { defined, withoutNulls } from '#core/defined.ts';
import { exclusions } from '../ui/exclusions.ts';
import { failures } from '../ui/refusals.ts';
import type { ListenerDeps } from './deps.ts';
import type { SubmissionPayload, SuggestionPayload } from './payloads.ts';

/** A delivery with a valid signature that restorebot did not cause, and who sent it. */
export interface Forgery {
  readonly code: 'other-workspace' | 'not-its-card' | 'not-your-form' | 'old-form' | 'unreadable-payload';
  readonly user: string;
  /** What was tried. */
  readonly command: string;
  readonly requestId?: string;
  readonly team?: string | undefined;
  /** More for the log. */
  readonly facts?: object;
}

/** Logs and audits it. */
export async function noteForgery({ log, refusals }: ListenerDeps, forgery: Forgery): Promise<void> {
  const { code, user, command, requestId, team, facts } = forgery;
  log.warn({ reason: code, user, command, requestId, team, ...facts }, 'slack payload refused');
  await refusals.note({ by: user, command, code, ...defined({ requestId, team }) });
}

/**
 * Why an act is none of our workspace's, as text; `undefined` where it is. Where it happened decides. Somebody who
 * came from another workspace may belong to ours as well (in an organization) or not (Slack Connect): the directory
 * knows, and without its answer nothing is done.
 */
export async function whyForeign(
  deps: ListenerDeps,
  { user, team }: Pick<SubmissionPayload, 'user' | 'team'>,
  command: string,
): Promise<string | undefined> {
  const foreign = async (from: string | undefined) => {
    await noteForgery(deps, { code: 'other-workspace', user: user.id, command, team: from });
    return failures.foreignTeam;
  };
  if (team?.id !== undefined && !deps.isOurTeam(team.id)) return foreign(team.id);
  if (user.team_id === undefined) return team?.id === undefined ? foreign(undefined) : undefined;
  if (deps.isOurTeam(user.team_id)) return undefined;
  const standing = await deps.directory?.standing(user.id);
  if (standing === undefined) return foreign(user.team_id);
  if (standing.type === 'member') return undefined;
  const { because } = standing;
  if (isUnknown(because)) return `restorebot did nothing: ${exclusions[because]}`;
  // Bots and guests of our workspace are told by the use case why they may not.
  const isElsewhere = because === 'from-another-workspace' || because === 'nobody-knows-them';
  return isElsewhere ? foreign(user.team_id) : undefined;
}

/** A payload, if it has the shape and the sizes that Slack's have. */
export async function readPayload<Payload>(
  deps: ListenerDeps,
  shape: z.ZodType<Payload>,
  body: object,
  command: string,
): Promise<Payload | undefined> {
  const read = shape.safeParse(withoutNulls(body));
  if (read.success) return read.data;
  const facts = { paths: read.error.issues.map(({ path }) => path.join('.')) };
  await noteForgery(deps, { code: 'unreadable-payload', user: 'unknown', command, facts });
  return undefined;
}

/** Whether a modal that comes with a payload is as we opened it for this person; or what they are told. */
export async function hasOurView(
  deps: ListenerDeps,
  { user, view }: Pick<SuggestionPayload, 'user' | 'view'>,
  command: string,
): Promise<'yes' | 'oldView' | 'notYourView'> {
  if (view === undefined) return 'yes';
  switch (deps.stamp.judge(view, user.id)) {
    case 'ours':
      return 'yes';
    case 'unmarked':
      await noteForgery(deps, { code: 'old-form', user: user.id, command });
      return 'oldView';
    case 'forged':
      await noteForgery(deps, { code: 'not-your-form', user: user.id, command });
      return 'notYourView';
  }
}
