import { createServer } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSlackClient } from '#bot/slack/slack-client.ts';
import { Secret } from '#core/secret.ts';
import { listenHere } from '#sandbox/loopback.ts';
import { botToken } from '../../sandbox/slack/support/workspace.ts';
import { type Rig, startRig } from '../support/slack-rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await startRig();
});
afterEach(async () => {
  await rig[Symbol.asyncDispose]();
});

const posting = {
  channel: 'C0OPS',
  text: 'hello',
  marker: { type: 'restorebot', payload: { nonce: 'n1' } },
} as const;

test.each([
  [{ retryAfterSec: 7 }, { type: 'rate-limited', retryAfterMs: 7_000 }],
  [{ error: 'not_in_channel' }, { type: 'platform', error: 'not_in_channel' }],
  [{ error: 'ratelimited' }, { type: 'rate-limited', retryAfterMs: 30_000 }],
  [{ error: 'fatal_error' }, { type: 'unreachable', sent: 'maybe', text: 'fatal_error' }],
  [{ error: '<html>' }, { type: 'unreachable', sent: 'maybe', text: '<html>' }],
  [{ httpStatus: 502 }, { type: 'unreachable', sent: 'maybe', text: 'HTTP 502' }],
  [{ dropAfterApply: true }, { type: 'unreachable', sent: 'maybe' }],
] as const)('%j comes back as a value', async (fault, failure) => {
  await rig.workspace.slack.fault({ method: 'chat.postMessage', ...fault });

  expect(await rig.client.post(posting)).toMatchObject(failure);
  expect(await rig.workspace.slack.calls('chat.postMessage')).toHaveLength(1);
});

test('a connection that was never made sent nothing', async () => {
  const { apiUrl } = rig.workspace.server;
  await rig[Symbol.asyncDispose]();
  const client = createSlackClient({ token: new Secret(botToken), apiUrl, log: rig.log });

  expect(await client.post(posting)).toMatchObject({ type: 'unreachable', sent: 'no' });
  rig = await startRig();
});

test('an answer that does not come in time is unreachable', async () => {
  const { apiUrl } = rig.workspace.server;
  const client = createSlackClient({ token: new Secret(botToken), apiUrl, timeoutMs: 50, log: rig.log });
  await rig.workspace.slack.fault({ method: 'chat.postMessage', delayMs: 2_000 });

  expect(await client.post(posting)).toMatchObject({ type: 'unreachable', sent: 'maybe' });
});

test('the address of a message is asked for once, and again after a thousand others', async () => {
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    request.resume();
    const body = { ok: true, channel: 'C0OPS', permalink: `https://shop.slack.com/archives/C0OPS/p${asked}` };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await using _ = server;
  const port = await listenHere(server, 0);
  const apiUrl = `http://127.0.0.1:${port}/api/`;
  const client = createSlackClient({ token: new Secret(botToken), apiUrl, log: rig.log });
  const ask = (number: number) => client.permalink({ channel: 'C0OPS', ts: `${number}.000001` });

  await ask(0);
  await ask(0);
  expect(asked).toBe(1);
  for (let from = 1; from <= 1_000; from += 50) {
    await Promise.all(Array.from({ length: 50 }, (_, at) => ask(from + at)));
  }
  expect(asked).toBe(1_001);
  await ask(0);

  expect(asked).toBe(1_002);
});

test('the token shows in no log line', async () => {
  await rig.workspace.slack.fault({ method: '*', httpStatus: 500, times: 2 });

  await rig.client.post(posting);
  await rig.client.self();

  expect(rig.log.lines.length).toBeGreaterThan(0);
  expect(JSON.stringify(rig.log.lines)).not.toContain(botToken);
});
