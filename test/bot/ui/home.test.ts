import { expect, test } from 'vitest';
import { renderHome } from '#bot/ui/home.ts';
import type { RestoreRequest, StateTag } from '#core/restore-request.ts';
import { problemsInView } from '#sandbox/slack/block-kit/validate.ts';
import { aRequirement, at } from '#test/support/builders.ts';
import { aKind, storedIn, worstAsk } from './samples.ts';
import { words } from './shown.ts';

const many = (state: StateTag, count: number): readonly RestoreRequest[] =>
  Array.from({ length: count }, (_, n) => {
    const requirement = aRequirement({ windowMs: (count - n) * 60_000 });
    return storedIn(state, { ask: { requestId: `${state}-${n}`, requirement } }).request;
  });

const down = {
  type: 'down',
  since: at(300),
  call: { action: 'list the projects', detail: 'the key was revoked', advice: 'Use another key.' },
} as const;

const connections = Array.from({ length: 40 }, (_, n) => `connection-${n}`);

function home(waiting: readonly RestoreRequest[], requests: readonly RestoreRequest[]) {
  return renderHome({
    user: 'U0RITA',
    waiting,
    requests,
    offers: {
      type: 'offers',
      offers: connections.map((connection) => ({ connection, vendor: 'MongoDB Atlas', kinds: [aKind] })),
      sharedChannels: false,
    },
    health: { 'connection-39': down },
    now: at(600),
  });
}

test('a hundred of each leave the home tab within Slack’s limits, and what is urgent comes first', () => {
  const waiting = many('pending-approval', 100);
  const running = [...many('restoring', 99), ...many('unknown', 1)];
  const view = home(waiting, [...waiting, ...running, ...many('succeeded', 100)]);
  const shown = words(view);

  expect(problemsInView(view, 'home')).toEqual([]);
  expect(view.blocks.length).toBeLessThan(100);
  expect(shown).toContain('*Waiting for you* (8 of 100, those that expire first)');
  const first = shown.slice(0, shown.indexOf('*Running*'));
  // The last one here has the shortest time.
  expect(first).toContain('roval-99');
  expect(first).not.toContain('roval-91');
  expect(shown).toMatch(/\*Running\*\n:grey_question: \*Outcome unknown:/u);
  expect(shown).toContain('and 92 more: `/restore list`');
  expect(shown).toContain('Earlier ones: `/restore history`');
});

test('a connection that does not work is named at the top, and the reason is not cut from the end', () => {
  const shown = words(home([], []));

  expect(shown.indexOf(':red_circle: Not working: *connection-39*')).toBeLessThan(
    shown.indexOf('Waiting for you'),
  );
  expect(shown).toContain('the key was revoked');
  expect(shown).toContain('and 28 more connections');
});

test('a hundred of the worst requests fit, too', () => {
  const worst = Array.from(
    { length: 100 },
    (_, n) => storedIn('pending-approval', { ask: { ...worstAsk, requestId: `r${n}` } }).request,
  );

  expect(problemsInView(home(worst, worst), 'home')).toEqual([]);
});
