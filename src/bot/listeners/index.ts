import type { App } from '@slack/bolt';
import { listenToActions } from './actions/index.ts';
import { listenToCommands } from './commands/index.ts';
import type { ListenerDeps } from './deps.ts';
import { listenToEvents } from './events/index.ts';
import { listenToOptions } from './options/index.ts';
import { listenToShortcuts } from './shortcuts/index.ts';
import { listenToViews } from './views/index.ts';

/** Everything Slack may send us; what nobody knows is acknowledged and answered too. */
export function listen(app: App, deps: ListenerDeps): void {
  listenToCommands(app, deps);
  listenToShortcuts(app, deps);
  listenToActions(app, deps);
  listenToViews(app, deps);
  listenToOptions(app, deps);
  listenToEvents(app, deps);
}
