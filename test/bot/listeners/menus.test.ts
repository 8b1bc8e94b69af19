import { expect, test } from 'vitest';
import { ProviderError } from '#core/provider-error.ts';
import { objectsIn } from '#sandbox/slack/json.ts';
import type { RestoreService } from '#service/api.ts';
import { patience } from '#test/support/patience.ts';
import { modalSays, modalWords, startBotRig } from './rig.ts';

type Rig = Awaited<ReturnType<typeof startBotRig>>;

async function withSource(rig: Rig): Promise<void> {
  await rig.rita.command('#ops', '/restore crdb-prod database orders-prod');
  await modalSays(rig.rita, '(Source cluster)');
}

test('a menu offers what fits the answers given before', async () => {
  await using rig = await startBotRig();
  await withSource(rig);

  const { options } = await rig.rita.suggest('Backup', '');

  expect(options[0]).toMatchObject({ value: 'latest' });
  expect(options.length).toBeGreaterThan(1);
});

test('what was chosen for another source is not kept', async () => {
  await using rig = await startBotRig();
  await withSource(rig);
  await rig.rita.fillIn({ Backup: 'Latest' });
  const chosen = async () => JSON.stringify((await rig.rita.modal()).state).includes('"latest"');
  expect(await chosen()).toBe(true);

  const others = (await rig.rita.suggest('Source cluster', '')).options.map(({ value }) => value);
  const kept = (await rig.harness.service.loadDraft('ID0001'))?.input['source'];
  await rig.rita.fillIn({ 'Source cluster': others.find((value) => value !== kept) ?? '' });

  await expect.poll(chosen).toBe(false);
  expect((await rig.harness.service.loadDraft('ID0001'))?.input['backup']).toBeUndefined();
});

/** What stands in the modal, once it has changed. */
const modalShows = (rig: Rig, text: string) => modalSays(rig.rita, text);

const forbidden = new ProviderError({
  kind: 'forbidden',
  action: 'list the snapshots of cluster “orders”',
  detail: 'Current user is not authorized to perform this action',
  code: 'USER_UNAUTHORIZED',
  advice: 'Give the key or service account the role Project Backup Manager in project “shop”.',
});

async function failing(choices: RestoreService['choices']): Promise<Rig> {
  return startBotRig({ around: (service) => ({ ...service, choices }) });
}

test('a vendor that refuses is heard under the field, whole, and the menu has nothing to choose', async () => {
  await using rig = await failing(async () => {
    throw forbidden;
  });
  await rig.rita.command('#ops', '/restore crdb-prod database --reason INC-7');
  await modalShows(rig, '(Source cluster)');

  const { options, outcome } = await rig.rita.suggest('Source cluster', 'x');

  expect({ options, outcome }).toEqual({ options: [], outcome: 'acked' });
  await modalShows(
    rig,
    ':warning: Could not list the snapshots of cluster “orders”: Current user is not authorized to perform this action. Give the key or service account the role Project Backup Manager in project “shop”.',
  );
  const { view, state } = await rig.rita.modal();
  const ids = objectsIn(view['blocks']).map((block) => String(block['block_id']));
  const at = ids.findIndex((id) => id.endsWith(':source') && !id.startsWith('note:'));
  expect(ids[at + 1]).toBe(`note:${ids[at]}`);
  expect(JSON.stringify(state)).toContain('INC-7');
});

test('a list that comes too late for Slack is there when the menu is opened again', async () => {
  const answer = Promise.withResolvers<void>();
  let asked = 0;
  await using rig = await startBotRig({
    provider: (provider) => ({
      ...provider,
      async choices(query, options) {
        asked += 1;
        await answer.promise;
        return provider.choices(query, options);
      },
    }),
  });
  await rig.rita.command('#ops', '/restore crdb-prod database');
  await modalShows(rig, '(Source cluster)');

  expect((await rig.rita.suggest('Source cluster', '')).options).toEqual([]);
  await modalShows(rig, 'The list did not load in time. Open it again.');
  answer.resolve();

  expect((await rig.rita.suggest('Source cluster', '')).options.length).toBeGreaterThan(1);
  expect(asked).toBe(1);
});

test('the note under a field goes once something is chosen', async () => {
  let fails = true;
  await using rig = await startBotRig({
    around: (service) => ({
      ...service,
      choices: async (...args) => {
        if (fails) throw forbidden;
        return service.choices(...args);
      },
    }),
  });
  await rig.rita.command('#ops', '/restore crdb-prod database');
  await modalShows(rig, '(Source cluster)');
  await rig.rita.suggest('Source cluster', '');
  await modalShows(rig, 'Current user is not authorized');

  fails = false;
  await rig.rita.fillIn({ 'Source cluster': 'orders-prod' });

  await expect.poll(() => modalWords(rig.rita), patience).not.toContain('Current user is not authorized');
  expect((await rig.harness.service.loadDraft('ID0001'))?.input['source']).toBeDefined();
});

test('a vendor that does not answer is told of under the field before Slack gives up', async () => {
  await using rig = await failing(
    async (_connection, _query, signal) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(new Error('aborted')));
      }),
  );
  await rig.rita.command('#ops', '/restore crdb-prod database');
  await modalShows(rig, '(Source cluster)');

  const { options, outcome } = await rig.rita.suggest('Source cluster', '');

  expect({ options, outcome }).toEqual({ options: [], outcome: 'acked' });
  await modalShows(rig, 'The list did not load in time. Open it again.');
});

test('an empty list says why under the field; a search that finds nothing is left to Slack', async () => {
  await using rig = await failing(async () => []);
  await rig.rita.command('#ops', '/restore crdb-prod database');
  await modalShows(rig, '(Source cluster)');

  expect((await rig.rita.suggest('Source cluster', 'zzz')).options).toEqual([]);
  expect(await modalWords(rig.rita)).not.toContain('lists nothing');
  await rig.rita.suggest('Backup', '');
  await modalShows(rig, ':warning: Choose *Source cluster* first.');
  await rig.rita.suggest('Source cluster', '');
  await modalShows(rig, ':warning: CockroachDB Cloud lists nothing to choose here.');
});

test('a menu of a form that is gone replaces the form with a sentence', async () => {
  await using rig = await startBotRig({
    around: (service) => ({ ...service, loadDraft: async () => undefined }),
  });
  await rig.rita.command('#ops', '/restore crdb-prod database');
  await modalShows(rig, '(Source cluster)');

  expect((await rig.rita.suggest('Source cluster', '')).options).toEqual([]);

  await modalShows(rig, '/restore');
  expect(await modalWords(rig.rita)).not.toContain('(Source cluster)');
});

test('as many as Slack takes are offered, and all of them can be chosen', async () => {
  const all = Array.from({ length: 250 }, (_, index) => ({ value: `v${index}`, label: `cluster ${index}` }));
  await using rig = await failing(async () => all);
  await rig.rita.command('#ops', '/restore crdb-prod database');
  await modalShows(rig, '(Source cluster)');

  const { options } = await rig.rita.suggest('Source cluster', '');

  expect(options.map(({ value }) => value)).toEqual(all.slice(0, 100).map(({ value }) => value));
  expect(JSON.stringify((await rig.rita.modal()).view)).toContain('type to search');
});

test('the newest backup is in the list once, as the latest, with its time and age', async () => {
  await using rig = await startBotRig();
  await withSource(rig);

  const { options } = await rig.rita.suggest('Backup', '');

  const texts = options.map(({ text }) => text.text);
  expect(texts[0]).toMatch(/^Latest backup: 2026-03-01 03:00 UTC, \d+ days ago$/u);
  expect(texts.filter((text) => text.includes('03-01 03:00 UTC'))).toHaveLength(1);
});
