import { parseArgs } from 'node:util';
import { createLog } from '#app/log.ts';
import { ForeignRecord } from './redis.ts';
import { incident } from './scenario.ts';
import { slackModes } from './slack-app.ts';
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
  const log = createLog('error');
  const start = (port: number) => startSandbox({ port, host: values.host, mode, env: process.env, log });
  await using sandbox = await start(Number(values.port)).catch((error: unknown) => {
    if (!isPortTaken(error)) throw error;
    process.stdout.write(`Port ${values.port} is taken; using a free one.\n`);
    return start(0);
  });
  process.stdout.write(greeting(sandbox));
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

function greeting({ url, vendors, redis }: Sandbox): string {
  const controls = vendors.all.map(
    ({ name, simulator }) => `${name.padEnd(10)} ${simulator.url}/control/state`,
  );
  return `
  restorebot sandbox: a fake Slack, stand-ins for the vendors, and the real bot between them

    ${url}

  A migration has just dropped the database “${incident.database}” of the cluster “orders-prod”.
  As Ana, type   /restore   in #incidents. Then switch to Ben, and approve.

  Control APIs (docs/sandbox-api.md):
    slack      ${url}/control/workspace
    ${controls.join('\n    ')}
  Record: ${records[redis]}. Stop with Ctrl+C.

`;
}

await main().catch((error: unknown) => {
  if (!(error instanceof ForeignRecord)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
