import type { KnownBlock } from '@slack/types';
import type { Paused, Pauser } from '#core/pause.ts';
import { hasEnded, type State } from '#core/restore-request.ts';
import { section } from './blocks.ts';
import { when } from './date.ts';
import { line, name } from './escape.ts';
import { person } from './people.ts';

/** That nothing is submitted, who said so, and how it ends. */
export function pausedText(paused: Paused): string {
  const resume = 'Running restores go on. `/restore resume` ends the pause.';
  if (paused.type === 'unverified') {
    return `:double_vertical_bar: *Restores are paused.* The record of the pause does not verify, so it is not known who paused them. ${resume}`;
  }
  const { by, since, reason } = paused;
  if (by.type === 'restorebot') {
    return `:double_vertical_bar: *Restores are paused* since ${when(since)}: Redis lost a part of its record, and an earlier pause may be lost with it. ${resume}`;
  }
  const why = reason === '' ? '' : `: ${line(reason)}`;
  return `:double_vertical_bar: *Restores are paused* since ${when(since)} by ${pauser(by)}${why}\n${resume}`;
}

function pauser(by: Exclude<Pauser, { type: 'restorebot' }>): string {
  return by.type === 'person' ? person(by.userId) : `${name(by.name)} on the command line`;
}

/** For an open request, whatever its state. */
export function pausedBlocks(state: Pick<State, 'tag'>, paused: Paused | undefined): readonly KnownBlock[] {
  return paused === undefined || hasEnded(state) ? [] : [section(pausedText(paused))];
}

/** For a notification: only where a restore would still have to start. */
export function pausedSentence({ tag }: Pick<State, 'tag'>, paused: Paused | undefined): string | undefined {
  const waits = tag === 'pending-approval' || tag === 'approved';
  return paused !== undefined && waits ? 'Restores are paused.' : undefined;
}
