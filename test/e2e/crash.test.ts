import { describe, expect, test } from 'vitest';
import type { FaultInput } from '#sandbox/providers/faults.ts';
import type { ShownMessage } from '#sandbox/slack/control-types.ts';
import { ends, untilTheEnd } from '#test/support/ending.ts';
import { patience } from '#test/support/patience.ts';
import { type Director, killAt } from '#test/support/points.ts';
import { redisUrl, testPrefix } from '#test/support/redis.ts';
import {
  approve,
  askFor,
  cardNow,
  cards,
  cardSays,
  channel,
  fillForm,
  lines,
  modalSays,
} from '#test/support/story.ts';
import { startWorld, type World } from '#test/support/world.ts';

/** Each test has a world of its own, and waits for it. */
const inParallel = { concurrent: true };
function world(options: Partial<Parameters<typeof startWorld>[0]> = {}): Promise<World> {
  return startWorld({ redisUrl: redisUrl(), prefix: testPrefix(), ...options });
}

/** One restore at the vendor, one end in the thread, no line twice. */
async function expectEndedOnce(here: World, card: ShownMessage): Promise<void> {
  await untilTheEnd(here, card);
  await expect.poll(async () => ends(await lines(here.slack, card)).length, patience).toBe(1);
  expect(here.cockroach.started()).toBe(1);
  const told = await lines(here.slack, card);
  expect(told.length).toBe(new Set(told).size);
}

/** Keeps the vendor finishing until a process is dead: some points come only after the vendor's end. */
async function finishUntil({ cockroach }: World, ended: Promise<unknown>): Promise<void> {
  let over = false;
  void ended.then(() => {
    over = true;
    return undefined;
  });
  await expect
    .poll(() => {
      cockroach.finishRestores();
      cockroach.clock.advance(2_000);
      return over;
    }, patience)
    .toBe(true);
}

/** A restore during which the worker ends at a point; another one takes over. */
async function expectOneRestore(point: string, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  await using here = await world();
  await here.start('bot');
  const stop = Promise.withResolvers<undefined>();
  const terminate: Director = ({ name }) => {
    if (name === point) stop.resolve(undefined);
    return undefined;
  };
  const dying = await here.startProcess('worker', signal === 'SIGKILL' ? killAt(point) : terminate);
  if (signal === 'SIGTERM') void stop.promise.then(() => dying.kill('SIGTERM'));
  const card = await askFor(here.slack);
  await approve(here.slack, card);
  await finishUntil(here, dying.ended);
  expect(await dying.ended).toBe(signal === 'SIGKILL' ? 'SIGKILL' : null);

  await here.startProcess('worker');

  await expectEndedOnce(here, card);
}

describe('a bot killed with SIGKILL', inParallel, () => {
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
    await modalSays(ben, 'Checked at the vendor');
    const submitted = ben.submit();
    expect(await bot.ended).toBe('SIGKILL');
    await submitted;

    await expectEndedOnce(here, card);
  });
});

describe('a worker killed with SIGKILL', inParallel, () => {
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
    expect(await cardNow(here.slack, card)).toMatch(/It is running: follow it…/);
    expect(here.vendors.prisma.started()).toBe(0);
  });

  test.each(['provider.submit:after#1', 'store.save[submitted]:before#1'])(
    'F5: at %s, after the vendor accepted and before its id is stored: found there, and not sent again',
    (point) => expectOneRestore(point, 'SIGKILL'),
  );

  test.each([
    'store.save[submitted]:after#1',
    'store.save[restored]:after#1',
    'provider.verify:after#1',
    'store.save[verified]:after#1',
  ])('F8: at %s, between what the vendor says and what is told: the last word once', (point) =>
    expectOneRestore(point, 'SIGKILL'),
  );
});

describe('a worker that is told to stop', inParallel, () => {
  test.each([
    'store.save[dispatched]:before#1',
    'witness.record:after#1',
    'provider.submit:after#1',
    'store.save[restored]:after#1',
  ])('F9: SIGTERM at %s: the step ends or is taken over, and everything happens once', (point) =>
    expectOneRestore(point, 'SIGTERM'),
  );
});

describe('an answer of the vendor that is lost', inParallel, () => {
  const submission = { method: 'POST', path: '/restores' } as const;
  const answers: Readonly<Record<string, FaultInput>> = {
    'a proxy’s 502': { ...submission, action: { type: 'html', status: 502, applied: true } },
    'a reset': { ...submission, action: { type: 'drop', applied: true } },
    'no answer at all': { ...submission, action: { type: 'hang', applied: true } },
  };

  test.each(Object.keys(answers))('F6: %s: found at the vendor, sent once', async (what) => {
    const fault = answers[what];
    if (fault === undefined) throw new Error(`there is no answer called ${what}`);
    await expectFound(fault);
  });

  test('F7: an answer without an id, or half of one: found at the vendor, sent once', async () => {
    await expectFound({ ...submission, action: { type: 'edit', remove: ['id'] } });
    await expectFound({ ...submission, action: { type: 'half-json' } });
  });

  async function expectFound(fault: FaultInput): Promise<void> {
    await using here = await world();
    await here.start('all');
    const card = await askFor(here.slack);
    here.cockroach.fault(fault);
    await approve(here.slack, card);

    await expectEndedOnce(here, card);
    const posts = here.cockroach.calls().filter(({ method }) => method === 'POST');
    expect(posts).toHaveLength(1);
    expect((await lines(here.slack, card)).join('\n')).toContain('Found at the vendor');
  }
});

describe('a worker that stands still longer than its job’s lock', inParallel, () => {
  test.each(['provider.baseline:after#1', 'witness.record:after#1'])(
    'F10: at %s, while another one takes the job: one restore',
    async (point) => {
      await using here = await world();
      await here.start('bot');
      const blocked = Promise.withResolvers<undefined>();
      const stalling: Director = ({ name }) => {
        if (name !== point) return undefined;
        blocked.resolve(undefined);
        return { type: 'block', ms: 4_000 };
      };
      await here.startProcess('worker', stalling);
      const card = await askFor(here.slack);
      await approve(here.slack, card);
      await blocked.promise;

      await here.startProcess('worker');

      await expectEndedOnce(here, card);
    },
  );
});

/** Ben approves, and it is restored to its end. */
async function expectEndedAfterApproval(here: World, card: ShownMessage): Promise<void> {
  await approve(here.slack, card);
  await expectEndedOnce(here, card);
}
