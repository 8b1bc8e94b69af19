import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { clusterIds } from '#sandbox/providers/cockroach/dataset.ts';
import { patience } from '#test/support/patience.ts';
import { changed } from '../support/tape.ts';
import { type BotRig, channelWords, modalCloses, modalSays, startBotRig } from './rig.ts';

const inPlace = { source: clusterIds.ordersProd, target: clusterIds.ordersProd, backup: 'latest' };
const other = 'This button is not on a message about that request';

/** Two requests with a card each, and Ada's click on the first one's Deny, as Slack delivered it. */
async function clicked(rig: BotRig) {
  const [one, two] = [await rig.harness.asked(), await rig.harness.asked(inPlace, 'cluster')];
  const card = await rig.card(one.id);
  const otherCard = await rig.card(two.id);
  await rig.ada.click(card, 'Deny…');
  await modalSays(rig.ada, 'Reason');
  return { one, two, card, otherCard, click: rig.tape.last('block_actions') };
}

const valueOf = (id: string) => JSON.stringify({ r: id, a: 'whatever' });
const value = ['actions', 0, 'value'] as const;

describe('a click that was changed on its way', () => {
  test('F16: with another request’s id is refused, told, logged and audited', async () => {
    await using rig = await startBotRig();
    const { two, click } = await clicked(rig);

    await rig.tape.play(changed(click, value, valueOf(two.id)));

    await expect.poll(() => channelWords(rig.ada, 'C0OPS'), patience).toContain(other);
    expect(rig.refusals).toMatchObject([
      { by: 'U0ADA', code: 'not-its-card', requestId: two.id, command: 'deny' },
    ]);
    expect(rig.logged).toContainEqual(expect.objectContaining({ message: 'slack payload refused' }));
    expect(await rig.ada.modals()).toHaveLength(1);
  });

  test.each([
    ['another channel', ['channel', 'id'], 'C0QUIET'],
    ['another message', ['message', 'ts'], '1700000000.000001'],
  ] as const)('F16: from %s is refused and audited', async (_, path, forged) => {
    await using rig = await startBotRig();
    const { one, click } = await clicked(rig);
    const withdraw = changed(click, ['actions', 0, 'action_id'], 'card-withdraw-request');
    const byRita = changed(withdraw, ['user', 'id'], 'U0RITA');

    await rig.tape.play(changed(byRita, path, forged));

    expect(rig.refusals).toMatchObject([{ by: 'U0RITA', code: 'not-its-card', requestId: one.id }]);
    expect((await rig.harness.load(one.id)).request.state.tag).toBe('pending-approval');
    await rig.tape.play(byRita);
    expect((await rig.harness.load(one.id)).request.state.tag).toBe('cancelled');
  });

  test('F16: by somebody of another workspace is refused and audited', async () => {
    await using rig = await startBotRig();
    const { one, click } = await clicked(rig);
    const withdraw = changed(click, ['actions', 0, 'action_id'], 'card-withdraw-request');
    const byRita = changed(withdraw, ['user', 'id'], 'U0RITA');

    rig.harness.directory.excluded.set('U0RITA', 'from-another-workspace');
    await rig.tape.play(changed(byRita, ['user', 'team_id'], 'T0OTHER'));
    await rig.tape.play(changed(byRita, ['team', 'id'], 'T0ELSE'));

    expect(rig.refusals).toMatchObject([
      { by: 'U0RITA', code: 'other-workspace', team: 'T0OTHER' },
      { by: 'U0RITA', code: 'other-workspace', team: 'T0ELSE' },
    ]);
    expect((await rig.harness.load(one.id)).request.state.tag).toBe('pending-approval');
  });

  test('F16: with a value that is none of ours, or of a request that never was, does nothing', async () => {
    await using rig = await startBotRig();
    const { click } = await clicked(rig);

    for (const forged of ['', '{', '{"r":""}', '{"r":1,"a":"x"}', '[]', 'null', '{"__proto__":{"r":"x"}}']) {
      await rig.tape.play(changed(click, value, forged));
    }
    await rig.tape.play(changed(click, value, valueOf('r-never-was')));

    const said = await channelWords(rig.ada, 'C0OPS');
    expect(said).toContain('This button is from an older version of restorebot');
    expect(said).toContain('No request has the id `r-never-was`');
    expect(await rig.ada.modals()).toHaveLength(1);
  });

  test('F16: on a former card of the same request still works', async () => {
    await using rig = await startBotRig();
    const { one, card } = await clicked(rig);
    await rig.card(one.id);

    await rig.rita.click(card, 'Withdraw request');

    await expect
      .poll(async () => (await rig.harness.load(one.id)).request.state.tag, patience)
      .toBe('cancelled');
  });
});

describe('a form that was changed on its way', () => {
  async function denied(rig: BotRig) {
    const { one, two } = await clicked(rig);
    await rig.ada.fillIn({ Reason: 'no' });
    await rig.ada.submit();
    await modalCloses(rig.ada);
    return { one, two, submission: rig.tape.last('view_submission') };
  }
  const metadata = ['view', 'private_metadata'] as const;

  test('F16: to be about another request is refused and audited, with the old mark or none', async () => {
    await using rig = await startBotRig();
    const { two, submission } = await denied(rig);
    const { id } = two;
    const { view } = z.object({ view: z.object({ private_metadata: z.string() }) }).parse(submission);
    const { m: mark } = z.object({ m: z.string() }).parse(JSON.parse(view.private_metadata));

    const forged = await rig.tape.play(changed(submission, metadata, JSON.stringify({ r: id, m: mark })));
    const unmarked = await rig.tape.play(changed(submission, metadata, JSON.stringify({ r: id })));

    expect(JSON.stringify(forged)).toContain('This is not the form that restorebot opened for you');
    expect(JSON.stringify(unmarked)).toContain('from an older version of restorebot');
    expect(rig.refusals).toMatchObject([
      { by: 'U0ADA', code: 'not-your-form', command: 'deny' },
      { by: 'U0ADA', code: 'old-form', command: 'deny' },
    ]);
    expect((await rig.harness.load(id)).request.state.tag).toBe('pending-approval');
  });

  test('F16: to come from another person, or to be another form, is refused', async () => {
    await using rig = await startBotRig();
    const { one, submission } = await denied(rig);
    const { events } = await rig.harness.load(one.id);

    await rig.tape.play(changed(submission, ['user', 'id'], 'U0BEN'));
    await rig.tape.play(changed(submission, ['view', 'callback_id'], 'close'));

    expect(rig.refusals.map(({ by, code }) => [by, code])).toEqual([
      ['U0BEN', 'not-your-form'],
      ['U0ADA', 'not-your-form'],
    ]);
    expect((await rig.harness.load(one.id)).events).toEqual(events);
  });

  test('F27: with a text longer than any input takes is refused with a reason, and changes nothing', async () => {
    await using rig = await startBotRig();
    const { one, submission } = await denied(rig);
    const { events } = await rig.harness.load(one.id);
    const long = changed(submission, metadata, 'x'.repeat(3_001));

    expect(JSON.stringify(await rig.tape.play(long))).toContain('cannot read what Slack sent');
    expect(rig.refusals).toMatchObject([{ code: 'unreadable-payload' }]);
    expect((await rig.harness.load(one.id)).events).toEqual(events);
  });
});

describe('the same thing once more, an hour later, at another replica', () => {
  test('F13: a command, a click and a submission have one effect each', async () => {
    await using rig = await startBotRig();
    const request = await rig.harness.asked();
    const card = await rig.card(request.id);
    const deliver = { times: 4, sockets: 'each' } as const;

    await rig.rita.command('#ops', '/restore', { deliver });
    await modalSays(rig.rita, '(What to restore)');
    await rig.ada.click(card, 'Deny…', { deliver });
    await modalSays(rig.ada, 'Reason');
    await rig.ada.fillIn({ Reason: 'not now' });
    await rig.ada.submit({ deliver });
    await modalCloses(rig.ada);
    const { events } = await rig.harness.load(request.id);
    expect(events.filter(({ type }) => type === 'denied')).toHaveLength(1);

    rig.harness.pass(3_600_000);
    await rig.replica();
    for (const type of ['/restore', 'block_actions', 'view_submission']) {
      await rig.tape.play(rig.tape.last(type));
    }

    expect((await rig.harness.load(request.id)).events).toEqual(events);
    expect(await rig.rita.modals()).toHaveLength(1);
    expect(await rig.ada.modals()).toEqual([]);
    expect(rig.refusals).toEqual([]);
  });
});
