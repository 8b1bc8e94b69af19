import { describe, expect, test } from 'vitest';
import { patience } from '#test/support/patience.ts';
import { type BotRig, fillForm, modalCloses, modalSays, modalWords, startBotRig } from './rig.ts';

const shortcut = 'restore-about-message';

/** Ada writes it, Rita uses the message's menu. */
async function about(rig: BotRig, channel: string, text: string, parent?: string): Promise<string> {
  const ts = await rig.ada.say(channel, text, parent);
  await rig.rita.shortcut(shortcut, { channel, ts });
  return ts;
}

async function askedRequest({ rita, harness }: BotRig) {
  await rita.submit();
  await modalSays(rita, 'must approve this');
  await rita.submit();
  await modalCloses(rita);
  const [request] = (await harness.service.list({ limit: 1 })).requests;
  return request;
}

describe('“Restore a database…” in a message’s menu', () => {
  test('opens the form about that message, with its words as the reason', async () => {
    await using rig = await startBotRig();
    const ts = await about(
      rig,
      '#ops',
      ':rotating_light: INC-7: `orders` is gone &amp; checkout is down, <@U0RITA> <!subteam^S0DBA|@dba>',
    );
    await modalSays(rig.rita, '(What to restore)');
    expect(await modalWords(rig.rita)).toContain('|this message>');
    await fillForm(rig.rita, { 'Reason or incident': 'INC-7: orders is gone' });

    expect(await modalWords(rig.rita)).toContain(
      '|this message>. The request is posted in its thread, and shown in the channel.',
    );
    const request = await askedRequest(rig);
    expect(request).toMatchObject({ channel: 'C0OPS', about: { channel: 'C0OPS', ts } });
    expect(request?.about?.url).toContain(`/C0OPS/${ts}`);
    expect(request?.about?.threadTs).toBeUndefined();
  });

  test('fills the words of the message in, without ids and emoji', async () => {
    await using rig = await startBotRig();
    const { rita } = rig;
    await about(
      rig,
      '#ops',
      `:fire: INC-7: \`orders\` is gone &amp; so is <https://x.test/y|the page>\n<@U0RITA> must help <!here> ${'😱'.repeat(300)}`,
    );
    await modalSays(rita, '(What to restore)');
    await rita.fillIn({ 'What to restore': 'Databases' });
    await modalSays(rita, '(Source cluster)');

    const element = JSON.stringify((await rita.modal()).view);
    expect(element).toContain('INC-7: “orders” is gone & so is the page @someone must help @here');
    expect(element).not.toMatch(/U0RITA|fire/u);
  });

  test('of a reply goes to the thread that the reply is in', async () => {
    await using rig = await startBotRig();
    const parent = await rig.ada.say('#ops', 'an incident');
    const ts = await about(rig, '#ops', 'it was the migration', parent);
    await fillForm(rig.rita);

    expect(await askedRequest(rig)).toMatchObject({ about: { channel: 'C0OPS', ts, threadTs: parent } });
  });

  test.each([
    ['#quiet', 'C0QUIET', 'restorebot is not a member of this channel', '|this message>'],
    ['D0RITAADA', 'D0RITAADA', 'This is a direct message', 'a direct message'],
  ])(
    'in %s asks for a place, and carries nothing of what was written there',
    async (place, id, why, named) => {
      await using rig = await startBotRig();
      const { rita } = rig;
      const ts = await about(rig, place, 'between us: I dropped it');
      await modalSays(rita, '(What to restore)');
      await rita.fillIn({ 'What to restore': 'Databases' });
      await modalSays(rita, why);
      expect(JSON.stringify(await rita.modal())).not.toContain('between us');

      await fillForm(rita, { 'Post in': 'C0OPS' });
      const request = await askedRequest(rig);
      expect(request).toMatchObject({ channel: 'C0OPS', reason: 'INC-9', about: { channel: id, ts } });
      const card = await rig.card(request?.id ?? '');
      const shown = (await rita.messages('#ops')).find((message) => message.ts === card.ts);
      expect(JSON.stringify(shown?.blocks)).toContain(named);
    },
  );

  test('in a shared channel asks for a place', async () => {
    await using rig = await startBotRig();
    const ts = await rig.rita.say('#shared', 'all is lost');
    await rig.rita.shortcut(shortcut, { channel: '#shared', ts });
    await modalSays(rig.rita, '(What to restore)');
    await rig.rita.fillIn({ 'What to restore': 'Databases' });

    await expect.poll(() => modalWords(rig.rita), patience).toContain('shared with another organization');
  });

  test('says to somebody in no rule why not', async () => {
    await using rig = await startBotRig();
    const dora = rig.slack.as('U0DORA');
    const ts = await rig.ada.say('#ops', 'help');

    await dora.shortcut(shortcut, { channel: '#ops', ts });

    await expect.poll(() => modalWords(dora), patience).toContain('You cannot ask for a restore');
  });

  test('delivered three times opens one form', async () => {
    await using rig = await startBotRig();
    const ts = await rig.ada.say('#ops', 'help');

    await rig.rita.shortcut(shortcut, { channel: '#ops', ts }, { deliver: { times: 3, sockets: 'each' } });
    await fillForm(rig.rita);

    expect(await rig.rita.modals()).toHaveLength(1);
    expect((await rig.rita.messages('#ops')).filter(({ ephemeral }) => ephemeral)).toEqual([]);
  });

  test('does not exist on a message that only one person sees', async () => {
    await using rig = await startBotRig();
    await rig.rita.command('#ops', '/restore help');
    const only = async () => (await rig.rita.messages('#ops')).find(({ ephemeral }) => ephemeral);
    await expect.poll(only, patience).toBeDefined();

    const ts = (await only())?.ts ?? '';
    await expect(rig.rita.shortcut(shortcut, { channel: '#ops', ts })).rejects.toThrow('no_such_shortcut');
  });

  test('“Ask again…” stays with the message', async () => {
    await using rig = await startBotRig();
    const ts = await about(rig, '#ops', 'INC-7');
    await fillForm(rig.rita);
    const request = await askedRequest(rig);
    await rig.rita.command('#ops', `/restore withdraw ${request?.id ?? ''}`);
    const card = await rig.card(request?.id ?? '');
    await rig.rita.click(card, 'Ask again…');
    await modalSays(rig.rita, '(Source cluster)');
    await fillForm(rig.rita);
    await askedRequest(rig);

    const { requests } = await rig.harness.service.list({ limit: 5 });
    expect(requests.map((each) => each.about?.ts)).toEqual([ts, ts]);
  });
});
