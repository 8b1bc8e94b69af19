import type { App } from '@slack/bolt';
import { formActions } from '../../ids.ts';
import { messageOption } from '../../ui/form/choice.ts';
import type { ListenerDeps } from '../deps.ts';
import { otherThan } from '../other-than.ts';
import { onSuggestion } from '../suggestion.ts';
import { fieldChoices } from './field-choices.ts';

export function listenToOptions(app: App, deps: ListenerDeps): void {
  app.options(
    { action_id: formActions.field, type: 'block_suggestion' },
    onSuggestion(deps, 'choices', fieldChoices),
  );
  app.options(
    { action_id: otherThan([formActions.field]), type: 'block_suggestion' },
    onSuggestion(deps, 'unknown-menu', async () => [
      messageOption('This menu is from an older version of restorebot'),
    ]),
  );
}
