import { expect } from 'vitest';
import { answersOf } from '#core/ask-again.ts';
import { differences } from '#core/fingerprint.ts';
import { ProviderError } from '#core/provider-error.ts';
import type { Operation, RestoreKind } from '#core/provider.ts';
import { pinPlan, readPlan, type RestorePlan } from '#core/restore-plan.ts';
import { readSubmissionError } from '#core/submission.ts';
import type { Check, StartHarness } from './provider-check.ts';
import {
  call,
  longAgo,
  post,
  rejection,
  type FaultAction,
  type ProviderHarness,
} from './provider-harness.ts';

/** Answers of a write after which the same may be accepted later. */
const refusedForNow: readonly FaultAction[] = [
  { type: 'status', status: 423, message: 'locked for maintenance' },
  { type: 'status', status: 429, message: 'slow down' },
  { type: 'status', status: 503, message: 'try again later' },
];

async function levelsOf({ provider }: ProviderHarness, plan: RestorePlan): Promise<readonly string[]> {
  return (await provider.preflight(plan, call())).findings.map(({ level }) => level);
}

function kindOf({ provider, kind }: ProviderHarness): RestoreKind {
  const found = provider.kinds.find(({ id }) => id === kind);
  if (found === undefined) throw new Error(`the provider has no kind ${kind}`);
  return found;
}

async function planned(harness: ProviderHarness, input: ProviderHarness['input']): Promise<RestorePlan> {
  const result = await harness.provider.plan(harness.kind, input, call());
  expect(result).toMatchObject({ type: 'planned' });
  return result.type === 'planned' ? result.plan : harness.plan;
}

async function restored(harness: ProviderHarness, plan: RestorePlan): Promise<Operation> {
  const { operationId } = await harness.provider.submit(plan, post());
  harness.finish();
  return { plan, operationId };
}

/** What goes on at the vendor besides the restore: before it, during it and after it. */
export function describeSurroundings(check: Check, start: StartHarness): void {
  check('a backup that is gone cannot be asked for', async () => {
    await using harness = await start();
    harness.loseBackup();

    expect(await levelsOf(harness, harness.plan)).toContain('blocker');
  });

  check('a target that is busy holds the restore', async () => {
    await using harness = await start();
    harness.occupy();

    expect(await levelsOf(harness, harness.plan)).toContain(harness.occupied ?? 'before-start');
  });

  check('what an approver saw changes with the target', async () => {
    await using harness = await start();
    const { provider, plan } = harness;
    const before = await provider.observe(plan, call());
    harness.changeTarget();

    expect(differences(before, await provider.observe(plan, call()))).not.toEqual([]);
  });

  check('what an approver saw changes when the backup goes', async () => {
    await using harness = await start();
    const { provider, plan } = harness;
    const before = await provider.observe(plan, call());
    harness.loseBackup();

    expect(differences(before, await provider.observe(plan, call()))).not.toEqual([]);
  });

  check('a target that is broken after a success is not passed', async () => {
    await using harness = await start();
    const operation = await restored(harness, harness.plan);
    await harness.provider.poll(operation, call());
    harness.breakTarget();

    const { outcome, findings } = await harness.provider.verify(operation, call());

    expect(outcome).not.toBe('passed');
    expect(findings.filter(({ level }) => level === 'warning')).not.toEqual([]);
  });

  check('the answer about another operation is not believed', async () => {
    await using harness = await start();
    const operation = await restored(harness, harness.plan);
    harness.simulator.fault({ ...harness.polls, action: harness.othersAnswer });

    expect(await rejection(harness.provider.poll(operation, call()))).toMatchObject({ kind: 'contract' });
  });

  check('what the form leaves open is pinned, so that the stored plan finds what was sent', async () => {
    await using harness = await start();
    const { provider } = harness;
    const required = kindOf(harness).fields.filter((field) => field.required);
    const input = Object.fromEntries(
      required.flatMap(({ id }) => (harness.input[id] === undefined ? [] : [[id, harness.input[id]]])),
    );
    const plan = readPlan(pinPlan(await planned(harness, { ...input, ...harness.needed })).json).plan;
    const baseline = await provider.baseline(plan, call());

    const operation = await restored(harness, plan);
    const found = await provider.find(plan, { ...call(), since: longAgo, baseline });

    expect(provider.lockKeys(plan)).toEqual(provider.lockKeys(readPlan(pinPlan(plan).json).plan));
    if ((harness.finds ?? 'by-id') === 'by-id') {
      expect(found).toMatchObject({ type: 'matches', operations: [expect.anything()] });
    }
    await expect(provider.poll(operation, call())).resolves.not.toMatchObject({ type: 'failed' });
  });

  check('the same can be asked again after a success', async () => {
    await using harness = await start();
    const first = await planned(harness, harness.input);
    await harness.provider.poll(await restored(harness, first), call());

    const again = await planned(harness, { ...answersOf(first, kindOf(harness)), ...harness.needed });

    expect(await levelsOf(harness, again)).not.toContain('blocker');
  });

  check('a refusal for now ends nothing', async () => {
    await using harness = await start();
    const meant: string[] = [];
    for (const action of [...refusedForNow, ...(harness.refusedForNow ?? [])]) {
      harness.simulator.fault({ ...harness.submits, action });
      const error = await rejection(harness.provider.submit(harness.plan, post()));
      meant.push(error instanceof ProviderError ? readSubmissionError(error, 'none').type : String(error));
    }

    expect(meant.filter((each) => !['not-accepted', 'lost'].includes(each))).toEqual([]);
  });
}
