import { expect } from 'vitest';
import type { Operation } from '#core/provider.ts';
import { failedReads } from './provider-cases-reads.ts';
import type { Check, StartHarness } from './provider-check.ts';
import { call, post, type ProviderHarness } from './provider-harness.ts';

async function submitted({ provider, plan }: ProviderHarness): Promise<Operation> {
  const { operationId } = await provider.submit(plan, post());
  return { plan, operationId };
}

/** From the submission to the end. */
export function describeFollowing(check: Check, start: StartHarness): void {
  check('a restore runs, succeeds and is really there', async () => {
    await using harness = await start();
    const { provider } = harness;
    const operation = await submitted(harness);

    const running = await provider.poll(operation, call());
    harness.finish();
    const ended = await provider.poll(operation, call());
    const verification = await provider.verify(operation, call());

    expect(running).toMatchObject({ type: 'running' });
    expect(ended).toMatchObject({ type: 'succeeded', finishedAt: expect.any(Date) as Date });
    expect(verification.outcome).toBe(harness.shows === 'nothing' ? 'not-possible' : 'passed');
    expect(verification.findings[0]).toMatchObject({ looked: harness.shows });
    expect(harness.started()).toBe(1);
  });

  check('a failure carries the vendor’s reason', async () => {
    await using harness = await start();
    const operation = await submitted(harness);
    harness.fail('disk full in eu-west-3');

    await expect(harness.provider.poll(operation, call())).resolves.toMatchObject({
      type: 'failed',
      reason:
        harness.saysWhy === false
          ? (expect.stringMatching(/gave no reason/) as string)
          : 'disk full in eu-west-3',
    });
  });

  check('a status that nobody knows goes on with an alarm', async () => {
    await using harness = await start();
    const operation = await submitted(harness);
    harness.simulator.fault({ ...harness.polls, action: harness.strangeStatus });

    await expect(harness.provider.poll(operation, call())).resolves.toMatchObject({
      type: 'running',
      alarm: expect.stringMatching(/\w/) as string,
    });
  });

  check('an operation that the vendor forgot is gone, and neither ended nor failed', async () => {
    await using harness = await start();
    const operation = await submitted(harness);
    harness.forget(operation.operationId);

    await expect(harness.provider.poll(operation, call())).resolves.toMatchObject({ type: 'gone' });
  });

  check.each(failedReads)('a poll that meets %s is an error and ends nothing', async (_, action, kind) => {
    await using harness = await start();
    const operation = await submitted(harness);
    harness.simulator.fault({ ...harness.polls, action, times: 10 });

    await expect(harness.provider.poll(operation, call())).rejects.toMatchObject({ kind });
  });
}
