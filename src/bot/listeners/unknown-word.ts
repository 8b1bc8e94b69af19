import type { Offer } from '#service/api.ts';
import { line, name } from '../ui/escape.ts';
import { listed } from '../ui/people.ts';
import { nearest } from './nearest.ts';

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
export function unknownWord(word: string, offers: readonly Offer[]): string {
  const near = nearest(word, [...commandWords, ...offers.map(({ connection }) => connection)]);
  const next =
    near.length === 0
      ? 'Type `/restore help` to see what you can type.'
      : `Did you mean ${listed(
          near.map((each) => `\`/restore ${line(each)}\``),
          'or',
        )}?`;
  return `Unknown command ${name(word)}. ${next}`;
}
