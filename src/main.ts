import { parseArgs } from 'node:util';
import { StoreUnavailable } from '#core/ports.ts';
import { type Config, ConfigError, loadConfig } from './config.ts';
import { createLog } from './log.ts';
import { type Role, roles, startRestorebot } from './start.ts';

const wantedNode = 24;

/** `node src/main.ts --role=bot|worker|all` */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { role: { type: 'string', default: 'all' } } });
  const role = roles.find((each) => each === values.role);
  if (role === undefined) return giveUp(`--role is one of ${roles.join(', ')}; it was “${values.role}”.`);
  if (Number.parseInt(process.versions.node, 10) < wantedNode) {
    return giveUp(
      `restorebot needs Node ${wantedNode}; this is ${process.versions.node}. Start it with “npm start”, which brings its own.`,
    );
  }
  try {
    await run(loadConfig(), role);
  } catch (error) {
    if (error instanceof ConfigError || error instanceof StoreUnavailable) return giveUp(error.message);
    throw error;
  }
  return undefined;
}

async function run(config: Config, role: Role): Promise<void> {
  const log = createLog(config.log.level);
  // A state that nobody foresaw is left by starting afresh: the record is elsewhere.
  process.on('unhandledRejection', (err) => {
    log.error({ err }, 'unhandled rejection; exiting for the supervisor');
    process.exit(1);
  });
  const restorebot = await startRestorebot({ config, role, log });
  log.info({ role, healthPort: restorebot.healthPort }, 'restorebot is running');
  const signal = await new Promise<string>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  log.info({ signal }, 'stopping');
  await restorebot[Symbol.asyncDispose]();
  log.info({}, 'stopped');
  process.exit(0);
}

function giveUp(message: string): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}

await main();
