import type { CheckRunner } from '#core/data-check.ts';
import { runSql } from './sql.ts';
import { runWebhook, type WebhookDeps } from './webhook.ts';

/** Runs the configuration's checks. Opens nothing until one is run. */
export function createCheckRunner(deps: WebhookDeps): CheckRunner {
  return {
    run: (check, restored, { signal }) =>
      check.by === 'sql' ? runSql(check, restored, signal) : runWebhook(check, restored, signal, deps),
  };
}
