import type { StoredRequest } from '#core/ports.ts';
import type { Rendered } from '../ui/blocks.ts';
import { inPerson, outOfThread } from '../ui/out-of-thread.ts';
import type { AnnouncerDeps } from './deps.ts';
import { postOnce } from './outbox.ts';
import type { Step, Telling } from './telling.ts';

/** Who gets direct messages where the channel takes none: the requester and everybody who voted. */
function concerned({ request, events }: StoredRequest): readonly string[] {
  const voters = events.flatMap((event) => (event.type === 'vote-cast' ? [event.vote.by] : []));
  return [...new Set([request.requester, ...voters])];
}

/**
 * Tells one line to everybody concerned by direct message. People who cannot be reached are skipped; `closed` where
 * nobody can be reached. Posting to a person's id needs no scope besides `chat:write`
 * (docs.slack.dev/reference/methods/chat.postMessage: channels), conversations.open would.
 */
export async function tellDirectly(
  deps: AnnouncerDeps,
  telling: Telling,
  line: { readonly key: string; readonly content: Rendered },
  because: string,
): Promise<Step> {
  const { request } = telling.stored;
  const saysSubject = line.key === 'card' || line.key === 'end';
  const content = inPerson(outOfThread(line.content, request, saysSubject), request, because);
  let current = telling;
  let reached = 0;
  let error = because;
  for (const person of concerned(telling.stored)) {
    const key = `${line.key}.${person}`;
    const slip = { key, nonce: `${request.id}.${key}`, channel: person, content };
    const step = await postOnce(deps, current, slip);
    if (step.type === 'no-thread') continue;
    if (step.type !== 'done' && step.type !== 'closed' && step.type !== 'gone') return step;
    current = step.telling;
    if (step.type === 'done') reached += 1;
    if (step.type === 'closed') error = step.error;
  }
  return reached > 0 ? { type: 'done', telling: current } : { type: 'closed', error, telling: current };
}
