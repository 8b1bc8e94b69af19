import { expect, test } from 'vitest';
import type { RestoreProvider } from '#core/provider.ts';
import { aHistory } from '#test/support/builders.ts';
import { patience } from '#test/support/patience.ts';
import { type BotRig, fillForm, modalCloses, modalSays, modalWords, startBotRig } from './rig.ts';

/** The simulator’s databases with one more question: a point in time. */
function withMoment(provider: RestoreProvider, until: Promise<void> = Promise.resolve()): RestoreProvider {
  const moment = { id: 'at', type: 'instant', label: 'Moment', required: false } as const;
  return {
    ...provider,
    kinds: provider.kinds.map((kind) =>
      kind.id === 'database' ? { ...kind, fields: [...kind.fields, moment] } : kind,
    ),
    async choices(query, options) {
      if (query.field !== 'at') return provider.choices(query, options);
      await until;
      return ['2026-02-26T03:00:00Z', '2026-03-01T03:00:00Z'].map((value) => ({ value, label: value }));
    },
  };
}

const inputOf = async ({ harness }: BotRig) => (await harness.service.loadDraft('ID0001'))?.input;
const momentOf = async (rig: BotRig) => (await inputOf(rig))?.['at'];

test('shows what is possible first, and answers with a button, as text', async () => {
  await using rig = await startBotRig({ provider: (provider) => withMoment(provider) });
  const { rita } = rig;
  await rita.command('#ops', '/restore crdb-prod database orders-prod --reason INC-7');
  await modalSays(
    rita,
    'You can restore to any second from *2026-02-26 03:00:00 UTC* to *2026-03-01 03:00:00 UTC*.',
  );
  const now = rig.harness.now().getTime();

  await rita.press('10 min ago');

  await modalSays(rita, 'Restores to *2026-03-01 02:50:00 UTC*, which is <!date^');
  expect(await momentOf(rig)).toBe(new Date(now - 600_000).toISOString());
  expect(await modalWords(rita)).toContain('You can restore to any second from ');
  expect(JSON.stringify((await rita.modal()).state)).toMatch(/2026-03-01T02:50:00Z.*INC-7/u);
});

test.each([
  ['2026-10-25T02:30:00+02:00', '2026-10-25 00:30:00 UTC'],
  ['2026-10-25T02:30:00+01:00', '2026-10-25 01:30:00 UTC'],
  ['2026-11-20 14:02:37Z', '2026-11-20 14:02:37 UTC'],
])('14: says what %s is while it is typed, in the night when clocks go back too', async (typed, utc) => {
  await using rig = await startBotRig({ provider: (provider) => withMoment(provider) });
  const { rita } = rig;
  await rita.command('#ops', '/restore crdb-prod database orders-prod');
  await modalSays(rita, '(Moment)');

  await rita.fillIn({ Moment: typed });

  await expect.poll(() => modalWords(rita), patience).toContain(`Restores to *${utc}*`);
  await rita.fillIn({ Moment: 'yesterday' });
  await expect.poll(() => modalWords(rita), patience).not.toContain('Restores to');
});

test.each([
  ['2026-02-26T02:59:59Z', 'before the first'],
  ['2026-03-01T03:00:01Z', 'after the last'],
])('says of %s that it is %s moment that can be restored', async (typed, side) => {
  await using rig = await startBotRig({ provider: (provider) => withMoment(provider) });
  const { rita } = rig;
  await rita.command('#ops', '/restore crdb-prod database orders-prod --at 2026-03-01T03:00:00Z');
  await modalSays(rita, 'Restores to *2026-03-01 03:00:00 UTC*');
  expect(await modalWords(rita)).not.toContain('Choose another.');

  await rita.fillIn({ Moment: typed });

  await modalSays(rita, `:warning: That is ${side} moment above. Choose another.`);
});

test('looks again for what is possible before it calls a moment too late', async () => {
  let last = '2026-03-01T03:00:00Z';
  await using rig = await startBotRig({
    provider: (provider) => {
      const asking = withMoment(provider);
      return {
        ...asking,
        choices: async (query, options) =>
          query.field === 'at'
            ? ['2026-02-26T03:00:00Z', last].map((value) => ({ value, label: value }))
            : asking.choices(query, options),
      };
    },
  });
  const { rita } = rig;
  await rita.command('#ops', '/restore crdb-prod database orders-prod');
  await modalSays(rita, 'to *2026-03-01 03:00:00 UTC*.');
  last = '2026-03-01T04:00:00Z';

  await rita.fillIn({ Moment: '2026-03-01T03:30:00Z' });

  await modalSays(rita, 'Restores to *2026-03-01 03:30:00 UTC*');
  expect(await modalWords(rita)).toContain('to *2026-03-01 04:00:00 UTC*.');
  expect(await modalWords(rita)).not.toContain('Choose another.');
});

test('what was typed without a zone stays in the field, with what it lacks', async () => {
  await using rig = await startBotRig({ provider: (provider) => withMoment(provider) });
  const { rita } = rig;
  await rita.command('#ops', '/restore crdb-prod database orders-prod --at 2026-03-01 02:00');
  await modalSays(rita, '*Moment:* `2026-03-01 02:00` has no time zone. End it with `Z` for UTC');
  expect(JSON.stringify((await rita.modal()).view)).toContain('"initial_value":"2026-03-01 02:00"');
});

test('offers the second before the message that the form is about', async () => {
  await using rig = await startBotRig({ provider: (provider) => withMoment(provider) });
  const { rita } = rig;
  const ts = await rig.ada.say('#ops', 'INC-7');
  await rita.shortcut('restore-about-message', { channel: '#ops', ts });
  await modalSays(rita, '(What to restore)');
  await rita.fillIn({ 'What to restore': 'Databases' });
  await modalSays(rita, '(Moment)');
  const before = new Date((Math.floor(Number(ts)) - 1) * 1_000).toISOString();

  await rita.press(`Before the message (${before.slice(11, 19)} UTC)`);

  await expect.poll(() => momentOf(rig), patience).toBe(before);
});

test('an answer that is noted late takes nothing out of what was submitted after it', async () => {
  const noted = Promise.withResolvers<void>();
  const submitted = Promise.withResolvers<void>();
  await using rig = await startBotRig({
    provider: (provider) => withMoment(provider),
    around: (service) => ({
      ...service,
      async saveDraft(draft) {
        // The first answer is still being noted when the form is submitted.
        if (draft.reason !== '' || draft.input['databases'] === undefined) return service.saveDraft(draft);
        await submitted.promise;
        await service.saveDraft(draft);
        noted.resolve();
      },
      async review(...given) {
        submitted.resolve();
        await noted.promise;
        return service.review(...given);
      },
    }),
  });
  const { rita } = rig;
  await rita.command('#ops', '/restore crdb-prod database orders-prod');
  await modalSays(rita, '(New name)');
  await fillForm(rita);
  await rita.submit();

  await modalSays(rita, 'must approve this');
  await rita.submit();
  await modalCloses(rita);

  const [request] = (await rig.harness.service.list({ limit: 1 })).requests;
  expect(request).toMatchObject({ reason: 'INC-9' });
});

/** Three restores of every database of the connection but the last. */
async function withPast({ harness }: BotRig): Promise<void> {
  const { service, store } = harness;
  const query = { kind: 'database', field: 'source', input: {}, search: '' };
  const databases = await service.choices('crdb-prod', query, AbortSignal.timeout(patience.timeout));
  const past = databases.slice(0, -1).flatMap(({ value, label }, n) =>
    [1, 2, 3].map((restore) =>
      aHistory({
        n: restore,
        requestId: `past-${n}-${restore}`,
        tookMs: (18 + restore) * 60_000,
        connection: 'crdb-prod',
        kind: 'database',
        impact: 'new-target',
        unavailable: false,
        lostMs: undefined,
        source: { id: value, name: label },
      }),
    ),
  );
  await store.history.merge(past);
}

test('how long it usually takes is there while the vendor has not answered, and changes with the database', async () => {
  const never = Promise.withResolvers<void>();
  await using rig = await startBotRig({ provider: (provider) => withMoment(provider, never.promise) });
  const { rita } = rig;
  await withPast(rig);
  await rita.command('#ops', '/restore crdb-prod database');
  await modalSays(rita, '(Source cluster)');
  expect(await modalWords(rita)).not.toContain('Usually takes');

  const { options } = await rita.suggest('Source cluster', '');
  await rita.fillIn({ 'Source cluster': options[0]?.value ?? '' });
  await modalSays(rita, '*Usually takes* 17–23 min, from 3 restores of this database.');
  await rita.fillIn({ 'Source cluster': options.at(-1)?.value ?? '' });
  await modalSays(rita, 'restores of this kind on this connection.');
  never.resolve();
});

test('a vendor that is slow to say what is possible holds up no other menu, and undoes no answer', async () => {
  const said = Promise.withResolvers<void>();
  await using rig = await startBotRig({ provider: (provider) => withMoment(provider, said.promise) });
  const { rita } = rig;
  await rita.command('#ops', '/restore crdb-prod database');
  await modalSays(rita, '(Source cluster)');
  await rita.fillIn({ 'Source cluster': 'orders-prod' });

  await rita.fillIn({ Backup: 'Latest' });
  await expect.poll(() => inputOf(rig), patience).toMatchObject({ backup: 'latest' });
  said.resolve();
  await modalSays(rita, 'You can restore to any second from *2026-02-26');

  expect(await inputOf(rig)).toMatchObject({ source: expect.any(String), backup: 'latest' });
});
