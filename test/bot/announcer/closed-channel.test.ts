import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { after } from '#core/instant.ts';
import type { ShownMessage } from '#sandbox/slack/control-types.ts';
import { comeToRest, type Rig, startRig } from '../support/slack-rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await startRig();
});
afterEach(async () => {
  await rig[Symbol.asyncDispose]();
});

const settle = (announcer = rig.announcer()) => comeToRest(rig, announcer);

/** What one person gets from restorebot in their direct messages. */
async function directMessages(user: string): Promise<readonly ShownMessage[]> {
  const person = rig.workspace.slack.as(user);
  const dms = (await person.channels()).filter(({ kind, hasBot }) => kind === 'dm' && hasBot);
  return (await Promise.all(dms.map(({ id }) => person.messages(id)))).flat();
}

describe('a channel that takes nothing', () => {
  test('the end of a request in an archived channel reaches requester and voters directly', async () => {
    await rig.ask({ state: 'restoring' });
    await settle();
    await rig.workspace.slack.changeChannel('C0OPS', { isArchived: true });
    await rig.happen({ type: 'failed', reason: { code: 'failed-at-vendor', text: 'No disk left.' } });

    await settle();

    for (const person of ['U0RITA', 'U0ADA']) {
      const messages = await directMessages(person);
      expect(messages).toHaveLength(1);
      expect(messages[0]?.text).toContain('No disk left.');
      expect(messages[0]?.text).toContain('<#C0OPS>');
    }
    expect(await directMessages('U0BEN')).toEqual([]);
    expect((await rig.stored()).thread.shown).toBe((await rig.stored()).request.version);
  });

  test('a request whose channel removed the bot before the card reaches the requester', async () => {
    await rig.ask();
    await rig.workspace.slack.changeMembers('C0OPS', { remove: ['U0BOT'] });

    await settle();

    const [message, ...more] = await directMessages('U0RITA');
    expect(more).toEqual([]);
    expect(message?.text).toContain('orders-prod');
  });

  test('remarks that have passed by are not sent to anybody', async () => {
    await rig.ask({ state: 'restoring' });
    await settle();
    await rig.workspace.slack.changeChannel('C0OPS', { isArchived: true });
    await rig.happen({ type: 'trouble-began', text: 'Timeout.' });
    await rig.happen({ type: 'trouble-ended' });
    await rig.happen({ type: 'failed', reason: { code: 'failed-at-vendor', text: 'No disk left.' } });

    await settle();

    expect(await directMessages('U0RITA')).toHaveLength(1);
  });

  test('who cannot be reached keeps nobody else from being told', async () => {
    await rig.ask({ state: 'restoring' });
    await settle();
    await rig.workspace.slack.changeChannel('C0OPS', { isArchived: true });
    await rig.happen({ type: 'failed', reason: { code: 'failed-at-vendor', text: 'No disk left.' } });
    await rig.workspace.slack.fault({
      method: 'chat.postMessage',
      channel: 'U0RITA',
      error: 'user_disabled',
    });

    await settle();

    expect(await directMessages('U0ADA')).toHaveLength(1);
  });

  test('a direct message is not repeated when another one failed', async () => {
    await rig.ask({ state: 'restoring' });
    await settle();
    await rig.workspace.slack.changeChannel('C0OPS', { isArchived: true });
    await rig.happen({ type: 'failed', reason: { code: 'failed-at-vendor', text: 'No disk left.' } });
    await rig.workspace.slack.fault({ method: 'chat.postMessage', channel: 'U0ADA', retryAfterSec: 5 });

    await settle();

    expect(await directMessages('U0RITA')).toHaveLength(1);
    expect(await directMessages('U0ADA')).toHaveLength(1);
  });

  test('where nobody can be reached the alarm is raised once, and told later', async () => {
    await rig.ask({ state: 'restoring' });
    await settle();
    await rig.workspace.slack.changeChannel('C0OPS', { isArchived: true });
    await rig.happen({ type: 'failed', reason: { code: 'failed-at-vendor', text: 'No disk left.' } });
    await rig.workspace.slack.fault({ method: 'chat.postMessage', error: 'user_disabled', times: 4 });
    const announcer = rig.announcer();

    await announcer.converge('r1');
    const { retryAt } = await announcer.converge('r1');
    expect(retryAt).toEqual(after(rig.clock.now(), 300_000));
    expect(rig.log.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
    await settle(announcer);

    expect(await directMessages('U0RITA')).toHaveLength(1);
  });
});
