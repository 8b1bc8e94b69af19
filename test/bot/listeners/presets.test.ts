import { describe, expect, test } from 'vitest';
import type { Preset } from '#core/preset.ts';
import { patience } from '#test/support/patience.ts';
import { changed } from '../support/tape.ts';
import { channelWords, modalCloses, modalSays, modalWords, startBotRig } from './rig.ts';

const whole: Preset = {
  name: 'orders-back',
  description: 'Orders under a new name',
  connection: 'crdb-prod',
  kind: 'database',
  source: 'orders-prod',
  options: {
    backup: 'latest',
    into: 'orders-prod',
    databases: 'orders',
    'new-name': 'orders_2',
    reason: 'Runbook 12',
  },
};
const blank: Preset = {
  name: 'orders-older',
  connection: 'crdb-prod',
  kind: 'database',
  source: 'orders-prod',
  options: {},
};
const elsewhere: Preset = { name: 'vectors', connection: 'zilliz-vectors', kind: 'cluster', options: {} };
const presets = [whole, blank, elsewhere];

describe('presets', () => {
  test('one without blanks asks in two clicks, by the same rules, with the same approvals', async () => {
    await using rig = await startBotRig({ presets });
    const { rita, harness } = rig;

    await rita.command('#ops', '/restore run orders-back');
    await modalSays(rita, 'Understood the preset `orders-back` (Orders under a new name)');
    await rita.submit();
    await modalSays(rita, 'One person of <@U0ADA> or <@U0BEN> must approve this');
    await rita.submit();
    await modalCloses(rita);

    const [request] = (await harness.service.list({ limit: 1 })).requests;
    expect(request).toMatchObject({
      requester: 'U0RITA',
      reason: 'Runbook 12',
      state: { tag: 'pending-approval' },
      requirement: { quorum: 1 },
      plan: { plan: { kind: 'database', target: { name: 'orders-prod' } } },
    });
  });

  test('the list shows those that one may run with what they ask, and opens one with a click', async () => {
    await using rig = await startBotRig({ presets });
    const { rita } = rig;
    await rita.command('#ops', '/restore presets');
    await expect.poll(() => channelWords(rita, '#ops'), patience).toContain('Presets open the form');

    const listed = (await rita.messages('#ops')).find(({ ephemeral }) => ephemeral);
    expect(listed?.text).toContain('`orders-back`: Orders under a new name');
    expect(listed?.text).toContain(
      '*crdb-prod* from *orders-prod*. You choose: Backup, Databases and Destination',
    );
    expect(listed?.text).not.toContain('vectors');
    await rita.click({ channel: '#ops', ts: listed?.ts ?? '' }, 'Run…');

    await modalSays(rita, 'Understood the preset `orders-back`');
    expect(await modalWords(rita)).toContain('(Source cluster)');
  });

  test('words after the name that mean nothing are said', async () => {
    await using rig = await startBotRig({ presets });
    await rig.rita.command('#ops', '/restore run orders-back billing-prod');
    await modalSays(rig.rita, 'After a preset only options are read. `billing-prod` was left out.');
    expect(await modalWords(rig.rita)).toContain('Understood the preset `orders-back`');
  });

  test('what is typed after the name wins, and the name may be begun', async () => {
    await using rig = await startBotRig({ presets });
    const { rita } = rig;

    await rita.command('#ops', '/restore run orders-b --new-name orders_9 --reason "INC-7"');
    await modalSays(rita, 'the preset `orders-back`');

    const view = JSON.stringify((await rita.modal()).view);
    expect(view).toContain('orders_9');
    expect(view).not.toContain('orders_2');
    expect(view).toContain('INC-7');
  });

  test('a name that nothing has is answered with the nearest one', async () => {
    await using rig = await startBotRig({ presets });

    await rig.rita.command('#ops', '/restore run orders-bakc');

    await expect
      .poll(() => channelWords(rig.rita, '#ops'), patience)
      .toContain('No preset is called `orders-bakc`. Did you mean `orders-back`?');
  });

  test('one for what a person may not ask fills nothing in, and somebody in no rule gets one sentence', async () => {
    await using rig = await startBotRig({ presets });
    await rig.rita.command('#ops', '/restore run vectors');
    await modalSays(rig.rita, 'You may not ask for `cluster` on `zilliz-vectors`');

    const dora = rig.slack.as('U0DORA');
    await dora.command('#ops', '/restore run orders-back');
    await expect.poll(() => modalWords(dora), patience).toContain('You cannot ask for a restore');
  });

  test('a button of a list that is older than the configuration does nothing, and says why', async () => {
    await using rig = await startBotRig({ presets: [whole] });
    const { rita } = rig;
    await rita.command('#ops', '/restore presets');
    await expect.poll(() => channelWords(rita, '#ops'), patience).toContain('orders-back');
    const listed = (await rita.messages('#ops')).find(({ ephemeral }) => ephemeral);
    await rita.click({ channel: '#ops', ts: listed?.ts ?? '' }, 'Run…');
    const click = rig.tape.last('block_actions');
    await modalSays(rita, 'orders-back');
    await rita.close();

    await rig.tape.play(changed(click, ['actions', '0', 'value'], 'gone'));

    await expect
      .poll(() => channelWords(rita, '#ops'), patience)
      .toContain('That preset is no longer in the configuration');
  });
});
