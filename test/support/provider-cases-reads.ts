import { inspect } from 'node:util';
import { expect, vi } from 'vitest';
import { ProviderError } from '#core/provider-error.ts';
import type { Check, StartHarness } from './provider-check.ts';
import { call, callsOf, longAgo, post, rejection, type FaultAction } from './provider-harness.ts';

/** Answers of a read, and what they are. */
export const failedReads: readonly (readonly [string, FaultAction, string])[] = [
  ['401', { type: 'status', status: 401 }, 'unauthorized'],
  ['403', { type: 'status', status: 403 }, 'forbidden'],
  ['409', { type: 'status', status: 409 }, 'conflict'],
  ['410', { type: 'status', status: 410 }, 'retired'],
  ['500', { type: 'status', status: 500 }, 'unavailable'],
  ['a dropped connection', { type: 'drop' }, 'unavailable'],
  ['429 without a time', { type: 'status', status: 429 }, 'rate-limited'],
  ['a web page', { type: 'html', status: 200 }, 'contract'],
  ['half a JSON', { type: 'half-json' }, 'contract'],
  ['an empty body', { type: 'empty' }, 'contract'],
  ['a body of 10 MB', { type: 'huge' }, 'contract'],
  ['a redirect', { type: 'status', status: 302, headers: { location: '/elsewhere' } }, 'contract'],
];

/** Reads that go wrong: never an empty answer, never a credential in the words. */
export function describeFailedReads(check: Check, start: StartHarness): void {
  check.each(failedReads)(
    'a read that meets %s rejects, and finds are never empty by mistake',
    async (_, action, kind) => {
      await using harness = await start();
      harness.simulator.fault({ method: 'GET', path: '/', action, times: 50 });

      await expect(harness.provider.find(harness.plan, { ...call(), since: longAgo })).rejects.toMatchObject({
        kind,
      });
      await expect(harness.provider.baseline(harness.plan, call())).rejects.toMatchObject({ kind });
    },
  );

  check('a read is tried again after a failure that may pass', async () => {
    await using harness = await start();
    harness.simulator.fault({ ...harness.lists, action: { type: 'status', status: 503 } });
    harness.simulator.fault({ ...harness.lists, action: { type: 'drop' } });

    await expect(harness.provider.plan(harness.kind, harness.input, call())).resolves.toMatchObject({
      type: 'planned',
    });
  });

  check('an aborted read rejects at once with the reason and leaves no socket open', async () => {
    await using harness = await start();
    const controller = new AbortController();
    const reason = new Error('the process stops');
    harness.simulator.fault({ ...harness.lists, action: { type: 'hang' } });

    const planning = rejection(
      harness.provider.plan(harness.kind, harness.input, { signal: controller.signal }),
    );
    await vi.waitFor(() => expect(callsOf(harness, harness.lists)).toHaveLength(1), 5_000);
    controller.abort(reason);

    expect(await planning).toBe(reason);
    await vi.waitFor(async () => expect(await harness.simulator.connections()).toBe(0), 5_000);
  });

  check('a missing member that is needed is named', async () => {
    await using harness = await start();
    const { action, path } = harness.missingMember;
    harness.simulator.fault({ ...harness.lists, action });

    const error = await rejection(harness.provider.plan(harness.kind, harness.input, call()));

    expect(error).toMatchObject({ kind: 'contract', message: expect.stringContaining(path) as string });
  });

  check('members that nobody needs are ignored', async () => {
    await using harness = await start();
    harness.simulator.fault({
      ...harness.lists,
      action: { type: 'edit', set: { 'something-new': { deep: [1] } } },
    });

    await expect(harness.provider.plan(harness.kind, harness.input, call())).resolves.toMatchObject({
      type: 'planned',
    });
  });

  check('the credential is in no error, whatever the vendor echoes', async () => {
    await using harness = await start();
    const { provider, plan, secret, simulator } = harness;
    const message = `bad token ${secret} (${Buffer.from(secret).toString('base64')})`;
    const headers = { 'x-request-id': secret };
    const actions: readonly FaultAction[] = [
      ...[400, 401, 403, 500].map(
        (status) => ({ type: 'status', status, message, headers, code: secret }) as const,
      ),
      { type: 'drop' },
      { type: 'html', status: 500 },
    ];

    for (const action of actions) {
      simulator.fault({ method: 'GET', path: '/', action, times: 50 });
      simulator.fault({ ...harness.submits, action });
      const errors = [
        await rejection(provider.baseline(plan, call())),
        await rejection(provider.submit(plan, post())),
      ];
      simulator.clearFaults();
      for (const error of errors) {
        expect(error).toBeInstanceOf(ProviderError);
        const shown = `${inspect(error, { depth: 10, showHidden: true })} ${JSON.stringify(error)}`;
        expect(shown).not.toContain(secret);
        expect(shown).not.toContain(Buffer.from(secret).toString('base64'));
      }
    }
    expect(inspect(provider, { depth: 10 })).not.toContain(secret);
    expect(JSON.stringify(simulator.calls())).not.toContain(`Bearer ${secret}`);
  });
}
