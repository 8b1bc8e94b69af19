import type { JsonObject } from '../control-types.ts';
import { SlackError } from '../slack-error.ts';
import type { World } from '../world.ts';

/** What a method is given besides its arguments. */
export interface CallContext {
  readonly world: World;
  /** `http://127.0.0.1:…`, without a slash at its end. */
  readonly baseUrl: string;
  /** The scopes of the bot token, as Slack's `provided` lists them. */
  readonly scopes: ReadonlySet<string>;
  /** A single-use `ws://…` address. */
  readonly newSocketUrl: () => string;
}

/** Does it and returns what follows `ok: true`, or throws a SlackError. */
export type Run = (context: CallContext, args: JsonObject) => JsonObject;

export interface Method {
  /** The call needs one of these; none means any valid token will do. */
  readonly anyOf: readonly string[];
  readonly token: 'bot' | 'app';
  readonly run: Run;
}

/**
 * A method of one workspace: a token of a whole organization must say which
 * (docs.slack.dev/reference/methods/usergroups.users.list: `team_id`).
 */
export function teamMethod(anyOf: readonly string[], run: Run): Method {
  return botMethod(anyOf, (context, args) => {
    const { team, enterprise } = context.world;
    if (enterprise?.isOrgInstall !== true) return run(context, args);
    if (typeof args['team_id'] !== 'string' || args['team_id'] === '') {
      throw new SlackError('missing_argument', { response_metadata: { messages: ['team_id'] } });
    }
    if (args['team_id'] !== team.id) throw new SlackError('team_access_not_granted');
    return run(context, args);
  });
}

export function botMethod(anyOf: readonly string[], run: Run): Method {
  return { anyOf, token: 'bot', run };
}

/** Throws Slack's `missing_scope` with `needed` and `provided`. */
export function needScope(context: CallContext, ...anyOf: readonly string[]): void {
  if (anyOf.length === 0 || anyOf.some((scope) => context.scopes.has(scope))) return;
  throw new SlackError('missing_scope', { needed: anyOf.join(','), provided: [...context.scopes].join(',') });
}

/** One page of a list: `cursor` and `limit` in, `response_metadata.next_cursor` out. */
export function page<T>(
  items: readonly T[],
  cursor: string | undefined,
  limit: number,
): { readonly items: readonly T[]; readonly next: string } {
  const from =
    cursor === undefined || cursor === '' ? 0 : Number(Buffer.from(cursor, 'base64').toString('utf8'));
  if (!Number.isInteger(from) || from < 0) throw new SlackError('invalid_cursor');
  const end = from + limit;
  return {
    items: items.slice(from, end),
    next: end < items.length ? Buffer.from(String(end)).toString('base64') : '',
  };
}
