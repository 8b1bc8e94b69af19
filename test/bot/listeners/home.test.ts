import { expect, test } from 'vitest';
import type { PersonClient } from '#sandbox/slack/client-person.ts';
import { objectsIn } from '#sandbox/slack/json.ts';
import { patience } from '#test/support/patience.ts';
import { words } from '../ui/shown.ts';
import { fillForm, modalCloses, modalSays, startBotRig } from './rig.ts';

async function homeWords(person: PersonClient): Promise<string> {
  const view = await person.home();
  return view === undefined ? '' : words({ blocks: objectsIn(view.view['blocks']) });
}

async function homeSays(person: PersonClient, text: string): Promise<void> {
  await expect.poll(() => homeWords(person), patience).toContain(text);
}

test('the home tab shows each person what waits for them, with Approve, and what is theirs', async () => {
  await using rig = await startBotRig();
  const { rita, ada, harness } = rig;
  await harness.asked();

  await Promise.all([rita.openHome(), ada.openHome()]);
  await homeSays(ada, '*Waiting for you*\n');
  await homeSays(rita, '*Waiting for you*\nNothing.');
  expect(await homeWords(ada)).toContain('[Approve…]');
  expect(await homeWords(ada)).toContain('*Asked by you*\nNone of your requests is open.');
  expect(await homeWords(rita)).not.toContain('Approve…');
  expect(await homeWords(rita)).toContain('*Asked by you*\n:raised_hand:');
});

test('a request is approved from the home tab, by the person for whom the button was drawn', async () => {
  await using rig = await startBotRig();
  const { ada, harness } = rig;
  const { id } = await harness.asked();
  await ada.openHome();
  await homeSays(ada, '[Approve…]');

  await ada.pressHome('Approve…');
  await modalSays(ada, 'It is checked again before it starts');
  await expect.poll(async () => (await ada.modal()).view['submit'], patience).toBeDefined();
  await ada.submit();
  await modalCloses(ada);

  await expect.poll(async () => (await harness.load(id)).request.state.tag, patience).toBe('approved');
  await ada.pressHome('Refresh');
  await homeSays(ada, '*Waiting for you*\nNothing.');
});

test('“Start a restore” opens the form, which asks where the card goes', async () => {
  await using rig = await startBotRig();
  const { rita, harness } = rig;
  await rita.openHome();
  await homeSays(rita, '[Start a restore]');
  await rita.pressHome('Start a restore');
  await fillForm(rita);
  await modalSays(rita, 'You started from the home tab');
  await rita.fillIn({ 'Post in': 'C0OPS' });
  await rita.submit();
  await modalSays(rita, 'It is posted in <#C0OPS>');
  await rita.submit();
  await modalCloses(rita);
  expect((await harness.service.list({ limit: 1 })).requests).toMatchObject([{ channel: 'C0OPS' }]);
});

test('somebody in no rule sees why, and nothing to start', async () => {
  await using rig = await startBotRig();
  const dora = rig.slack.as('U0DORA');
  await dora.openHome();
  await homeSays(dora, 'Nothing: you are in none of the groups');
  expect(await homeWords(dora)).not.toContain('Start a restore');
});
