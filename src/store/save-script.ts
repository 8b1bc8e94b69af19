import type { About } from '#core/audit/entry.ts';
import { signHappening, signTransition, type SignedEntry } from '#core/audit/line.ts';
import type { AuditSigner } from '#core/audit/store.ts';
import { defined } from '#core/defined.ts';
import type { RequestEvent } from '#core/events.ts';
import type { Save } from '#core/ports.ts';
import { type RestoreRequest, stateTags } from '#core/restore-request.ts';
import { appendFunction } from './audit-scripts.ts';
import { type Keys, operationKey } from './keys.ts';
import { digestEvents, type RecordFields, signRecord } from './record-mac.ts';
import { writeEvent, writeHistory, writeRequest } from './records.ts';
import { script } from './script.ts';

/**
 * One change of a request. A script that throws keeps what it wrote before, hence everything is checked first.
 * The first write is one that Redis refuses when it is out of memory; once a script has written, it no longer is.
 * Documents and events are opaque: `cjson` would turn `[]` into `{}`.
 */
export const saveScript = script(`
${appendFunction}
local request, events, audit, sequence, auditOf, operations, locks, due, all, secrets =
  KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7], KEYS[8], KEYS[9], KEYS[10]
local past, ended, endedOn = KEYS[11], KEYS[12], KEYS[13]
local id, expected, version, state, connection, document, asked, dueAt, index, keepUntil =
  ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6], ARGV[7], ARGV[8], tonumber(ARGV[9]), ARGV[10]
local mac, eventsDigest, documentMac = ARGV[16], ARGV[17], ARGV[18]
local history, endedAt, recovery = ARGV[19], ARGV[20], ARGV[21]

local read = 21
local function list(count)
  local items = {}
  for i = 1, tonumber(count) do items[i] = ARGV[read + i] end
  read = read + #items
  return items
end
local happened = list(ARGV[11] * 2)
local taken = list(ARGV[12])
local freed = list(ARGV[13])
local owned = list(ARGV[14])
local sealed = list(ARGV[15] * 2)

if (redis.call('HGET', request, 'version') or '0') ~= expected then return {'conflict'} end
for _, key in ipairs(taken) do
  local holder = redis.call('HGET', locks, key)
  if holder and holder ~= id then return {'locked', key, holder} end
end
for _, operation in ipairs(owned) do
  local owner = redis.call('HGET', operations, operation)
  if owner and owner ~= id then return {'locked', operation, owner} end
end

redis.call('HSET', request,
  'document', document, 'version', version, 'state', state, 'connection', connection,
  'mac', mac, 'eventsDigest', eventsDigest, 'documentMac', documentMac)
local newest
for i = 1, #happened, 2 do
  redis.call('RPUSH', events, happened[i])
  newest = append(audit, sequence, auditOf, happened[i + 1])
end
for i = 1, #sealed, 2 do redis.call('HSET', secrets, sealed[i], sealed[i + 1]) end
if keepUntil ~= '' then redis.call('PEXPIREAT', secrets, keepUntil) end
for _, operation in ipairs(owned) do redis.call('HSET', operations, operation, id) end
for _, key in ipairs(taken) do redis.call('HSET', locks, key, id) end
for _, key in ipairs(freed) do
  if redis.call('HGET', locks, key) == id then redis.call('HDEL', locks, key) end
end
redis.call('ZADD', all, asked, id)
for i = 1, #KEYS - 13 do
  if i == index then redis.call('ZADD', KEYS[13 + i], asked, id) else redis.call('ZREM', KEYS[13 + i], id) end
end
if history ~= '' then
  redis.call('HSET', past, id, history)
  redis.call('ZADD', ended, endedAt, id)
  redis.call('ZADD', endedOn, endedAt, id)
end
if recovery ~= '' then newest = append(audit, sequence, auditOf, recovery) end
if dueAt == '' then redis.call('ZREM', due, id) else redis.call('ZADD', due, dueAt, id) end
return {'saved', newest}
`);

type SignedRecord = { readonly [Field in keyof RecordFields]: string };

/** The script's keys; all of them, so that a cluster knows where it runs. */
export function saveKeys(keys: Keys, { id, plan }: RestoreRequest): readonly string[] {
  return [
    keys.request(id),
    keys.events(id),
    keys.audit.entries,
    keys.audit.sequence,
    keys.audit.of(id),
    keys.operations,
    keys.locks,
    keys.due,
    keys.all,
    keys.secrets(id),
    keys.history.records,
    keys.history.ended,
    keys.history.endedOn(plan.plan.connection),
    ...stateTags.map((tag) => keys.inState(tag)),
  ];
}

/** The audit entries of a change, each bound to the one before it. */
export function signTransitions(signer: AuditSigner, change: Save): readonly SignedEntry[] {
  const { request, expectedVersion, events, previous } = change;
  let prev = previous?.mac ?? '';
  return events.map((event, index) => {
    const version = expectedVersion + 1 + index;
    const eventJson = writeEvent(event);
    const facts = { at: event.at, requestId: request.id, version, prev, about: aboutOf(request), eventJson };
    const entry = signTransition(signer, facts);
    prev = entry.mac;
    return entry;
  });
}

/** The audit's entry about what a request has cost that ends with this change. */
export function signRecovery(signer: AuditSigner, { request, recovery }: Save): SignedEntry | undefined {
  if (recovery === undefined) return undefined;
  const { id, version } = request;
  const { outcome, endedAt } = recovery.history;
  const happening = {
    kind: 'system',
    what: 'recovery',
    detail: { outcome },
    requestId: id,
    recovery,
  } as const;
  return signHappening(signer, happening, { at: endedAt, id: `recovery-${id}-${version}` });
}

function aboutOf({ plan, requirement, state }: RestoreRequest): About {
  const operation = 'operationId' in state ? state.operationId : undefined;
  return {
    plan: plan.digest,
    target: plan.plan.target.name,
    rule: requirement.rule,
    ...defined({ operation }),
  };
}

/** The record that a change leads to, signed; `entries`: the audit's about its events. */
export function signedRecord(
  signer: AuditSigner,
  { request, events, previous }: Save,
  entries: readonly SignedEntry[],
): SignedRecord {
  const fields = {
    document: writeRequest(request),
    version: String(request.version),
    mac: entries.at(-1)?.mac ?? '',
    eventsDigest: digestEvents(previous?.eventsDigest ?? '', events.map(writeEvent)),
  };
  return { ...fields, documentMac: signRecord(signer, request.id, fields) };
}

/** The script's arguments. Throws where the change is not one: the events do not lead to the new version. */
export function saveArguments(
  signer: AuditSigner,
  change: Save,
  entries: readonly SignedEntry[],
  recovery?: SignedEntry,
): readonly (string | number)[] {
  const { request, expectedVersion, events, takeLocks, freeLocks, due, secrets, history } = change;
  assertFollows(change);
  const record = signedRecord(signer, change, entries);
  const { id, version, state, askedAt, plan } = request;
  const happened = events.flatMap((event, index) => [writeEvent(event), entries[index]?.rest ?? '']);
  const owned = operationsOf(request, events);
  const sealed = Object.entries(secrets?.put ?? {});
  return [
    id,
    expectedVersion,
    version,
    state.tag,
    plan.plan.connection,
    record.document,
    askedAt.getTime(),
    due?.getTime() ?? '',
    stateTags.indexOf(state.tag) + 1,
    secrets?.until.getTime() ?? '',
    events.length,
    takeLocks.length,
    freeLocks.length,
    owned.length,
    sealed.length,
    record.mac,
    record.eventsDigest,
    record.documentMac,
    history === undefined ? '' : writeHistory(history),
    history?.endedAt.getTime() ?? '',
    recovery?.rest ?? '',
    ...happened,
    ...takeLocks,
    ...freeLocks,
    ...owned,
    ...sealed.flat(),
  ];
}

/** Throws where the events do not lead from the expected version to the request's. */
export function assertFollows({ request, expectedVersion, events }: Save): void {
  if (events.length > 0 && expectedVersion + events.length === request.version) return;
  throw new Error(
    `${events.length} events do not lead from version ${expectedVersion} to ${request.version} of ${request.id}`,
  );
}

/** Which operations at the vendor these events make the request's own. */
export function operationsOf(request: RestoreRequest, events: readonly RequestEvent[]): readonly string[] {
  return events.flatMap((event) =>
    event.type === 'submitted' || event.type === 'adopted'
      ? [operationKey(request.plan.plan.provider, event.operationId)]
      : [],
  );
}
