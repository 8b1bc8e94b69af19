import type { People } from '#core/approval.ts';
import { name } from './escape.ts';
import { limits } from './limits.ts';

/** Slack's ids: what is no id is shown, never put between angle brackets. */
const slackId = /^[A-Z][A-Z0-9_]{1,40}$/u;

/** Somebody, by Slack id; a client shows the name, and the person is notified. */
export function person(id: string): string {
  return slackId.test(id) ? `<@${id}>` : name(id);
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

/** Those who may agree, except some (the requester, who never counts and is not called upon); not a whole company. */
export function callUpon(people: People, ...except: readonly string[]): string {
  const users = people.users.filter((id) => !except.includes(id));
  const all = [...people.groups.map(group), ...users.map(person)];
  const more = all.length - limits.list;
  return listed(more > 0 ? [...all.slice(0, limits.list), `${more} more`] : all, 'or');
}
