import { describe, expect, test } from 'vitest';
import { newestBefore } from '#bot/listeners/backup-by-time.ts';
import { findName } from '#bot/listeners/find-name.ts';
import { namesIn, readTyped, writeTyped } from '#bot/listeners/typed-words.ts';
import { readAge } from '#core/instant.ts';
import { objectsIn } from '#sandbox/slack/json.ts';
import { patience } from '#test/support/patience.ts';
import { channelWords, fillForm, modalSays, modalWords, startBotRig } from './rig.ts';

function labelOf({ label }: { readonly [key: string]: unknown }): unknown {
  return typeof label === 'object' && label !== null && 'text' in label ? label.text : undefined;
}

describe('what follows /restore is taken apart', () => {
  test.each([
    ['crdb-prod database orders-prod', ['crdb-prod', 'database', 'orders-prod'], []],
    [
      'a b --backup 2h --dry-run',
      ['a', 'b'],
      [
        ['backup', '2h'],
        ['dry-run', ''],
      ],
    ],
    ['a “b c” —backup latest', ['a', 'b c'], [['backup', 'latest']]],
    [
      'a --reason INC-9 the migration --into x',
      ['a'],
      [
        ['reason', 'INC-9 the migration'],
        ['into', 'x'],
      ],
    ],
    [
      'a --reason="INC-9 lost --rows" --new_db_name=x',
      ['a'],
      [
        ['reason', '"INC-9 lost --rows"'],
        ['new-db-name', 'x'],
      ],
    ],
    [
      `"a b" 'c d' it's "e""f" --tables “a b”.public.“t 1”, x --reason '--x'`,
      ['a b', 'c d', "it's", 'e"f'],
      [
        ['tables', '“a b”.public.“t 1”, x'],
        ['reason', "'--x'"],
      ],
    ],
    [
      'a --reason see <https://x.io/a|x.io> by <@U1|ana> &amp; co',
      ['a'],
      [['reason', 'see https://x.io/a by @ana & co']],
    ],
    ['', [], []],
  ])('%s', (text, words, options) => {
    expect(readTyped(text)).toEqual({
      words,
      options: options.map(([name, value]) => ({ name, value })),
    });
  });

  test.each([
    ['a,b c', ['a', 'b', 'c']],
    ['"a b, c d" e', ['a b', 'c d', 'e']],
    ['“a b”,"c, d"', ['a b', 'c', 'd']],
    ['"a b"."S.x"."t, 1 Ä", orders.items', ['"a b"."S.x"."t, 1 Ä"', 'orders.items']],
    ['"it\'s ""x"""', ['it\'s "x"']],
    ["'it''s' , it's", ["'it''s'", "it's"]],
    ['', []],
  ])('the list %s', (list, names) => {
    expect(namesIn(list)).toEqual(names);
  });

  test('what is written can be read again', () => {
    for (const word of ['a', 'a b', 'it\'s "x"', '--x', '“x”', 'مدفوعات']) {
      expect(readTyped(writeTyped({ words: [word], options: [] })).words).toEqual([word]);
    }
  });

  test('a name is taken in full or by a beginning that no other has', () => {
    const all = ['orders', 'orders-eu', 'billing'].map((item) => ({ item, names: [item] as const }));
    expect(findName('Orders', all)).toEqual({ type: 'exact', item: 'orders' });
    expect(findName('bil', all)).toEqual({ type: 'prefix', item: 'billing', shown: 'billing' });
    expect(findName('ord', all)).toEqual({ type: 'none' });
    expect(findName('', all)).toEqual({ type: 'none' });
  });

  test('an age takes the newest backup that is at least so old, never a later one', () => {
    const now = new Date('2026-11-22T13:00:00Z');
    const at = (time: string) => ({ value: time, label: time, at: new Date(`2026-11-22T${time}:00Z`) });
    const choices = [at('12:00'), at('11:00'), at('10:00')];
    const before = readAge('90m', now);
    expect(before).toEqual(new Date('2026-11-22T11:30:00Z'));
    expect(newestBefore(choices, before ?? now)?.value).toBe('11:00');
    expect(newestBefore(choices, new Date('2026-11-22T09:00:00Z'))).toBeUndefined();
    expect(readAge('2 hours ago', now)).toEqual(new Date('2026-11-22T11:00:00Z'));
    expect(readAge('backup-2h', now)).toBeUndefined();
  });
});

describe('/restore with words', () => {
  test('opens the form filled in, says what was understood, and checks as it is', async () => {
    await using rig = await startBotRig();
    const { rita } = rig;

    await rita.command(
      '#ops',
      '/restore crdb Databases “orders-prod” —backup latest --into orders-p --databases orders --new-db-name orders_2 --reason INC-9 dropped',
    );
    await modalSays(rita, '(New name)');
    expect(await modalWords(rita)).not.toContain('Please look at this');
    expect(await modalWords(rita)).toContain('Understood `crdb` as `crdb-prod`');
    await rita.submit();

    await modalSays(rita, 'New name: *orders_2*');
    expect(await modalWords(rita)).toContain('> INC-9 dropped');
  });

  test('an age chooses a backup by its name, and the form shows the name', async () => {
    await using rig = await startBotRig();
    const { rita } = rig;
    await rita.command('#ops', '/restore crdb-prod database orders-prod --backup 2026-03-01T01:30Z');
    await modalSays(rita, 'as the newest backup at or before');
    const chosen = JSON.stringify((await rita.modal()).view).match(
      /"initial_option":\{"text":\{[^}]*"text":"([^"]*)"/gu,
    );
    expect(chosen?.join()).toMatch(/2026-03-01 01:00 UTC, \d+ days ago/u);
  });

  test('an option that nothing is called, or of another kind, is said with the nearest', async () => {
    await using rig = await startBotRig();
    const { rita } = rig;
    await rita.command('#ops', '/restore crdb-prod database orders-prod --bakcup latest');
    await modalSays(rita, 'has no option `--bakcup`');
    expect(await modalWords(rita)).toContain('Did you mean `--backup`? `latest` was left out.');
    await rita.command('#ops', '/restore crdb-prod database orders-prod --at 2h --tables a');
    await modalSays(rita, 'Did you mean `--backup`? `2h` was left out.');
    expect(await modalWords(rita)).toContain('It belongs to “Tables”. `a` was left out.');
  });

  test('a wrong kind or connection gets the whole command with the nearest name, to copy', async () => {
    await using rig = await startBotRig();
    const { rita } = rig;
    await rita.command('#ops', '/restore crdb-prod databse orders-prod --reason INC-9 rows lost');
    await expect
      .poll(() => modalWords(rita), patience)
      .toContain('Did you mean `/restore crdb-prod database orders-prod --reason INC-9 rows lost`?');
    await rita.command('#ops', '/restore crbd-prod database orders-prod');
    await expect
      .poll(() => modalWords(rita), patience)
      .toContain('Did you mean `/restore crdb-prod database orders-prod`?');
  });

  test('what is wrong with one answer is said under its field', async () => {
    await using rig = await startBotRig();
    const { rita } = rig;
    await rita.command('#ops', '/restore crdb-prod database ordrs-prod --backup yesterday');
    await modalSays(rita, 'Did you mean `orders-prod`?');
    const { view } = await rita.modal();
    const blocks = objectsIn(view['blocks']);
    const under = (label: string) => blocks[blocks.findIndex((block) => labelOf(block) === label) + 1];
    expect(JSON.stringify(under('Source cluster'))).toContain('Did you mean `orders-prod`?');
    expect(JSON.stringify(under('Backup'))).toContain('Choose *Source cluster* first.');
    expect(await modalWords(rita)).toContain(
      'You typed `/restore crdb-prod database ordrs-prod --backup yesterday`.',
    );
  });

  test('an unknown first word is an unknown command', async () => {
    await using rig = await startBotRig();
    const { rita } = rig;
    await rita.command('#ops', '/restore statsu');
    await expect
      .poll(() => channelWords(rita, '#ops'), patience)
      .toContain('Unknown command `statsu`. Did you mean `/restore status`?');
    expect(await rita.modals()).toEqual([]);
    await rita.command('#ops', '/restore zzzzzzzz');
    await modalSays(rita, 'Unknown command `zzzzzzzz`. Type `/restore help`');
  });

  test('list, backups and help answer with commands to copy', async () => {
    await using rig = await startBotRig();
    const { rita, harness } = rig;
    const { id } = await harness.asked();
    await rita.command('#ops', '/restore list');
    await expect.poll(() => channelWords(rita, '#ops'), patience).toContain(id);
    await rita.command('#ops', '/restore backups crdb-prod orders-prod');
    await expect
      .poll(() => channelWords(rita, '#ops'), patience)
      .toMatch(
        /Backups of orders-prod\*.*\n(.*\n)*.*newest.*\n(.*\n)*.*\/restore crdb-prod \S+ orders-prod --backup /u,
      );
    await rita.command('#ops', '/restore help crdb-prod database');
    await expect
      .poll(() => channelWords(rita, '#ops'), patience)
      .toContain(
        '/restore crdb-prod database billing-prod --backup latest --databases invoices --into billing-prod',
      );
    expect(await channelWords(rita, '#ops')).toContain('You may add `--new-db-name`');
    await rita.command('#ops', '/restore help crbd-prod');
    await expect
      .poll(() => channelWords(rita, '#ops'), patience)
      .toContain('No connection is called `crbd-prod`. Did you mean `crdb-prod`?');
  });

  test('help asks a vendor once for the names in its commands, however often people ask for help', async () => {
    await using rig = await startBotRig();
    const { rita, harness } = rig;
    const helps = async () => (await channelWords(rita, '#ops')).split('Copy and change').length - 1;
    await rita.command('#ops', '/restore help');
    await expect.poll(helps, patience).toBe(1);
    const asked = harness.provider.simulator.calls().length;
    expect(asked).toBeGreaterThan(0);

    await Promise.all([1, 2, 3].map(() => rita.command('#ops', '/restore help')));

    await expect.poll(helps, patience).toBe(4);
    expect(harness.provider.simulator.calls().length).toBe(asked);
  });

  test('withdraw ends a request; only the requester can, and one that does not exist is said', async () => {
    await using rig = await startBotRig();
    const { rita, ada, harness } = rig;
    const { id } = await harness.asked();
    await ada.command('#ops', `/restore withdraw ${id}`);
    await expect.poll(() => channelWords(ada, '#ops'), patience).toContain('Only the person who asked');
    await rita.command('#ops', `/restore withdraw ${id}`);
    await expect.poll(() => channelWords(rita, '#ops'), patience).toContain('is withdrawn');
    expect((await harness.load(id)).request.state.tag).toBe('cancelled');
  });
});

test('another kind keeps source, target, backup and reason, by their names', async () => {
  await using rig = await startBotRig();
  const { rita } = rig;
  await rita.command('#ops', '/restore crdb-prod');
  await fillForm(rita);

  await rita.fillIn({ 'What to restore': 'Tables' });

  await modalSays(rita, '(Tables)');
  const view = JSON.stringify((await rita.modal()).view);
  expect(view.match(/"initial_option":\{"text":\{"type":"plain_text","text":"orders-prod/gu)).toHaveLength(2);
  expect(view).toContain('"text":"Latest backup');
  expect(JSON.stringify((await rita.modal()).state)).toContain('INC-9');
});

test('--dry-run checks, and cannot ask; “Change it” turns it into a form that can', async () => {
  await using rig = await startBotRig();
  const { rita, harness } = rig;
  await rita.command(
    '#ops',
    '/restore crdb-prod database orders-prod --dry-run --backup latest --into orders-prod --databases orders --new-db-name orders_2',
  );
  await modalSays(rita, '(New name)');
  await rita.submit();
  await modalSays(rita, 'Check only.* Nothing was asked');
  expect((await rita.modal()).view['submit']).toBeUndefined();
  await rita.press('Change it');
  await modalSays(rita, '(New name)');
  await rita.fillIn({ 'Reason or incident': 'INC-9' });
  await rita.submit();
  await modalSays(rita, 'must approve this');
  await rita.submit();
  await expect
    .poll(async () => (await harness.service.list({ limit: 1 })).requests, patience)
    .toHaveLength(1);
});
