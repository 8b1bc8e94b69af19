import { nearest } from '#core/nearest.ts';
import { type Command, UsageError } from './command.ts';

/** What `util.parseArgs` refuses, for people to read; `undefined`: the error is another. Nothing of a value is said. */
export function usageErrorOf(error: unknown, { name, usage }: Command): UsageError | undefined {
  if (!(error instanceof TypeError) || !('code' in error)) return undefined;
  const known = usage.match(/--[a-z-]+(?:=(?:<[^>]*>|[^\]\s=]+))*/gu) ?? [];
  const asWritten = (option: string) => known.find((each) => each.replace(/=.*/u, '') === option) ?? option;
  // nodejs.org/api/errors.html: the message begins with the option, or with a word too many.
  const [, option = 'of that name'] = /^[^']*'(-[^' ]*)/u.exec(error.message) ?? [];
  switch (error.code) {
    case 'ERR_PARSE_ARGS_UNKNOWN_OPTION': {
      const names = known.map((each) => each.replace(/=.*/u, ''));
      return told(`There is no option ${option}.`, nearest(option, names).map(asWritten));
    }
    case 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE':
      return asWritten(option).includes('=')
        ? told(`${option} needs a value.`, [asWritten(option)])
        : told(`${option} takes no value.`, [option]);
    case 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL':
      return told(`${name} takes only options.`, []);
    default:
      return undefined;
  }

  function told(what: string, instead: readonly string[]): UsageError {
    const write = instead.length === 0 ? 'Take it out.' : `Write ${instead.join(' or ')}.`;
    return new UsageError(`${what} ${write}\n\nrestorebot ${`${name} ${usage}`.trim()}`);
  }
}
