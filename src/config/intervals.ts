import { z } from 'zod';
import { Duration, duration } from './values.ts';

/** Every interval; the defaults are for production. */
export const Intervals = z.strictObject({
  /** How long a write may still leave the process after its intent is saved. */
  postWithin: duration('10s'),
  /** Between two looks at an approved restore that cannot start yet. */
  hold: duration('15s'),
  /** How long a vendor's lists may lag before "nothing there" is believed; absent: as each kind says. */
  settle: Duration.optional(),
  findEvery: duration('5s'),
  findReads: z.int().min(1).default(3),
  lookFirst: duration('5s'),
  lookMax: duration('60s'),
  troubleAfter: duration('5m'),
  /** A running restore that has not moved for so long is told; again after 4 and 12 times as long, and so on. */
  stallAfter: duration('30m'),
  sweepEvery: duration('10s'),
  overdue: duration('30s'),
  /** Work that is owed for longer is a warning of readiness. */
  lagWarning: duration('3m'),
  /** BullMQ's lock: a killed worker's step runs again after it. */
  jobLock: duration('30s'),
  stopWithin: duration('10s'),
  /** How often each worker shows that it takes jobs, and how long it may be asked in vain before the process ends. */
  canaryEvery: duration('10s'),
  canaryWithin: duration('25s'),
  /** Between two looks whether Redis is still the one that holds the record. */
  recoverEvery: duration('2s'),
  /** Between two edits of one card that shows progress. */
  editEvery: duration('5s'),
  /** One call of Slack's Web API by a worker. */
  slackTimeout: duration('10s'),
  /** Between two tries of telling while Slack does not answer: the first, doubling up to the second. */
  slackRetryFirst: duration('2s'),
  slackRetryMax: duration('60s'),
  /** Between two tries where Slack takes a request's messages nowhere, or nothing of ours at all. */
  slackClosedRetry: duration('5m'),
  /** A remark that has passed by is left out after this; of many lines that are later, the oldest become one. */
  remarkFor: duration('60s'),
  /** An event that Slack has not been told of after this raises an alarm. */
  tellWithin: duration('5m'),
  /** A socket without a pong for so long is lost; after a failed try the next comes after `…First`, doubling. */
  socketPing: duration('5s'),
  socketRetryFirst: duration('1s'),
  socketRetryMax: duration('30s'),
  /** A message that is "about to be posted" for longer than this is looked for in Slack. */
  postingStale: duration('30s'),
  /** How long Slack's answers about people and groups are believed. */
  people: duration('30s'),
  groups: duration('60s'),
  /** The same for whether another organisation sees a channel. */
  channels: duration('10s'),
});
