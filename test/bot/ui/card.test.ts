import { describe, expect, test } from 'vitest';
import { cardActions, decodeCardRef } from '#bot/ids.ts';
import { renderCard } from '#bot/ui/card.ts';
import { currentAgreement } from '#core/restore-request.ts';
import { isObject, objectsIn } from '#sandbox/slack/json.ts';
import { allStates, aPlan, aRequirement, at } from '#test/support/builders.ts';
import { aKind, stored, storedIn, worstAsk, worstText } from './samples.ts';
import { mrkdwnIn, problemsOf, words } from './shown.ts';

const now = at(600);
const card = (state: Parameters<typeof storedIn>[0], changes = {}) =>
  renderCard(storedIn(state, changes), { now, canCancel: true, kind: aKind });

function buttonsOf(blocks: readonly object[]): readonly string[] {
  return objectsIn(blocks)
    .filter(({ type }) => type === 'actions')
    .flatMap(({ elements }) => objectsIn(elements).map((element) => String(element['action_id'])));
}

describe.each(allStates())('the card of a request that is %s', (state) => {
  test('is one that Slack takes, however long and hostile the words in it', () => {
    const rendered = renderCard(storedIn(state, { ask: worstAsk, operationId: worstText }), {
      now,
      canCancel: true,
    });

    expect(problemsOf(rendered)).toEqual([]);
  });

  test('lets nobody’s words ping anybody', () => {
    const rendered = renderCard(storedIn(state, { ask: worstAsk }), { now, canCancel: true });

    for (const text of [rendered.text, ...mrkdwnIn(rendered.blocks)]) {
      expect(text.match(/<![^>]*>/gu)?.filter((found) => !/^<!(date|subteam)\^/u.test(found)) ?? []).toEqual(
        [],
      );
      expect(text).not.toContain('<https');
    }
  });
});

test.each(['submitting', 'verifying'] as const)('a request that is %s can only be read about', (state) => {
  expect(buttonsOf(card(state).blocks)).toEqual([cardActions.details]);
});

test.each(['succeeded', 'failed', 'denied', 'cancelled', 'expired'] as const)(
  'a request that is %s can no longer be decided, only asked again',
  (state) => {
    expect(buttonsOf(card(state).blocks)).toEqual([cardActions.again, cardActions.details]);
  },
);

test('people who decide read on the card which checks will read the data', () => {
  const checks = ['orders are there', 'fresh'];
  const ahead = 'Checks that read the data: *orders are there*, *fresh*.';
  for (const state of allStates()) {
    const shown = words(renderCard(storedIn(state), { now, kind: aKind, checks }));
    expect(shown.includes(ahead)).toBe(state === 'pending-approval' || state === 'approved');
  }
  expect(words(renderCard(storedIn('approved'), { now, checks: [] }))).not.toContain('read the data');
});

test('a button names the request and what was on the screen, and nothing else', () => {
  const given = storedIn('pending-approval');
  const [actions] = objectsIn(renderCard(given, { now }).blocks).filter(({ type }) => type === 'actions');

  for (const { value } of objectsIn(actions?.['elements'])) {
    expect(isObject(value)).toBe(false);
    expect(decodeCardRef(String(value))).toEqual({
      requestId: 'r1',
      agreement: currentAgreement(given.request),
    });
  }
});

test('a running restore that the vendor cannot stop has no button for it', () => {
  const given = storedIn('restoring');

  expect(buttonsOf(renderCard(given, { now, canCancel: false }).blocks)).toEqual([cardActions.details]);
  expect(buttonsOf(renderCard(given, { now, canCancel: true }).blocks)).toEqual([
    cardActions.cancelRestore,
    cardActions.details,
  ]);
});

describe('a restore that restorebot cannot see to its end', () => {
  const trouble = {
    type: 'trouble-began',
    at: at(300),
    commandId: 'c9',
    text: 'The key was revoked.',
  } as const;
  const stalled = { type: 'stalled', at: at(300), commandId: 'c9', since: at(180), times: 1 } as const;

  test.each([
    ['restoring', trouble, 'restorebot cannot follow it since'],
    ['restoring', stalled, 'Take it over'],
    ['submitting', trouble, 'restorebot cannot look for it since'],
  ] as const)('and is %s can be taken over: %o', (state, event, text) => {
    const rendered = renderCard(stored([...storedIn(state).events, event]), { now, canCancel: false });

    expect(buttonsOf(rendered.blocks)).toEqual([cardActions.takeOver, cardActions.details]);
    expect(words(rendered)).toContain(text);
    expect(words(rendered)).toContain('<!subteam^S0DBA> can use *Take it over*');
    expect(problemsOf(rendered)).toEqual([]);
  });
});

test('the requester is not notified to approve', () => {
  const requirement = aRequirement({ approvers: { users: ['U0RITA', 'U0ADA'], groups: [] } });
  const rendered = card('pending-approval', { ask: { requirement } });

  expect(words(rendered)).toContain('One person of <@U0ADA> must approve');
});

test('a request in which nothing is overwritten speaks of no loss', () => {
  const impact = {
    type: 'new-target',
    overwrites: [],
    creates: ['orders_2'],
    unavailable: [],
    notes: [],
  } as const;
  const rendered = card('pending-approval', {
    ask: { impact: { ...impact, overwrites: [], creates: ['orders_2'], unavailable: [], notes: [] } },
  });

  expect(rendered.text).not.toContain('lost');
  expect(words(rendered)).toMatch(/^# Restore orders-prod into orders_2\nNothing is overwritten\.\n/u);
});

test('votes so far are counted and named', () => {
  const base = { at: at(60), commandId: 'c2', by: 'U0BEN' };
  const asked = storedIn('pending-approval', { ask: { requirement: aRequirement({ quorum: 2 }) } });
  const vote = { by: 'U0BEN', at: at(60), agreement: currentAgreement(asked.request) };
  const voted = stored([...asked.events, { type: 'vote-cast', ...base, vote }]);

  expect(words(renderCard(voted, { now }))).toContain('*1 of 2 approved: <@U0BEN>.* One more person of');
});

test('a hold says what it waits for, until when, and can be looked at now', () => {
  const approved = storedIn('approved');
  const held = stored([
    ...approved.events,
    { type: 'held', at: at(200), commandId: 'c9', text: 'movr has 12 tables; drop it.' },
  ]);
  const rendered = renderCard(held, { now });

  expect(words(rendered)).toContain('*Waiting:* movr has 12 tables; drop it.');
  expect(buttonsOf(rendered.blocks)).toContain(cardActions.checkNow);
});

test('a running restore says how far it is and when it was looked at', () => {
  const look = {
    of: 'restoring',
    at: at(594),
    next: at(650),
    count: 4,
    fraction: 0.405,
    detail: 'Copying files.',
  };
  const rendered = renderCard(storedIn('restoring', {}, look), { now });

  expect(words(rendered)).toContain('*40 %* · Copying files.');
  expect(words(rendered)).toContain('|03:09:54 UTC>, after 6 min.');
});

test('F30: where looks are far between, the card says when it last looked and when it will again', () => {
  const look = { of: 'restoring', at: at(240), next: at(720), count: 9, detail: 'Copying files.' };
  const shown = words(renderCard(storedIn('restoring', {}, look), { now }));

  expect(shown).toContain('Last checked <!date^');
  expect(shown).toMatch(/Next check .*03:12:00 UTC> \(many restores run\)/);
});

test('a card that has ended well keeps what the vendor leaves to do, and links to its console', () => {
  const facts = {
    leftToDo: ['Grant privileges again.'],
    consoleUrl: 'https://cockroachlabs.cloud/cluster/c1/overview',
  };
  const shown = (state: Parameters<typeof storedIn>[0], more: object = facts) =>
    words(renderCard(storedIn(state), { now, kind: { ...aKind, vendor: 'CockroachDB Cloud' }, ...more }));

  expect(shown('succeeded')).toContain('*Left to do:*\n• Grant privileges again.');
  expect(shown('failed')).not.toContain('Left to do');
  expect(shown('failed')).toContain(`<${facts.consoleUrl}|Open in CockroachDB Cloud>`);
  expect(shown('succeeded', { consoleUrl: 'https://x|y> <!channel' })).not.toContain('https://x');
});

test('the end says how long it took from the asking on', () => {
  expect(words(card('succeeded'))).toContain(
    'Restored 5 min after it was asked. MongoDB Atlas took 2 min, until <!date^',
  );
});

test('a restore that was finished before its acceptance was found took what it took since it was sent', () => {
  const given = storedIn('succeeded');
  const finishedAt = (seconds: number) =>
    stored(
      given.events.map((event) =>
        event.type === 'restored' ? { ...event, finishedAt: at(seconds) } : event,
      ),
    );

  expect(words(renderCard(finishedAt(210), { now }))).toContain('MongoDB Atlas took 30 s, until <!date^');
  // The vendor's clock is behind ours: nobody knows how long.
  expect(words(renderCard(finishedAt(170), { now }))).toContain('MongoDB Atlas finished <!date^');
});

test.each(['pending-approval', 'approved'] as const)(
  'while it is %s, what it does and what that costs are above its buttons, who asked is below',
  (state) => {
    const shown = words(card(state));
    const order = ['# Overwrite orders-prod', 'will be lost', '[Deny…]', '*Asked by*'].map((each) =>
      shown.indexOf(each),
    );

    expect(order[0]).toBe(0);
    expect(order).toEqual(order.toSorted((x, y) => x - y));
  },
);

test('an ordinary name is bold, one that Slack would format is code', () => {
  const plan = (name: string) => ({ ask: { plan: aPlan({ target: { id: 'c2', name } }) } });

  expect(words(card('pending-approval', plan('billing-prod')))).toContain(
    'All data in *billing-prod* is replaced',
  );
  expect(words(card('pending-approval', plan('*a* _b_')))).toContain('All data in `*a* _b_` is replaced');
  expect(words(card('pending-approval', plan(':bomb:')))).toContain('All data in `:bomb:` is replaced');
});
