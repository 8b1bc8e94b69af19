import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { glassRule } from '#test/support/break-glass.ts';
import { aRequirement } from '#test/support/builders.ts';
import { comeToRest, failingAtWrite, type Rig, startRig } from '../support/slack-rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await startRig();
  await rig.ask({ ask: { requirement: aRequirement({ quorum: 2, breakGlass: glassRule }) } });
  await comeToRest(rig, rig.announcer());
});
afterEach(async () => {
  await rig[Symbol.asyncDispose]();
});

async function breakIt(): Promise<void> {
  await rig.happen({ type: 'glass-broken', by: 'U0ADA', reason: 'All is down.', agreement: 'a' });
}

const loud = async () => (await rig.workspace.slack.as('U0ADA').messages('C0LOUD')).map(({ text }) => text);

async function direct(user: string): Promise<readonly string[]> {
  const person = rig.workspace.slack.as(user);
  const dm = (await person.channels()).find(({ kind, hasBot }) => kind === 'dm' && hasBot);
  return dm === undefined ? [] : (await person.messages(dm.id)).map(({ text }) => text);
}

describe('break-glass', () => {
  test('is told at once in every channel and to everybody that the rule names, with a link to the card', async () => {
    await breakIt();
    await comeToRest(rig, rig.announcer());

    const [card] = await rig.channel();
    const [message, ...more] = await loud();
    expect(more).toEqual([]);
    expect(message).toContain('*<@U0ADA> used break-glass and starts a restore alone*: All is down.');
    expect(message).toContain(`/C0OPS/${card?.ts}|the card>)`);
    expect(message).toContain('<!subteam^S0DBA> or <@U0DORA> must review it within 1 day');
    expect(await direct('U0BEN')).toEqual([message]);
    const [line] = await rig.thread(card);
    expect(line?.text).toContain('used break-glass and starts this restore alone');
  });

  test('is told once, wherever the process that tells it dies', async () => {
    await breakIt();
    for (let write = 1; write <= 8; write += 1) {
      const announcer = rig.announcer({ store: failingAtWrite(rig.store, write) });
      await announcer.converge('r1').catch(() => undefined);
      rig.clock.pass(60_000);
    }
    await comeToRest(rig, rig.announcer());

    expect(await loud()).toHaveLength(1);
    expect(await rig.thread((await rig.channel())[0])).toHaveLength(1);
  });

  test('is told everywhere else where one place takes no message, and the log says which', async () => {
    await rig.workspace.slack.changeChannel('C0LOUD', { isArchived: true });
    await breakIt();
    await comeToRest(rig, rig.announcer());

    expect(await direct('U0BEN')).toHaveLength(1);
    expect(await rig.thread((await rig.channel())[0])).toHaveLength(1);
    expect(rig.log.lines).toContainEqual(
      expect.objectContaining({ level: 'error', fields: expect.objectContaining({ place: 'C0LOUD' }) }),
    );
  });

  test('that nobody has reviewed is told again, in the thread and in the configured places', async () => {
    await breakIt();
    await rig.happen({ type: 'review-reminded' });
    await comeToRest(rig, rig.announcer());

    expect((await loud()).at(-1)).toContain('Nobody has reviewed the break-glass that <@U0ADA> used <!date');
    const lines = await rig.thread((await rig.channel())[0]);
    expect(lines.at(-1)?.text).toContain('<!subteam^S0DBA>');
  });
});
