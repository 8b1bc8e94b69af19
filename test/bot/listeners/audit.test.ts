import { expect, test } from 'vitest';
import { patience } from '#test/support/patience.ts';
import { channelWords, startBotRig } from './rig.ts';

test('/restore audit tells the story to the person who asked, and to nobody who has no part in it', async () => {
  await using rig = await startBotRig();
  const { id } = await rig.harness.asked();

  await rig.rita.command('#ops', `/restore audit ${id}`);
  await expect.poll(() => channelWords(rig.rita, '#ops'), patience).toContain('*asked* by');
  await rig.rita.command('#ops', '/restore audit');
  await expect.poll(() => channelWords(rig.rita, '#ops'), patience).toContain('Which request?');
  await rig.slack.as('U0DORA').command('#ops', `/restore audit ${id}`);
  const toDora = () => channelWords(rig.slack.as('U0DORA'), '#ops');
  await expect.poll(toDora, patience).toContain('You cannot read the audit of this request');

  expect(await toDora()).not.toContain('*asked* by');
  expect((await rig.harness.audit.linesOf(id)).at(-1)).toContain('"code":"may-not-read-audit"');
});
