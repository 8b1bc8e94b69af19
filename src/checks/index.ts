import type { CheckRunner } from '#core/data-check.ts';
import type { WebhookDeps } from './webhook.ts';

/** Runs the configuration's checks. Opens nothing, and loads no driver, until one is run: most processes never do. */
export function createCheckRunner(deps: WebhookDeps): CheckRunner {
  return {
    async run(check, restored, { signal }) {
      if (check.by === 'sql') return (await import('./sql.ts')).runSql(check, restored, signal);
      return (await import('./webhook.ts')).runWebhook(check, restored, signal, deps);
    },
  };
}
