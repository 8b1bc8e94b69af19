import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createLog } from '#app/log.ts';
import { releaseStartMemory } from '#app/memory.ts';
import { type Role, roles } from '#app/start-context.ts';
import { startRestorebot } from '#app/start.ts';
import { type Config, loadConfig } from '#config/config.ts';
import { type Command, UsageError } from './command.ts';

/** For closing connections, after listeners and steps had `intervals.stopWithin` each. Milliseconds. */
const closingMs = 5_000;

/** Runs until it is told to stop. */
export const start: Command = {
  name: 'start',
  usage: `[--role=${roles.join('|')}]`,
  what: 'runs restorebot; this is also what happens without a command',
  async run(args) {
    const { values } = parseArgs({ args: [...args], options: { role: { type: 'string', default: 'all' } } });
    const role = roles.find((each) => each === values.role);
    if (role === undefined) {
      throw new UsageError(`--role is one of ${roles.join(', ')}; it was “${values.role}”.`);
    }
    const code = await run(loadConfig(), role);
    // What is still open (a vendor's connection, a timer of a library) must not keep it alive.
    process.exit(code);
  },
};

/** Resolves to the exit code, once it has stopped. */
async function run(config: Config, role: Role): Promise<number> {
  const log = createLog(config.log.level);
  // An unforeseen state ends with a restart: the record is in Redis.
  process.on('unhandledRejection', (err) => {
    log.error({ err }, 'unhandled rejection; exiting for the supervisor');
    process.exit(1);
  });
  // Debug and back, without a restart. (SIGUSR1 is Node's debugger.)
  const { level } = config.log;
  process.on('SIGUSR2', () => {
    log.level = log.level === level ? (level === 'debug' ? 'info' : 'debug') : level;
    log.error({ newLevel: log.level }, 'log level changed');
  });
  const useless = Promise.withResolvers<undefined>();
  const restorebot = await startRestorebot({ config, role, log, exit: () => useless.resolve(undefined) });
  log.info({ role, healthPort: restorebot.healthPort }, 'restorebot is running');
  releaseStartMemory();
  const told = new Promise<string>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  const signal = await Promise.race([told, useless.promise]);
  log.info({ signal }, 'stopping');
  const closed = restorebot[Symbol.asyncDispose]().then(() => true);
  // What no longer works may not stop either, and the record survives an exit at any moment.
  const isClosed = await Promise.race([closed, wait(2 * config.intervals.stopWithin + closingMs, false)]);
  if (isClosed) log.info({}, 'stopped');
  else log.error({}, 'not everything stopped in time, exiting');
  if (signal !== undefined) return 0;
  log.error({}, 'exiting for the supervisor');
  return 1;
}
