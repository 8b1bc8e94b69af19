import type { StateTag } from '#core/restore-request.ts';

/** Where each fact lives in Redis. `prefix` must be a hash tag in braces: Redis Cluster needs all keys in one slot. */
export function keysOf(prefix: string) {
  return {
    /** Hash: `document`, `version`, `state`, `connection`, `mac` (of its newest audit entry), `eventsDigest`, `documentMac` (record-mac.ts); `look`; `thread`, `threadVersion`. */
    request: (id: string) => `${prefix}:request:${id}`,
    /** String: when the records of an older restorebot were signed, and a mac over that (unsigned-records.ts). */
    recordsSigned: `${prefix}:records-signed`,
    /** List: one JSON text for each event, oldest first. */
    events: (id: string) => `${prefix}:events:${id}`,
    /** Hash with a time to live: label → sealed secret. */
    secrets: (id: string) => `${prefix}:secrets:${id}`,
    /** String with a time to live. */
    draft: (id: string) => `${prefix}:draft:${id}`,
    /** String with a time to live: the draft as it was when it was last checked. */
    reviewedDraft: (id: string) => `${prefix}:draft:${id}:reviewed`,
    /** String with a time to live: the id of the draft that a person began last. */
    newestDraft: (person: string) => `${prefix}:newest-draft:${person}`,
    longValues: (id: string) => `${prefix}:draft:${id}:long`,
    /** Sorted set: request ids by when they were asked, ms. */
    all: `${prefix}:all`,
    /** Sorted sets as `all`, one for each state. */
    inState: (tag: StateTag) => `${prefix}:state:${tag}`,
    /** Sorted set: request ids by when something is owed next, ms. */
    due: `${prefix}:due`,
    /** Sorted set: ids of the requests that are looked at on a connection, by until when that is believed, ms. */
    looking: (connection: string) => `${prefix}:looking:${connection}`,
    /** String with a time to live: the last place of the line of looks on a connection, ms. */
    lookLine: (connection: string) => `${prefix}:look-line:${connection}`,
    /** Sorted set: a person's requests that may not have ended, by when they were asked, ms. */
    openOf: (person: string) => `${prefix}:open:${person}`,
    /** Hash: lock key → id of the request that holds it. */
    locks: `${prefix}:locks`,
    /** Hash: `provider:operationId` → request id. */
    operations: `${prefix}:operations`,
    history: {
      /** Hash: request id → what stays of it (core/history.ts). */
      records: `${prefix}:history`,
      /** Sorted set: request ids by when they ended, ms. */
      ended: `${prefix}:history:ended`,
      /** As `ended`, of one connection. */
      endedOn: (connection: string) => `${prefix}:history:ended:${connection}`,
    },
    audit: {
      /** Hash: number → line of an entry (core/audit/line.ts). */
      entries: `${prefix}:audit:entries`,
      /** String: the number of the newest entry; it has no gaps and never goes back. */
      sequence: `${prefix}:audit:sequence`,
      /** Sorted set: lines of seals by the number of the last entry under each. */
      seals: `${prefix}:audit:seals`,
      /** Hash: `first` (number of the oldest entry kept), `export` (number of an entry), `configuration`. */
      state: `${prefix}:audit:state`,
      /** Hashes: person and reason → the refusal; → how often it was repeated since. */
      refusals: `${prefix}:audit:refusals`,
      repeats: `${prefix}:audit:repeats`,
      /** List: the numbers of the entries about one request. */
      of: (id: string) => `${prefix}:audit:of:${id}`,
    },
    /** String: the signed audit entry of the pause that is on (core/pause.ts); absent: restores are not paused. */
    paused: `${prefix}:paused`,
    homes: {
      /** Sorted set: people by when they opened their home tab last, ms. */
      opened: `${prefix}:homes:opened`,
      /** Sorted set: the same people by the number of the audit entry that it was drawn up to. */
      drawn: `${prefix}:homes:drawn`,
    },
    /** Hash: connection → how it last answered (core/connection-health.ts), JSON. */
    connectionHealth: `${prefix}:connection-health`,
    /** Hash: `id`, `run` of the epoch (core/recovery.ts). */
    epoch: `${prefix}:epoch`,
    /** String with a time to live: who compares the record with Slack. */
    recovery: `${prefix}:recovery`,
    /** Hash: `tokens`, `at` (ms) of a bucket. */
    bucket: (name: string) => `${prefix}:bucket:${name}`,
    /** String with a time to live: the signature of a delivery from Slack. */
    seen: (signature: string) => `${prefix}:seen:${signature}`,
    /** String that exists while a bucket is paused. */
    pause: (name: string) => `${prefix}:pause:${name}`,
  };
}
export type Keys = ReturnType<typeof keysOf>;

/** The member of the `operations` hash. */
export function operationKey(provider: string, operationId: string): string {
  return `${provider}:${operationId}`;
}
