import { expect, test } from 'vitest';
import { cardActions, encodeViewRef } from '#bot/ids.ts';
import { standsThere } from '#bot/listeners/click-origin.ts';
import { ActionPayload } from '#bot/listeners/payloads.ts';
import { storedIn } from '../ui/samples.ts';

const inForm = (requestId: string, actionId: string) =>
  ActionPayload.parse({
    user: { id: 'U0ADA' },
    team: { id: 'T0HOME' },
    trigger_id: 't',
    view: { id: 'V1', hash: 'h', private_metadata: encodeViewRef({ requestId }) },
    actions: [{ action_id: actionId, block_id: 'b', value: 'v', action_ts: '1' }],
  });

test('in a form a newer backup can be used for the request that the form is about, and nothing else be done', () => {
  const stored = storedIn('pending-approval');

  expect(standsThere(stored, inForm('r1', cardActions.useNewer), false)).toBe(true);
  expect(standsThere(stored, inForm('r2', cardActions.useNewer), false)).toBe(false);
  expect(standsThere(stored, inForm('r1', cardActions.withdrawRequest), false)).toBe(false);
});
