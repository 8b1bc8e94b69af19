import type { App } from '@slack/bolt';
import type { ListenerDeps } from '../deps.ts';
import { homeOpened } from './home-opened.ts';

export function listenToEvents(app: App, deps: ListenerDeps): void {
  app.event('app_home_opened', homeOpened(deps));
}
