import { expect, test } from 'vitest';
import { renderLine } from '#bot/ui/thread-line.ts';
import { type RequestEvent, RequestEvent as Events } from '#core/events.ts';
import { currentAgreement } from '#core/restore-request.ts';
import { aRequirement, at } from '#test/support/builders.ts';
import { everyEvent } from './every-event.ts';
import { stored, storedIn, worstAsk, worstText } from './samples.ts';
import { mrkdwnIn, problemsOf } from './shown.ts';

const base = { at: at(60), commandId: 'c2' };
const asked = storedIn('pending-approval', { ask: { requirement: aRequirement({ quorum: 2 }) } });
const vote = (by: string) => ({ by, at: at(60), agreement: currentAgreement(asked.request) });
const cast = { type: 'vote-cast', ...base, by: 'U0BEN', vote: vote('U0BEN') } as const;
const last = { type: 'vote-cast', ...base, commandId: 'c3', by: 'U0ADA', vote: vote('U0ADA') } as const;
const approved = { type: 'approved', ...base, commandId: 'c3', by: 'U0ADA', dispatchBy: at(960) } as const;

test('a line says what was true right after its event, however late it is posted', () => {
  const all = stored([...asked.events, cast, last, approved]);

  expect(renderLine(cast, all)?.text).toBe(':ballot_box_with_check: <@U0BEN> approved: 1 of 2.');
});

test('the vote that completes the quorum is told once', () => {
  const all = stored([...asked.events, cast, last, approved]);

  expect(renderLine(last, all)).toBeUndefined();
  expect(renderLine(approved, all)?.text).toContain('<@U0ADA> approved: 2 of 2.');
});

test('an approval over an objective says which loss it accepts; where the requester’s word completes it, nobody approves', () => {
  const acknowledged = { loss: 3_960_000, startsBy: at(900) };
  const accepting = { ...last, vote: { ...last.vote, acknowledged } };
  const all = stored([...asked.events, cast, accepting, approved]);
  expect(renderLine(approved, all)?.text).toContain(
    '<@U0ADA> approved and accepted the loss of up to 66 min of writes: 2 of 2.',
  );

  const { by: _, ...byWord } = { ...approved, commandId: 'c4' };
  const word = { type: 'acknowledged', ...base, commandId: 'c4', by: 'U0RITA', acknowledged } as const;
  const late = stored([...asked.events, cast, accepting, word, byWord]);
  expect(renderLine(byWord, late)?.text).toContain(':ballot_box_with_check: Approved: 2 of 2. <@U0RITA>:');
});

test('voided votes say what changed, and call for new ones', () => {
  const voided: RequestEvent = {
    type: 'votes-voided',
    ...base,
    text: 'The cluster was upgraded.',
    differences: [{ label: 'Cluster version', before: 'v25.1', after: 'v25.2' }],
    fingerprint: {},
    requirement: aRequirement(),
    expiresAt: at(3_600),
  };

  expect(renderLine(voided, stored([...storedIn('approved').events, voided]))?.text).toBe(
    [
      ':warning: *The approvals no longer count:* The cluster was upgraded.',
      '• Cluster version: `v25.1` → `v25.2`',
      'One person of <!subteam^S0DBA> must approve by <!date^1772337600^{date_short_pretty} at {time}|2026-03-01 04:00 UTC>, or it expires. <@U0RITA>',
    ].join('\n'),
  );
});

test('an unknown outcome says whose word it was, where it was somebody’s', () => {
  const event: RequestEvent = {
    type: 'became-unknown',
    ...base,
    known: { because: 'taken-over', text: 'The key was revoked.', candidates: [] },
  };
  const said = (one: RequestEvent) =>
    renderLine(one, stored([...storedIn('restoring').events, one]))?.text ?? '';

  expect(said(event)).toContain('*The outcome is unknown. restorebot does nothing until somebody decides.*');
  expect(said({ ...event, by: 'U0BEN' })).toContain(
    '*<@U0BEN> took it over. restorebot does nothing until somebody decides.* The key was revoked. <!subteam^S0DBA>: check the target in the vendor’s console',
  );
});

test('every kind of event has a line or is told elsewhere, and Slack takes it at its worst', () => {
  const told: string[] = [];
  const worst = storedIn('pending-approval', { ask: worstAsk });
  for (const event of everyEvent(worstText)) {
    const line = renderLine(event, worst);
    if (line === undefined) continue;
    told.push(event.type);
    expect({ [event.type]: problemsOf(line) }).toEqual({ [event.type]: [] });
    for (const text of [line.text, ...mrkdwnIn(line.blocks)]) expect(text).not.toContain('<!channel>');
  }

  const untold = Events.options.map(({ shape }) => shape.type.value).filter((type) => !told.includes(type));
  expect(untold).toEqual(['asked', 'dispatched', 'secret-revealed', 'secret-shown', 'secret-forgotten']);
});
