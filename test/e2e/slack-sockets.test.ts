import { describe, expect, test } from 'vitest';
import { patience } from '#test/support/patience.ts';
import { redisUrl, testPrefix } from '#test/support/redis.ts';
import { channel, modalSays } from '#test/support/story.ts';
import { readiness, startWorld, type World } from '#test/support/world.ts';

type Options = Omit<Parameters<typeof startWorld>[0], 'redisUrl' | 'prefix'>;
const world = (options: Options = {}) =>
  startWorld({ redisUrl: redisUrl(), prefix: testPrefix(), ...options });
/** `ready`, or what is wrong. */
const openSockets = async ({ slack }: World) => (await slack.sockets()).length;

/** Waits until so many sockets of Slack's are open; gives how long that took, milliseconds. */
async function untilOpen(here: World, count: number): Promise<number> {
  const from = performance.now();
  await expect.poll(() => openSockets(here), patience).toBe(count);
  return performance.now() - from;
}

/** What the person was told by Slack itself or by the bot, in this channel. */
async function hints(here: World, user: string): Promise<string> {
  const messages = await here.slack.as(user).messages(channel);
  return messages.map(({ text }) => text).join('\n');
}

/** Types `/restore`, and waits until the form is there. */
async function restoreOpens(here: World, user = 'U0ANA'): Promise<void> {
  const person = here.slack.as(user);
  await person.command(channel, '/restore');
  await modalSays(person, 'Connection');
  await person.close({ all: true });
}

describe('a connection that Slack closes', () => {
  test.each(['refresh_requested', 'warning', 'abrupt'] as const)(
    'F25: %s: one socket alone is open again at once, and commands are handled',
    async (reason) => {
      await using here = await world();
      await here.start('bot');

      await here.slack.disconnect({ reason });
      const deafMs = await untilOpen(here, 1);

      expect(deafMs).toBeLessThan(3_000);
      await restoreOpens(here);
    },
  );

  test('F25: with two sockets and one refreshing, a command is handled at once', async () => {
    await using here = await world({ sockets: 2 });
    const bot = await here.start('bot');
    const [first] = await here.slack.sockets();

    await here.slack.disconnect({ id: first?.id ?? '' });
    const from = performance.now();
    const outcome = await here.slack.as('U0ANA').command(channel, '/restore');

    expect(outcome.outcome).toBe('acked');
    expect(performance.now() - from).toBeLessThan(3_000);
    expect(await readiness(bot)).toContain('"ready"');
    await modalSays(here.slack.as('U0ANA'), 'Connection');
  });

  test('F25: both replicas refreshing at once: nobody’s command is lost without a hint, and both come back', async () => {
    await using here = await world({ sockets: 2 });
    await here.start('bot');
    await here.start('bot');
    await untilOpen(here, 4);

    await here.slack.disconnect();
    const outcome = await here.slack.as('U0ANA').command(channel, '/restore');
    const deafMs = await untilOpen(here, 4);

    if (outcome.ok) await modalSays(here.slack.as('U0ANA'), 'Connection');
    else expect(await hints(here, 'U0ANA')).toContain('/restore failed');
    expect(deafMs).toBeLessThan(4_000);
    await restoreOpens(here, 'U0BEN');
  });

  test('F25: sockets too many are tried again ever more slowly, and open once there is room', async () => {
    await using here = await world({
      sockets: 10,
      intervals: { socketRetryFirst: '5s', socketRetryMax: '5s' },
    });
    const first = await here.start('bot');
    await untilOpen(here, 10);
    await here.slack.clearCalls();

    const second = await here.start('bot');

    expect(await readiness(second)).toContain('no socket to Slack is open');
    await restoreOpens(here);
    // One try of each; the next comes after 5 s.
    expect(await here.slack.calls('apps.connections.open')).toHaveLength(10);
    await first[Symbol.asyncDispose]();
    await expect.poll(() => readiness(second), patience).toContain('"ready"');
    await restoreOpens(here);
  });
});

describe('a connection that only seems to be there', () => {
  test('F25: a half-open socket is found, readiness is red while there is no other, and green again', async () => {
    await using here = await world({ intervals: { socketPing: '1s' } });
    const bot = await here.start('bot');
    expect(await readiness(bot)).toContain('"ready"');

    await here.slack.deafen({ newOnes: true });
    await expect.poll(() => readiness(bot), patience).toContain('no socket to Slack is open');
    await here.slack.deafen({ newOnes: false, deaf: false });

    await expect.poll(() => readiness(bot), patience).toContain('"ready"');
    await expect.poll(() => restoreWorks(here), patience).toBe(true);
  });

  test('F25: a command sent into a half-open socket is delivered again, and the person is told to repeat it', async () => {
    await using here = await world({ sockets: 2, intervals: { socketPing: '30s' } });
    await here.start('bot');
    await here.slack.deafen({ id: (await here.slack.sockets())[0]?.id ?? '' });

    await here.slack.as('U0ANA').command(channel, '/restore');

    await expect.poll(() => hints(here, 'U0ANA'), patience).toContain('Nothing was stored. Try again.');
    const copies = await here.slack.deliveries();
    expect(copies.map(({ attempt, acked }) => [attempt, acked])).toEqual([
      [0, false],
      [1, true],
    ]);
  });
});

async function restoreWorks(here: World): Promise<boolean> {
  const outcome = await here.slack.as('U0ANA').command(channel, '/restore');
  return outcome.ok;
}

describe('Slack that opens no connection', () => {
  test('F25: Socket Mode switched off: readiness red, an alarm once, and back without a restart', async () => {
    await using here = await world();
    const bot = await here.start('bot');
    await here.slack.clearCalls();
    await here.slack.fault({ method: 'apps.connections.open', error: 'invalid_auth', times: 3 });

    await here.slack.disconnect({ reason: 'link_disabled' });
    await expect.poll(() => readiness(bot), patience).toContain('no socket to Slack is open');
    await expect.poll(() => readiness(bot), patience).toContain('"ready"');

    expect(here.logged.filter((line) => line.includes('socket mode disabled for this app'))).toHaveLength(1);
    expect(here.logged.filter((line) => line.includes('slack connection refused'))).toHaveLength(1);
    expect(await here.slack.calls('apps.connections.open')).toHaveLength(4);
    await restoreOpens(here);
  });

  test.each([
    ['HTTP 503', { httpStatus: 503 }],
    ['429', { retryAfterSec: 1 }],
    ['a revoked token', { error: 'token_revoked' }],
    ['a dropped connection', { dropAfterApply: true }],
  ])('F25: %s at a reconnect ends no process, and the bot comes back automatically', async (_, fault) => {
    await using here = await world();
    const bot = await here.start('bot');
    await here.slack.fault({ method: 'apps.connections.open', ...fault, times: 3 });

    await here.slack.disconnect({ reason: 'abrupt' });

    await expect.poll(() => readiness(bot), patience).not.toContain('"ready"');
    await expect.poll(() => readiness(bot), patience).toContain('"ready"');
    await restoreOpens(here);
  });

  test('F26: a bot that starts while Slack is away is not ready, works on, and answers once Slack is back', async () => {
    await using here = await world();
    await here.slack.fault({ method: '*', httpStatus: 503, times: 8 });

    const bot = await here.start('all');

    expect(await readiness(bot)).toContain('no socket to Slack is open');
    await expect.poll(() => readiness(bot), patience).toContain('"ready"');
    await restoreOpens(here);
  });
});
