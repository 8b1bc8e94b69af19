import type { DraftStore } from '#core/draft.ts';
import type { HistoryStore } from '#core/history.ts';
import { earliest } from '#core/instant.ts';
import type { SealedSecrets } from '#core/kept-secrets.ts';
import type { RequestStore, Save, SaveOutcome, SecretsChange } from '#core/ports.ts';
import { hasEnded } from '#core/restore-request.ts';
import { operationKey } from '#store/keys.ts';
import { type RecordFields, whyTampered } from '#store/record-mac.ts';
import {
  readEvents,
  readLook,
  readRequest,
  readRequests,
  readThread,
  readUnverifiedThread,
  writeEvent,
  writeHistory,
  writeLook,
  writeThread,
} from '#store/records.ts';
import {
  assertFollows,
  operationsOf,
  signedRecord,
  signRecovery,
  signTransitions,
} from '#store/save-script.ts';
import { createMemoryAudit, type MemoryAudit } from './memory-audit.ts';
import { createMemoryDrafts } from './memory-drafts.ts';
import { memoryHistory } from './memory-history.ts';
import type { RecordTexts } from './record-texts.ts';

interface Row extends RecordTexts {
  readonly look: string | null;
  readonly thread: string | null;
  readonly threadVersion: number;
}

export interface MemoryStoreDeps {
  readonly now: () => Date;
  /** Where saves write their entries. @default a new one */
  readonly audit?: MemoryAudit;
  readonly draftTtlMs?: number;
}

export interface MemoryStore extends RequestStore, DraftStore {
  readonly history: HistoryStore;
  /** What is kept of a request. */
  texts(requestId: string): RecordTexts;
  /** A change by an intruder who can write to the store and has no key. */
  edit(requestId: string, change: (texts: RecordTexts) => Partial<RecordTexts>): void;
  /** Everything that is kept of a request, for a fixture. */
  kept(requestId: string): KeptRow;
  /** As if this store had written it; due at once, unless the request has ended. */
  restore(requestId: string, kept: KeptRow): void;
}

/** A row, with the locks and operations that are the request's. */
interface KeptRow extends Row {
  readonly locks: readonly string[];
  readonly operations: readonly string[];
}

/**
 * The record in this process, with the clock it is given. It keeps texts as Redis does, so that what cannot be
 * written or read there cannot be here either. Passes the same contract suite.
 */
export function createMemoryStore({
  now,
  audit = createMemoryAudit({ now }),
  draftTtlMs = 30 * 60_000,
}: MemoryStoreDeps): MemoryStore {
  const rows = new Map<string, Row>();
  const locks = new Map<string, string>();
  const dues = new Map<string, number>();
  const places = new Map<string, Map<string, number>>();
  const looking = new Map<string, Map<string, number>>();
  const lines = new Map<string, number>();
  const operations = new Map<string, string>();
  const secrets = new Map<string, { readonly sealed: SealedSecrets; readonly until: number }>();
  const past = new Map<string, string>();

  const owe = (id: string, due: Date | undefined) =>
    due === undefined ? dues.delete(id) : dues.set(id, due.getTime());

  function sealedNow(id: string): SealedSecrets {
    const kept = secrets.get(id);
    return kept === undefined || kept.until <= now().getTime() ? {} : kept.sealed;
  }

  function keep(id: string, { put, until }: SecretsChange): void {
    secrets.set(id, { sealed: { ...sealedNow(id), ...put }, until: until.getTime() });
  }

  /** Its request has ended, or never came. */
  function isFree(id: string, since: number, now: Date): boolean {
    const ended = all().find((request) => request.id === id)?.state;
    return ended === undefined ? now.getTime() - since >= 60_000 : hasEnded(ended);
  }

  const all = () => [...rows].map(([id, { document }]) => readRequest(id, document));

  function save(change: Save): SaveOutcome {
    assertFollows(change);
    const { request, expectedVersion, events, takeLocks, freeLocks, due } = change;
    const { id } = request;
    const row = rows.get(id);
    if ((row?.version ?? 0) !== expectedVersion) return { type: 'conflict' };
    for (const key of takeLocks) {
      const holder = locks.get(key);
      if (holder !== undefined && holder !== id) return { type: 'locked', key, holder };
    }
    const owned = operationsOf(request, events);
    for (const key of owned) {
      const holder = operations.get(key);
      if (holder !== undefined && holder !== id) return { type: 'locked', key, holder };
    }
    const entries = signTransitions(audit.signer, change);
    rows.set(id, {
      ...signedRecord(audit.signer, change, entries),
      version: request.version,
      events: [...(row?.events ?? []), ...events.map(writeEvent)],
      look: row?.look ?? null,
      thread: row?.thread ?? null,
      threadVersion: row?.threadVersion ?? 0,
    });
    const recovery = signRecovery(audit.signer, change);
    for (const entry of [...entries, ...(recovery === undefined ? [] : [recovery])]) audit.write(entry, id);
    audit.requests.add(id);
    for (const operation of owned) operations.set(operation, id);
    for (const key of takeLocks) locks.set(key, id);
    for (const key of freeLocks) if (locks.get(key) === id) locks.delete(key);
    if (change.secrets !== undefined) keep(id, change.secrets);
    if (change.history !== undefined) past.set(id, writeHistory(change.history));
    owe(id, due);
    return { type: 'saved' };
  }

  return {
    history: memoryHistory(past),

    save: async (change) => save(change),

    load: async (id) => {
      const row = rows.get(id);
      if (row === undefined) return undefined;
      const tampered = whyTampered(audit.signer, id, fieldsOf(row), row.events);
      if (tampered !== undefined) {
        return { tampered, requestId: id, thread: readUnverifiedThread(row.thread), now: now() };
      }
      const request = readRequest(id, row.document);
      return {
        request,
        events: readEvents(request, row.events),
        look: readLook(id, row.look),
        thread: readThread(id, row.thread),
        tail: { mac: row.mac, eventsDigest: row.eventsDigest },
        paused: audit.paused(),
        now: now(),
      };
    },

    ids: async () => [...rows.keys()].toSorted(),

    list: async ({ states, limit }) => {
      const records = [...rows].map(([id, row]) => [id, fieldsOf(row)] as const);
      const { requests, ...others } = readRequests(audit.signer, records);
      const asked = requests
        .filter(({ state }) => states?.includes(state.tag) ?? true)
        .toSorted((a, b) => b.askedAt.getTime() - a.askedAt.getTime() || (a.id < b.id ? 1 : -1));
      return { requests: asked.slice(0, Math.max(0, limit)), ...others };
    },

    lockHolders: async (keys) => pick(locks, keys, (key) => key),

    saveLook: async (id, version, look, due, threadVersion) => {
      const row = rows.get(id);
      if (row?.version !== version) return false;
      if (threadVersion !== undefined && row.threadVersion !== threadVersion) return false;
      rows.set(id, { ...row, look: writeLook(look) });
      owe(id, due);
      return true;
    },

    saveThread: async (id, requestVersion, thread, due) => {
      const row = rows.get(id);
      if (row === undefined || row.threadVersion !== thread.version - 1) return false;
      rows.set(id, { ...row, thread: writeThread(thread), threadVersion: thread.version });
      if (row.version === requestVersion) owe(id, due);
      return true;
    },

    overdue: async (before, limit, skip = 0) =>
      [...dues]
        .filter(([, at]) => at < before.getTime())
        .toSorted(([a, first], [b, second]) => first - second || (a < b ? -1 : 1))
        .slice(skip, skip + limit)
        .map(([id]) => id),

    takeOpenPlace: async (person, id, most, from) => {
      const mine = places.get(person) ?? new Map<string, number>();
      places.set(person, mine);
      for (const [other, since] of mine) if (isFree(other, since, from)) mine.delete(other);
      if (!mine.has(id) && mine.size >= most) return false;
      mine.set(id, mine.get(id) ?? from.getTime());
      return true;
    },

    nextLook: async (connection, id, { now: from, until, earliest, gapMs, inLine }) => {
      const all = looking.get(connection) ?? new Map<string, number>();
      looking.set(connection, all.set(id, until.getTime()));
      for (const [other, end] of all) if (end <= from.getTime()) all.delete(other);
      const roundMs = all.size * gapMs;
      if (roundMs <= earliest.getTime() - from.getTime() && !inLine) return earliest;
      const behind = Math.min((lines.get(connection) ?? 0) + gapMs, from.getTime() + roundMs);
      const place = Math.ceil(Math.max(earliest.getTime(), behind));
      lines.set(connection, place);
      return new Date(place);
    },

    oldestDue: async () => (dues.size === 0 ? undefined : new Date(Math.min(...dues.values()))),

    operationOwners: async (provider, operationIds) =>
      pick(operations, operationIds, (operationId) => operationKey(provider, operationId)),

    oldestOpen: async () =>
      earliest(...all().map(({ state, askedAt }) => (hasEnded(state) ? undefined : askedAt))),

    endedBefore: async (askedBefore) =>
      all()
        .filter(({ state, askedAt }) => hasEnded(state) && askedAt < askedBefore)
        .map(({ id }) => id),

    forget: async ({ request: { id, version, requester } }) => {
      if (rows.get(id)?.version !== version || dues.has(id)) return false;
      rows.delete(id);
      secrets.delete(id);
      places.get(requester)?.delete(id);
      for (const [operation, owner] of operations) if (owner === id) operations.delete(operation);
      return true;
    },

    loadSecrets: async (id) => sealedNow(id),

    texts: (id) => {
      const row = rows.get(id);
      if (row === undefined) throw new Error(`there is no request ${id}`);
      const { look: _, thread: __, threadVersion: ___, ...texts } = row;
      return texts;
    },

    kept: (id) => {
      const row = rows.get(id);
      if (row === undefined) throw new Error(`there is no request ${id}`);
      const of = (names: ReadonlyMap<string, string>) =>
        [...names].flatMap(([name, owner]) => (owner === id ? [name] : []));
      return { ...row, locks: of(locks), operations: of(operations) };
    },

    restore: (id, { locks: held, operations: owned, ...row }) => {
      rows.set(id, row);
      audit.requests.add(id);
      for (const key of held) locks.set(key, id);
      for (const key of owned) operations.set(key, id);
      owe(id, now());
    },

    edit: (id, change) => {
      const row = rows.get(id);
      if (row !== undefined) rows.set(id, { ...row, ...change(row) });
    },

    auditSequence: async () => audit.sequence(),

    now: async () => now(),

    ...createMemoryDrafts(now, draftTtlMs),
  };
}

function fieldsOf(row: Row): RecordFields {
  return { ...row, version: String(row.version) };
}

/** Those of the names that the map has, with their values. */
function pick(
  map: ReadonlyMap<string, string>,
  names: readonly string[],
  member: (name: string) => string,
): Readonly<Record<string, string>> {
  const found = names.map((name) => [name, map.get(member(name))] as const);
  return Object.fromEntries(found.filter((entry): entry is [string, string] => entry[1] !== undefined));
}
