import { afterAll, beforeAll, expect, test } from 'vitest';
import { ProviderError } from '#core/provider-error.ts';
import { type BotRig, modalSays, modalWords, startBotRig } from './rig.ts';

/** What a form, or an answer, says of a command that is not quite right. */

let rig: BotRig;
beforeAll(async () => {
  rig = await startBotRig();
});
afterAll(async () => rig[Symbol.asyncDispose]());

const start = '/restore crdb-prod database orders-prod';

test.each([
  ['an option without a value', `${start} --backup --into`, '*Backup:* `--backup` needs a value.'],
  [
    'a blank that was copied',
    `${start} --databases <databases>`,
    '*Databases:* `&lt;databases&gt;` is a blank',
  ],
  [
    'a name that no list has',
    `${start} --into zzz`,
    '*Destination cluster:* The list has no `zzz`. Choose one here.',
  ],
  [
    'a wrong source, which others depend on',
    '/restore crdb-prod database zzz --backup latest --databases a',
    '*Backup and Databases:* Choose *Source cluster* first.',
  ],
  [
    'the same, to copy',
    `${start}x --backup latest`,
    'You typed `/restore crdb-prod database orders-prodx --backup latest`.',
  ],
  [
    'an option that is not there',
    `${start} --nope 3`,
    'You typed `/restore crdb-prod database orders-prod --nope 3`.',
  ],
  [
    'no kind, only a source',
    '/restore crdb-prod orders-prod --backup latest',
    'Did you mean one of these?\n`/restore crdb-prod database orders-prod --backup latest`\n`/restore crdb-prod table orders-prod --backup latest`\n',
  ],
  [
    'no kind, only options',
    '/restore crdb-prod --backup latest',
    'does not say what to restore. Did you mean one of these?\n`/restore crdb-prod database --backup latest`',
  ],
  [
    'no connection, only a kind',
    '/restore table orders-prod',
    'Unknown command `table`. Did you mean `/restore crdb-prod table orders-prod`?',
  ],
  [
    'the beginning of a connection, mistyped',
    '/restore crbd database',
    'Did you mean `/restore crdb-prod database`?',
  ],
  [
    'a backup without a zone',
    `${start} --backup 2026-11-20T14:00`,
    '*Backup:* `2026-11-20T14:00` has no time zone. End it with `Z`',
  ],
  [
    'a reason that is too long',
    `${start} --reason ${'x'.repeat(600)}`,
    'The reason has 600 characters. The first 500 are kept.',
  ],
])('%s', async (_, command, said) => {
  await rig.rita.command('#ops', command);
  await modalSays(rig.rita, said);
  expect(await modalWords(rig.rita)).toContain('Please look at this first');
  await rig.rita.close({ all: true });
});

const table = `"${'Kunden-Stammdaten'.repeat(3)}"."${'Schema.Mit.Punkten'.repeat(3)}"."${'(Tabelle mit Leerzeichen )'.repeat(3)}Ä"`;

test.each([
  [`--databases "a b", مدفوعات`, ['a b', 'مدفوعات']],
  [`--databases “it's ""x"""`, [`it's "x"`]],
  // What a dropped database is called may end the name of another one that is there.
  ['--databases rders', ['rders']],
])('08: names are taken as they were typed: %s', async (option, databases) => {
  await rig.rita.command('#ops', `${start} ${option}`);
  await modalSays(rig.rita, '(Databases)');
  const draft = await rig.harness.service.keptDraft('U0RITA');
  expect(draft?.input['databases']).toEqual(databases);
  await rig.rita.close({ all: true });
});

test.each([
  ['5d', '2026-02-24 03:00 UTC'],
  ['2026-02-23T01:00Z', '2026-02-23 01:00 UTC'],
])('a backup older than the hundred of a list is found: %s', async (typed, label) => {
  await rig.rita.command('#ops', `${start} --backup ${typed}`);
  await modalSays(rig.rita, `Understood \`${typed}\` as the newest backup at or before`);
  expect(await modalWords(rig.rita)).toContain(`: ${label}`);
  await rig.rita.close({ all: true });
});

test('08: a table in quotes, with dots, spaces and brackets, is one name', async () => {
  await rig.rita.command(
    '#ops',
    `/restore crdb-prod table orders-prod --tables ${table},orders.items --reason x`,
  );
  await modalSays(rig.rita, 'Understood `orders.items` as `orders.public.items`.');
  const draft = await rig.harness.service.keptDraft('U0RITA');
  expect(draft?.input['tables']).toEqual([table, 'orders.public.items']);
  await rig.rita.close({ all: true });
});

test('a vendor that is away is asked once, heard once, and the command is there to be copied', async () => {
  const asked: string[] = [];
  await using away = await startBotRig({
    provider: (provider) => ({
      ...provider,
      async choices({ field }) {
        asked.push(field);
        throw new ProviderError({
          kind: 'unavailable',
          action: 'list the clusters',
          detail: 'away',
          advice: 'Try again.',
        });
      },
    }),
  });
  const command = `${start} --backup latest --databases orders --into orders-prod`;
  await away.rita.command('#ops', command);
  await modalSays(
    away.rita,
    '*Source cluster, Backup, Databases and Destination cluster:* Could not list the clusters',
  );
  expect(await modalWords(away.rita)).toContain(`You typed \`${command}\`.`);
  expect(asked).toEqual(['source']);
});

test('without a connection, what was typed is there to be copied', async () => {
  await using two = await startBotRig({
    around: (service) => ({
      ...service,
      async offers(user) {
        const found = await service.offers(user);
        if (found.type === 'none') return found;
        const others = found.offers.map((offer) => ({ ...offer, connection: 'crdb-eu' }));
        return { ...found, offers: [...found.offers, ...others] };
      },
    }),
  });
  await two.rita.command('#ops', '/restore --backup latest');
  await modalSays(two.rita, 'Write the connection first');
  expect(await modalWords(two.rita)).toContain('You typed `/restore --backup latest`.');
});
