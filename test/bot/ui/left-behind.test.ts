import { expect, test } from 'vitest';
import { renderStory } from '#bot/ui/audit-story.ts';
import { statusLines, statusSentence } from '#bot/ui/card-status.ts';
import { renderLine } from '#bot/ui/thread-line.ts';
import type { RequestEvent } from '#core/events.ts';
import type { Impact } from '#core/impact.ts';
import { at } from '#test/support/builders.ts';
import { stored, storedIn } from './samples.ts';

const leftBehind =
  'CockroachDB Cloud removes what a failed restore wrote. Drop or rename table “items” in database “orders” on “orders-prod”, then ask again.';
const failed = {
  type: 'failed',
  at: at(900),
  commandId: 'c9',
  reason: { code: 'failed-at-vendor', text: 'relation "items" already exists (code 1)', leftBehind },
} satisfies RequestEvent;

function said(event: RequestEvent): readonly string[] {
  const all = stored([...storedIn('restoring').events, event]);
  const signed = { key: 'k', version: 9, prev: '' } as const;
  const entry = { kind: 'transition', requestId: all.request.id, at: event.at, ...signed, event } as const;
  return [
    statusLines(all, at(1_000)),
    statusSentence(all.request, at(1_000)),
    renderLine(event, all)?.text ?? '',
    renderStory(all.request.id, [{ seq: 1, entry }]).text,
  ];
}

test('card, notification, thread and story say what a failure leaves behind, once and alike', () => {
  for (const text of said(failed)) {
    expect(text.split(leftBehind)).toHaveLength(2);
    expect(text).not.toContain('half restored');
  }
});

test('a failure that an older version recorded says what holds for every vendor', () => {
  const { leftBehind: _, ...reason } = failed.reason;

  for (const text of said({ ...failed, reason }).slice(0, 3)) {
    expect(text.split('The target may be half restored')).toHaveLength(2);
  }
});

test('a download that the vendor stopped has changed no data', () => {
  const impact = {
    type: 'download' as const,
    overwrites: [],
    creates: [],
    unavailable: [],
    notes: [],
  } satisfies Impact;
  const restoring = storedIn('restoring', { ask: { impact } });
  const event = { type: 'cancelled-at-vendor', at: at(900), commandId: 'c9' } as const;
  const all = stored([...restoring.events, event]);

  expect([statusLines(all, at(1_000)), renderLine(event, all)?.text]).toEqual([
    expect.stringContaining('No data was changed.') as string,
    expect.stringContaining('No data was changed.') as string,
  ]);
});
