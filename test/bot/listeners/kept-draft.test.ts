import { describe, expect, test } from 'vitest';
import { patience } from '#test/support/patience.ts';
import { fillForm, modalCloses, modalSays, modalWords, startBotRig } from './rig.ts';

const offer = '*You left a form unfinished:* *Databases* on *crdb-prod*, from *orders-prod*';

describe('a form that was closed', () => {
  test('is offered by the next /restore, with everything that was filled in, typed words too', async () => {
    await using rig = await startBotRig();
    const { rita, harness } = rig;
    await rita.command('#ops', '/restore');
    await fillForm(rita);
    await rita.close();
    await modalCloses(rita);

    await rita.command('#ops', '/restore');
    await modalSays(rita, offer);
    await rita.press('Continue it');
    await modalSays(rita, '(New name)');

    expect(await modalWords(rita)).not.toContain('unfinished');
    expect(JSON.stringify((await rita.modal()).state)).toMatch(/orders_2.*INC-9/u);
    await rita.submit();
    await modalSays(rita, 'must approve this');
    await rita.submit();
    await modalCloses(rita);
    expect((await harness.service.list({ limit: 5 })).requests).toHaveLength(1);
    await rita.command('#ops', '/restore');
    await modalSays(rita, '(What to restore)');
    expect(await modalWords(rita)).not.toContain('unfinished');
  });

  test('is offered even where nobody told of its end: what was chosen is kept', async () => {
    await using rig = await startBotRig();
    const { rita } = rig;
    await rita.command('#ops', '/restore crdb-prod database orders-prod --backup latest');
    await modalSays(rita, '(Source cluster)');
    // On the phone, while the form is still open on another screen.

    await rita.command('#ops', '/restore');
    await modalSays(rita, offer);
    await rita.press('Continue it');

    await expect
      .poll(async () => JSON.stringify((await rita.modal()).view), patience)
      .toContain('Latest backup');
  });

  // Its words are kept without an age, so an age was looked up.
  test.each([
    ['looks the age of its backup up again', 0, /"Latest backup: 2026-03-01 03:00 UTC, \d+ days ago"/u],
    [
      'says the instant of its backup alone where that fails',
      1_000,
      /"Latest backup: 2026-03-01 03:00 UTC"/u,
    ],
  ])('%s', async (_, times, label) => {
    await using rig = await startBotRig();
    const { rita, harness } = rig;
    await rita.command('#ops', '/restore');
    await fillForm(rita);
    await rita.close();
    await rita.command('#ops', '/restore');
    await modalSays(rita, offer);
    const action = { type: 'status', status: 503 } as const;
    if (times > 0) harness.provider.simulator.fault({ method: 'GET', path: '/backups', times, action });

    await rita.press('Continue it');

    await expect.poll(async () => JSON.stringify((await rita.modal()).view), patience).toMatch(label);
  });

  test('goes to the channel in which it is continued', async () => {
    await using rig = await startBotRig();
    const { rita, harness } = rig;
    await rita.command('#quiet', '/restore');
    await fillForm(rita);
    await rita.close();

    await rita.command('#ops', '/restore');
    await modalSays(rita, offer);
    await rita.press('Continue it');
    await modalSays(rita, '(New name)');
    await rita.submit();
    await modalSays(rita, 'It is posted in <#C0OPS>');
    await rita.submit();
    await modalCloses(rita);

    expect((await harness.service.list({ limit: 1 })).requests).toMatchObject([{ channel: 'C0OPS' }]);
  });

  test('is forgotten when it is discarded', async () => {
    await using rig = await startBotRig();
    const { rita } = rig;
    await rita.command('#ops', '/restore');
    await fillForm(rita);
    await rita.close();

    await rita.command('#ops', '/restore');
    await modalSays(rita, offer);
    await rita.press('Discard it');
    await expect.poll(() => modalWords(rita), patience).not.toContain('unfinished');
    await rita.close();

    await rita.command('#ops', '/restore');
    await modalSays(rita, '(What to restore)');
    expect(await modalWords(rita)).not.toContain('unfinished');
  });

  test('is not offered to somebody who says what they want', async () => {
    await using rig = await startBotRig();
    const { rita } = rig;
    await rita.command('#ops', '/restore');
    await fillForm(rita);
    await rita.close();

    await rita.command('#ops', '/restore crdb-prod database');
    await modalSays(rita, '(Source cluster)');

    expect(await modalWords(rita)).not.toContain('unfinished');
  });
});

test('another kind keeps source, target, backup and reason, with their names', async () => {
  await using rig = await startBotRig();
  const { rita } = rig;
  await rita.command('#ops', '/restore');
  await fillForm(rita);

  await rita.fillIn({ 'What to restore': 'Tables' });
  await modalSays(rita, '(Tables)');

  const view = JSON.stringify((await rita.modal()).view);
  expect(view.match(/"text":"orders-prod \(Advanced, v25.2\)"/gu)).toHaveLength(2);
  expect(view).toContain('"text":"Latest backup: ');
  expect(JSON.stringify((await rita.modal()).state)).toContain('INC-9');
});
