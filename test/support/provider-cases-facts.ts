import { expect } from 'vitest';
import { canCancel } from '#core/provider.ts';
import type { Check, StartHarness } from './provider-check.ts';
import { call, post } from './provider-harness.ts';

/** What a kind says of itself, held against what it does. */
export function describeFacts(check: Check, start: StartHarness): void {
  check('does to its target what its kind says it does', async () => {
    await using harness = await start();
    const { provider, plan } = harness;
    const facts = provider.kinds.find(({ id }) => id === plan.kind)?.facts;

    const { impact } = await provider.preflight(plan, call());

    expect(impact.type).toBe(facts?.impact);
    expect((impact.keeps ?? []).length > 0 && impact.type !== 'in-place').toBe(false);
    expect(canCancel(provider, plan) && facts?.cancel === undefined).toBe(false);
  });

  check('says what the id of an operation is, as one phrase after “Type”', async () => {
    await using harness = await start();

    for (const { facts } of harness.provider.kinds)
      expect(facts.operationIds).toMatch(/^the .{10,280}[^.]$/u);
  });

  check('returns a secret only if its kind says so', async () => {
    await using harness = await start();
    const { provider, plan } = harness;
    const facts = provider.kinds.find(({ id }) => id === plan.kind)?.facts;

    const submission = await provider.submit(plan, post());
    harness.finish();
    const poll = await provider.poll({ plan, operationId: submission.operationId }, call());

    const handed = [submission.secrets, poll.type === 'succeeded' ? poll.secrets : undefined];
    const labels = handed.flatMap((secrets) => Object.keys(secrets ?? {}));
    expect(labels.length > 0).toBe(facts?.secret !== undefined);
  });
}
