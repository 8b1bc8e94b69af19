import type { App } from '@slack/bolt';
import { shortcuts } from '../../ids.ts';
import { failures } from '../../ui/refusals.ts';
import { onMessageShortcut } from '../calls.ts';
import type { ListenerDeps } from '../deps.ts';
import { otherThan } from '../other-than.ts';
import { tell } from '../tell.ts';
import { restoreAbout } from './restore-about.ts';

export function listenToShortcuts(app: App, deps: ListenerDeps): void {
  app.shortcut(
    { callback_id: shortcuts.restore, type: 'message_action' },
    onMessageShortcut(deps, 'restore', restoreAbout),
  );
  app.shortcut(
    { callback_id: otherThan([shortcuts.restore]), type: 'message_action' },
    onMessageShortcut(deps, 'unknown-shortcut', async (own, call) =>
      tell(own, call, failures.unknownShortcut),
    ),
  );
  // None of our manifests has one, and Slack must be answered.
  app.shortcut({ callback_id: /^/u, type: 'shortcut' }, async ({ ack }) => ack());
}
