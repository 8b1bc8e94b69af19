import { expect, test } from 'vitest';
import { ProviderError } from '#core/provider-error.ts';
import { modalSays, startBotRig } from './rig.ts';

type SuggestedMenu = Awaited<ReturnType<typeof startBotRig>>['rita']['suggest'];

async function withSource(rig: Awaited<ReturnType<typeof startBotRig>>): Promise<void> {
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

test('a vendor that refuses is heard in the menu, never as "no results"', async () => {
  await using rig = await startBotRig({
    around: (service) => ({
      ...service,
      choices: async () => {
        throw new ProviderError({
          kind: 'unauthorized',
          action: 'list the clusters',
          detail: 'the key was revoked',
          advice: 'Make a new one.',
        });
      },
    }),
  });
  await rig.rita.command('#ops', '/restore crdb-prod database');
  await modalSays(rig.rita, '(Source cluster)');

  const { options } = await rig.rita.suggest('Source cluster', 'x');

  expect(readOf(options)).toBe('Could not list the clusters: the key was revoked. Make a new one.');
});

test('an error is readable whole in a menu, its advice at the end too, and no line of it can be chosen', async () => {
  const advice =
    'Give the key or service account the role Project Backup Manager in project “shop” (6a0000000000000000000a01).';
  await using rig = await startBotRig({
    around: (service) => ({
      ...service,
      choices: async () => {
        throw new ProviderError({
          kind: 'forbidden',
          action: 'list the snapshots of cluster “orders”',
          detail: 'Current user is not authorized to perform this action',
          code: 'USER_UNAUTHORIZED',
          advice,
        });
      },
    }),
  });
  await rig.rita.command('#ops', '/restore crdb-prod database');
  await modalSays(rig.rita, '(Source cluster)');

  const { options, outcome } = await rig.rita.suggest('Source cluster', '');

  expect(outcome).toBe('acked');
  expect(readOf(options)).toBe(
    `Could not list the snapshots of cluster “orders”: Current user is not authorized to perform this action (USER_UNAUTHORIZED). ${advice}`,
  );
  const last = options.at(-1)?.text.text ?? '';
  await rig.rita.fillIn({ 'Source cluster': last });
  expect((await rig.harness.service.loadDraft('ID0001'))?.input['source']).toBeUndefined();
});

/** What a person reads in a menu from top to bottom. */
function readOf(options: Awaited<ReturnType<SuggestedMenu>>['options']): string {
  return options
    .flatMap(({ text, description }) => [text.text, description?.text ?? ''])
    .join(' ')
    .trim();
}

test('a vendor that does not answer is told of before Slack gives up, and the entry cannot be chosen', async () => {
  await using rig = await startBotRig({
    around: (service) => ({
      ...service,
      choices: async (_connection, _query, signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(new Error('aborted')));
        }),
    }),
  });
  await rig.rita.command('#ops', '/restore crdb-prod database');
  await modalSays(rig.rita, '(Source cluster)');

  const { options, outcome } = await rig.rita.suggest('Source cluster', '');

  expect(outcome).toBe('acked');
  expect(options.map(({ text }) => text.text)).toEqual([
    'The vendor takes too long to answer; open this menu again',
  ]);
  await rig.rita.fillIn({ 'Source cluster': 'The vendor takes too long' });
  expect((await rig.harness.service.loadDraft('ID0001'))?.input['source']).toBeUndefined();
});

test('more than Slack can show is cut, and says so', async () => {
  const all = Array.from({ length: 250 }, (_, index) => ({ value: `v${index}`, label: `cluster ${index}` }));
  await using rig = await startBotRig({
    around: (service) => ({ ...service, choices: async () => all }),
  });
  await rig.rita.command('#ops', '/restore crdb-prod database');
  await modalSays(rig.rita, '(Source cluster)');

  const { options } = await rig.rita.suggest('Source cluster', '');

  expect(options).toHaveLength(100);
  expect(options.at(-1)?.text.text).toBe('151 more; type to narrow it down');
});
