import { describe, expect, test } from 'vitest';
import { renderBreakGlassNotice } from '#bot/ui/break-glass-notice.ts';
import { renderCard } from '#bot/ui/card.ts';
import { renderLastWord } from '#bot/ui/last-word.ts';
import { requestBlocks } from '#bot/ui/request-blocks.ts';
import { renderReview } from '#bot/ui/review.ts';
import { renderStatus, renderStatusList } from '#bot/ui/status.ts';
import { renderLine } from '#bot/ui/thread-line.ts';
import type { RequestEvent } from '#core/events.ts';
import type { Impact } from '#core/impact.ts';
import { pinPlan } from '#core/restore-plan.ts';
import type { StateTag } from '#core/restore-request.ts';
import type { RecordedVerification } from '#core/verification.ts';
import { allStates, aPlan, aRequirement, at, someEvents } from '#test/support/builders.ts';
import { aKind, stored, storedIn } from './samples.ts';
import { words } from './shown.ts';

const now = at(600);
const shownCard = (given: ReturnType<typeof stored>) => {
  const card = renderCard(given, { now, canCancel: true, kind: aKind });
  return `${card.text}\n${words(card)}`;
};

describe('13.1 over another target, everything that the target holds is lost', () => {
  const plan = aPlan({
    source: { id: 'cluster-1', name: 'orders' },
    target: { id: 'cluster-2', name: 'orders-staging' },
  });
  const sentence = 'All data in *orders-staging* is replaced by *orders* as of 00:00 UTC.';
  const past = 'All data in *orders-staging* was replaced by *orders* as of 00:00 UTC.';
  const given = (state: StateTag) => storedIn(state, { ask: { plan } });

  test.each([
    ['pending-approval', sentence],
    ['restoring', 'All data in *orders-staging* is being replaced by *orders* as of 00:00 UTC.'],
    ['unknown', 'All data in *orders-staging* may have been replaced by *orders* as of 00:00 UTC.'],
    ['succeeded', past],
  ] as const)('13.1 on the card and in its text, while it is %s', (state, expected) => {
    const { text, blocks } = renderCard(given(state), { now, kind: aKind });

    expect(text).toContain(expected);
    expect(words({ blocks })).toContain(expected);
    expect(`${text}${words({ blocks })}`).not.toContain('written after');
  });

  test('13.1 in the review, in the approval form, in the last word and where break-glass is told', () => {
    const { request } = given('pending-approval');
    const review = renderReview({
      draft: { requestId: 'r1', requester: 'U0RITA', channel: 'C0OPS', input: {}, reason: 'INC-7' },
      review: {
        plan: pinPlan(plan),
        impact: request.impact,
        findings: [],
        requirement: aRequirement(),
        heldBy: undefined,
        closed: undefined,
      },
      kind: aKind,
      agreement: 'a',
      postIn: undefined,
      now,
    });
    const glass: RequestEvent = {
      type: 'glass-broken',
      at: at(60),
      commandId: 'g',
      by: 'U0DORA',
      reason: 'All is down.',
      agreement: 'a',
    };
    const broken = stored([...given('pending-approval').events, glass]);

    expect(words(review)).toContain(sentence);
    expect(words({ blocks: [...requestBlocks(request, { findings: [], kind: aKind, now })] })).toContain(
      sentence,
    );
    expect(renderLastWord(given('succeeded'))?.text).toContain(past);
    expect(renderBreakGlassNotice(glass, broken, undefined)?.text).toContain(sentence);
  });
});

describe('13.2 a restore is called what is known of it', () => {
  const beforeTheEnd = someEvents({ state: 'succeeded' }).slice(0, -1);
  const end = (verification: RecordedVerification, impact?: 'download') => {
    const events = beforeTheEnd.map((event) =>
      event.type === 'asked' && impact !== undefined
        ? { ...event, impact: { ...event.impact, type: impact } }
        : event,
    );
    const verified = { type: 'verified', at: at(500), commandId: 'v', ...verification } as const;
    return { given: stored([...events, verified]), verified };
  };
  const isUp = { level: 'ok', code: 'target-restored', text: '“orders” is up.', looked: 'status' } as const;
  const empty = {
    level: 'warning',
    code: 'database-empty',
    text: 'There are no tables.',
    looked: 'counts',
  } as const;
  const unseen = {
    level: 'warning',
    code: 'no',
    text: 'The API does not show tables.',
    looked: 'nothing',
  } as const;
  const vendor = 'MongoDB Atlas';
  const surfaces = (verification: RecordedVerification, impact?: 'download') => {
    const { given, verified } = end(verification, impact);
    const last = renderLastWord(given);
    return {
      card: shownCard(given),
      thread: renderLine(verified, given)?.text ?? '',
      channel: `${last?.text ?? ''}${words(last ?? { blocks: [] })}`,
      text: renderCard(given, { now, kind: aKind }).text,
    };
  };

  test.each(['card', 'thread', 'channel', 'text'] as const)(
    '13.2 in the %s: restored, the data not read; a download ready; a check that failed, and what it saw',
    (surface) => {
      const restored = surfaces({ outcome: 'passed', findings: [isUp], vendor })[surface];
      const download = surfaces({ outcome: 'passed', findings: [isUp], vendor }, 'download')[surface];
      const failed = surfaces({ outcome: 'failed', findings: [empty], vendor })[surface];

      expect(restored).toContain('MongoDB Atlas reports success. restorebot did not read the data.');
      expect(download).toContain('Download ready');
      expect(failed).toContain('Restored, but a check failed');
      expect(failed).toContain('There are no tables');
      for (const shown of [restored, download, failed])
        expect(shown).not.toMatch(/verified|check(ed)? passed/iu);
    },
  );

  test('13.2 each check says what it looked at, and one that could not look is listed as not checked', () => {
    const card = surfaces({ outcome: 'not-possible', findings: [isUp, empty, unseen], vendor }).card;

    expect(card).toContain('“orders” is up (looked at: status).');
    expect(card).toContain('There are no tables (looked at: counts).');
    expect(card).toContain('*Not checked:*\n• The API does not show tables.');
  });

  test('13.2 what an older version stored as passed reads as restored, not as checked', () => {
    const old = { level: 'ok', code: 'target-restored', text: 'It is up.' } as const;
    const { card } = surfaces({ outcome: 'passed', findings: [old] });

    expect(card).toContain('# Restored: orders-prod');
    expect(card).toContain('The vendor reports success. restorebot did not read the data.');
  });
});

describe('13.7 what stays on a screen says no age', () => {
  const age = /\b(?:\d+ (?:s|min|h|days?)|just now) ago\b|Running for|\bin \d+ (?:s|min|h)\b/u;

  test.each(allStates())('13.7 a card and a status that is %s', (state) => {
    const look = { of: state, at: at(594), next: at(900), count: 4, detail: 'Copying.', stillSince: at(1) };
    const given = storedIn(state, {}, look);
    const status = renderStatus(given, { now: at(600), kind: aKind }, 'U0RITA');
    const list = renderStatusList({ requests: [given.request], unreadable: [], tampered: [] });

    for (const shown of [shownCard(given), words(status), status.text, words(list)]) {
      expect(shown).not.toMatch(age);
    }
  });

  test('13.7 a running restore says when it was last checked, whenever it is read', () => {
    const look = { of: 'restoring', at: at(594), next: at(600), count: 4, detail: 'Copying.' };
    const card = shownCard(storedIn('restoring', {}, look));

    expect(card).toMatch(
      /Running since <!date[^>]+>\. Last checked <!date[^|]+\|03:09:54 UTC>, after 6 min\./u,
    );
  });
});

describe('13.3 one function says when something opens, starts and expires', () => {
  const closed = {
    freeze: 'release',
    effect: 'deny',
    opensAt: new Date('2026-03-02T10:00:00.000Z'),
  } as const;
  const closing = (changes: object = {}): RequestEvent => ({
    type: 'approvals-closed',
    at: at(0),
    commandId: 'later',
    ...closed,
    expiresAt: new Date('2026-03-02T11:00:00.000Z'),
    ...changes,
  });
  const waiting = (quorum = 1) =>
    stored([
      ...storedIn('pending-approval', { ask: { requirement: aRequirement({ quorum }) } }).events,
      closing(),
    ]);
  const review = (quorum: number) =>
    renderReview({
      draft: { requestId: 'r1', requester: 'U0RITA', channel: 'C0OPS', input: {}, reason: 'INC-7' },
      review: {
        plan: pinPlan(aPlan()),
        impact: storedIn('pending-approval').request.impact,
        findings: [],
        requirement: aRequirement({ quorum }),
        heldBy: undefined,
        closed,
      },
      kind: aKind,
      agreement: 'a',
      postIn: undefined,
      now,
    });
  const opens =
    /The freeze \*release\* is in force, so nobody can approve this yet\. \*Approvals open at .*\(2026-03-02 10:00 UTC\)\.\* Then the target is checked again, the approvers are notified, and they have 1 h\./u;

  test('13.3 the review, the card, its text, the approval form, the thread and the status say the same', () => {
    const given = waiting();
    const card = renderCard(given, { now, kind: aKind });

    for (const shown of [
      words(review(1)),
      words(card),
      words({ blocks: [...requestBlocks(given.request, { findings: [], kind: aKind, now })] }),
      renderLine(given.events.at(-1) ?? closing(), given)?.text,
      words(renderStatus(given, { now, kind: aKind }, 'U0RITA')),
    ]) {
      expect(shown).toMatch(opens);
      expect(shown).not.toMatch(/starts at once|It starts now|must approve by/u);
    }
    expect(card.text).toContain('*Approvals open at 2026-03-02 10:00 UTC');
    expect(words(card)).not.toContain('[Approve…]');
    expect(words(card)).not.toContain('<!subteam');
  });

  test('13.3 what needs nobody’s approval says when it starts, and no button says that it starts now', () => {
    const starts = /so it does not start yet\. \*It starts automatically at .*\(2026-03-02 10:00 UTC\)\*/u;

    expect(words(review(0))).toMatch(starts);
    expect(words(renderCard(waiting(0), { now, kind: aKind }))).toMatch(starts);
    expect(review(0).submit?.text).toBe('Ask for the restore');
  });

  test('13.3 where nobody knows the end, it says so, and when the request expires', () => {
    const event: RequestEvent = {
      type: 'approvals-closed',
      at: at(0),
      commandId: 'later',
      freeze: 'release',
      effect: 'deny',
      expiresAt: at(3_600),
    };
    const shown = words(renderCard(stored([...storedIn('pending-approval').events, event]), { now }));

    expect(shown).toMatch(
      /Nobody knows when that ends\. Approvals open when that ends\..*the request expires at/u,
    );
  });

  test('13.3 a freeze that begins takes back what was agreed, and says so', () => {
    const given = stored([...storedIn('approved').events, closing()]);

    expect(renderLine(given.events.at(-1) ?? closing(), given)?.text).toContain('no longer count');
  });
});

describe('13.4 people are mentioned as people', () => {
  const voided = (changes: object): RequestEvent => ({
    type: 'votes-voided',
    at: at(300),
    commandId: 'v',
    text: 'Somebody who approved this may no longer do so.',
    differences: [],
    fingerprint: {},
    requirement: aRequirement(),
    expiresAt: at(3_900),
    ...changes,
  });
  const lineOf = (event: RequestEvent) =>
    renderLine(event, stored([...storedIn('approved').events, event]))?.text ?? '';

  test('13.4 a person who no longer counts is named by a mention, also in what an older version stored', () => {
    const sentence = '<@U0ADA> can no longer approve this.';

    expect(lineOf(voided({ why: { code: 'no-longer-entitled', who: 'U0ADA' } }))).toContain(sentence);
    expect(lineOf(voided({ text: '<@U0ADA> approved this and may no longer do so.' }))).toContain(sentence);
    expect(lineOf(voided({ text: '<!channel> <@U0ADA> and more' }))).not.toContain('<!channel>');
  });
});

describe('13.5 who did it', () => {
  const by = 'U0BEN';

  test('13.5 a closed card names who closed it, and a withdrawal’s text who withdrew it', () => {
    const closed = stored([
      ...storedIn('unknown').events,
      { type: 'closed', at: at(400), commandId: 'c', by, text: 'Nothing is there.' },
    ]);
    const withdrawn = renderCard(storedIn('cancelled'), { now }).text;

    expect(words(renderCard(closed, { now }))).toContain('<@U0BEN> closed it without an outcome');
    expect(renderCard(closed, { now }).text).toContain('<@U0BEN> closed it without an outcome');
    expect(withdrawn).toContain('<@U0RITA> withdrew it');
  });

  test('13.5 a running card names who asked to stop it', () => {
    const asked: RequestEvent = { type: 'cancel-asked', at: at(400), commandId: 'c', by };

    expect(words(renderCard(stored([...storedIn('restoring').events, asked]), { now }))).toContain(
      '<@U0BEN> asked the vendor to stop it',
    );
  });
});

describe('what the vendor keeps is not said to be lost', () => {
  test.each([
    ['pending-approval', 'The data in *orders-prod* is replaced, and the vendor keeps it as *orders_old*.'],
    ['restoring', 'The data in *orders-prod* is being replaced, and the vendor keeps it as *orders_old*.'],
    ['succeeded', 'The data in *orders-prod* was replaced, and the vendor keeps it as *orders_old*.'],
  ] as const)('on the card while it is %s', (state, expected) => {
    const impact = {
      type: 'in-place' as const,
      overwrites: ['orders'],
      keeps: ['orders_old'],
      creates: [],
      unavailable: [],
      notes: [],
    } satisfies Impact;
    const target = { id: 'cluster-1', name: 'orders-prod' };
    const given = storedIn(state, { ask: { plan: aPlan({ source: target, target }), impact } });

    const shown = shownCard(given);

    expect(shown).toContain(expected);
    expect(shown).not.toMatch(/lost/u);
  });
});
