import { z } from 'zod';
import { numeric } from '#core/numeric-text.ts';
import { Duration, duration } from './values.ts';

/** Every interval; the defaults are for production. */
export const Intervals = z.strictObject({
  postWithin: duration('10s').describe(
    'how long a write may still leave the process after its intent is saved',
  ),
  hold: duration('15s').describe(
    'between two looks at an approved restore that cannot start yet; one that the vendor refuses is sent again after this, then after up to four times as long',
  ),
  settle: Duration.optional().describe(
    'how long a vendor’s lists may lag before “nothing there” is believed; left out: as each kind says',
  ),
  findEvery: duration('5s').describe('between two looks for a submission whose answer was lost'),
  findReads: numeric(z.int().min(1).max(100))
    .prefault(3)
    .describe('how many looks must agree that it is not there'),
  lookFirst: duration('5s').describe(
    'from a submission to the first look at it; the time between looks grows from there',
  ),
  lookMax: duration('60s').describe('the longest time between two looks at a running restore'),
  troubleAfter: duration('5m').describe('a vendor that does not answer for so long is told in the thread'),
  stallAfter: duration('30m').describe(
    'a running restore that has not moved for so long is told; again after 4 and 12 times as long, and so on',
  ),
  sweepEvery: duration('10s').describe('between two searches for requests whose wake-up was lost'),
  overdue: duration('30s').describe('how late a wake-up may be before such a search makes it up'),
  lagWarning: duration('3m').describe('work that is owed for longer is a warning of readiness'),
  jobLock: duration('30s').describe('BullMQ’s lock: a killed worker’s step runs again after it'),
  stopWithin: duration('10s').describe('how long listeners, and then steps, may still run after `SIGTERM`'),
  canaryEvery: duration('10s').describe('how often each worker shows that it takes jobs'),
  canaryWithin: duration('25s').describe(
    'how long it may be asked in vain before the process ends for its supervisor',
  ),
  recoverEvery: duration('2s').describe(
    'between two looks whether Redis is still the one that holds the record',
  ),
  editEvery: duration('60s').describe(
    'from a submission until the card of a running restore first shows progress; the next ones come after 10 and 30 times as long, then every 30 times. A restore of half an hour takes ten messages and edits that way',
  ),
  homeEvery: duration('5s').describe(
    'between two looks whether open home tabs are out of date; each is redrawn at most once in this time',
  ),
  slackTimeout: duration('10s').describe('one call of Slack’s Web API by a worker'),
  slackRetryFirst: duration('2s').describe(
    'between two tries of telling while Slack does not answer: the first; it doubles',
  ),
  slackRetryMax: duration('60s').describe('and the longest'),
  slackClosedRetry: duration('5m').describe(
    'between two tries where Slack takes a request’s messages nowhere, or nothing of ours at all',
  ),
  remarkFor: duration('60s').describe(
    'a remark that has passed by is left out after this; of many lines that are later, the oldest become one',
  ),
  tellWithin: duration('5m').describe('an event that Slack has not been told of after this raises an alarm'),
  socketPing: duration('5s').describe('a socket without a pong for so long is lost'),
  socketRetryFirst: duration('1s').describe(
    'after a failed try to connect the next comes after this; it doubles',
  ),
  socketRetryMax: duration('30s').describe('the longest time between two tries'),
  postingStale: duration('30s').describe(
    'a message that is “about to be posted” for longer is looked for in Slack; longer than `slackTimeout`',
  ),
  people: duration('30s').describe('how long Slack’s answers about people are believed'),
  groups: duration('60s').describe('the same about user groups'),
  channels: duration('10s').describe('the same about whether another organization sees a channel'),
});
