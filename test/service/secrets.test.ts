import { describe, expect, test } from 'vitest';
import type { DraftStore } from '#core/draft.ts';
import { evolve } from '#core/evolve.ts';
import { type RequestStore, StoreUnavailable } from '#core/ports.ts';
import type { HandedSecrets, RestoreProvider } from '#core/provider.ts';
import { Secret } from '#core/secret.ts';
import { createSecretBox } from '#keys/secret-box.ts';
import type { RestoreService } from '#service/api.ts';
import { handing } from '#test/support/handing-provider.ts';
import { type ServiceHarness, startServiceHarness } from '#test/support/service-harness.ts';

const minute = 60_000;
const hour = 60 * minute;
const password: HandedSecrets = { 'Password of db_admin': 'hunter2-Zq9' };
const link: HandedSecrets = { Download: 'https://vendor.example/d?sig=Zq9' };
const running = ({ state }: { readonly state: { readonly tag: string } }) => state.tag === 'restoring';

let clicks = 0;
function as(by: string, requestId: string) {
  clicks += 1;
  return { requestId, by, commandId: `click-${clicks}` };
}

async function seen(service: RestoreService, by: string, requestId: string) {
  const outcome = await service.reveal(as(by, requestId));
  if (outcome.type === 'refused') return `no: ${outcome.refusal.code}`;
  return Object.fromEntries(outcome.secrets.map(({ label, text }) => [label, text.reveal()]));
}

async function eventTypes(harness: ServiceHarness, id: string): Promise<readonly string[]> {
  return (await harness.load(id)).events.map(({ type }) => type);
}

async function restoring(harness: ServiceHarness): Promise<string> {
  const { id } = await harness.approved();
  await harness.drive(id, running);
  return id;
}

describe('what comes with the answer to a submission', () => {
  test('is saved with the operation id, sealed, and named in the events by its label alone', async () => {
    await using harness = await startServiceHarness({ around: handing({ withSubmission: password }) });
    const id = await restoring(harness);

    const stored = await harness.load(id);
    expect(stored.events.slice(-2)).toMatchObject([
      { type: 'submitted' },
      { type: 'secret-received', labels: ['Password of db_admin'] },
    ]);
    expect(Object.keys(await harness.store.loadSecrets(id))).toEqual(['Password of db_admin']);
    expect(JSON.stringify([stored, await harness.store.loadSecrets(id)])).not.toContain('hunter2-Zq9');
  });

  test('is shown to the requester alone, whatever others may decide', async () => {
    await using harness = await startServiceHarness({ around: handing({ withSubmission: password }) });
    const id = await restoring(harness);

    expect(await seen(harness.service, 'U0RITA', id)).toEqual(password);
    for (const other of ['U0ADA', 'U0BEN', 'U0ZOE', '']) {
      expect(await seen(harness.service, other, id)).toBe('no: not-your-secret');
    }
    expect((await eventTypes(harness, id)).filter((type) => type === 'secret-revealed')).toHaveLength(1);
  });

  test('prints as *** wherever a reveal is printed by accident', async () => {
    await using harness = await startServiceHarness({ around: handing({ withSubmission: password }) });
    const id = await restoring(harness);

    const outcome = await harness.service.reveal(as('U0RITA', id));

    expect(outcome.type).toBe('revealed');
    expect(JSON.stringify(outcome)).not.toContain('hunter2-Zq9');
  });
});

describe('what comes at the end', () => {
  test('is there when the request has ended, and every look at it is in the events', async () => {
    await using harness = await startServiceHarness({ around: handing({ atTheEnd: link }) });
    const id = await restoring(harness);
    harness.provider.finish();
    const ended = await harness.drive(id);

    expect(await seen(harness.service, 'U0RITA', id)).toEqual(link);
    expect(await seen(harness.service, 'U0RITA', id)).toEqual(link);

    expect(await eventTypes(harness, id)).toEqual([
      'asked',
      'vote-cast',
      'approved',
      'dispatched',
      'submitted',
      'restored',
      'secret-received',
      'verified',
      'secret-revealed',
      'secret-revealed',
    ]);
    expect((await harness.load(id)).request.state).toEqual(ended.state);
  });

  test('does not take away what came with the submission', async () => {
    const around = handing({ withSubmission: password, atTheEnd: link });
    await using harness = await startServiceHarness({ around });
    const id = await restoring(harness);
    harness.provider.finish();
    await harness.drive(id);

    expect(await seen(harness.service, 'U0RITA', id)).toEqual({ ...password, ...link });
  });
});

describe('the time in which it can be shown', () => {
  test('is 15 minutes from the first reveal that reached the screen; then it is deleted, and that is told', async () => {
    await using harness = await startServiceHarness({ around: handing({ withSubmission: password }) });
    const id = await restoring(harness);
    await seen(harness.service, 'U0RITA', id);
    harness.pass(3 * hour);
    const click = as('U0RITA', id);
    await harness.service.reveal(click);
    await harness.service.recordShown(click);

    harness.pass(15 * minute - 1);
    expect(await seen(harness.service, 'U0RITA', id)).toEqual(password);
    harness.pass(1);
    expect(await seen(harness.service, 'U0RITA', id)).toBe('no: secret-window-over');
    expect(await harness.store.loadSecrets(id)).toEqual({});
    await harness.service.advance(id, AbortSignal.timeout(5_000));
    expect((await eventTypes(harness, id)).at(-1)).toBe('secret-forgotten');
  });

  test('ends after a day for one that nobody has seen, though the request has long ended', async () => {
    await using harness = await startServiceHarness({ around: handing({ withSubmission: password }) });
    const id = await restoring(harness);
    harness.provider.finish();
    await harness.drive(id);
    await seen(harness.service, 'U0RITA', id);

    const { next } = await harness.service.advance(id, AbortSignal.timeout(5_000));
    expect(next).toEqual((await harness.load(id)).request.secrets?.until);
    harness.pass((next?.getTime() ?? 0) - harness.now().getTime());

    expect(await seen(harness.service, 'U0RITA', id)).toBe('no: secret-gone');
    expect(await harness.service.advance(id, AbortSignal.timeout(5_000))).toEqual({});
    expect((await harness.load(id)).request).toMatchObject({
      state: { tag: 'succeeded' },
      secrets: { forgottenAt: harness.now() },
    });
  });

  test('one click delivered three times is one look', async () => {
    await using harness = await startServiceHarness({ around: handing({ withSubmission: password }) });
    const id = await restoring(harness);
    const click = as('U0RITA', id);

    const outcomes = await Promise.all([click, click, click].map((each) => harness.service.reveal(each)));

    expect(outcomes.map(({ type }) => type)).toEqual(['revealed', 'revealed', 'revealed']);
    expect((await eventTypes(harness, id)).filter((type) => type === 'secret-revealed')).toHaveLength(1);
  });
});

describe('where there is nothing to show', () => {
  test('a restore that nothing came with says so', async () => {
    await using harness = await startServiceHarness();
    const id = await restoring(harness);

    expect(await seen(harness.service, 'U0RITA', id)).toBe('no: no-secret');
    expect(await seen(harness.service, 'U0RITA', 'r-unknown')).toBe('no: no-such-request');
  });

  test('a restore that was found after its answer was lost has none, and none is stored', async () => {
    await using harness = await startServiceHarness({ around: handing({ withSubmission: password }) });
    const action = { type: 'drop', applied: true } as const;
    harness.provider.simulator.fault({ ...harness.provider.submits, times: 1, action });
    const id = await restoring(harness);

    expect((await harness.load(id)).events.at(-1)).toMatchObject({ type: 'submitted', found: true });
    expect(await seen(harness.service, 'U0RITA', id)).toBe('no: no-secret');
    expect(await harness.store.loadSecrets(id)).toEqual({});
  });

  test('a key that was taken out burns nothing: nothing is recorded, and with the key it opens again', async () => {
    await using harness = await startServiceHarness({ around: handing({ withSubmission: password }) });
    const id = await restoring(harness);
    const secretBox = createSecretBox({ keys: [], credential: new Secret('xoxb-other') });
    const before = await eventTypes(harness, id);

    expect(await seen(harness.another({ secretBox }), 'U0RITA', id)).toBe('no: secret-unreadable');

    expect(await eventTypes(harness, id)).toEqual(before);
    expect(await seen(harness.service, 'U0RITA', id)).toEqual(password);
  });
});

/** Saves of an operation id fail as if the record were away, so many times. */
function awayFor(times: number, store: RequestStore & DraftStore): RequestStore & DraftStore {
  let left = times;
  return {
    ...store,
    async save(change) {
      if (left > 0 && change.events.some(({ type }) => type === 'submitted')) {
        left -= 1;
        throw new StoreUnavailable('Redis cannot be reached.');
      }
      return store.save(change);
    },
  };
}

describe('between the vendor’s answer and the save', () => {
  test('a worker that dies leaves nothing behind, and the restore is found without its secret', async () => {
    await using harness = await startServiceHarness({ around: handing({ withSubmission: password }) });
    const { id } = await harness.approved();
    const store = awayFor(1_000, harness.store);
    const dying = harness.another({ store });
    await expect(dying.advance(id, AbortSignal.timeout(1_000))).rejects.toThrow('aborted');

    expect(await harness.store.loadSecrets(id)).toEqual({});
    expect(JSON.stringify(await harness.load(id))).not.toMatch(/hunter2|db_admin/);
    await harness.drive(id, running);

    expect(await seen(harness.service, 'U0RITA', id)).toBe('no: no-secret');
    expect(harness.provider.started()).toBe(1);
  });

  test('a record that comes back gets both', async () => {
    await using harness = await startServiceHarness({ around: handing({ withSubmission: password }) });
    const { id } = await harness.approved();
    const worker = harness.another({ store: awayFor(2, harness.store) });

    await worker.advance(id, AbortSignal.timeout(10_000));

    expect((await harness.load(id)).request.state.tag).toBe('restoring');
    expect(await seen(harness.service, 'U0RITA', id)).toEqual(password);
  });

  test('another worker that recorded the operation first does not cost the secret', async () => {
    const around = (provider: RestoreProvider): RestoreProvider => {
      const outer = handing({ withSubmission: password })(provider);
      return {
        ...outer,
        async submit(plan, options) {
          const submission = await outer.submit(plan, options);
          await recordAsFound(submission.operationId);
          return submission;
        },
      };
    };
    await using harness = await startServiceHarness({ around });
    const { id } = await harness.approved();
    async function recordAsFound(operationId: string): Promise<void> {
      const { request, tail, now } = await harness.load(id);
      const event = { type: 'submitted', at: now, commandId: 'other', operationId, found: true } as const;
      const after = evolve(request, event);
      const locks = { takeLocks: [], freeLocks: [], due: now };
      await harness.store.save({
        expectedVersion: request.version,
        request: after,
        events: [event],
        previous: tail,
        ...locks,
      });
    }

    await harness.drive(id, running);

    expect((await eventTypes(harness, id)).slice(-2)).toEqual(['submitted', 'secret-received']);
    expect(await seen(harness.service, 'U0RITA', id)).toEqual(password);
  });
});
