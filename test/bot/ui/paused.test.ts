import { expect, test } from 'vitest';
import { renderCard } from '#bot/ui/card.ts';
import type { Paused } from '#core/pause.ts';
import { hasEnded } from '#core/restore-request.ts';
import { allStates, at } from '#test/support/builders.ts';
import { nasty, storedIn } from './samples.ts';
import { problemsOf, words } from './shown.ts';

const by = { type: 'person', userId: 'U0BEN' } as const;
const paused: Paused = { type: 'paused', by, since: at(300), reason: 'INC-9' };

test.each(allStates())(
  'the card of a request that is %s says that restores are paused while it is open',
  (tag) => {
    const { blocks, text } = renderCard({ ...storedIn(tag), paused }, { now: at(600) });
    const shown = words({ blocks });

    if (hasEnded({ tag })) expect(shown).not.toContain('paused');
    else expect(shown).toMatch(/Restores are paused.*by <@U0BEN>: INC-9/);
    expect(text.includes('Restores are paused.')).toBe(tag === 'pending-approval' || tag === 'approved');
  },
);

test.each<[Paused, RegExp]>([
  [{ type: 'unverified' }, /does not verify/],
  [{ ...paused, by: { type: 'restorebot' }, reason: '' }, /Redis lost a part of its record/],
  [
    { ...paused, by: { type: 'command-line', name: 'root@bastion' } },
    /root@bastion.* on the command line: INC-9/,
  ],
  [{ ...paused, reason: Object.values(nasty).join(' ') }, /paused/],
])('a pause says how it came: %j', (given, text) => {
  const rendered = renderCard({ ...storedIn('approved'), paused: given }, { now: at(600) });

  expect(words(rendered)).toMatch(text);
  expect(problemsOf(rendered)).toEqual([]);
});
