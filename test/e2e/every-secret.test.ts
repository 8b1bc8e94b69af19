import { Redis } from 'ioredis';
import { describe, expect, test } from 'vitest';
import { sqlReader, sandboxTokens } from '#sandbox/scenario.ts';
import { createSlackClient, type SlackClient } from '#sandbox/slack/client.ts';
import type { ShownMessage } from '#sandbox/slack/control-types.ts';
import { type Sandbox, startSandbox } from '#sandbox/start.ts';
import { patience } from '#test/support/patience.ts';
import { everythingIn, holding } from '#test/support/redis-contents.ts';
import { startOwnRedis } from '#test/support/redis-own.ts';
import { approve, askFor, cardNow, channel } from '#test/support/story.ts';
import { type SecretStory, secretStories } from './secret-stories.ts';

async function play(
  slack: SlackClient,
  { command, answers, typed, needsNobody }: SecretStory,
): Promise<ShownMessage> {
  const card = await askFor(slack, { command, answers: { ...answers, 'Reason or incident': 'INC-60' } });
  if (needsNobody !== true) await approve(slack, card, typed === undefined ? {} : { typed });
  await expect.poll(() => cardNow(slack, card), patience).toMatch(/Restored|ready/i);
  return card;
}

/** Shows Ana what came with a restore, and gives it as it stands in her window. */
async function reveal(slack: SlackClient, card: ShownMessage): Promise<string> {
  const ana = slack.as('U0ANA');
  await expect.poll(() => cardNow(slack, card), patience).toContain('Show secret…');
  await ana.click({ channel, ts: card.ts }, 'Show secret…');
  const text = async () => JSON.stringify((await ana.modals()).at(-1)?.view['blocks'] ?? []);
  await expect.poll(text, patience).toContain('rich_text_preformatted');
  const [, secret = ''] =
    /"rich_text_preformatted","elements":\[\{"type":"text","text":"([^"]+)"/.exec(await text()) ?? [];
  await ana.close({ all: true });
  return secret;
}

/** The credential of every connection, once in the middle of an error and once in an answer that nobody expects. */
function echoCredentials({ vendors }: Sandbox): void {
  for (const { simulator, secret } of vendors.all) {
    const message = `the key ${secret} is not liked today`;
    const body = { message, error: message, detail: message, errorCode: 'X' };
    simulator.fault({ method: 'GET', times: 2, action: { type: 'status', status: 400, body } });
    simulator.fault({ method: 'GET', times: 1, action: { type: 'status', status: 200, body } });
  }
}

/** Opens a form and asks for what its first select offers; the vendor answers with the credential in its mouth. */
async function meetErrors(slack: SlackClient, { command, answers }: SecretStory): Promise<void> {
  const ana = slack.as('U0ANA');
  const [[field, wanted] = ['', '']] = Object.entries(answers);
  await ana.command(channel, command);
  const form = async () => JSON.stringify((await ana.modals()).at(-1)?.view['blocks'] ?? []);
  await expect.poll(form, patience).toContain(`"${field}"`);
  for (let time = 0; time < 3; time += 1) await ana.fillIn({ [field]: wanted }).catch(() => undefined);
  await ana.close({ all: true });
}

describe('after a restore at every vendor', () => {
  test('F28: no credential and nothing that a vendor returned stands in Redis, the log, Slack or an error', async () => {
    await using redis = await startOwnRedis();
    const logged: string[] = [];
    await using sandbox = await startSandbox({
      port: 0,
      host: '127.0.0.1',
      env: { REDIS_URL: redis.url },
      level: 'debug',
      write: (line) => void logged.push(line),
    });
    const { all } = sandbox.vendors;
    for (const { simulator } of all) simulator.clock.setSpeed(20);
    const slack = createSlackClient(sandbox.url);
    const credentials = Object.fromEntries(all.map(({ name, secret }) => [name, secret]));
    const cards = new Map<string, ShownMessage>();
    for (const [name, story] of Object.entries(secretStories)) cards.set(name, await play(slack, story));
    echoCredentials(sandbox);
    for (const story of Object.values(secretStories)) await meetErrors(slack, story);
    const left = all.filter(({ simulator }) => simulator.faults().length === 3);
    expect(
      left.map(({ name }) => name),
      'vendors that were not asked',
    ).toEqual([]);
    for (const { simulator } of all) simulator.clearFaults();
    const handed: string[] = [];
    for (const name of ['zilliz', 'atlas']) {
      const card = cards.get(name);
      if (card !== undefined) handed.push(await reveal(slack, card));
    }

    expect(handed.map((secret) => secret.length > 7)).toEqual([true, true]);
    const secrets = {
      ...credentials,
      'bot token': sandboxTokens.botToken,
      'app token': sandboxTokens.appToken,
      'password of a check': sqlReader.password,
      password: handed[0] ?? '',
      link: handed[1] ?? '',
    };
    const client = new Redis(redis.url);
    const kept = await everythingIn(client, '');
    client.disconnect();
    const calls = await slack.calls();
    const messages = JSON.stringify(
      await Promise.all(['U0ANA', 'U0BEN'].map((id) => slack.as(id).messages(channel))),
    );
    for (const [what, secret] of Object.entries(secrets)) {
      expect({ [what]: holding(kept, secret) }).toEqual({ [what]: [] });
      expect({ [what]: logged.filter((line) => line.includes(secret)) }).toEqual({ [what]: [] });
      expect({ [what]: messages.includes(secret) }).toEqual({ [what]: false });
      const told = calls
        .filter((call) => JSON.stringify(call.args).includes(secret))
        .map(({ method }) => method);
      // What was returned is shown in the requester's window, and that is all.
      expect({ [what]: [...new Set(told)] }).toEqual({
        [what]: handed.includes(secret) ? ['views.update'] : [],
      });
    }
  });
});
