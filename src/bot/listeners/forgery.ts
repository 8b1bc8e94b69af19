import type { z } from 'zod';
import type { ListenerDeps } from './deps.ts';
import type { SuggestionPayload } from './payloads.ts';
import { commandName } from './refuse.ts';

/** Something that came with a valid signature and yet cannot be meant, and who sent it. */
export interface Forgery {
  readonly code: 'other-workspace' | 'not-its-card' | 'not-your-form' | 'old-form' | 'unreadable-payload';
  readonly user: string;
  /** What was tried. */
  readonly listener: string;
  readonly requestId?: string;
  readonly team?: string | undefined;
  /** More for the log. */
  readonly facts?: object;
}

/** Logs and audits it. */
export async function noteForgery({ log, refusals }: ListenerDeps, forgery: Forgery): Promise<void> {
  const { code, user, listener, requestId, team, facts } = forgery;
  log.warn({ reason: code, user, listener, requestId, team, ...facts }, 'refused what Slack delivered');
  await refusals.note({
    by: user,
    command: commandName(listener),
    code,
    ...(requestId === undefined ? {} : { requestId }),
    ...(team === undefined ? {} : { team }),
  });
}

/** A payload, if it has the shape and the sizes that Slack's have. */
export async function readPayload<Payload>(
  deps: ListenerDeps,
  shape: z.ZodType<Payload>,
  body: object,
  listener: string,
): Promise<Payload | undefined> {
  const read = shape.safeParse(body);
  if (read.success) return read.data;
  const facts = { paths: read.error.issues.map(({ path }) => path.join('.')) };
  await noteForgery(deps, { code: 'unreadable-payload', user: 'unknown', listener, facts });
  return undefined;
}

/** Whether a modal that comes with a payload is as we opened it for this person; or what they are told. */
export async function hasOurView(
  deps: ListenerDeps,
  { user, view }: Pick<SuggestionPayload, 'user' | 'view'>,
  listener: string,
): Promise<'yes' | 'oldView' | 'notYourView'> {
  if (view === undefined) return 'yes';
  switch (deps.stamp.judge(view, user.id)) {
    case 'ours':
      return 'yes';
    case 'unmarked':
      await noteForgery(deps, { code: 'old-form', user: user.id, listener });
      return 'oldView';
    case 'forged':
      await noteForgery(deps, { code: 'not-your-form', user: user.id, listener });
      return 'notYourView';
  }
}
