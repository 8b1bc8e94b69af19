import type { App } from '@slack/bolt';
import { onCommand } from '../calls.ts';
import type { ListenerDeps } from '../deps.ts';
import { restore } from './restore.ts';
import { unknownCommand } from './unknown-command.ts';

export function listenToCommands(app: App, deps: ListenerDeps): void {
  app.command('/restore', onCommand(deps, 'restore', restore));
  app.command(/^\/(?!restore$)/u, onCommand(deps, 'unknown-command', unknownCommand));
}
