import { digestOfLines, readSealLine, sealLine } from '#core/audit/line.ts';
import type { AuditSigner, AuditStore } from '#core/audit/store.ts';
import { after } from '#core/instant.ts';
import type { Log } from '#core/ports.ts';

export interface SealDeps {
  readonly audit: AuditStore;
  readonly signer: AuditSigner;
  readonly log: Log;
  /** For a log shipper: a seal, once it counts. */
  readonly onSealed?: (line: string) => void;
}

/** Entries under one seal; a long outage of all sealers is sealed piece by piece. */
const entriesAtOnce = 1_000;
const countForMs = 60_000;

/** The newest seal that a process has seen, which Redis cannot forget for it. */
export interface SeenSeal {
  readonly to: number;
}

/**
 * Puts everything that has none under a seal. If several processes seal at once, one succeeds and the others find
 * nothing to do. Gives the newest seal; where it is older than the one `seen` before, the end of the audit was cut
 * off or lost, which the log and the audit say. Throws `StoreUnavailable`.
 */
export async function sealAudit(deps: SealDeps, seen?: SeenSeal): Promise<SeenSeal | undefined> {
  let cut = seen;
  for (;;) {
    const { seq, seal, now } = await deps.audit.head();
    const before = seal === undefined ? undefined : readSealLine(seal);
    if (seal !== undefined && before === undefined) {
      deps.log.error({}, 'the newest seal of the audit cannot be read; verify the audit');
      return seen;
    }
    const newest = before?.seal.to ?? 0;
    if (cut !== undefined && newest < cut.to) {
      await noteCut(deps, newest, cut.to);
      cut = undefined;
      continue;
    }
    const from = newest + 1;
    const to = Math.min(seq, from + entriesAtOnce - 1);
    if (to < from) return newest === 0 ? undefined : { to: newest };
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

async function noteCut({ audit, log }: SealDeps, newest: number, expected: number): Promise<void> {
  log.error({ newest, expected }, 'end of the audit is gone: cut off, or Redis went back');
  await audit.append({ kind: 'system', what: 'audit-went-back', detail: { newest, expected } });
}

/** Writes how often refusals were repeated, once their minute of counting is over. Throws `StoreUnavailable`. */
export async function closeRefusals({ audit }: Pick<SealDeps, 'audit'>): Promise<void> {
  const { now, open } = await audit.openRefusals();
  for (const each of open) {
    if (after(each.since, countForMs) <= now) await audit.closeRefusal(each);
  }
}
