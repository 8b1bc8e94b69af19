import { describe, expect, test } from 'vitest';
import { readAdopt, renderAdopt } from '#bot/ui/adopt-form.ts';
import { renderApproval } from '#bot/ui/approval-form.ts';
import { renderKnown } from '#bot/ui/checked-form.ts';
import { readState } from '#bot/ui/form/element-state.ts';
import { renderHelp } from '#bot/ui/help.ts';
import { notice } from '#bot/ui/modal.ts';
import { renderClose, renderDenial, renderStop } from '#bot/ui/reason-form.ts';
import { renderReview } from '#bot/ui/review.ts';
import { renderStatus, renderStatusList } from '#bot/ui/status.ts';
import { defined } from '#core/defined.ts';
import { currentAgreement } from '#core/restore-request.ts';
import type { Review } from '#service/api.ts';
import { allStates, aRequirement, at, said } from '#test/support/builders.ts';
import { aKind, storedIn, worstAsk, worstText } from './samples.ts';
import { problemsOf, problemsOfModal, words } from './shown.ts';

const worst = storedIn('pending-approval', { ask: worstAsk });
const plain = storedIn('pending-approval');

function reviewOf(given: typeof plain, changes: Partial<Review> = {}): Parameters<typeof renderReview>[0] {
  const { plan, impact, findings, requirement, channel, reason } = given.request;
  return {
    draft: { requestId: 'r1', requester: 'U0RITA', channel, input: {}, reason },
    review: {
      plan,
      impact,
      findings,
      requirement,
      heldBy: undefined,
      closed: undefined,
      ...changes,
    },
    kind: aKind,
    agreement: currentAgreement(given.request),
    postIn: undefined,
    now: at(0),
  };
}

describe('every modal and message is one that Slack takes, however long and hostile the words in it', () => {
  test.each([
    ['review', renderReview(reviewOf(worst, { heldBy: worstText }))],
    [
      'approval',
      renderApproval({
        recheck: { stored: worst, unchecked: said(worstText) },
        kind: undefined,
        clicked: 'x',
      }),
    ],
    [
      'approval, known so far',
      renderKnown('Approve this restore?', worst, { checks: worstText.split('\n') }),
    ],
    ['denial', renderDenial('r1')],
    ['stop', renderStop(worst.request, 'U0BEN', { ...aKind, vendor: worstText })],
    ['close', renderClose('r1', { ...aKind, vendor: worstText })],
    ['adopt', renderAdopt('r1', worstText.split('\n'))],
    [
      'adopt, with what ids are',
      renderAdopt('r1', [], { ...aKind, facts: { ...aKind.facts, operationIds: worstText } }),
    ],
    ['notice', notice(worstText, worstText)],
  ])('%s', (_, view) => {
    expect(problemsOfModal(view)).toEqual([]);
  });

  test('help and status', () => {
    const offers = Array.from({ length: 40 }, () => ({
      connection: worstText,
      vendor: worstText,
      kinds: [{ ...aKind, id: worstText }],
    }));
    const requests = Array.from({ length: 40 }, () => worst.request);

    expect(problemsOf(renderHelp({ type: 'offers', offers, sharedChannels: false }))).toEqual([]);
    expect(problemsOf(renderHelp({ type: 'none', because: 'not-in-the-rule' }))).toEqual([]);
    expect(problemsOf(renderStatusList({ requests, unreadable: [], tampered: [] }))).toEqual([]);
    expect(
      problemsOf(
        renderStatusList({
          requests: [],
          unreadable: Array.from({ length: 300 }, (_, i) => `r${i}`),
          tampered: Array.from({ length: 300 }, (_, i) => `t${i}`),
        }),
      ),
    ).toEqual([]);
    for (const state of allStates()) {
      expect(
        problemsOf(
          renderStatus(storedIn(state, { ask: worstAsk }), { now: at(600), canCancel: true }, 'U0RITA'),
        ),
      ).toEqual([]);
    }
  });
});

describe('the review', () => {
  test('cannot be submitted with a blocker', () => {
    const findings = [{ level: 'blocker', code: 'x', text: 'The backup is gone.' }] as const;

    expect(renderReview(reviewOf(plain, { findings })).submit).toBeUndefined();
    expect(renderReview(reviewOf(plain)).submit?.text).toBe('Ask for approval');
  });

  test('says when nobody has to agree, and does not call it asking', () => {
    const requirement = aRequirement({ quorum: 0, approvers: { users: [], groups: [] } });
    const view = renderReview(reviewOf(plain, { requirement }));

    expect(view.submit?.text).toBe('Start the restore');
    expect(words(view)).toContain('*It needs no approval* and starts at once.');
  });

  test('says who holds the target', () => {
    expect(words(renderReview(reviewOf(plain, { heldBy: 'r0' })))).toContain(
      'Request `r0` is restoring this target',
    );
  });

  test('read aloud', () => {
    expect(words(renderReview(reviewOf(plain)))).toMatchInlineSnapshot(`
      "# Overwrite orders-prod
      :rotating_light: *Everything written after 00:00 UTC will be lost: 3 h of writes at 03:00 UTC, and more until it starts.*
      What: Whole cluster on *atlas-prod* (atlas)
      From: *orders-prod*
      Restore point: backup of <!date^1772323200^{date_short_pretty} at {time}|2026-03-01 00:00 UTC> (00:00 UTC, 3 h before 03:00 UTC)
      Into: *orders-prod*, in place, over what is there
      Overwrites: *orders-prod*
      Cannot be used while it runs: *orders-prod*
      :white_check_mark: *Checked:* The backup can be restored.
      *Because:*
      > INC-7: a migration deleted rows
      *One person of <!subteam^S0DBA> must approve this* within 1 h. Then it starts automatically. It is posted in <#C0OPS>.
      [Change it]
      Rule *production* · request \`r1\` | *Ids at the vendor:* source and target \`cluster-1\` · backup \`backup-1\`"
    `);
  });
});

describe('the approval form', () => {
  test('names the checks that will read the data, or says that none will', () => {
    const says = (checks?: readonly string[]) =>
      words(
        renderApproval({
          recheck: { stored: plain, findings: [], ...defined({ checks }) },
          kind: aKind,
          clicked: '',
        }),
      );

    expect(says(['orders are there', 'fresh'])).toContain(
      'Checks that read the data: *orders are there*, *fresh*.',
    );
    expect(says([])).toContain('No check reads the data, so it cannot end as verified.');
    expect(says()).not.toContain('read the data');
    expect(words(renderKnown('Approve this restore?', plain, { checks: ['fresh'] }))).toContain(
      'Checks that read the data: *fresh*.',
    );
    expect(words(renderReview(reviewOf(plain, { checks: ['fresh'] })))).toContain(
      'Checks that read the data: *fresh*.',
    );
  });

  test('says so where the request is no longer what the card showed', () => {
    const facts = { recheck: { stored: plain, findings: [] }, kind: aKind };
    const changed = 'The request has changed since the card';

    expect(words(renderApproval({ ...facts, clicked: 'older' }))).toContain(changed);
    expect(words(renderApproval({ ...facts, clicked: currentAgreement(plain.request) }))).not.toContain(
      changed,
    );
  });

  test('cannot be sent where the vendor shows that it cannot be done', () => {
    const gone = { level: 'blocker', code: 'backup-gone', text: 'The backup is no longer listed.' } as const;
    const view = renderApproval({
      recheck: { stored: plain, findings: [gone] },
      kind: aKind,
      clicked: currentAgreement(plain.request),
    });

    expect(view.submit).toBeUndefined();
    expect(view.blocks.some(({ type }) => type === 'input')).toBe(false);
    expect(words(view)).toContain('nobody can agree to it');
    expect(words(view)).toContain(gone.text);
  });

  test('asks nobody to type a name where nothing is overwritten', () => {
    const impact = { type: 'new-target', overwrites: [], creates: [], unavailable: [], notes: [] } as const;
    const given = storedIn('pending-approval', {
      ask: { impact: { ...impact, overwrites: [], creates: [], unavailable: [], notes: [] } },
    });
    const view = renderApproval({ recheck: { stored: given }, kind: aKind, clicked: '' });

    expect(words(view)).not.toContain('Type “');
  });

  test('read aloud', () => {
    const recheck = { stored: plain, findings: plain.request.findings };
    const view = renderApproval({ recheck, kind: aKind, clicked: currentAgreement(plain.request) });

    expect(words(view)).toMatchInlineSnapshot(`
      "# Overwrite orders-prod
      :rotating_light: *Everything written after 00:00 UTC will be lost: 3 h 10 min of writes at 03:10 UTC, and more until it starts.*
      *Asked by* <@U0RITA> <!date^1772334000^{date_short_pretty} at {time}|2026-03-01 03:00 UTC>
      > INC-7: a migration deleted rows
      What: Whole cluster on *atlas-prod* (atlas)
      From: *orders-prod*
      Restore point: backup of <!date^1772323200^{date_short_pretty} at {time}|2026-03-01 00:00 UTC> (00:00 UTC, 3 h 10 min before 03:10 UTC)
      Into: *orders-prod*, in place, over what is there
      Overwrites: *orders-prod*
      Cannot be used while it runs: *orders-prod*
      :white_check_mark: *Checked:* The backup can be restored.
      0 of 1 approved. One person of <!subteam^S0DBA> must approve by <!date^1772337600^{date_short_pretty} at {time}|2026-03-01 04:00 UTC>, or it expires.
      Checked at the vendor just now. It is checked again before it starts. | *Ids at the vendor:* source and target \`cluster-1\` · backup \`backup-1\`
      (Type “orders-prod” to confirm)"
    `);
  });
});

test('a typed operation wins over a chosen one', () => {
  const chosen = { candidate: { input: { selected_option: { value: 'op-1' } } } };
  const typed = { operation: { input: { value: ' op-2 ' } } };

  expect(readAdopt(readState(chosen))).toBe('op-1');
  expect(readAdopt(readState({ ...chosen, ...typed }))).toBe('op-2');
  expect(readAdopt(readState({}))).toBeUndefined();
});
