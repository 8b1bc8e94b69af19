import { digestOfLines, readSealLine, sealLine } from '#core/audit/line.ts';
import type { AuditSigner, AuditStore } from '#core/audit/store.ts';
import { after } from '#core/instant.ts';
import type { Log } from '#core/ports.ts';

export interface SealDeps {
  readonly audit: AuditStore;
  readonly signer: AuditSigner;
  readonly log: Log;
  /** For whoever ships logs: a seal, once it counts. */
  readonly onSealed?: (line: string) => void;
}

/** Entries under one seal; a long outage of all sealers is sealed piece by piece. */
const entriesAtOnce = 1_000;
const countForMs = 60_000;

/**
 * Puts everything that has none under a seal. Of several that seal at once one counts; the others find nothing left
 * to do. Throws `StoreUnavailable`.
 */
export async function sealAudit(deps: SealDeps): Promise<void> {
  for (;;) {
    const { seq, seal, now } = await deps.audit.head();
    const before = seal === undefined ? undefined : readSealLine(seal);
    if (seal !== undefined && before === undefined) {
      deps.log.error({}, 'the newest seal of the audit cannot be read; verify the audit');
      return;
    }
    const from = (before?.seal.to ?? 0) + 1;
    const to = Math.min(seq, from + entriesAtOnce - 1);
    if (to < from) return;
    const lines = await deps.audit.lines(from, to);
    const found = lines.filter((line) => line !== undefined);
    if (found.length < lines.length) {
      deps.log.error({ from, to }, 'entries of the audit are missing; verify the audit');
    }
    const facts = { from, to, at: now, prev: before?.mac ?? '', lines: digestOfLines(found) };
    const line = sealLine(deps.signer, facts);
    if (await deps.audit.seal(line, to, seal)) deps.onSealed?.(line);
  }
}

/** Writes how often refusals were repeated, once their minute of counting is over. Throws `StoreUnavailable`. */
export async function closeRefusals({ audit }: Pick<SealDeps, 'audit'>): Promise<void> {
  const { now, open } = await audit.openRefusals();
  for (const each of open) {
    if (after(each.since, countForMs) <= now) await audit.closeRefusal(each);
  }
}
