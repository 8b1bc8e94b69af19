import { isDeepStrictEqual } from 'node:util';
import type { RequestEvent } from '#core/events.ts';
import { readPlan, type RestorePlan } from '#core/restore-plan.ts';
import type { Evidence, Post } from './evidence.ts';
import { wouldSend } from './would-send.ts';

/** What happened to one request, also what a Redis that was set back forgot. */
export interface History {
  readonly id: string;
  readonly requester: string;
  /** The number of the ask that it comes from. */
  readonly ask: number;
  readonly plan: RestorePlan;
  readonly digest: string;
  /** In the order in which they were saved. */
  readonly events: readonly RequestEvent[];
}

export function historiesOf({ record, forgotten }: Evidence): readonly History[] {
  const byId = new Map<string, RequestEvent[]>();
  for (const { audit } of [...forgotten, record]) {
    for (const { requestId, event } of audit) {
      const events = byId.get(requestId) ?? [];
      if (!events.some((each) => isDeepStrictEqual(each, event))) events.push(event);
      byId.set(requestId, events);
    }
  }
  return [...byId].flatMap(([id, events]) => {
    const asked = events.find((event) => event.type === 'asked');
    if (asked === undefined) return [];
    const { plan, digest } = readPlan(asked.planJson);
    const ask = Number(/^story (\d+):/u.exec(asked.reason)?.[1]);
    return [{ id, requester: asked.by ?? '', ask, plan, digest, events }];
  });
}

/** A POST, and the intent that it belongs to. */
export interface Submission {
  readonly post: Post;
  readonly history: History | undefined;
  /** Where among the request's events the intent stands; -1: there is none before the POST. */
  readonly at: number;
}

/** Each POST belongs to the newest intent before it of a request that asks for exactly this. */
export function submissionsOf(
  { posts }: Pick<Evidence, 'posts'>,
  histories: readonly History[],
): readonly Submission[] {
  return posts.map((post) => {
    const intents = histories
      .filter(({ plan }) => plan.connection === post.connection && wouldSend(plan, post))
      .flatMap((history) => history.events.map((event, at) => ({ history, event, at })))
      .filter(({ event }) => event.type === 'dispatched' && event.at <= post.at)
      .toSorted((a, b) => a.event.at.getTime() - b.event.at.getTime());
    const last = intents.at(-1);
    return { post, history: last?.history, at: last?.at ?? -1 };
  });
}
