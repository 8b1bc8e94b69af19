import { setTimeout as wait } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { sandboxTokens } from '#sandbox/scenario.ts';
import { signatureHeaders } from '#sandbox/slack/delivery/signature.ts';
import type { Place } from './place.ts';
import { type Measured, startMeasured } from './process.ts';
import { startStubVendor } from './vendor.ts';

/** Signed `/restore help` over HTTP, until it is acknowledged (its answer follows), and what the process is before anybody asks anything. */
export interface HelpFigures {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuMs: number;
  readonly startMs: number;
  readonly startCpuMs: number;
  readonly idleRssMb: number;
}

const path = '/slack/events';
const atOnce = 20;

export async function helpBare(place: Place, count: number): Promise<HelpFigures> {
  const env = {
    SIGNING_SECRET: sandboxTokens.signingSecret,
    BOT_TOKEN: sandboxTokens.botToken,
    SLACK_API_URL: place.slackApiUrl,
    SLACK_PATH: path,
    PORT: String(place.slackPort),
  };
  await using measured = await startMeasured([place.file('bare-bolt.ts')], env, 'ready');
  return await figures(measured, place, count);
}

export async function helpRestorebot(place: Place, count: number): Promise<HelpFigures> {
  const settings = { provider: 'cockroach', apiKey: 'bench', baseUrl: 'http://127.0.0.1:9' };
  const env = await place.configure({
    redis: { url: place.redis.url, prefix: place.newPrefix() },
    connections: { 'crdb-0': settings },
  });
  await using measured = await startMeasured([place.main, '--role=bot'], env, 'restorebot is running');
  return await figures(measured, place, count);
}

async function figures(measured: Measured, { slackPort }: Place, count: number): Promise<HelpFigures> {
  await wait(2_000);
  const idleRssMb = await measured.rssMb();
  const dispatcher = new Agent({ connections: atOnce });
  await using answers = await startStubVendor();
  const times: number[] = [];
  let sent = 0;
  // A delivery that comes twice is refused.
  let triggers = 0;
  async function askOnAndOn(most: number): Promise<void> {
    while (sent < most) {
      sent += 1;
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
        response_url: `${answers.url}/${sent}`,
        trigger_id: `1.${triggers}`,
        api_app_id: 'A0RESTORE',
      }).toString();
      const headers = {
        'content-type': 'application/x-www-form-urlencoded',
        ...signatureHeaders(sandboxTokens.signingSecret, body, new Date()),
      };
      const url = `http://127.0.0.1:${slackPort}${path}`;
      const answer = await request(url, { method: 'POST', headers, body, dispatcher });
      await answer.body.dump();
      if (answer.statusCode !== 200) throw new Error(`answered with ${answer.statusCode}`);
      times.push(performance.now() - from);
    }
  }
  const all = (most: number) => Promise.all(Array.from({ length: atOnce }, () => askOnAndOn(most)));
  // What is compiled first is not what is done all day.
  await all(count / 4);
  times.length = 0;
  sent = 0;
  const before = await measured.cpuMs();
  await all(count);
  const cpuMs = ((await measured.cpuMs()) - before) / count;
  if (answers.looks() === 0) throw new Error('nobody was answered');
  await dispatcher.close();
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  const { startMs, startCpuMs } = measured;
  return { p50Ms: at(0.5), p99Ms: at(0.99), cpuMs, startMs, startCpuMs, idleRssMb };
}

const workspaceId = 'T0SHOP';
