import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import { findOnPath, spawnRedis } from '#sandbox/redis-process.ts';
import { sandboxTokens, workspace } from '#sandbox/scenario.ts';
import { slackApp, type SlackMode } from '#sandbox/slack-app.ts';
import { startFakeSlack } from '#sandbox/slack/server.ts';

/** Where a run happens: a Redis that nobody else uses, and a fake Slack in this process. */
export interface Place extends AsyncDisposable {
  readonly redis: { readonly url: string; kill(): Promise<void> };
  /** How Slack delivers. */
  readonly mode: SlackMode;
  /** Where people use the fake Slack. */
  readonly slackUrl: string;
  readonly slackApiUrl: string;
  /** Where the bot listens when Slack delivers over HTTP. */
  readonly slackPort: number;
  /** The program of restorebot. */
  readonly main: string;
  file(name: string): string;
  newPrefix(): string;
  /** Writes a configuration for HTTP and little logging, with these settings over it; returns the environment of a process that reads it. */
  configure(settings: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, string>>>;
}

/** The image has one, too. */
const compiled = join(import.meta.dirname, '../node_modules/.cache/compiled');

/** Fills the compile cache as the Dockerfile does: without it a process is slower to start, and larger. */
export async function fillCompileCache(): Promise<void> {
  const roles = "import '#app/bot-role.ts'; import '#app/worker-role.ts';";
  const options = { cwd: join(import.meta.dirname, '..'), env: { NODE_COMPILE_CACHE: compiled } };
  for (const args of [
    ['src/main.ts', 'config', 'schema'],
    ['--input-type=module', '-e', roles],
  ]) {
    await promisify(execFile)(process.execPath, args, options);
  }
}

export async function openPlace(mode: SlackMode): Promise<Place> {
  await using stack = new AsyncDisposableStack();
  const path = await findOnPath(['redis-server', 'valkey-server'], process.env['PATH']);
  if (path === undefined) throw new Error('a benchmark needs redis-server or valkey-server on the PATH');
  const dir = await mkdtemp(join(tmpdir(), 'restorebot-bench-'));
  stack.defer(() => rm(dir, { recursive: true, force: true }));
  const redis = await spawnRedis({ binary: { path }, dir });
  stack.defer(() => redis.stop());
  const { settings, ...app } = await slackApp(mode);
  const fake = stack.use(await startFakeSlack({ seed: workspace, ...app, ...sandboxTokens }));
  let prefixes = 0;
  const moved = stack.move();
  return {
    redis,
    mode,
    slackUrl: fake.url,
    slackApiUrl: fake.apiUrl,
    slackPort: portOf(settings),
    main: join(import.meta.dirname, '../src/main.ts'),
    file: (name) => join(import.meta.dirname, name),
    newPrefix() {
      prefixes += 1;
      return `{bench-${prefixes}}`;
    },
    async configure(changes) {
      const config = join(dir, `restorebot-${prefixes}.yaml`);
      const text = stringify({
        slack: { ...settings, apiUrl: fake.apiUrl },
        rules: [{ name: 'all', ask: { groups: ['S0ONCALL'] }, approve: { quorum: 1, groups: ['S0DBA'] } }],
        health: { port: 0, host: '127.0.0.1' },
        log: { level: 'info' },
        ...changes,
      });
      await writeFile(config, text);
      return { RESTOREBOT_CONFIG: config, NODE_COMPILE_CACHE: compiled };
    },
    [Symbol.asyncDispose]: () => moved.disposeAsync(),
  };
}

function portOf({ http }: Readonly<Record<string, unknown>>): number {
  const port: unknown = typeof http === 'object' && http !== null ? Reflect.get(http, 'port') : undefined;
  return typeof port === 'number' ? port : 0;
}
