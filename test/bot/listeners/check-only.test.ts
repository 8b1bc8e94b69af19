import { expect, test } from 'vitest';
import { patience } from '#test/support/patience.ts';
import { channelWords, fillForm, modalSays, modalWords, startBotRig } from './rig.ts';

test('“Check only” shows the review without a way to ask, and needs no reason', async () => {
  await using rig = await startBotRig();
  const { rita, harness } = rig;
  await rita.command('#ops', '/restore');
  await fillForm(rita, { 'Reason or incident': '' });

  await rita.press('Check only');
  await modalSays(rita, '*Check only.* Nothing was asked.');
  expect((await rita.modal()).view['submit']).toBeUndefined();
  expect(await modalWords(rita)).toContain('New name: *orders_2*');

  await rita.press('Post the result');
  await modalSays(rita, 'The result is posted in <#C0OPS>. Nothing was asked.');
  const said = await channelWords(rig.ada, '#ops');
  expect(said).toContain('<@U0RITA> checked a restore');
  expect(said).toContain('This can be asked for. Nothing was asked.');
  expect((await harness.service.list({ limit: 5 })).requests).toEqual([]);
});

test('after it, “Change it” leads to a request like any other', async () => {
  await using rig = await startBotRig();
  const { rita } = rig;
  await rita.command('#ops', '/restore');
  await fillForm(rita);
  await rita.press('Check only');
  await modalSays(rita, 'Nothing was asked.');

  await rita.press('Change it');
  await modalSays(rita, '(New name)');
  await rita.submit();

  await modalSays(rita, 'must approve this');
  expect((await rita.modal()).view['submit']).toMatchObject({ text: 'Ask for approval' });
});

test('what is missing is said under its field', async () => {
  await using rig = await startBotRig();
  const { rita } = rig;
  await rita.command('#ops', '/restore crdb-prod database orders-prod');
  await modalSays(rita, '(Source cluster)');

  await rita.press('Check only');

  await expect
    .poll(() => modalWords(rita), patience)
    .toContain('(Backup)\n:warning: Choose one from the list.');
});

test('the result is posted once, and not where the bot no longer is', async () => {
  await using rig = await startBotRig();
  const { rita, slack } = rig;
  await rita.command('#ops', '/restore');
  await fillForm(rita);
  await rita.press('Check only');
  await modalSays(rita, 'Post the result');
  await slack.changeMembers('#ops', { remove: ['U0BOT'] });

  await rita.press('Post the result');

  await modalSays(rita, 'restorebot cannot post in <#C0OPS>. Nothing was posted.');
  await slack.changeMembers('#ops', { add: ['U0BOT'] });
  await rig.tape.play(rig.tape.last('block_actions'));
  await expect.poll(() => channelWords(rita, '#ops'), patience).not.toContain('checked a restore');
});
