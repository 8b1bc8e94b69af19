import { describe, expect, test } from 'vitest';
import { digestOfLines, readSealLine } from '#core/audit/line.ts';
import type { AuditStore } from '#core/audit/store.ts';
import { after } from '#core/instant.ts';
import { startAuditKeeper } from '#jobs/audit-keeper.ts';
import { closeRefusals, sealAudit } from '#service/audit/seal.ts';
import { auditSigner } from '#test/support/audit-signer.ts';
import { askedAt } from '#test/support/builders.ts';
import { createMemoryAudit } from '#test/support/memory-audit.ts';
import { silentLog } from '#test/support/service-harness.ts';

const signer = auditSigner();
const tick = { kind: 'system', what: 'ticked', detail: {} } as const;

function start() {
  let now = askedAt;
  const audit = createMemoryAudit({ now: () => now });
  return {
    audit,
    deps: { audit, signer, log: silentLog },
    pass: (ms: number) => {
      now = after(now, ms);
    },
  };
}

async function ticks(audit: AuditStore, count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) await audit.append(tick);
}

async function sealsOf(audit: AuditStore) {
  return (await audit.seals(1, 1_000)).map((line) => readSealLine(line));
}

describe('sealing', () => {
  test('puts everything since the last seal under one, bound to the one before', async () => {
    const { audit, deps } = start();
    await ticks(audit, 3);
    await sealAudit(deps);
    await ticks(audit, 2);
    await sealAudit(deps);

    const [first, second] = await sealsOf(audit);
    expect(first?.seal).toMatchObject({ from: 1, to: 3, prev: '' });
    expect(second?.seal).toMatchObject({ from: 4, to: 5, prev: first?.mac });
    const lines = (await audit.lines(4, 5)).filter((line) => line !== undefined);
    expect(second?.seal.lines).toBe(digestOfLines(lines));
    expect(signer.check(`seal\n${second?.body}`, signer.keyId, second?.mac ?? '')).toBe('right');
  });

  test('writes nothing while nothing happens', async () => {
    const { audit, deps } = start();
    await sealAudit(deps);
    await ticks(audit, 1);
    await sealAudit(deps);
    await sealAudit(deps);

    expect(await sealsOf(audit)).toHaveLength(1);
  });

  test('by several at once leaves one chain without overlaps', async () => {
    const { audit, deps } = start();
    const told: string[] = [];
    await ticks(audit, 2_500);

    await Promise.all([1, 2, 3].map(() => sealAudit({ ...deps, onSealed: (line) => told.push(line) })));

    const seals = await sealsOf(audit);
    expect(seals.map((read) => [read?.seal.from, read?.seal.to])).toEqual([
      [1, 1_000],
      [1_001, 2_000],
      [2_001, 2_500],
    ]);
    expect(seals.map((read) => read?.seal.prev)).toEqual(['', seals[0]?.mac, seals[1]?.mac]);
    expect(told).toEqual(await audit.seals(1, 10));
  });

  test('says that an entry is missing, and seals what is there', async () => {
    const { audit, deps } = start();
    const errors: string[] = [];
    await ticks(audit, 3);
    const holed: AuditStore = {
      ...audit,
      lines: async (from, to) => (await audit.lines(from, to)).map((line, i) => (i === 1 ? undefined : line)),
    };

    const log = { ...silentLog, error: (_: object, message: string) => errors.push(message) };
    await sealAudit({ ...deps, audit: holed, log });

    expect(errors).toEqual(['entries of the audit are missing; verify the audit']);
    expect((await sealsOf(audit))[0]?.seal).toMatchObject({ from: 1, to: 3 });
  });
});

describe('the keeper of the audit', () => {
  test('seals at its interval, goes on after a failure that it tells once, and seals once more when it stops', async () => {
    const { audit, deps } = start();
    const errors: string[] = [];
    let failures = 3;
    const flaky: AuditStore = {
      ...audit,
      head: async () => {
        failures -= 1;
        if (failures >= 0) throw new Error('away');
        return audit.head();
      },
    };
    const log = { ...silentLog, error: (_: object, message: string) => errors.push(message) };
    await ticks(audit, 1);

    const keeper = startAuditKeeper({ ...deps, audit: flaky, log, everyMs: 5 });
    await expect.poll(() => sealsOf(audit)).toHaveLength(1);
    await keeper[Symbol.asyncDispose]();
    const quiet = startAuditKeeper({ ...deps, everyMs: 1_000_000 });
    await ticks(audit, 1);
    await quiet[Symbol.asyncDispose]();

    expect(errors).toEqual(['the audit could not be sealed; trying on']);
    expect((await sealsOf(audit)).at(-1)?.seal.to).toBe(2);
  });
});

describe('counting refusals', () => {
  test('ends after a minute, and writes how often one was repeated', async () => {
    const { audit, deps, pass } = start();
    const refusal = { by: 'U0ADA', command: 'approve', code: 'own-request' };
    await audit.noteRefusal(refusal);
    await audit.noteRefusal(refusal);
    pass(59_999);
    await closeRefusals(deps);
    const before = await audit.head();
    pass(1);
    await closeRefusals(deps);

    expect(before.seq).toBe(1);
    expect((await audit.lines(2, 2))[0]).toContain('"count":1,"since":"2026-03-01T03:00:00.000Z"');
    expect((await audit.openRefusals()).open).toEqual([]);
  });
});
