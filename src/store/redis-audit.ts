import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { type AuditEntryOf, type Happening, refusalName, type RefusalNote } from '#core/audit/entry.ts';
import { entryLine, readEntryLine, signHappening, type SignedEntry } from '#core/audit/line.ts';
import type { AuditSigner, AuditStore, OpenRefusal, WrittenEntry } from '#core/audit/store.ts';
import {
  appendScript,
  closeRefusalScript,
  configurationScript,
  dropScript,
  headScript,
  refusalScript,
  sealScript,
} from './audit-scripts.ts';
import { whileAvailable } from './availability.ts';
import { type Keys, keysOf } from './keys.ts';
import { Time } from './redis-time.ts';
import { runScript, type Script } from './script.ts';

export interface RedisAuditDeps {
  readonly redis: Redis;
  /** A hash tag in braces, `{restorebot}`. */
  readonly prefix: string;
  readonly signer: AuditSigner;
  /** Told of each entry, once it is written. */
  readonly onWritten?: (entry: WrittenEntry) => void;
}

const Head = z.tuple([z.coerce.number(), z.array(z.string()), z.coerce.number(), Time]);
const Configuration = z.object({ digest: z.string(), parts: z.record(z.string(), z.string()) });
const Kept = z.object({ since: z.number(), refusal: z.custom<RefusalNote>() });

/** This many entries are removed in one step; Redis does nothing else meanwhile. */
const dropAtOnce = 500;

/** The audit in Redis. Each method throws `StoreUnavailable` where Redis cannot be used now. */
export function createRedisAudit(deps: RedisAuditDeps): AuditStore {
  const { redis } = deps;
  const keys = keysOf(deps.prefix);
  const { entries, sequence, seals, state, refusals, repeats } = keys.audit;

  async function now(): Promise<Date> {
    return Time.parse(await redis.time());
  }

  function sign(happening: Happening, at: Date): SignedEntry {
    return signHappening(deps.signer, happening, { at, id: randomBytes(6).toString('hex') });
  }

  /** Runs a script that answers with the number of what it wrote, or with nothing positive. */
  async function write(
    script: Script,
    scriptKeys: readonly string[],
    args: readonly (string | number)[],
    entry: SignedEntry,
  ): Promise<number> {
    const seq = z.number().parse(await runScript(redis, script, scriptKeys, args));
    if (seq > 0) deps.onWritten?.({ seq, mac: entry.mac, line: entryLine(seq, entry) });
    return seq;
  }

  return {
    append: (happening) =>
      whileAvailable(async () => {
        const entry = sign(happening, await now());
        const tellsWhatMayLeave = happening.kind === 'export' && happening.through !== undefined;
        const args = [entry.rest, tellsWhatMayLeave ? 'export' : ''];
        const seq = await write(appendScript, [entries, sequence, state], args, entry);
        return { seq, mac: entry.mac, line: entryLine(seq, entry) };
      }),

    noteRefusal: (refusal) =>
      whileAvailable(async () => {
        const at = await now();
        const entry = sign({ kind: 'refusal', ...refusal, count: 1 }, at);
        const kept = JSON.stringify({ since: at.getTime(), refusal });
        const args = [refusalName(refusal), kept, entry.rest];
        const seq = await write(refusalScript, refusalKeys(keys, refusal), args, entry);
        return seq > 0 ? 'written' : 'counted';
      }),

    openRefusals: () =>
      whileAvailable(async () => {
        const kept = Object.entries(await redis.hgetall(refusals));
        const counts = kept.length === 0 ? {} : await redis.hgetall(repeats);
        const open = kept.map(([name, text]): OpenRefusal => {
          const { since, refusal } = Kept.parse(JSON.parse(text));
          return { name, refusal, since: new Date(since), repeats: Number(counts[name] ?? '0') };
        });
        return { now: await now(), open };
      }),

    closeRefusal: ({ name, refusal, since, repeats: count }) =>
      whileAvailable(async () => {
        const entry = sign({ kind: 'refusal', ...refusal, count: Math.max(1, count), since }, await now());
        const args = [name, count, entry.rest];
        return (await write(closeRefusalScript, refusalKeys(keys, refusal), args, entry)) >= 0;
      }),

    noteConfiguration: (parts, digest) =>
      whileAvailable(async () => {
        for (;;) {
          const before = (await redis.hget(state, 'configuration')) ?? '';
          const known = before === '' ? undefined : Configuration.parse(JSON.parse(before));
          if (known?.digest === digest) return 'known';
          const names = new Set([...Object.keys(parts), ...Object.keys(known?.parts ?? {})]);
          const changed = [...names].filter((name) => parts[name] !== known?.parts[name]).toSorted();
          const entry = sign({ kind: 'configuration', digest, changed }, await now());
          const args = [before, JSON.stringify({ digest, parts }), entry.rest];
          if ((await write(configurationScript, [entries, sequence, state], args, entry)) > 0) {
            return 'written';
          }
        }
      }),

    head: () =>
      whileAvailable(async () => {
        const reply = Head.parse(await runScript(redis, headScript, [sequence, seals, state], []));
        const [seq, [seal], first, at] = reply;
        return { seq, seal, first, now: at };
      }),

    lines: (from, to) =>
      whileAvailable(async () => {
        if (to < from) return [];
        const numbers = Array.from({ length: to - from + 1 }, (_, index) => String(from + index));
        return (await redis.hmget(entries, ...numbers)).map((line) => line ?? undefined);
      }),

    linesOf: (requestId) =>
      whileAvailable(async () => {
        const numbers = await redis.lrange(keys.audit.of(requestId), 0, -1);
        if (numbers.length === 0) return [];
        return (await redis.hmget(entries, ...numbers)).filter((line) => line !== null);
      }),

    seal: (line, to, after) =>
      whileAvailable(
        async () => (await runScript(redis, sealScript, [seals], [line, to, after ?? ''])) === 1,
      ),

    seals: (from, limit) => whileAvailable(() => redis.zrangebyscore(seals, from, '+inf', 'LIMIT', 0, limit)),

    lastExport: () =>
      whileAvailable(async () => {
        const number = await redis.hget(state, 'export');
        return number === null ? undefined : ((await redis.hget(entries, number)) ?? undefined);
      }),

    drop: (through) =>
      whileAvailable(async () => {
        for (;;) {
          const first = Number((await redis.hget(state, 'first')) ?? '1');
          if (first > through) break;
          const last = Math.min(through, first + dropAtOnce - 1);
          const numbers = Array.from({ length: last - first + 1 }, (_, index) => String(first + index));
          const leaving = await redis.hmget(entries, ...numbers);
          const lists = requestsOf(leaving).map((id) => keys.audit.of(id));
          await runScript(redis, dropScript, [entries, state, ...lists], [first, last]);
        }
        await redis.zremrangebyscore(seals, '-inf', `(${through}`);
      }),
  };
}

function refusalKeys({ audit, request }: Keys, { requestId }: RefusalNote): readonly string[] {
  const always = [audit.entries, audit.sequence, audit.refusals, audit.repeats];
  return requestId === undefined ? always : [...always, request(requestId), audit.of(requestId)];
}

function requestsOf(lines: readonly (string | null)[]): readonly string[] {
  const ids = lines.flatMap((line) => {
    const entry = line === null ? undefined : readEntryLine(line)?.entry;
    return entry !== undefined && isAboutRequest(entry) && entry.requestId !== undefined
      ? [entry.requestId]
      : [];
  });
  return [...new Set(ids)];
}

function isAboutRequest(entry: { kind: string }): entry is AuditEntryOf<'transition' | 'refusal' | 'system'> {
  return entry.kind === 'transition' || entry.kind === 'refusal' || entry.kind === 'system';
}
