import { expect, test } from 'vitest';
import { wholeName } from '#bot/ui/escape.ts';
import { fillForm, modalCloses, modalSays, modalWords, startBotRig } from './rig.ts';

const database = `tenant_${'a'.repeat(63)}_${'b'.repeat(63)}_archive_2026_q3_de`;

test('14: a name of 153 characters is typed, chosen again after a redraw, read whole by those who vote', async () => {
  await using rig = await startBotRig();
  const { rita, ada, harness } = rig;

  await rita.command('#ops', '/restore');
  await fillForm(rita);
  await rita.fillIn({ Databases: [database] });
  await rita.submit();
  await modalSays(rita, 'must approve this');
  expect(await modalWords(rita)).toContain(wholeName(database));
  await rita.submit();
  await modalCloses(rita);

  const [request] = (await harness.service.list({ limit: 10 })).requests;
  expect(request?.plan.plan.options).toMatchObject({ databases: [database] });
  const card = await rig.card(request?.id ?? '');
  await ada.click(card, 'Details');
  await modalSays(ada, wholeName(database));
  await ada.close();
  await ada.click(card, 'Approve…');
  await modalSays(ada, 'It is checked again before it starts.');
  expect(await modalWords(ada)).toContain(wholeName(database));
});

test('08: of more names than a form holds none is left out in silence, and of a long name no end', async () => {
  await using rig = await startBotRig();
  const { rita } = rig;
  const databases = Array.from({ length: 101 }, (_, n) => `tenant_${n}`).join(',');
  const newName = 'n'.repeat(300);

  await rita.command(
    '#ops',
    `/restore crdb-prod database orders-prod --backup latest --databases ${databases} --new-name ${newName}`,
  );

  await modalSays(rita, 'A form holds 100 names, and these are 101. Ask for them in several requests.');
  expect(await modalWords(rita)).toContain('At most 255 characters; this has 300.');
  const view = JSON.stringify((await rita.modal()).view);
  expect(view).not.toContain('"value":"tenant_');
  expect(view).toContain(',tenant_100 --new-name nnn');
  expect(view).toContain('"max_selected_items":100');
});
