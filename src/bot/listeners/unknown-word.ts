import { nearest } from '#core/nearest.ts';
import type { Offer } from '#service/api.ts';
import { name, wholeName } from '../ui/escape.ts';
import { clip, limits } from '../ui/limits.ts';
import { type Typed, writeTyped } from './typed-words.ts';

/** The first words that are commands; anything else is a connection. */
export const commandWords = [
  'list',
  'status',
  'backups',
  'cancel',
  'withdraw',
  'audit',
  'history',
  'presets',
  'run',
  'pause',
  'resume',
  'help',
] as const;

/** Whether somebody may have meant a command. */
export function isNearCommand(word: string): boolean {
  return nearest(word, commandWords).length > 0;
}

/** What is said of a first word that nothing is called. */
export function unknownWord(typed: Typed, offers: readonly Offer[]): string {
  const [word = '', ...rest] = typed.words;
  const near = nearest(word, [...commandWords, ...offers.map(({ connection }) => connection)]);
  // Somebody may have left out the connection.
  const owners = offers.filter(({ kinds }) => kinds.some(({ id }) => id === word.toLowerCase()));
  const meant = [
    ...near.map((each) => [each, ...rest]),
    ...owners.map(({ connection }) => [connection, ...typed.words]),
  ];
  const next =
    didYouMean(meant.slice(0, 3).map((words) => ({ ...typed, words }))) ??
    'Type `/restore help` to see what you can type.';
  return `Unknown command ${name(word)}. ${next}`;
}

/** Whole commands to copy, so that nothing that was typed has to be typed again. `undefined`: there is none. */
export function didYouMean(commands: readonly Typed[]): string | undefined {
  const [only, ...more] = commands.map((each) => copied(each, limits.reason));
  if (only === undefined) return undefined;
  return more.length === 0
    ? `Did you mean ${only}?`
    : ['Did you mean one of these?', only, ...more].join('\n');
}

/** A command to copy, mrkdwn, where it has a block to itself. */
export function wholeCommand(typed: Typed): string {
  return copied(typed, 2_500);
}

function copied(typed: Typed, max: number): string {
  return wholeName(clip(`/restore ${writeTyped(typed)}`, max));
}
