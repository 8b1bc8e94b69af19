import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readEntryLine } from '#core/audit/line.ts';
import { after } from '#core/instant.ts';
import { rotateAudit } from '#service/audit/rotate.ts';
import { sealAudit } from '#service/audit/seal.ts';
import { verifyAudit, verifyLines } from '#service/audit/verify.ts';
import { auditSigner } from '#test/support/audit-signer.ts';
import { askedAt } from '#test/support/builders.ts';
import { afterwards, each, problemOf, signer, startAudit } from './audit-rig.ts';

describe('an exported file', () => {
  test('that nobody touched is whole', async () => {
    const { exported } = await startAudit();
    const lines = await exported();

    const report = await verifyLines(signer, each(lines), 'export');

    expect(report.problem).toBeUndefined();
    expect(report).toMatchObject({ entries: 8, first: { seq: 1 }, last: { seq: 8 }, unsealed: [] });
    expect(lines).toHaveLength(12);
    expect(report.trailer).toMatchObject({ first: 1, last: 8, entries: 8 });
  });

  test.each<[string, (lines: string[]) => readonly string[], RegExp]>([
    [
      'an edited reason',
      (lines) => lines.map((line) => line.replace('"text":"frozen"', '"text":"thawed"')),
      /^entry 6 was changed after it was written/,
    ],
    ['a missing entry', (lines) => lines.toSpliced(1, 1), /^entry 2 is missing$/],
    ['missing entries', (lines) => lines.toSpliced(1, 2), /^entries 2 to 3 are missing$/],
    ['the last entry under a seal missing', (lines) => lines.toSpliced(3, 1), /^entry 4 is missing$/],
    [
      'a doubled entry',
      (lines) => lines.toSpliced(1, 0, lines[0] ?? ''),
      /^entry 1 is where entry 2 should be$/,
    ],
    [
      'an entry under the number of another',
      (lines) =>
        lines.map((line) => line.replace(/^\{"seq":8,.*/u, (lines[8] ?? '').replace('"seq":7', '"seq":8'))),
      /^entry 8 is a copy of an earlier one$/,
    ],
    [
      'an event told twice',
      (lines) =>
        lines.map((line) => line.replace(/^\{"seq":6,.*/u, (lines[5] ?? '').replace('"seq":5', '"seq":6'))),
      /^entry 6 is version 1 of request r2, and the one before it is version 1$/,
    ],
    [
      'two entries in each other’s place',
      (lines) => {
        const [third, fourth] = [lines[2] ?? '', lines[3] ?? ''];
        return lines
          .with(2, fourth.replace('"seq":4', '"seq":3'))
          .with(3, third.replace('"seq":3', '"seq":4'));
      },
      /^entries 1 to 4 are not those that were sealed$/,
    ],
    ['a missing seal', (lines) => lines.toSpliced(4, 1), /seal over entries 5 to 6 does not begin where/],
    [
      'a changed seal',
      (lines) => lines.with(4, (lines[4] ?? '').replace('"from":1', '"from":2')),
      /^the seal over entries 2 to 4 was changed/,
    ],
    [
      'its last seal and what is under it cut off, but not the trailer',
      (lines) => lines.toSpliced(8, 3),
      /^entries 7 to 8 are missing$/,
    ],
    [
      'its beginning cut off',
      (lines) => lines.slice(5),
      /^the lines are not those that the trailer was made for$/,
    ],
    [
      'its end cut off',
      (lines) => lines.slice(0, 8),
      /^the file does not end with a trailer; its end was cut off, or an older restorebot exported it$/,
    ],
    ['its trailer cut off', (lines) => lines.slice(0, -1), /^the file does not end with a trailer/],
    ['everything but the trailer cut off', (lines) => lines.slice(-1), /^entries 1 to 8 are missing$/],
    ['nothing left', () => [], /^the file is empty$/],
    [
      'lines after its trailer',
      (lines) => [...lines, ...lines.slice(0, 1)],
      /^there are lines after the trailer$/,
    ],
    ['something else', (lines) => lines.with(5, 'hello'), /^the line where entry 5 should be is neither/],
  ])('with %s is broken, and says where', async (_, change, problem) => {
    expect(await afterwards(change)).toMatch(problem);
  });

  test('in which any one character is another is broken', async () => {
    const { exported } = await startAudit();
    const lines = await exported();
    expect(await problemOf(lines)).toBeUndefined();

    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(), fc.constantFrom('0', 'f', ' ', '"', '}'), async (l, c, other) => {
        const line = lines[l % lines.length] ?? '';
        const at = c % line.length;
        fc.pre(line[at] !== other);
        const changed = `${line.slice(0, at)}${other}${line.slice(at + 1)}`;

        expect(await problemOf(lines.with(l % lines.length, changed))).toBeDefined();
      }),
    );
  });

  test('signed with a key that is not given says which', async () => {
    const { exported } = await startAudit();

    const problem = await problemOf(await exported(), auditSigner('xoxb-other'));

    expect(problem).toBe(`entry 1 is signed with the key ${signer.keyId}, which is not among those given`);
  });

  test('is whole over a change of keys while the old one is given', async () => {
    const { audit, deps, exported } = await startAudit();
    const key = Buffer.alloc(32, 7).toString('base64');
    const next = auditSigner('xoxb-test', key);
    await sealAudit({ ...deps, signer: next });
    const lines = await exported();

    expect(await problemOf(lines, next)).toBeUndefined();
    expect(next.keyId).not.toBe(signer.keyId);
    expect((await audit.head()).seq).toBe(10);
  });

  test('of a span of time holds the seals of that time, and is complete alone', async () => {
    const { exported } = await startAudit();
    const lines = await exported({ from: after(askedAt, 30_000), to: after(askedAt, 59_000) });

    const report = await verifyLines(signer, each(lines), 'export');

    expect(report.problem).toBeUndefined();
    expect(report).toMatchObject({ first: { seq: 5 }, last: { seq: 6 } });
    expect(report.trailer).toMatchObject({ from: after(askedAt, 30_000), to: after(askedAt, 59_000) });
  });

  test('as CSV has a row for each entry and defuses formulas', async () => {
    const { audit, exported } = await startAudit();
    await audit.noteRefusal({ by: '=1+1', command: 'approve', code: 'own-request' });

    const rows = await exported({ format: 'csv' });

    expect(rows[0]).toBe('seq,at,kind,who,what,request,plan,target,operation,rule,details,mac\r');
    expect(rows).toHaveLength(10);
    expect(rows.at(-1)).toContain('"refusal","\'=1+1","approve: own-request",""');
  });

  test('13.6 names the plan, the target, the operation and the rule of what happened, in JSON lines and in CSV', async () => {
    const { exported } = await startAudit();
    const lines = await exported();
    const rows = await exported({ format: 'csv' });

    const first = readEntryLine(lines[0] ?? '')?.entry;
    const about = first?.kind === 'transition' ? first.about : undefined;
    expect(about).toMatchObject({
      plan: expect.stringMatching(/^[0-9a-f]{64}$/),
      target: 'orders-prod',
      rule: 'production',
    });
    // Side by side, or the JSON at the end of the row would do.
    expect(rows[1]).toContain(`"${about?.plan ?? ''}","orders-prod","","production",`);
  });
});

describe('exporting', () => {
  test('is in the audit before and after, with the digest of what left', async () => {
    const { audit, exported } = await startAudit();
    await exported();
    await exported({ format: 'csv', to: askedAt });

    const [began, finished, ...others] = (await audit.lines(9, 12)).map(
      (line) => JSON.parse(line ?? '') as object,
    );
    expect(began).toMatchObject({ kind: 'export', by: 'ana@host', phase: 'began', from: 1, to: 8 });
    expect(finished).toMatchObject({
      phase: 'finished',
      through: 8,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(others).toMatchObject([{ phase: 'began' }, { phase: 'finished', format: 'csv' }]);
    expect(others[1]).not.toHaveProperty('through');
  });
});

describe('rotation', () => {
  test('takes what is older than the retention and exported, and what is left is whole', async () => {
    const { audit, deps, exported } = await startAudit();
    await exported();

    const rotation = await rotateAudit(deps, 60_001);

    expect(rotation).toEqual({ type: 'rotated', through: 4 });
    expect((await audit.lines(1, 5)).filter((line) => line !== undefined)).toHaveLength(1);
    expect(await audit.linesOf('r1')).toHaveLength(1);
    const report = await verifyAudit(deps);
    expect(report.problem).toBeUndefined();
    expect(report.first?.seq).toBe(5);
  });

  test('leaves what nobody has exported, and says so', async () => {
    const { audit, deps, exported } = await startAudit();
    await exported({ format: 'csv' });
    await exported({ from: after(askedAt, 30_000) });

    expect(await rotateAudit(deps, 60_001)).toEqual({ type: 'waiting', first: 1 });
    expect((await audit.head()).first).toBe(1);
  });

  test('takes no more than was exported, and goes on after the next export', async () => {
    const { deps, pass, exported } = await startAudit();
    await exported({ to: after(askedAt, 59_000) });
    pass(1_000_000);

    expect(await rotateAudit(deps, 60_000)).toEqual({ type: 'rotated', through: 6 });
    expect(await rotateAudit(deps, 60_000)).toEqual({ type: 'waiting', first: 7 });
    await exported();
    expect(await rotateAudit(deps, 60_000)).toMatchObject({ type: 'rotated' });
    await sealAudit(deps);
    expect((await verifyAudit(deps)).problem).toBeUndefined();
  });

  test('leaves what is young', async () => {
    const { deps, exported } = await startAudit();
    await exported();

    expect(await rotateAudit(deps, 1_000_000)).toEqual({ type: 'nothing' });
  });

  test('that takes entries after a forged word of their export is seen, because the word is not believed', async () => {
    const { deps, audit } = await startAudit();
    await audit.append({
      kind: 'export',
      by: 'x',
      format: 'jsonl',
      from: 1,
      to: 4,
      phase: 'finished',
      through: 4,
    });
    const forged = {
      ...audit,
      lastExport: async () => (await audit.lastExport())?.replace('"through":4', '"through":8'),
    };

    expect(await rotateAudit({ ...deps, audit: forged }, 60_001)).toEqual({ type: 'waiting', first: 1 });
  });
});
