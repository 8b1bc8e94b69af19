import { StartFailed } from '#app/start-steps.ts';
import { CannotListen } from '#bot/ingress/listen.ts';
import { ConfigError } from '#config/config.ts';
import { StoreUnavailable } from '#core/ports.ts';
import { auditExport } from './audit-export.ts';
import { auditVerify } from './audit-verify.ts';
import { checksTry } from './checks-try.ts';
import { type Command, type Streams, unforeseen, UsageError } from './command.ts';
import { configCheck } from './config-check.ts';
import { configExplain } from './config-explain.ts';
import { configSchemaCommand } from './config-schema.ts';
import { doctor } from './doctor/index.ts';
import { historyRebuild } from './history-rebuild.ts';
import { historyVerified } from './history-verified.ts';
import { pause, paused, resume } from './pause.ts';
import { start } from './start.ts';

/** Every command; the words of none begin another. */
const commands: readonly Command[] = [
  start,
  doctor,
  pause,
  resume,
  paused,
  configCheck,
  configExplain,
  configSchemaCommand,
  checksTry,
  auditExport,
  auditVerify,
  historyRebuild,
  historyVerified,
];

/** Runs what the arguments name, and resolves to the exit code: 0, or 1 with a sentence on stderr. */
export async function runCommandLine(args: readonly string[], streams: Streams): Promise<number> {
  if (args.some((arg) => arg === '--help' || arg === '-h') || args[0] === 'help') {
    streams.stdout.write(help());
    return 0;
  }
  try {
    const [command, rest] = find(args);
    return await command.run(rest, streams);
  } catch (error) {
    streams.stderr.write(`${isForPeople(error) ? error.message : unforeseen(error)}\n`);
    return 1;
  }
}

function find(args: readonly string[]): readonly [Command, readonly string[]] {
  const [first] = args;
  if (first === undefined || first.startsWith('-')) return [start, args];
  for (const command of commands) {
    const words = command.name.split(' ');
    if (words.every((word, index) => args[index] === word)) return [command, args.slice(words.length)];
  }
  throw new UsageError(`There is no command “${args.join(' ')}”.\n\n${help()}`);
}

function help(): string {
  const lines = commands.map(
    ({ name, usage, what }) => `${`  restorebot ${name} ${usage}`.trimEnd()}\n      ${what}\n`,
  );
  return `${lines.join('')}\nFrom a checkout: npm run restorebot -- <command>\n`;
}

function isForPeople(error: unknown): error is Error {
  if (
    error instanceof UsageError ||
    error instanceof ConfigError ||
    error instanceof StoreUnavailable ||
    error instanceof StartFailed ||
    error instanceof CannotListen
  ) {
    return true;
  }
  // What util.parseArgs says of an option it does not know.
  return error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_');
}
