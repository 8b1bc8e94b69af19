import { describe, expect, test } from 'vitest';
import { renderBreakGlass, renderGlassReview } from '#bot/ui/break-glass-forms.ts';
import { renderBreakGlassNotice } from '#bot/ui/break-glass-notice.ts';
import { renderCard } from '#bot/ui/card.ts';
import type { RequestEvent } from '#core/events.ts';
import { glassRule } from '#test/support/break-glass.ts';
import { allStates, aRequirement, at } from '#test/support/builders.ts';
import { aKind, stored, storedIn, worstAsk, worstText } from './samples.ts';
import { mrkdwnIn, problemsOf, problemsOfModal, words } from './shown.ts';

const many = worstText.split('\n');
const requirement = aRequirement({ quorum: 2, breakGlass: glassRule });
const worstRequirement = {
  ...worstAsk.requirement,
  breakGlass: {
    people: { users: many, groups: many },
    reviewers: { users: many, groups: many },
    tell: { channels: many, users: many },
    reviewWithinMs: 60_000,
  },
};
const base = { at: at(60), commandId: 'c9' };
const broken = (reason: string): readonly RequestEvent[] => [
  { type: 'glass-broken', ...base, by: 'U0DORA', reason, agreement: 'a' },
  { type: 'approved', ...base, by: 'U0DORA', dispatchBy: at(960) },
];
const reviewed = (note: string): RequestEvent => ({ type: 'glass-reviewed', ...base, by: 'U0ADA', note });

const before = storedIn('pending-approval', { ask: { requirement } });
const after = stored([...before.events, ...broken('All of checkout is down.')]);
const worstBefore = storedIn('pending-approval', { ask: { ...worstAsk, requirement: worstRequirement } });
const worst = stored([...worstBefore.events, ...broken(worstText), reviewed(worstText)]);

describe('break-glass, read aloud', () => {
  test('on the card before: behind “⋯”, away from Approve', () => {
    expect(words(renderCard(before, { now: at(60), kind: aKind }))).toContain(
      '[Approve…] [Deny…] [Withdraw request] [Details] [⋯ Break glass…]',
    );
  });

  test('on the card after', () => {
    const shown = words(renderCard(after, { now: at(600), kind: aKind }));
    const lines = shown.split('\n');

    expect([...lines.slice(0, 5), ...lines.slice(-2)].join('\n')).toMatchInlineSnapshot(`
      "# Overwrite orders-prod
      :rotating_light: *Everything written after 00:00 UTC will be lost: 3 h of writes when asked, and more until it starts.* The target cannot be used during the restore.
      :ballot_box_with_check: *Break-glass used, starting*
      *<@U0DORA> starts it alone.* It starts now. If it cannot start by <!date^1772334960^{date_short_pretty} at {time}|2026-03-01 03:16 UTC>, it expires.
      :fire_extinguisher: *<@U0DORA> used break-glass <!date^1772334060^{date_short_pretty} at {time_secs}|2026-03-01 03:01:00 UTC>*, because:
      > INC-7: a migration deleted rows
      atlas · *atlas-prod* · backup of <!date^1772323200^{date_short_pretty} at {time}|2026-03-01 00:00 UTC> (00:00 UTC) · request \`r1\`"
    `);
  });

  test('on the card once it is reviewed', () => {
    const shown = words(renderCard(stored([...after.events, reviewed('Right.')]), { now: at(600) }));

    expect(shown).toContain('Reviewed by <@U0ADA> <!date');
    expect(shown).toContain('> Right.');
    expect(shown).not.toContain('[Review…]');
  });

  test('on the card where the approvals were voided: it no longer counts', () => {
    const { fingerprint } = after.request;
    const voided: RequestEvent = {
      type: 'votes-voided',
      ...base,
      text: 'Renamed.',
      differences: [],
      fingerprint,
      requirement,
      expiresAt: at(3_600),
    };
    const shown = words(renderCard(stored([...after.events, voided]), { now: at(600) }));

    expect(shown).toContain('That no longer stands for an approval');
    expect(shown).toContain('[⋯ Break glass…]');
  });

  test('the announcement', () => {
    const [, event] = after.events;
    if (event === undefined) throw new Error('nothing broke');

    expect(renderBreakGlassNotice(event, after, 'https://shop.slack.com/archives/C0OPS/p1')?.text)
      .toMatchInlineSnapshot(`
        ":fire_extinguisher: *<@U0DORA> used break-glass and starts a restore alone*: All of checkout is down. To overwrite *orders-prod* on *atlas-prod* with the backup of 00:00 UTC, in <#C0OPS> (<https://shop.slack.com/archives/C0OPS/p1|the card>). :rotating_light: *Everything written after 00:00 UTC will be lost: 3 h of writes when asked, and more until it starts.* Asked by <@U0RITA>: INC-7: a migration deleted rows
        <!subteam^S0DBA> must review it within 1 day, with Review… on the card."
      `);
  });

  test('a link that is not one does not get between angle brackets', () => {
    const [, event] = after.events;
    if (event === undefined) throw new Error('nothing broke');

    expect(renderBreakGlassNotice(event, after, 'https://evil.example|x> <!channel')?.text).not.toContain(
      '<!channel',
    );
  });

  test('in the form', () => {
    const recheck = { stored: before, findings: before.request.findings };
    const view = renderBreakGlass({ recheck, kind: aKind, clicked: 'older' });

    expect(words(view).split('\n').slice(0, 3).join('\n')).toMatchInlineSnapshot(`
      ":fire_extinguisher: *You start this restore alone, without the approvals that the rule asks for.*
      This is announced at once in <#C0LOUD> and <@U0BEN> and in the thread, it is marked in the audit, and <!subteam^S0DBA> or <@U0DORA> must review it within 1 day.
      :warning: *The request has changed since the card you clicked was drawn.* This is what it is now."
    `);
  });

  test('in the review', () => {
    expect(words(renderGlassReview(after.request, aKind))).toMatchInlineSnapshot(`
      "You confirm that you have looked at it. It changes nothing about the restore; your note is shown in the thread and kept in the audit.
      :fire_extinguisher: *<@U0DORA> used break-glass <!date^1772334060^{date_short_pretty} at {time_secs}|2026-03-01 03:01:00 UTC>*, because:
      > All of checkout is down.
      To be reviewed by <!subteam^S0DBA>.
      :ballot_box_with_check: *Break-glass used, starting*
      What: Whole cluster on *atlas-prod* (atlas)
      From: *orders-prod*
      Restore point: backup of <!date^1772323200^{date_short_pretty} at {time}|2026-03-01 00:00 UTC> (00:00 UTC, 3 h before this was asked)
      Into: *orders-prod*, in place, over what is there
      (What you found)"
    `);
  });
});

describe('at its worst, Slack takes it and it pings nobody it should not', () => {
  test('forms', () => {
    const recheck = { stored: worstBefore, error: worstText };
    const forms = [
      renderBreakGlass({ recheck, kind: undefined, clicked: 'x' }),
      renderGlassReview(stored([...worstBefore.events, ...broken(worstText)]).request, undefined),
    ];

    for (const form of forms) {
      expect(problemsOfModal(form)).toEqual([]);
      for (const text of mrkdwnIn(form)) expect(text).not.toContain('<!channel>');
    }
  });

  test('messages', () => {
    const loud = worst.events.flatMap(
      (event) => renderBreakGlassNotice(event, worst, `https://x/${worstText}`) ?? [],
    );

    expect(loud).toHaveLength(1);
    for (const message of [...loud, renderCard(worst, { now: at(600) })]) {
      expect(problemsOf(message)).toEqual([]);
      for (const text of [message.text, ...mrkdwnIn(message.blocks)])
        expect(text).not.toContain('<!channel>');
    }
  });

  test.each(allStates())('a card with Review… in %s', (state) => {
    const given = storedIn(state, { ask: { requirement } });
    const glass = { by: 'U0DORA', at: at(1), reason: 'x', agreement: 'a', holds: true };
    const card = renderCard({ ...given, request: { ...given.request, glass } }, { now: at(600) });

    expect(problemsOf(card)).toEqual([]);
    expect(words(card)).toContain('[Review…]');
  });
});
