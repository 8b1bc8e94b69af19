import type { Redis } from 'ioredis';
import { z } from 'zod';
import { entryLine } from '#core/audit/line.ts';
import type { AuditSigner, WrittenEntry } from '#core/audit/store.ts';
import { isBegun, type DraftStore } from '#core/draft.ts';
import { readPause } from '#core/pause.ts';
import type { RequestStore } from '#core/ports.ts';
import { whileAvailable } from './availability.ts';
import { endedBefore, forget, oldestOpen } from './forget.ts';
import { type Keys, keysOf, operationKey } from './keys.ts';
import { takeOpenPlace } from './open-places.ts';
import { type RecordFields, whyTampered } from './record-mac.ts';
import {
  readDraft,
  readEvents,
  readLook,
  readRequest,
  readRequests,
  readThread,
  readUnverifiedThread,
  writeDraft,
  writeLook,
  writeThread,
} from './records.ts';
import { Time } from './redis-time.ts';
import { saveArguments, saveKeys, saveScript, signRecovery, signTransitions } from './save-script.ts';
import { runScript } from './script.ts';
import { loadScript, newestScript, nextLookScript, saveLookScript, saveThreadScript } from './scripts.ts';

export interface RedisStoreDeps {
  readonly redis: Redis;
  /** A hash tag in braces, `{restorebot}`. */
  readonly prefix: string;
  /** Signs the audit entries that each save writes. */
  readonly signer: AuditSigner;
  /** Told of each audit entry, once it is written. */
  readonly onWritten?: (entry: WrittenEntry) => void;
  /** How long a half-filled form lives; default 30 minutes. */
  readonly draftTtlMs?: number;
}

const SaveReply = z.union([
  z.tuple([z.literal('saved'), z.number()]).transform(([, newest]) => ({ type: 'saved', newest }) as const),
  z.tuple([z.literal('conflict')]).transform(() => ({ type: 'conflict' }) as const),
  z
    .tuple([z.literal('locked'), z.string(), z.string()])
    .transform(([, key, holder]) => ({ type: 'locked', key, holder }) as const),
]);

const nullable = z.string().nullable();
const Stored = z.tuple([
  z.tuple([nullable, nullable, nullable, nullable, nullable, nullable, nullable]),
  z.array(z.string()),
  nullable,
  Time,
]);

const defaultDraftTtlMs = 30 * 60_000;

/**
 * The record in Redis. Each method throws `StoreUnavailable` where Redis cannot be used now, and `UnreadableRecord`
 * where what is stored does not fit.
 */
export function createRedisStore(deps: RedisStoreDeps): RequestStore & DraftStore {
  const { redis, prefix, signer, onWritten = () => undefined } = deps;
  const keys = keysOf(prefix);

  async function fieldsOf(id: string): Promise<RecordFields | undefined> {
    const fields = ['document', 'version', 'mac', 'eventsDigest', 'documentMac'] as const;
    const [document, version = null, mac = null, eventsDigest = null, documentMac = null] = await redis.hmget(
      keys.request(id),
      ...fields,
    );
    if (document === null || document === undefined) return undefined;
    return { document, version, mac, eventsDigest, documentMac };
  }

  return {
    save: (change) =>
      whileAvailable(async () => {
        const entries = signTransitions(signer, change);
        const recovery = signRecovery(signer, change);
        const args = saveArguments(signer, change, entries, recovery);
        const reply = SaveReply.parse(
          await runScript(redis, saveScript, saveKeys(keys, change.request), args),
        );
        if (reply.type !== 'saved') return reply;
        const written = recovery === undefined ? entries : [...entries, recovery];
        for (const [index, entry] of written.entries()) {
          const seq = reply.newest - written.length + 1 + index;
          onWritten({ seq, mac: entry.mac, line: entryLine(seq, entry) });
        }
        return { type: 'saved' };
      }),

    load: (id) =>
      whileAvailable(async () => {
        const reply = await runScript(
          redis,
          loadScript,
          [keys.request(id), keys.events(id), keys.paused],
          [],
        );
        const [[document, version, mac, eventsDigest, documentMac, look, thread], events, pause, now] =
          Stored.parse(reply);
        if (document === null) return undefined;
        const fields = { document, version, mac, eventsDigest, documentMac };
        const tampered = whyTampered(signer, id, fields, events);
        if (tampered !== undefined) {
          return { tampered, requestId: id, thread: readUnverifiedThread(thread), now };
        }
        const request = readRequest(id, document);
        return {
          request,
          events: readEvents(request, events),
          look: readLook(id, look),
          thread: readThread(id, thread),
          tail: { mac: mac ?? undefined, eventsDigest: eventsDigest ?? '' },
          paused: readPause(signer, pause),
          now,
        };
      }),

    ids: () => whileAvailable(() => allIds(redis, keys)),

    list: ({ states, limit }) =>
      whileAvailable(async () => {
        const indexes =
          states === undefined ? [keys.all] : [...new Set(states)].map((tag) => keys.inState(tag));
        if (indexes.length === 0 || limit <= 0) return { requests: [], unreadable: [], tampered: [] };
        const ids = z.array(z.string()).parse(await runScript(redis, newestScript, indexes, [limit]));
        const records = await Promise.all(ids.map(async (id) => [id, await fieldsOf(id)] as const));
        const { requests, ...others } = readRequests(signer, records);
        // One may have moved on between the two reads.
        const asked = requests.filter(({ state }) => states?.includes(state.tag) ?? true);
        return { requests: asked, ...others };
      }),

    lockHolders: (locks) => whileAvailable(() => pick(redis, keys.locks, locks)),

    saveLook: (id, version, look, due, threadVersion) =>
      whileAvailable(async () => {
        const args = [id, version, writeLook(look), due?.getTime() ?? '', threadVersion ?? ''];
        return (await runScript(redis, saveLookScript, [keys.request(id), keys.due], args)) === 1;
      }),

    saveThread: (id, requestVersion, thread, due) =>
      whileAvailable(async () => {
        const args = [id, requestVersion, thread.version, writeThread(thread), due?.getTime() ?? ''];
        return (await runScript(redis, saveThreadScript, [keys.request(id), keys.due], args)) === 1;
      }),

    overdue: (before, limit, skip = 0) =>
      whileAvailable(() =>
        redis.zrange(keys.due, '-inf', `(${before.getTime()}`, 'BYSCORE', 'LIMIT', skip, limit),
      ),

    takeOpenPlace: (person, id, most, now) =>
      whileAvailable(() => takeOpenPlace(redis, keys, { person, id, most, now })),

    nextLook: (connection, id, { now, until, earliest, gapMs, inLine }) =>
      whileAvailable(async () => {
        const times = [now.getTime(), until.getTime(), earliest.getTime()];
        const ofIt = [keys.looking(connection), keys.lookLine(connection)];
        const place = await runScript(redis, nextLookScript, ofIt, [id, ...times, gapMs, inLine ? 1 : 0]);
        return new Date(Number(z.string().parse(place)));
      }),

    oldestDue: () =>
      whileAvailable(async () => {
        const [, score] = await redis.zrange(
          keys.due,
          '-inf',
          '+inf',
          'BYSCORE',
          'LIMIT',
          0,
          1,
          'WITHSCORES',
        );
        return score === undefined ? undefined : new Date(Number(score));
      }),

    oldestOpen: () => whileAvailable(() => oldestOpen(redis, keys)),

    operationOwners: (provider, operationIds) =>
      whileAvailable(() =>
        pick(redis, keys.operations, operationIds, (operationId) => operationKey(provider, operationId)),
      ),

    endedBefore: (askedBefore) => whileAvailable(() => endedBefore(redis, keys, askedBefore)),

    forget: ({ request, events }) => whileAvailable(() => forget(redis, keys, request, events)),

    loadSecrets: (id) => whileAvailable(() => redis.hgetall(keys.secrets(id))),

    auditSequence: () => whileAvailable(async () => Number((await redis.get(keys.audit.sequence)) ?? '0')),

    now: () => whileAvailable(async () => Time.parse(await redis.time())),

    saveDraft: (draft) =>
      whileAvailable(async () => {
        const ttl = deps.draftTtlMs ?? defaultDraftTtlMs;
        const saving = redis.multi().set(keys.draft(draft.requestId), writeDraft(draft), 'PX', ttl);
        if (draft.reviewed !== undefined) {
          saving.set(keys.reviewedDraft(draft.requestId), writeDraft(draft), 'PX', ttl);
        }
        if (isBegun(draft)) saving.set(keys.newestDraft(draft.requester), draft.requestId, 'PX', ttl);
        await saving.exec();
      }),

    newestDraft: (requester) =>
      whileAvailable(async () => {
        const id = await redis.get(keys.newestDraft(requester));
        const text = id === null ? null : await redis.get(keys.draft(id));
        return id === null || text === null ? undefined : readDraft(id, text);
      }),

    forgetNewestDraft: (requester) =>
      whileAvailable(async () => {
        await redis.del(keys.newestDraft(requester));
      }),

    loadDraft: (id) =>
      whileAvailable(async () => {
        const text = await redis.get(keys.draft(id));
        return text === null ? undefined : readDraft(id, text);
      }),

    loadReviewed: (id) =>
      whileAvailable(async () => {
        // A process of before November 2026 writes it in the draft alone.
        const text = (await redis.get(keys.reviewedDraft(id))) ?? (await redis.get(keys.draft(id)));
        const draft = text === null ? undefined : readDraft(id, text);
        return draft?.reviewed === undefined ? undefined : { ...draft, reviewed: draft.reviewed };
      }),

    saveLongValues: (id, values) =>
      whileAvailable(async () => {
        const ttl = deps.draftTtlMs ?? defaultDraftTtlMs;
        const key = keys.longValues(id);
        await redis
          .multi()
          .sadd(key, ...values)
          .pexpire(key, ttl)
          .exec();
      }),

    loadLongValues: (id) => whileAvailable(() => redis.smembers(keys.longValues(id))),
  };
}

/** Those with a record and those in the index: either may be missing where somebody removed it. */
async function allIds(redis: Redis, keys: Keys): Promise<readonly string[]> {
  const ids = new Set(await redis.zrange(keys.all, '0', '-1'));
  const begin = keys.request('');
  // With these signs a name would be a pattern.
  const match = `${begin.replaceAll(/[\\*?[\]]/gu, '\\$&')}*`;
  for await (const page of redis.scanStream({ match, count: 1_000 })) {
    for (const key of z.array(z.string()).parse(page)) ids.add(key.slice(begin.length));
  }
  return [...ids].toSorted();
}

/** Those of the names that a hash has, with their values. */
async function pick(
  redis: Redis,
  hash: string,
  names: readonly string[],
  member: (name: string) => string = (name) => name,
): Promise<Readonly<Record<string, string>>> {
  if (names.length === 0) return {};
  const values = await redis.hmget(hash, ...names.map(member));
  const found = names.map((name, index) => [name, values[index] ?? undefined] as const);
  return Object.fromEntries(found.filter((entry): entry is [string, string] => entry[1] !== undefined));
}
