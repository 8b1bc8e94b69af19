import { after } from '#core/instant.ts';
import { authentic, type StoredRequest } from '#core/ports.ts';
import type { Message, Thread } from '#core/thread.ts';
import type { AnnouncerDeps } from './deps.ts';

/** One run of the announcer: the request as it was read, its thread as it was last written. */
export interface Telling {
  readonly stored: StoredRequest;
  /** `monotonicMs` just after the read. */
  readonly loadedAtMs: number;
}

/** How a step ended. */
export type Step =
  | { readonly type: 'done'; readonly telling: Telling }
  /** Another process wrote, or the card must be posted again: load and restart. */
  | { readonly type: 'again' }
  | { readonly type: 'later'; readonly at: Date }
  /** Slack does not answer. */
  | { readonly type: 'away' }
  /** This place takes no messages of ours. */
  | { readonly type: 'closed'; readonly error: string; readonly telling: Telling }
  /** Slack takes our messages in no place. */
  | { readonly type: 'barred'; readonly error: string };

/** `undefined`: there is no such request, or its record does not verify. */
export async function load(deps: AnnouncerDeps, requestId: string): Promise<Telling | undefined> {
  const stored = authentic(await deps.store.load(requestId));
  return stored === undefined ? undefined : tellingOf(deps, stored);
}

export function tellingOf({ monotonicMs }: AnnouncerDeps, stored: StoredRequest): Telling {
  return { stored, loadedAtMs: monotonicMs() };
}

/** Redis's time now, as far as this process can tell. */
export function nowOf(deps: AnnouncerDeps, telling: Telling): Date {
  return after(telling.stored.now, deps.monotonicMs() - telling.loadedAtMs);
}

export function laterBy(deps: AnnouncerDeps, telling: Telling, ms: number): Step {
  return { type: 'later', at: after(nowOf(deps, telling), ms) };
}

/** Writes the thread; `again` where somebody else wrote first. */
export async function write(
  deps: AnnouncerDeps,
  telling: Telling,
  change: Omit<Thread, 'version'>,
): Promise<Extract<Step, { type: 'done' | 'again' }>> {
  const { stored } = telling;
  const { request } = stored;
  const thread = { ...change, version: stored.thread.version + 1 };
  const due = deps.dueOf({ ...stored, thread, now: nowOf(deps, telling) });
  const saved = await deps.store.saveThread(request.id, request.version, thread, due);
  if (!saved) return { type: 'again' };
  return { type: 'done', telling: { ...telling, stored: { ...stored, thread } } };
}

/** The card's key among the messages of a thread; all others are keys of `lines`. */
export const cardKey = 'card';

export function messageAt(thread: Thread, key: string): Message | undefined {
  return key === cardKey ? thread.card : thread.lines[key];
}

export function withMessage(thread: Thread, key: string, message: Message): Thread {
  if (key === cardKey) return { ...thread, card: message };
  return { ...thread, lines: { ...thread.lines, [key]: message } };
}

export function withoutMessage(thread: Thread, key: string): Thread {
  if (key === cardKey) {
    const { card: _, cardDigest: __, ...rest } = thread;
    return rest;
  }
  return {
    ...thread,
    lines: Object.fromEntries(Object.entries(thread.lines).filter(([other]) => other !== key)),
  };
}
