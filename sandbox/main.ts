import { createWriteStream } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createLog } from '#app/log.ts';
import { ForeignRecord } from './redis.ts';
import { firstCommand, incident } from './scenario.ts';
import { slackModes } from './slack-app.ts';
import { createSlackClient } from './slack/client.ts';
import { type Sandbox, startSandbox } from './start.ts';

const wantedNode = 24;

/** `npm run sandbox [-- --port=3900 --host=127.0.0.1 --mode=http]`: the real bot between a fake Slack and the simulators. */
async function main(): Promise<void> {
  if (Number.parseInt(process.versions.node, 10) < wantedNode) {
    process.stderr.write(`Start it with “npm run sandbox”, which brings its own Node ${wantedNode}.\n`);
    process.exitCode = 1;
    return;
  }
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '3900' },
      host: { type: 'string', default: '127.0.0.1' },
      mode: { type: 'string', default: 'socket' },
    },
  });
  const mode = slackModes.find((each) => each === values.mode);
  if (mode === undefined) {
    process.stderr.write(
      `There is no mode “${values.mode}”; use --mode=${slackModes.join(' or --mode=')}.\n`,
    );
    process.exitCode = 1;
    return;
  }
  const logFile = join(await mkdtemp(join(tmpdir(), 'restorebot-sandbox-')), 'restorebot.log');
  const written = createWriteStream(logFile);
  const log = createLog('error', { write: (line) => void written.write(line) });
  const start = (port: number) => startSandbox({ port, host: values.host, mode, env: process.env, log });
  await using sandbox = await start(Number(values.port)).catch((error: unknown) => {
    if (!isPortTaken(error)) throw error;
    process.stdout.write(`Port ${values.port} is taken; using a free one.\n`);
    return start(0);
  });
  const slack = createSlackClient(sandbox.url);
  await slack.as(incident.by).say(incident.channel, incident.text);
  process.stdout.write(greeting(sandbox, logFile));
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  process.stdout.write('\nStopping the sandbox …\n');
}

function isPortTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

const records: Readonly<Record<Sandbox['redis'], string>> = {
  given: 'the Redis at REDIS_URL',
  binary: 'a redis-server of its own, in a temporary folder',
  embedded: 'an embedded Redis: nothing survives a restart',
};

function greeting({ url, vendors, redis }: Sandbox, logFile: string): string {
  const controls = vendors.all.map(
    ({ name, simulator }) => `${name.padEnd(10)} ${simulator.url}/control/state`,
  );
  return `
  restorebot sandbox: a fake Slack, stand-ins for the vendors, and the real bot between them

    ${url}

  Dora has just written in #incidents: a migration dropped “${incident.database}” of “orders-prod”.

  1. As Ana, in #incidents, type /restore, or all of it at once:
     ${firstCommand}
  2. Check it, and ask for approval.
  3. Switch to Ben, and approve.
  4. Watch the thread until it says Restored.

  Audit and log: ${logFile}
  Record: ${records[redis]}.
  Control APIs (docs/sandbox-api.md):
    slack      ${url}/control/workspace
    ${controls.join('\n    ')}
  Stop with Ctrl+C.

`;
}

await main().catch((error: unknown) => {
  if (!(error instanceof ForeignRecord)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
