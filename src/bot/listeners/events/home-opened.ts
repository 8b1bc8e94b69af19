import { depsFor, type ListenerDeps } from '../deps.ts';
import { readPayload, whyForeign } from '../forgery.ts';
import { HomeOpenedPayload } from '../payloads.ts';
import { showHome } from '../show-home.ts';

const command = 'home-opened';

/** Somebody opened restorebot's home tab: draws it for them. Slack sends the event for the messages tab, too. */
export function homeOpened(deps: ListenerDeps): (args: { readonly body: object }) => Promise<void> {
  return async ({ body }) => {
    const payload = await readPayload(deps, HomeOpenedPayload, body, command);
    if (payload?.event.tab !== 'home') return;
    const { user } = payload.event;
    const own = depsFor(deps, user);
    try {
      const from = { user: { id: user }, team: { id: payload.team_id } };
      if ((await whyForeign(own, from, command)) !== undefined) return;
      await own.onHomeOpened?.(user);
      await showHome(own, user);
    } catch (error) {
      deps.log.warn({ user, err: error }, 'home tab not drawn');
    }
  };
}
