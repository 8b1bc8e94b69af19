import { type Happening, refusalName, type RefusalNote } from '#core/audit/entry.ts';
import { readEntryLine, signHappening, entryLine, type SignedEntry } from '#core/audit/line.ts';
import type { AuditSigner, AuditStore, OpenRefusal, WrittenEntry } from '#core/audit/store.ts';
import { type Paused, readPause } from '#core/pause.ts';
import { auditSigner } from './audit-signer.ts';

export interface MemoryAudit extends AuditStore {
  readonly signer: AuditSigner;
  /** Part of a save; `requestId`: the request that the entry is about. */
  write(entry: SignedEntry, requestId: string | undefined): WrittenEntry;
  /** Requests that have a record. */
  readonly requests: Set<string>;
  sequence(): number;
  /** Lines about a request that an earlier audit had written, and nothing else. */
  restore(requestId: string, lines: readonly string[]): void;
  /** What the pause in this process holds (memory-pause.ts). */
  readonly switch: { line: string | null };
  paused(): Paused | undefined;
}

interface MemoryAuditDeps {
  readonly now: () => Date;
  readonly signer?: AuditSigner;
  readonly onWritten?: (entry: WrittenEntry) => void;
}

/** The audit in this process; it keeps lines as Redis does, and passes the same contract suite. */
export function createMemoryAudit({
  now,
  signer = auditSigner(),
  onWritten = () => undefined,
}: MemoryAuditDeps): MemoryAudit {
  const entries = new Map<number, string>();
  const of = new Map<string, number[]>();
  const requests = new Set<string>();
  const refusals = new Map<string, { refusal: RefusalNote; since: Date; repeats: number }>();
  let seals: { readonly line: string; readonly to: number }[] = [];
  let configuration: { digest: string; parts: Readonly<Record<string, string>> } | undefined;
  let seq = 0;
  let first = 1;
  let ids = 0;
  let exported: number | undefined;

  function sign(happening: Happening): SignedEntry {
    ids += 1;
    return signHappening(signer, happening, { at: now(), id: `id-${ids}` });
  }

  function write(entry: SignedEntry, requestId: string | undefined): WrittenEntry {
    seq += 1;
    const written = { seq, mac: entry.mac, line: entryLine(seq, entry) };
    entries.set(seq, written.line);
    if (requestId !== undefined) of.set(requestId, [...(of.get(requestId) ?? []), seq]);
    onWritten(written);
    return written;
  }

  /** A refusal is listed under its request only where there is one. */
  function existing(requestId: string | undefined): string | undefined {
    return requestId !== undefined && requests.has(requestId) ? requestId : undefined;
  }

  const pause: MemoryAudit['switch'] = { line: null };

  return {
    signer,
    write,
    requests,
    sequence: () => seq,
    switch: pause,
    paused: () => readPause(signer, pause.line),

    restore: (requestId, lines) => {
      for (const line of lines) {
        seq += 1;
        entries.set(seq, line);
        of.set(requestId, [...(of.get(requestId) ?? []), seq]);
      }
    },

    append: async (happening) => {
      const written = write(sign(happening), undefined);
      if (happening.kind === 'export' && happening.through !== undefined) exported = written.seq;
      return written;
    },

    noteRefusal: async (refusal) => {
      const name = refusalName(refusal);
      const open = refusals.get(name);
      if (open !== undefined) {
        open.repeats += 1;
        return 'counted';
      }
      write(sign({ kind: 'refusal', ...refusal, count: 1 }), existing(refusal.requestId));
      refusals.set(name, { refusal, since: now(), repeats: 0 });
      return 'written';
    },

    openRefusals: async () => ({
      now: now(),
      open: [...refusals].map(([name, kept]): OpenRefusal => ({ name, ...kept })),
    }),

    closeRefusal: async ({ name, refusal, since, repeats }) => {
      if (refusals.get(name)?.repeats !== repeats) return false;
      refusals.delete(name);
      if (repeats > 0) {
        write(sign({ kind: 'refusal', ...refusal, count: repeats, since }), existing(refusal.requestId));
      }
      return true;
    },

    noteConfiguration: async (parts, digest) => {
      if (configuration?.digest === digest) return 'known';
      const known = configuration?.parts ?? {};
      const names = new Set([...Object.keys(parts), ...Object.keys(known)]);
      const changed = [...names].filter((name) => parts[name] !== known[name]).toSorted();
      write(sign({ kind: 'configuration', digest, changed }), undefined);
      configuration = { digest, parts };
      return 'written';
    },

    head: async () => ({ seq, first, seal: seals.at(-1)?.line, now: now() }),

    lines: async (from, to) =>
      Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => entries.get(from + index)),

    linesOf: async (requestId) => (of.get(requestId) ?? []).flatMap((number) => entries.get(number) ?? []),

    seal: async (line, to, after) => {
      if (seals.at(-1)?.line !== after) return false;
      seals.push({ line, to });
      return true;
    },

    seals: async (from, limit) =>
      seals
        .filter(({ to }) => to >= from)
        .slice(0, limit)
        .map(({ line }) => line),

    lastExport: async () => (exported === undefined ? undefined : entries.get(exported)),

    drop: async (through) => {
      for (; first <= through; first += 1) {
        const entry = readEntryLine(entries.get(first) ?? '')?.entry;
        entries.delete(first);
        if (entry === undefined || !('requestId' in entry) || entry.requestId === undefined) continue;
        of.set(
          entry.requestId,
          (of.get(entry.requestId) ?? []).filter((number) => number > first),
        );
      }
      seals = seals.filter(({ to }) => to >= through);
    },
  };
}
