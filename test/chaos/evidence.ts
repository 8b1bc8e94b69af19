import type { Redis } from 'ioredis';
import { z } from 'zod';
import { type ReadEntry, readEntryLine } from '#core/audit/line.ts';
import { RequestEvent } from '#core/events.ts';
import { authentic, type StoredRequest } from '#core/ports.ts';
import { trustOf } from '#core/recovery.ts';
import type { RunningVendor } from '#sandbox/providers/manifest.ts';
import type { LoggedCall } from '#sandbox/providers/simulator.ts';
import { sandboxTokens } from '#sandbox/scenario.ts';
import type { ShownMessage } from '#sandbox/slack/control-types.ts';
import { keysOf } from '#store/keys.ts';
import { createRedisEpoch } from '#store/redis-epoch.ts';
import { createRedisStore } from '#store/redis-store.ts';
import { auditSigner } from '#test/support/audit-signer.ts';
import type { RuleChange, Story } from './story.ts';
import { channelOf, type ChaosWorld } from './world.ts';

/** All that the judge may look at: what the fakes saw, and what the record says. */
export interface Evidence {
  readonly story: Story;
  readonly posts: readonly Post[];
  readonly messages: readonly ShownMessage[];
  /** Message stamps of cards that somebody deleted. */
  readonly deleted: ReadonlySet<string>;
  /** Since when somebody could be known to be no approver any more. */
  readonly revoked: ReadonlyMap<string, Date>;
  /** Ids of requests whose document somebody else wrote, and when that was done. */
  readonly forged: ReadonlyMap<string, Date>;
  /** How the rules were changed, and since when every replica knows it; absent: they were not. */
  readonly rules: ChangedRules | undefined;
  readonly record: RecordNow;
  /** What the record held just before it was set back, oldest first. */
  readonly forgotten: readonly RecordNow[];
  /** Ids of requests whose data somebody's program has read and found right. */
  readonly vouched: ReadonlySet<string>;
  /** Numbers of the asks whose people know that their request was taken. */
  readonly told: ReadonlySet<number>;
  /** Who has ticked that so much may be lost, by the number of the ask; what the record says of that is not asked. */
  readonly ticked: ReadonlyMap<number, ReadonlySet<string>>;
  /** The same of those who accepted it once more, after approvals had begun again. */
  readonly tickedAgain: ReadonlyMap<number, ReadonlySet<string>>;
}

export interface ChangedRules {
  readonly change: RuleChange;
  readonly since: Date;
}

/** A call that asks a vendor to restore something. */
export interface Post {
  readonly connection: string;
  readonly at: Date;
  readonly path: string;
  readonly body: unknown;
  /** Whether the vendor really began. */
  readonly accepted: boolean;
  /** Whether the sender can have known that the vendor did not begin. */
  readonly refused: boolean;
  /** What went wrong on its way, by name; absent: nothing. */
  readonly fault?: string;
  readonly words: string;
}

/** The record in Redis at one moment. */
export interface RecordNow {
  /** Whether it has been compared with Slack since its Redis was started: else it may be older than what people saw. */
  readonly compared: boolean;
  readonly requests: readonly StoredRequest[];
  /** Ids of requests whose record somebody else wrote. */
  readonly tampered: readonly string[];
  /** Its transitions. */
  readonly audit: readonly Transition[];
  /** The numbers of all its audit entries, in order. */
  readonly numbers: readonly number[];
}

/** A request's event as the audit has it. */
interface Transition {
  readonly requestId: string;
  readonly version: number;
  readonly event: RequestEvent;
}

/** Reads the record as it is; throws where Redis is away. */
export async function readRecord(redis: Redis, prefix: string): Promise<RecordNow> {
  const compared = trustOf(await createRedisEpoch({ redis, prefix }).facts()).type === 'trusted';
  const store = createRedisStore({ redis, prefix, signer: auditSigner(sandboxTokens.botToken) });
  const ids = await redis.zrange(keysOf(prefix).all, '0', '-1');
  const requests: StoredRequest[] = [];
  const tampered: string[] = [];
  for (const id of ids) {
    const loaded = await store.load(id);
    if (loaded?.tampered !== undefined) tampered.push(id);
    const stored = authentic(loaded);
    if (stored !== undefined) requests.push(stored);
  }
  const lines = Object.values(await redis.hgetall(keysOf(prefix).audit.entries));
  const entries = lines.map(readAudit).toSorted((a, b) => a.seq - b.seq);
  return {
    compared,
    requests,
    tampered,
    audit: entries.flatMap(({ entry }) =>
      entry.kind === 'transition' ? [{ ...entry, event: RequestEvent.parse(entry.event) }] : [],
    ),
    numbers: entries.map(({ seq }) => seq),
  };
}

const Forgeable = z.looseObject({
  reason: z.string(),
  state: z.looseObject({ tag: z.string(), votes: z.array(z.unknown()).optional() }),
});

/**
 * What somebody does who can write to Redis: another yes and another reason, in the document of each request that waits
 * for one or is on its way to the vendor. Answers the ids of what was written.
 */
export async function forgeVotes(redis: Redis, prefix: string): Promise<readonly string[]> {
  const keys = keysOf(prefix);
  const found = await Promise.all(
    (['pending-approval', 'submitting'] as const).map((state) =>
      redis.zrange(keys.inState(state), '0', '-1'),
    ),
  );
  for (const id of found.flat()) {
    const document = Forgeable.parse(JSON.parse((await redis.hget(keys.request(id), 'document')) ?? '{}'));
    const agreement = '0'.repeat(16);
    const yes = { by: 'U0FINN', at: new Date().toISOString(), agreement, groups: ['S0DBA'] };
    document.state.votes?.push(yes);
    document.reason += ', and it was agreed on the phone';
    await redis.hset(keys.request(id), 'document', JSON.stringify(document));
  }
  return found.flat();
}

function readAudit(line: string): ReadEntry {
  const entry = readEntryLine(line);
  if (entry === undefined) throw new Error(`this is no audit entry: ${line}`);
  return entry;
}

export function postsTo({ connection, simulator, submitPath }: RunningVendor): readonly Post[] {
  return simulator
    .calls()
    .filter(
      ({ method, path, handshake }) => method === 'POST' && handshake !== true && path.includes(submitPath),
    )
    .map((call) => postOf(connection, call));
}

function postOf(connection: string, call: LoggedCall): Post {
  const own = call.fault === undefined ? { status: call.status, body: call.answer } : call.hidden;
  const accepted = own !== undefined && own.status >= 200 && own.status < 300 && codeOf(own.body) === 0;
  const words = `${call.at} POST ${call.path} ${JSON.stringify(call.body)} → ${call.status}${call.fault === undefined ? '' : ` (${call.fault})`}, ${accepted ? 'begun' : 'not begun'}`;
  return {
    connection,
    at: new Date(call.at),
    path: call.path,
    body: call.body,
    accepted,
    refused: !accepted && isNo(call),
    ...(call.fault === undefined ? {} : { fault: faultOf(call, accepted) }),
    words,
  };
}

/** Statuses that say that nothing was begun, no matter who says so; any other may come from something in between. */
const plainRefusals = [400, 401, 403, 404, 422, 423, 429];

function isNo({ fault, status, answer }: LoggedCall): boolean {
  if (fault !== undefined) return plainRefusals.includes(status);
  return (status >= 400 && status < 500) || codeOf(answer) !== 0;
}

function faultOf({ fault = '', status }: LoggedCall, accepted: boolean): string {
  return `${fault === 'status' ? status : fault}, ${accepted ? 'begun' : 'not begun'}`;
}

/** Zilliz answers 200 to everything, with its own code. */
function codeOf(body: unknown): number {
  const code: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'code') : undefined;
  return typeof code === 'number' ? code : 0;
}

/** Every message that the bot's people can see, each once. */
export async function readMessages({ slack }: ChaosWorld, story: Story): Promise<readonly ShownMessage[]> {
  const reader = slack.as('U0CLEO');
  const found = new Map<string, ShownMessage>();
  for (const { number } of story.asks) {
    const channel = channelOf(number);
    for (const message of await reader.messages(channel)) {
      found.set(message.ts, message);
      if (message.thread_ts !== undefined && message.thread_ts !== message.ts) continue;
      for (const line of await reader.thread(channel, message.ts)) found.set(line.ts, line);
    }
  }
  return [...found.values()];
}
