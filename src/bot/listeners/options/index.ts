import type { App } from '@slack/bolt';
import { formActions } from '../../ids.ts';
import { failures } from '../../ui/refusals.ts';
import type { ListenerDeps } from '../deps.ts';
import { otherThan } from '../other-than.ts';
import { onSuggestion } from '../suggestion.ts';
import { fieldChoices, formWithNote } from './field-choices.ts';

export function listenToOptions(app: App, deps: ListenerDeps): void {
  app.options(
    { action_id: formActions.field, type: 'block_suggestion' },
    onSuggestion(deps, 'choices', { choices: fieldChoices, noted: formWithNote }),
  );
  app.options(
    { action_id: otherThan([formActions.field]), type: 'block_suggestion' },
    onSuggestion(deps, 'unknown-menu', {
      choices: async () => ({ type: 'over', text: failures.oldView }),
      noted: formWithNote,
    }),
  );
}
