import { createWriteStream } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ForeignRecord } from './redis.ts';
import { slackModes } from './slack-app.ts';
import { type Sandbox, startSandbox } from './start.ts';
import { stories, type Story, storyOf } from './stories.ts';

const wantedNode = 24;

/** `npm run sandbox [-- --story=… --port=3900 --host=127.0.0.1 --mode=http]`: the real bot between a fake Slack and the simulators. */
async function main(): Promise<void> {
  if (Number.parseInt(process.versions.node, 10) < wantedNode) {
    return refuse(`Start it with “npm run sandbox”, which brings its own Node ${wantedNode}.`);
  }
  const { values } = parseArgs({
    options: {
      story: { type: 'string' },
      port: { type: 'string', default: '3900' },
      host: { type: 'string', default: '127.0.0.1' },
      mode: { type: 'string', default: 'socket' },
    },
  });
  const mode = slackModes.find((each) => each === values.mode);
  if (mode === undefined) {
    return refuse(`There is no mode “${values.mode}”; use --mode=${slackModes.join(' or --mode=')}.`);
  }
  const story = storyOf(values.story);
  if (story === undefined) {
    const known = stories.map(({ id }) => `--story=${id}`);
    return refuse(`There is no story “${values.story}”; use ${known.join(', ')}.`);
  }
  const dir = await mkdtemp(join(tmpdir(), 'restorebot-sandbox-'));
  const logFile = join(dir, 'restorebot.log');
  const written = createWriteStream(logFile);
  const start = (port: number) =>
    startSandbox({
      port,
      host: values.host,
      mode,
      env: process.env,
      dir,
      story,
      write: (line) => void written.write(line),
    });
  await using sandbox = await start(Number(values.port)).catch((error: unknown) => {
    if (!isPortTaken(error)) throw error;
    process.stdout.write(`Port ${values.port} is taken; using a free one.\n`);
    return start(0);
  });
  process.stdout.write(greeting(sandbox, story, logFile));
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  process.stdout.write('\nStopping the sandbox …\n');
}

function refuse(why: string): void {
  process.stderr.write(`${why}\n`);
  process.exitCode = 1;
}

function isPortTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

const records: Readonly<Record<Sandbox['redis'], string>> = {
  given: 'the Redis at REDIS_URL',
  binary: 'its own redis-server, in a temporary folder',
  embedded: 'an embedded Redis: nothing survives a restart',
};

const people: Readonly<Record<string, string>> = { U0ANA: 'Ana', U0BEN: 'Ben', U0CLEO: 'Cleo' };

function greeting({ url, redis, audit }: Sandbox, story: Story, logFile: string): string {
  const steps = story.steps.map(({ words, as, command }, index) => {
    const who = as === undefined ? '' : `As ${people[as] ?? as}: `;
    const typed = command === undefined ? '' : `\n     ${command}`;
    return `  ${index + 1}. ${who}${words}${typed}`;
  });
  return `
  restorebot sandbox: a fake Slack, stand-ins for the vendors, and the real bot between them.

    ${url}

  ${story.title}. ${story.about}

${steps.join('\n')}

  The button “Sandbox” on the page has the other stories, vendor faults, the clock, and “Start over”.

  Log with the audit's lines: ${logFile}
  Record: ${records[redis]}.
  Who approved it: “/restore audit <id>” as Dora, who reads the audit; the id is at the foot of the card.
  Export the audit, verify the file, and verify the record, in another terminal:
    ${audit.join('\n    ')}

  Stop with Ctrl+C.

`;
}

await main().catch((error: unknown) => {
  if (!(error instanceof ForeignRecord)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
