import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { startSimulators } from '#sandbox/simulators.ts';
import { startFakeSlack } from '#sandbox/slack/server.ts';
import { type ConnectProxy, startConnectProxy } from '#test/support/connect-proxy.ts';

const script = `
import { createAnswerFetch } from '#bot/slack/answer-fetch.ts';
import { createPeopleClient } from '#bot/slack/people-client.ts';
import { loadEgress } from '#config/config.ts';
import { Secret } from '#core/secret.ts';
import { createProviders } from '#providers/index.ts';
const log = { debug() {}, info() {}, warn() {}, error() {} };
const limiter = { take: async () => undefined, pause: async () => undefined };
const { slack, connections } = JSON.parse(process.env.WHERE);
const slackClient = createPeopleClient({ token: new Secret('xoxb-test'), apiUrl: slack, log });
await slackClient.self().catch((error) => console.log('slack', error.message));
await createAnswerFetch()('https://hooks.corp.invalid/commands/1', { method: 'POST', body: '{}' });
const made = await createProviders(connections, { limiter, egress: loadEgress() });
for (const { provider } of made.connections) {
  console.log(await provider.whoAmI({ signal: AbortSignal.timeout(20_000) }));
}
`;

/** Runs a script in its own process, from which only the proxy leads out. */
async function runBehind(proxy: ConnectProxy, text: string, where: unknown): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'egress-'));
  try {
    const ca = join(folder, 'ca.pem');
    await writeFile(ca, proxy.certificate);
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', text], {
      env: {
        PATH: process.env['PATH'],
        HTTPS_PROXY: proxy.url,
        NO_PROXY: '127.0.0.1',
        NODE_USE_ENV_PROXY: '1',
        NODE_EXTRA_CA_CERTS: ca,
        WHERE: JSON.stringify(where),
      },
    });
    return stdout;
  } finally {
    await rm(folder, { recursive: true });
  }
}

const fakeSlack = {
  seed: { teamId: 'T0HOME', botUserId: 'U0BOT', users: [], groups: [], channels: [] },
  botToken: 'xoxb-test',
  appToken: 'xapp-test',
  signingSecret: 's',
};

const readManifest = async (): Promise<unknown> => JSON.parse(await readFile('slack-manifest.json', 'utf8'));

test('case 04: Slack and every vendor leave through the one proxy of the environment', async () => {
  await using vendors = await startSimulators();
  await using slack = await startFakeSlack({ manifest: await readManifest(), ...fakeSlack });
  const routes = {
    'slack.corp.invalid': new URL(slack.apiUrl).origin,
    'hooks.corp.invalid': new URL(slack.apiUrl).origin,
    ...Object.fromEntries(vendors.all.map(({ name, simulator }) => [`${name}.corp.invalid`, simulator.url])),
  };
  await using proxy = await startConnectProxy(routes);
  const connections = vendors.all.map(({ name, settings: { provider, ...settings } }) => ({
    name,
    provider,
    settings: { ...settings, baseUrl: `https://${name}.corp.invalid` },
  }));
  const stdout = await runBehind(proxy, script, { slack: 'https://slack.corp.invalid/api/', connections });

  expect(stdout.trim().split('\n')).toHaveLength(vendors.all.length);
  expect(stdout).toContain('API key');
  const counted = Object.fromEntries([...proxy.connects].map(([host, count]) => [host, count > 0]));
  expect(counted).toEqual(Object.fromEntries(Object.keys(routes).map((host) => [host, true])));
  expect(vendors.all).toHaveLength(4);
});

const socketScript = `
import { App } from '@slack/bolt';
import { createReceiver } from '#app/slack-receiver.ts';
import { socketTiming } from '#bot/ingress/socket-link.ts';
import { loadEgress } from '#config/config.ts';
import { Secret } from '#core/secret.ts';
const log = { debug() {}, info() {}, warn() {}, error() {} };
const appToken = new Secret('xapp-test');
const slack = { mode: 'socket', appToken, apiUrl: JSON.parse(process.env.WHERE), sockets: 1 };
const { receiver } = createReceiver(slack, { timing: socketTiming, egress: loadEgress(), log });
new App({ receiver, authorize: async () => ({ botToken: 'xoxb-test' }), convoStore: false });
await receiver.start();
console.log(receiver.connected() ? 'open' : 'not open');
process.exit();
`;

test('13.20: the WebSocket of Socket Mode leaves through the proxy too', async () => {
  await using slack = await startFakeSlack({
    manifest: await readManifest(),
    ...fakeSlack,
    socketOrigin: 'wss://sockets.corp.invalid',
  });
  const { origin } = new URL(slack.apiUrl);
  await using proxy = await startConnectProxy({
    'slack.corp.invalid': origin,
    'sockets.corp.invalid': origin,
  });

  const said = await runBehind(proxy, socketScript, 'https://slack.corp.invalid/api/');

  expect(said.trim()).toBe('open');
  expect(Object.fromEntries(proxy.connects)).toEqual({ 'slack.corp.invalid': 1, 'sockets.corp.invalid': 1 });
});
