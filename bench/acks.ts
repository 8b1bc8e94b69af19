import { App, LogLevel, SocketModeReceiver } from '@slack/bolt';
import type { Logger } from 'pino';
import { startRestorebot } from '#app/start.ts';
import { sandboxTokens, workspace } from '#sandbox/scenario.ts';
import { slackApp } from '#sandbox/slack-app.ts';
import { createSlackClient } from '#sandbox/slack/client.ts';
import { startFakeSlack } from '#sandbox/slack/server.ts';
import type { RestoreService } from '#service/api.ts';
import { aPlan, anAsk } from '#test/support/builders.ts';
import { connectionName, floodedConfig } from './flooded.ts';
import { atOnce, say } from './measure.ts';

const count = 1_000;

/** A thousand commands at once, acknowledged by a bare Bolt app and by restorebot; then a thousand requests. */
export async function benchAcks(redisUrl: string, log: Logger): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const { manifest } = await slackApp('socket');
  const fake = stack.use(await startFakeSlack({ seed: workspace, manifest, ...sandboxTokens }));
  const ana = createSlackClient(fake.url).as('U0ANA');

  async function flood(who: string): Promise<void> {
    const outcomes = new Map<string, number>();
    const times = await atOnce(count, async () => {
      const { outcome } = await ana.command('#incidents', '/restore help');
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    });
    say(`${count} commands at once, ms until Slack has the answer (${who})`, {
      ...times,
      outcomes: JSON.stringify(Object.fromEntries(outcomes)),
    });
  }

  const bare = await startBare(fake.apiUrl);
  await flood('bare Bolt');
  await bare.stop();

  let service: RestoreService | undefined;
  const config = floodedConfig({ redisUrl, slackApiUrl: fake.apiUrl, connections: 3 });
  stack.use(
    await startRestorebot({ config, role: 'bot', log, around: { service: (made) => (service = made) } }),
  );
  await flood('restorebot');
  if (service !== undefined) await benchAsking(service);
}

async function startBare(slackApiUrl: string): Promise<App> {
  const receiver = new SocketModeReceiver({
    appToken: sandboxTokens.appToken,
    logLevel: LogLevel.ERROR,
    installerOptions: { clientOptions: { slackApiUrl } },
  });
  const token = sandboxTokens.botToken;
  const app = new App({ token, receiver, logLevel: LogLevel.ERROR, clientOptions: { slackApiUrl } });
  app.command('/restore', async ({ ack }) => ack());
  await app.start();
  return app;
}

/** A thousand reviewed forms, submitted at once: from the submission to the saved request. */
async function benchAsking(service: RestoreService): Promise<void> {
  const { planJson, impact, findings, fingerprint } = anAsk({
    plan: aPlan({ provider: 'cockroach', connection: connectionName(0), kind: 'database' }),
  });
  const reviewed = { planJson, impact, findings: [...findings], fingerprint };
  const ids = Array.from({ length: count }, () => service.newRequestId());
  for (const requestId of ids) {
    await service.saveDraft({
      requestId,
      requester: 'U0ANA',
      channel: 'C0INCIDENTS',
      connection: connectionName(0),
      kind: 'database',
      input: {},
      reason: 'a flood',
      reviewed,
    });
  }
  const codes = new Map<string, number>();
  const times = await atOnce(count, async (index) => {
    const requestId = ids[index] ?? '';
    const outcome = await service.ask({ requestId, by: 'U0ANA', commandId: `view-${requestId}` });
    const code = outcome.type === 'done' ? 'done' : outcome.refusal.code;
    codes.set(code, (codes.get(code) ?? 0) + 1);
  });
  say(`${count} requests at once, ms from the submission to the record`, {
    ...times,
    outcomes: JSON.stringify(Object.fromEntries(codes)),
  });
}
