import { StartFailed } from '#app/start-steps.ts';
import { CannotListen } from '#bot/ingress/listen.ts';
import { ConfigError } from '#config/config.ts';
import { StoreUnavailable } from '#core/ports.ts';
import { type Command, isClosedPipe, type Streams, unforeseen, UsageError } from './command.ts';
import { usageErrorOf } from './usage-error.ts';

/** Runs what the arguments name, and resolves to the exit code: 0, or 1 with a sentence on stderr. */
export async function runCommandLine(args: readonly string[], streams: Streams): Promise<number> {
  if (args.some((arg) => arg === '--help' || arg === '-h') || args[0] === 'help') {
    streams.stdout.write(await help());
    return 0;
  }
  try {
    const [command, rest] = await find(args);
    return await command.run(rest, streams).catch((error: unknown) => {
      throw usageErrorOf(error, command) ?? error;
    });
  } catch (error) {
    // Nobody reads on, and nothing is wrong.
    if (isClosedPipe(error)) return 1;
    streams.stderr.write(`${isForPeople(error) ? error.message : unforeseen(error)}\n`);
    return 1;
  }
}

async function find(args: readonly string[]): Promise<readonly [Command, readonly string[]]> {
  const [first] = args;
  // Whatever else the command line can do is only loaded where somebody asks for it.
  if (first === undefined || first.startsWith('-')) return [(await import('./start.ts')).start, args];
  for (const command of await everyCommand()) {
    const words = command.name.split(' ');
    if (words.every((word, index) => args[index] === word)) return [command, args.slice(words.length)];
  }
  // An option may hold a secret that somebody typed in the wrong place.
  const words = args.slice(0, 2).filter((word) => !word.startsWith('-'));
  throw new UsageError(`There is no command “${words.join(' ')}”.\n\n${await help()}`);
}

async function everyCommand(): Promise<readonly Command[]> {
  return (await import('./commands.ts')).commands;
}

async function help(): Promise<string> {
  const lines = (await everyCommand()).map(
    ({ name, usage, what }) => `${`  restorebot ${name} ${usage}`.trimEnd()}\n      ${what}\n`,
  );
  return `${lines.join('')}\nFrom a checkout: npm run restorebot -- <command>\n`;
}

function isForPeople(error: unknown): error is Error {
  return (
    error instanceof UsageError ||
    error instanceof ConfigError ||
    error instanceof StoreUnavailable ||
    error instanceof StartFailed ||
    error instanceof CannotListen
  );
}
