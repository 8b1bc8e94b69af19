import { actorOf } from '#core/actor.ts';
import type { People } from '#core/approval.ts';
import { decidersOf, type RestoreRequest } from '#core/restore-request.ts';
import { name } from './escape.ts';
import { limits } from './limits.ts';

/** Slack's ids: what is no id is shown, never put between angle brackets. */
const slackId = /^[A-Z][A-Z0-9_]{1,40}$/u;

/** Somebody, by the stored id; a client shows a person's name, and they are notified. */
export function person(by: string): string {
  const actor = actorOf(by);
  if (actor.type !== 'person') return `the ${actor.type} ${name(actor.name)}`;
  return slackId.test(by) ? `<@${by}>` : name(by);
}

export function group(id: string): string {
  return slackId.test(id) ? `<!subteam^${id}>` : name(id);
}

export function channel(id: string): string {
  return slackId.test(id) ? `<#${id}>` : name(id);
}

/** "a, b and c" */
export function listed(parts: readonly string[], last = 'and'): string {
  if (parts.length <= 1) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} ${last} ${parts.at(-1) ?? ''}`;
}

/**
 * Those who may agree, except some. The requester never counts and is not notified, hence a group in which they are
 * is called by the names of the others. Not a whole company.
 */
export function mentionThose(
  { users, groups }: People,
  { requester, requirement: { othersIn = {} } }: Pick<RestoreRequest, 'requester' | 'requirement'>,
  ...except: readonly string[]
): string {
  const others = groups.flatMap((id) => othersIn[id] ?? []);
  const people = new Set([...users, ...others].filter((id) => id !== requester && !except.includes(id)));
  const whole = groups.filter((id) => othersIn[id] === undefined);
  const all = [...whole.map(group), ...[...people].map(person)];
  const more = all.length - limits.list;
  return listed(more > 0 ? [...all.slice(0, limits.list), `${more} more`] : all, 'or');
}

/** Those whose yes counts: the deciders, without the person who chose the plan. */
export function approvers(request: RestoreRequest, ...except: readonly string[]): string {
  return mentionThose(decidersOf(request), request, ...except, ...plannersOf(request));
}

/** The person who chose the plan that a request has now, where that was not the requester. */
export function plannersOf({ plannedBy }: Pick<RestoreRequest, 'plannedBy'>): readonly string[] {
  return plannedBy === undefined ? [] : [plannedBy];
}

/** Those who may decide about a request now. */
export function deciders(request: RestoreRequest): string {
  return mentionThose(decidersOf(request), request);
}
