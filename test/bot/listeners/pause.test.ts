import { expect, test } from 'vitest';
import type { PersonClient } from '#sandbox/slack/client-person.ts';
import { objectsIn } from '#sandbox/slack/json.ts';
import { patience } from '#test/support/patience.ts';
import { words } from '../ui/shown.ts';
import { channelWords, startBotRig } from './rig.ts';

test('restores are paused and resumed by the people of the configuration; status and home say so', async () => {
  await using rig = await startBotRig();
  const { rita, ben, harness } = rig;
  const { id } = await harness.asked();
  const type = async (who: PersonClient, command: string, text: string) => {
    await who.command('#ops', `/restore ${command}`);
    await expect.poll(() => channelWords(who, '#ops'), patience).toContain(text);
  };

  await type(rita, 'pause INC-9', 'You cannot pause or resume restores. The people in `pause.by` can.');
  expect(await harness.pause.paused()).toBeUndefined();
  await type(ben, 'pause --reason vendor incident INC-9', 'by <@U0BEN>: vendor incident INC-9');
  await type(rita, 'status', 'vendor incident INC-9');
  await type(rita, `status ${id}`, '0 of 1 approved');
  await rita.openHome();
  await expect
    .poll(async () => words({ blocks: objectsIn((await rita.home())?.view['blocks']) }), patience)
    .toContain('*Restores are paused*');
  await type(ben, 'resume', 'Restores are resumed');
  await type(ben, 'resume', 'Restores are not paused');
});
