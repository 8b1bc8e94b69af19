import { renderStory } from '../../ui/audit-story.ts';
import { refusalText } from '../../ui/refusals.ts';
import type { CommandCall } from '../calls.ts';
import type { ListenerDeps } from '../deps.ts';
import { meantBy } from '../find-request.ts';
import { tell } from '../tell.ts';

const whichOne =
  'Which request? `/restore audit &lt;id&gt;`. The id is at the foot of its card, and `/restore history &lt;target&gt;` lists those of restores that have ended.';

/** One request's story; only the person who asks sees it. */
export async function audit(deps: ListenerDeps, call: CommandCall, typed: string | undefined): Promise<void> {
  if (typed === undefined) return tell(deps, call, whichOne);
  const requestId = await meantBy(deps, call, typed);
  if (requestId === undefined) return;
  const outcome = await deps.service.story({ requestId, by: call.user });
  return tell(
    deps,
    call,
    outcome.type === 'refused'
      ? refusalText(outcome.refusal)
      : renderStory(requestId, outcome.entries, {
          problem: outcome.problem,
          kindOf: ({ connection, kind }) => deps.service.kind(connection, kind),
        }),
  );
}
