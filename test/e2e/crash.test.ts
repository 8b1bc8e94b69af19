import { describe, expect, test } from 'vitest';
import type { ShownMessage } from '#sandbox/slack/control-types.ts';
import { expectEndedOnce, expectOneRestore, world } from '#test/support/crash.ts';
import { patience } from '#test/support/patience.ts';
import { killAt } from '#test/support/points.ts';
import {
  approve,
  askFor,
  cardNow,
  cards,
  cardSays,
  channel,
  fillForm,
  modalSays,
} from '#test/support/story.ts';
import type { World } from '#test/support/world.ts';

describe('a bot killed with SIGKILL', () => {
  test('F1: before the request is stored: the form stays or the request is stored, and nothing is lost', async () => {
    await using here = await world();
    await here.start('worker');
    const bot = await here.startProcess('bot', killAt('store.save[asked]:before#1'));
    const ana = here.slack.as('U0ANA');
    await fillForm(ana);
    await ana.submit();
    await modalSays(ana, 'Because:');
    const submitted = ana.submit();
    expect(await bot.ended).toBe('SIGKILL');
    await submitted;

    await here.startProcess('bot');
    await expect
      .poll(async () => (await cards(here.slack)).length + (await ana.modals()).length, patience)
      .toBeGreaterThan(0);
    // Slack gives the form back to a person whose submission nobody answered: they send it again.
    if ((await cards(here.slack)).length === 0) await ana.submit();

    await expect.poll(async () => (await cards(here.slack)).length, patience).toBe(1);
  });

  test('F3: after the approval is stored, before anybody is woken: the restore starts once', async () => {
    await using here = await world();
    await here.start('worker');
    const bot = await here.startProcess('bot', killAt('store.save[vote-cast+approved]:after#1'));
    const card = await askFor(here.slack);
    const ben = here.slack.as('U0BEN');
    await ben.click({ channel, ts: card.ts }, 'Approve…');
    await modalSays(ben, 'It is checked again before it starts');
    const submitted = ben.submit();
    expect(await bot.ended).toBe('SIGKILL');
    await submitted;

    await expectEndedOnce(here, card);
  });
});

describe('a worker killed with SIGKILL', () => {
  test('F2: before the card is posted: it is posted once', async () => {
    await using here = await world();
    await here.start('bot');
    const worker = await here.startProcess('worker', killAt('slack.post:before#1'));
    const asked = askFor(here.slack);
    expect(await worker.ended).toBe('SIGKILL');

    await here.startProcess('worker');

    await expectEndedAfterApproval(here, await asked);
    expect(await cards(here.slack)).toHaveLength(1);
  });

  test('F3: before the intent is stored: the restore starts once', () =>
    expectOneRestore('store.save[dispatched]:before#1', 'SIGKILL'));

  test.each(['store.save[dispatched]:after#1', 'witness.record:after#1', 'provider.submit:before#1'])(
    'F4: at %s, after the intent and before the call: one restore where a duplicate cannot overwrite',
    (point) => expectOneRestore(point, 'SIGKILL'),
  );

  test('F4: before the call to a vendor whose second restore overwrites: “unknown”, with a way out, and no second call', async () => {
    await using here = await world({ connections: ['prisma-shop'] });
    await here.start('bot');
    const worker = await here.startProcess('worker', killAt('provider.submit:before#1'));
    const card = await askFor(here.slack, {
      answers: {
        'Source database': 'shop-prod',
        Backup: 'Latest',
        'Database to overwrite': 'shop-prod',
        'Reason or incident': 'INC-61',
      },
      command: '/restore prisma-shop database',
    });
    await approve(here.slack, card, { typed: 'shop-prod' });
    expect(await worker.ended).toBe('SIGKILL');

    await here.startProcess('worker');

    await cardSays(here.slack, card, /unknown/i);
    expect(await cardNow(here.slack, card)).toMatch(/Follow it…/);
    expect(here.vendors.prisma.started()).toBe(0);
  });
});

/** Ben approves, and it is restored to its end. */
async function expectEndedAfterApproval(here: World, card: ShownMessage): Promise<void> {
  await approve(here.slack, card);
  await expectEndedOnce(here, card);
}
