import { describe, expect, test } from 'vitest';
import { StoreUnavailable } from '#core/ports.ts';
import { shortId } from '#core/short-id.ts';
import type { PersonClient } from '#sandbox/slack/client-person.ts';
import { objectsIn } from '#sandbox/slack/json.ts';
import { patience } from '#test/support/patience.ts';
import { changed } from '../support/tape.ts';
import { channelWords, fillForm, modalCloses, modalSays, modalWords, startBotRig } from './rig.ts';

describe('/restore', () => {
  test('opens a form, checks what is filled in, and asks exactly what was shown', async () => {
    await using rig = await startBotRig();
    const { rita, harness } = rig;

    await rita.command('#ops', '/restore');
    await fillForm(rita);
    await rita.submit();
    await modalSays(rita, 'One person of <@U0ADA> or <@U0BEN> must approve this');
    expect(await modalWords(rita)).toContain('New name: *orders_2*');
    await rita.submit();
    await modalCloses(rita);

    const [request] = (await harness.service.list({ limit: 10 })).requests;
    expect(request).toMatchObject({
      requester: 'U0RITA',
      channel: 'C0OPS',
      reason: 'INC-9',
      state: { tag: 'pending-approval' },
    });
  });

  test('delivered three times, opens one form; its review submitted three times asks once', async () => {
    await using rig = await startBotRig();
    const { rita, harness } = rig;
    const deliver = { times: 3, sockets: 'each' } as const;

    await rita.command('#ops', '/restore', { deliver });
    await fillForm(rita);
    await rita.submit();
    await modalSays(rita, 'must approve this');
    await rita.submit({ deliver });
    await modalCloses(rita);

    expect((await harness.service.list({ limit: 10 })).requests).toHaveLength(1);
    expect((await rita.messages('#ops')).filter(({ ephemeral }) => ephemeral)).toEqual([]);
  });

  test('“Change it” goes back to the form with everything that was filled in', async () => {
    await using rig = await startBotRig();
    const { rita } = rig;
    await rita.command('#ops', '/restore');
    await fillForm(rita);
    await rita.submit();
    await modalSays(rita, 'must approve this');

    await rita.press('Change it');
    await modalSays(rita, '(New name)');
    await rita.fillIn({ 'New name': 'orders_3' });
    await rita.submit();

    await modalSays(rita, 'New name: *orders_3*');
    expect(await modalWords(rita)).toContain('> INC-9');
  });

  test('what the vendor would refuse is said above the form, and nothing typed is lost', async () => {
    await using rig = await startBotRig();
    const { rita } = rig;
    await rita.command('#ops', '/restore');
    await fillForm(rita, { Databases: ['orders', 'movr'] });
    await rita.submit();

    await modalSays(rita, '*New name:* A new name works with one database only');
    const { view } = await rita.modal();
    const blocks = objectsIn(view['blocks']);
    const at = blocks.findIndex(({ block_id: id }) => String(id).endsWith(':new_db_name'));
    expect(blocks[at]).toMatchObject({ element: { focus_on_load: true } });
    expect(JSON.stringify(blocks[at + 1])).toContain('A new name works with one database only');
    expect(JSON.stringify((await rita.modal()).state)).toContain('INC-9');
  });

  test('words after it fill the form in; a near miss is suggested, never taken', async () => {
    await using rig = await startBotRig();
    const { rita } = rig;

    await rita.command('#ops', '/restore crdb-prod database orders-prod');
    await modalSays(rita, '(Source cluster)');
    const { view } = await rita.modal();
    expect(JSON.stringify(view)).toContain('orders-prod');
    expect(await modalWords(rita)).not.toContain('Please look at this');
    await rita.close();

    await rita.command('#ops', '/restore crdb-prd database');
    await modalSays(rita, 'Unknown command `crdb-prd`. Did you mean `/restore crdb-prod database`?');
    await rita.close();

    await rita.command('#ops', '/restore crdb-prod database orders-prd');
    await expect.poll(() => modalWords(rita), patience).toContain('Did you mean `orders-prod`?');
  });

  test('somebody in no rule gets one sentence instead of a form', async () => {
    await using rig = await startBotRig();
    const dora = rig.slack.as('U0DORA');

    await dora.command('#ops', '/restore');

    await expect
      .poll(() => modalWords(dora), patience)
      .toContain('You cannot ask for a restore: you are in none of the groups');
  });

  test('help says what this person may ask for; status lists what is open and shows one request', async () => {
    await using rig = await startBotRig();
    const { rita, harness } = rig;
    const request = await harness.asked();

    await rita.command('#ops', '/restore help');
    await expect
      .poll(() => channelWords(rita, '#ops'), patience)
      .toContain('`crdb-prod` (CockroachDB Cloud)');
    await rita.command('#ops', '/restore status');
    await expect
      .poll(() => channelWords(rita, '#ops'), patience)
      .toContain(`${shortId(request.id)}\` *Approval needed`);
    await rita.command('#ops', `/restore status ${shortId(request.id).toLowerCase()}`);
    await expect.poll(() => channelWords(rita, '#ops'), patience).toContain('0 of 1 approved');
    await rita.command('#ops', '/restore status nonsense');
    await expect
      .poll(() => channelWords(rita, '#ops'), patience)
      .toContain('No request has the id `nonsense`');
  });
});

describe('15: an answer that is missing where the screen does not ask for it', () => {
  const trouble = 'We had some trouble connecting';
  const notices = async (person: PersonClient) =>
    (await person.modals()).map(({ notice }) => notice).filter(Boolean);

  test('15: a redraw that was lost: the form is drawn again, and can be filled in', async () => {
    await using rig = await startBotRig();
    const { rita, slack } = rig;
    await rita.command('#ops', '/restore');
    await modalSays(rita, '(What to restore)');
    await slack.fault({ method: 'views.update', error: 'hash_conflict' });
    await rita.fillIn({ 'What to restore': 'Databases' });
    await expect.poll(async () => (await slack.faults()).length, patience).toBe(0);

    await rita.submit();

    await modalSays(rita, '(Source cluster)');
    expect(await notices(rita)).not.toContain(`${trouble}. Try again?`);
    await fillForm(rita);
    await rita.submit();
    await modalSays(rita, 'must approve this');
  });

  test('15: an approval form of an older version that did not ask for the name', async () => {
    await using rig = await startBotRig();
    const { ada } = rig;
    const id = await rig.destructive({});
    await ada.click(await rig.card(id), 'Approve…');
    await modalSays(ada, 'Type “');
    await ada.fillIn({ 'Type “orders-prod” to confirm': 'orders' });
    await ada.submit();
    await modalSays(ada, 'to confirm');
    const submission = rig.tape.last('view_submission');

    const answer = await rig.tape.play(
      changed(changed(submission, ['view', 'blocks'], []), ['view', 'state', 'values'], {}),
    );

    expect(answer).toMatchObject({ response_action: 'update', view: { callback_id: 'approval' } });
    expect(JSON.stringify(answer)).toContain('typed-name');
  });
});

describe('where the card goes', () => {
  test.each([
    ['#quiet', 'restorebot is not a member of this channel'],
    ['D0RITAADA', 'This is a direct message'],
    ['#shared', 'shared with another organization'],
  ])('from %s the form asks, and says why', async (channel, because) => {
    await using rig = await startBotRig();
    const { rita, harness } = rig;

    await rita.command(channel, '/restore');
    await fillForm(rita);
    expect(await modalWords(rita)).toContain(because);
    await rita.fillIn({ 'Post in': 'C0OPS' });
    await rita.submit();
    await modalSays(rita, 'It is posted in <#C0OPS>');
    await rita.submit();
    await modalCloses(rita);

    expect((await harness.service.list({ limit: 1 })).requests).toMatchObject([{ channel: 'C0OPS' }]);
  });

  test('is checked again when the form is submitted', async () => {
    await using rig = await startBotRig();
    const { rita, slack } = rig;
    await rita.command('#ops', '/restore');
    await fillForm(rita);

    await slack.changeMembers('#ops', { remove: ['U0BOT'] });
    await rita.submit();

    await expect
      .poll(() => modalWords(rita), patience)
      .toContain('*Post in:* restorebot is not a member of that channel');
    expect(await modalWords(rita)).toContain(':warning: restorebot is not a member of that channel');
    await modalSays(rita, '(Post in)');
    await slack.changeMembers('#ops', { add: ['U0BOT'] });
  });
});

describe('when the database is away', () => {
  test('the person is told at once, and the form keeps what was typed', async () => {
    let away = false;
    await using rig = await startBotRig({
      around: (service) => ({
        ...service,
        loadDraft: async (id) => {
          if (away) throw new StoreUnavailable('connection refused');
          return service.loadDraft(id);
        },
      }),
    });
    const { rita } = rig;
    await rita.command('#ops', '/restore');
    await fillForm(rita);

    away = true;
    await rita.submit();

    await expect
      .poll(async () => Object.values((await rita.modal()).errors))
      .toEqual([
        'restorebot cannot reach its database right now, so nothing was stored. Try again in a minute.',
      ]);
    away = false;
    await rita.submit();
    await modalSays(rita, 'must approve this');
  });
});

test('an error of ours is told with a reference that the log has too', async () => {
  await using rig = await startBotRig({
    around: (service) => ({
      ...service,
      list: async () => {
        throw new TypeError('a bug');
      },
    }),
  });

  await rig.rita.command('#ops', '/restore status');

  const said = () => channelWords(rig.rita, '#ops');
  await expect.poll(said, patience).toContain('Something went wrong in restorebot');
  const reference = /reference `([0-9a-f]+)`/u.exec(await said())?.[1];
  expect(rig.logged).toContainEqual({
    message: 'listener failed',
    fields: expect.objectContaining({ reference, user: 'U0RITA' }),
  });
});

test('two clicks that are answered at once, by one process or two: the form asks what the later one chose', async () => {
  const held = { tables: Promise.withResolvers<undefined>(), cluster: Promise.withResolvers<undefined>() };
  await using rig = await startBotRig({
    around: (service) => ({
      ...service,
      async saveDraft(draft) {
        await service.saveDraft(draft);
        if (draft.kind === 'table') await held.tables.promise;
        if (draft.kind === 'cluster') {
          held.tables.resolve(undefined);
          await held.cluster.promise;
        }
      },
    }),
  });
  const { rita } = rig;
  await rita.command('#ops', '/restore crdb-prod database orders-prod');
  await modalSays(rita, '(Databases)');

  await rita.fillIn({ 'What to restore': 'Tables' });
  await rita.fillIn({ 'What to restore': 'Whole cluster' });
  await modalSays(rita, '(Tables)');
  held.cluster.resolve(undefined);

  await modalSays(rita, 'Replaces everything on the destination');
  expect(await modalWords(rita)).not.toContain('(Tables)');
});
