import { problemText } from '#cli/audit-problems.ts';
import type { AuditReport } from '#core/audit/verify.ts';
import { after } from '#core/instant.ts';
import { exportAudit, type ExportRequest } from '#service/audit/export.ts';
import { sealAudit } from '#service/audit/seal.ts';
import { verifyLines } from '#service/audit/verify.ts';
import { auditSigner } from '#test/support/audit-signer.ts';
import { askedAt } from '#test/support/builders.ts';
import { createMemoryAudit } from '#test/support/memory-audit.ts';
import { createMemoryStore } from '#test/support/memory-store.ts';
import { creation, held, nextSave } from '#test/support/saves.ts';
import { silentLog } from '#test/support/service-harness.ts';

export const signer = auditSigner();

/** Two requests and what happens next to them, under three seals of different minutes: entries 1 to 8. */
export async function startAudit() {
  let now = askedAt;
  const audit = createMemoryAudit({ now: () => now });
  const store = createMemoryStore({ now: () => now, audit });
  const deps = { audit, store, signer, log: silentLog };
  const pass = (ms: number) => {
    now = after(now, ms);
  };
  const first = creation({ state: 'approved' });
  await store.save(first);
  const before = store.texts('r1');
  await audit.noteRefusal({ by: 'U0RITA', command: 'approve', code: 'own-request', requestId: 'r1' });
  await sealAudit(deps);
  pass(60_000);
  await store.save(creation({ ask: { requestId: 'r2' } }));
  await store.save(nextSave(first, { ...held('frozen'), at: askedAt }));
  await sealAudit(deps);
  pass(60_000);
  await audit.append({ kind: 'system', what: 'ticked', detail: {} });
  await audit.append({ kind: 'system', what: 'ticked', detail: {} });
  await sealAudit(deps);
  const exported = async (request: Partial<ExportRequest> = {}): Promise<string[]> => {
    let text = '';
    const write = async (more: string) => {
      text += more;
    };
    await exportAudit(deps, { by: 'ana@host', format: 'jsonl', ...request }, write);
    return text.split('\n').slice(0, -1);
  };
  return { audit, store, deps, pass, exported, before };
}

export async function* each(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}

/** What is wrong, as the command line says it. */
export function sentenceOf({ problem }: AuditReport): string | undefined {
  return problem === undefined ? undefined : problemText(problem);
}

export async function problemOf(lines: readonly string[], keys = signer): Promise<string | undefined> {
  return sentenceOf(await verifyLines(keys, each(lines), 'export'));
}

/** What `change` does to the lines of a good export, and what verification then says. */
export async function afterwards(
  change: (lines: string[]) => readonly string[],
): Promise<string | undefined> {
  const { exported } = await startAudit();
  return problemOf(change(await exported()));
}
