import { setTimeout as wait } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { startCockroachSimulator } from '#sandbox/providers/cockroach/index.ts';
import { sandboxTokens } from '#sandbox/scenario.ts';
import { createSlackClient } from '#sandbox/slack/client.ts';
import { signatureHeaders } from '#sandbox/slack/delivery/signature.ts';
import { type Figures, quantile } from './figures.ts';
import type { Place } from './place.ts';
import { type Measured, startMeasured } from './process.ts';
import { startStubVendor } from './vendor.ts';

/** `/restore help` until it is acknowledged (its answer follows), and the idle process before that. */

const path = '/slack/events';
const atOnce = 20;
const workspaceId = 'T0SHOP';

export async function helpBare(place: Place, count: number): Promise<Figures> {
  const env = {
    SIGNING_SECRET: sandboxTokens.signingSecret,
    BOT_TOKEN: sandboxTokens.botToken,
    APP_TOKEN: place.mode === 'socket' ? sandboxTokens.appToken : '',
    SLACK_API_URL: place.slackApiUrl,
    SLACK_PATH: path,
    PORT: String(place.slackPort),
  };
  await using measured = await startMeasured([place.file('bare-bolt.ts')], env, 'ready');
  return await figures(measured, place, count);
}

export async function helpRestorebot(place: Place, count: number): Promise<Figures> {
  await using vendor = await startCockroachSimulator();
  await using measured = await startBot(place, vendor);
  return await figures(measured, place, count);
}

/** Acknowledgments at this rate after Redis has gone, ms. */
export async function acksWithoutRedis(place: Place, perSecond: number, seconds: number): Promise<Figures> {
  await using vendor = await startCockroachSimulator();
  await using stack = new AsyncDisposableStack();
  stack.use(await startBot(place, vendor));
  await using answers = await startStubVendor();
  const dispatcher = new Agent({ connections: 100 });
  const send = helpSender(place, answers.url, dispatcher);
  await send();
  await place.redis.kill();
  const times: Promise<number>[] = [];
  for (let second = 0; second < seconds * perSecond; second += 1) {
    times.push(send());
    await wait(1_000 / perSecond);
  }
  const all = await Promise.all(times);
  await dispatcher.close();
  return { acks: all.length, p50Ms: quantile(all, 0.5), p99Ms: quantile(all, 0.99) };
}

async function startBot(place: Place, { url, apiKey }: { readonly url: string; readonly apiKey: string }) {
  const env = await place.configure({
    redis: { url: place.redis.url, prefix: place.newPrefix() },
    connections: { 'crdb-0': { provider: 'cockroach', apiKey, baseUrl: url } },
  });
  return startMeasured([place.main, '--role=bot'], env, 'restorebot is running');
}

async function figures(measured: Measured, place: Place, count: number): Promise<Figures> {
  await wait(2_000);
  const idleRssMb = await measured.rssMb();
  const dispatcher = new Agent({ connections: atOnce });
  await using answers = await startStubVendor();
  const send = place.mode === 'http' ? helpSender(place, answers.url, dispatcher) : helpTyper(place.slackUrl);
  let answered = 0;
  /** Over HTTP answers come after their acknowledgments, and count to the CPU. */
  const allAnswered = async (asked: number): Promise<void> => {
    if (place.mode === 'http') while ((answered += answers.looks().writes) < asked) await wait(20);
  };
  // The first calls also compile code, which later ones do not.
  await repeat(send, count / 4);
  await allAnswered(count / 4);
  const before = await measured.cpuMs();
  const times = await repeat(send, count);
  await allAnswered(count / 4 + count);
  const cpuMs = ((await measured.cpuMs()) - before) / count;
  await dispatcher.close();
  const { startMs, startCpuMs } = measured;
  return { p50Ms: quantile(times, 0.5), p99Ms: quantile(times, 0.99), cpuMs, startMs, startCpuMs, idleRssMb };
}

/** Asks this often, `atOnce` at a time; returns how long each took, ms. */
async function repeat(send: () => Promise<number>, count: number): Promise<readonly number[]> {
  const times: number[] = [];
  let sent = 0;
  async function onAndOn(): Promise<void> {
    while (sent < count) {
      sent += 1;
      times.push(await send());
    }
  }
  await Promise.all(Array.from({ length: atOnce }, onAndOn));
  return times;
}

/** Over HTTP, signed as Slack does. */
function helpSender(place: Place, answersUrl: string, dispatcher: Agent): () => Promise<number> {
  // A delivery that comes twice is refused.
  let triggers = 0;
  return async () => {
    triggers += 1;
    const from = performance.now();
    const body = new URLSearchParams({
      command: '/restore',
      text: 'help',
      user_id: 'U0ANA',
      user_name: 'ana',
      team_id: workspaceId,
      channel_id: 'C0INCIDENTS',
      channel_name: 'incidents',
      response_url: `${answersUrl}/${triggers}`,
      trigger_id: `1.${triggers}`,
      api_app_id: 'A0RESTORE',
    }).toString();
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      ...signatureHeaders(sandboxTokens.signingSecret, body, new Date()),
    };
    const url = `http://127.0.0.1:${place.slackPort}${path}`;
    const answer = await request(url, { method: 'POST', headers, body, dispatcher });
    await answer.body.dump();
    if (answer.statusCode !== 200) throw new Error(`answered with ${answer.statusCode}`);
    return performance.now() - from;
  };
}

/** Typed into the fake Slack, which delivers it over Socket Mode: its own time is in it, in both rows. */
function helpTyper(slackUrl: string): () => Promise<number> {
  const ana = createSlackClient(slackUrl).as('U0ANA');
  return async () => {
    const from = performance.now();
    const { outcome } = await ana.command('C0INCIDENTS', '/restore help');
    if (outcome !== 'acked') throw new Error(`not acknowledged: ${outcome}`);
    return performance.now() - from;
  };
}
