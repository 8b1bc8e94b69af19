import type { CommandCall } from '../calls.ts';
import type { ListenerDeps } from '../deps.ts';
import { openForm } from '../open-form.ts';
import { prefill } from '../prefill.ts';
import { tell } from '../tell.ts';
import { readTyped, type TypedOption, unquoted } from '../typed-words.ts';
import { commandWords, isNearCommand, unknownWord } from '../unknown-word.ts';
import { audit } from './audit.ts';
import { backups } from './backups.ts';
import { cancel } from './cancel.ts';
import { help } from './help.ts';
import { history } from './history.ts';
import { pause } from './pause.ts';
import { presets, run } from './presets.ts';
import { status } from './status.ts';

type Command = (
  deps: ListenerDeps,
  call: CommandCall,
  words: readonly string[],
  options: readonly TypedOption[],
) => Promise<void>;

const commands: Readonly<Record<(typeof commandWords)[number], Command>> = {
  list: async (deps, call) => status(deps, call, undefined),
  status: async (deps, call, [id]) => status(deps, call, id),
  backups,
  cancel: async (deps, call, [id]) => cancel(deps, call, 'cancel', id),
  withdraw: async (deps, call, [id]) => cancel(deps, call, 'withdraw', id),
  audit: async (deps, call, [id]) => audit(deps, call, id),
  history,
  presets: async (deps, call) => presets(deps, call),
  run,
  pause: async (deps, call, words, options) =>
    pause(deps, call, { type: 'pause', reason: reasonIn(words, options) }),
  resume: async (deps, call) => pause(deps, call, { type: 'resume' }),
  help,
};

/** What follows `pause`, with `--reason` before it or not. */
function reasonIn(words: readonly string[], options: readonly TypedOption[]): string {
  return [...words, ...options.map(({ value }) => unquoted(value))].join(' ');
}

/** `/restore`, `/restore <command> …`, `/restore <connection> <kind> [source] [--option value]…` */
export async function restore(deps: ListenerDeps, call: CommandCall): Promise<void> {
  const typed = readTyped(call.text);
  const [word, ...rest] = typed.words;
  const command = commandWords.find((each) => each === word?.toLowerCase());
  if (command !== undefined) return commands[command](deps, call, rest, typed.options);
  if (word !== undefined && isNearCommand(word)) {
    const found = await deps.service.offers(call.user);
    const offers = found.type === 'offers' ? found.offers : [];
    // A connection may be called almost as a command is.
    if (!offers.some(({ connection }) => connection.toLowerCase().startsWith(word.toLowerCase()))) {
      return tell(deps, call, unknownWord(typed, offers));
    }
  }
  const mayContinue = typed.words.length + typed.options.length === 0;
  return openForm(deps, { ...call, mayContinue }, (offers) => prefill(deps, offers, typed));
}
