import type { z } from 'zod';
import { isLoopback } from '#core/loopback.ts';
import type { File } from './file.ts';
import { parseDuration } from './values.ts';

type Read = z.output<typeof File>;
type Bound = readonly [least: string, most: string];

/** What each length of time may be, by its setting; docs/configuration.md shows them. */
export const bounds: Readonly<Record<string, Bound>> = {
  'secrets.life': ['15m', '7d'],
  'audit.sealEvery': ['100ms', '1m'],
  'retention.audit': ['30d', '3650d'],
  'retention.requests': ['7d', '3650d'],
  'retention.history': ['30d', '3650d'],
  'retention.every': ['1m', '1d'],
  'intervals.postWithin': ['2s', '1m'],
  'intervals.hold': ['1s', '10m'],
  'intervals.settle': ['5s', '1h'],
  'intervals.findEvery': ['1s', '5m'],
  'intervals.lookFirst': ['1s', '5m'],
  'intervals.lookMax': ['1s', '1h'],
  'intervals.troubleAfter': ['30s', '1d'],
  'intervals.stallAfter': ['1m', '7d'],
  'intervals.sweepEvery': ['1s', '5m'],
  'intervals.overdue': ['5s', '10m'],
  'intervals.lagWarning': ['30s', '1h'],
  'intervals.jobLock': ['5s', '5m'],
  'intervals.stopWithin': ['1s', '5m'],
  'intervals.canaryEvery': ['1s', '5m'],
  'intervals.canaryWithin': ['5s', '15m'],
  'intervals.recoverEvery': ['500ms', '30s'],
  'intervals.editEvery': ['100ms', '5m'],
  'intervals.homeEvery': ['1s', '10m'],
  'intervals.slackTimeout': ['2s', '1m'],
  'intervals.slackRetryFirst': ['500ms', '1m'],
  'intervals.slackRetryMax': ['1s', '10m'],
  'intervals.slackClosedRetry': ['10s', '1h'],
  'intervals.remarkFor': ['5s', '1h'],
  'intervals.tellWithin': ['30s', '1h'],
  'intervals.socketPing': ['1s', '30s'],
  'intervals.socketRetryFirst': ['100ms', '30s'],
  'intervals.socketRetryMax': ['1s', '5m'],
  'intervals.postingStale': ['5s', '10m'],
  'intervals.people': ['0ms', '5m'],
  'intervals.groups': ['0ms', '5m'],
  'intervals.channels': ['0ms', '5m'],
  'connections.settleMs': ['5s', '1h'],
  'checks.timeout': ['1s', '2m'],
  'checks.sql.expect.freshWithin': ['1s', '3650d'],
  'rules.window': ['1m', '30d'],
  'rules.startWithin': ['1m', '30d'],
  'rules.remindEvery': ['1m', '30d'],
  'rules.escalate.after': ['1m', '30d'],
  'rules.breakGlass.reviewWithin': ['1m', '30d'],
  'objectives.rpo': ['1m', '3650d'],
  'objectives.rto': ['1m', '3650d'],
};

/**
 * Durations that would break a promise (a person who left a group would count as a member for a year), or that are
 * too short for anything. Against a Slack on this machine, which is a sandbox, short ones are taken.
 */
export function boundProblems(read: Read): readonly string[] {
  const onlyMost = isLoopback(new URL(read.slack.apiUrl).hostname);
  return [...lengthsOf(read)].flatMap(({ where, setting, ms }) => {
    const bound = bounds[setting];
    if (bound === undefined || ms === undefined) return [];
    const [least, most] = bound;
    const isShort = onlyMost ? ms === 0 && least !== '0ms' : ms < parseDuration(least);
    if (!isShort && ms <= parseDuration(most)) return [];
    const [from, to] = setting.endsWith('Ms') ? bound.map(parseDuration) : bound;
    return [`${where}: it is ${isShort ? 'shorter' : 'longer'} than it may be; write ${from} to ${to}.`];
  });
}

interface Length {
  readonly where: string;
  readonly setting: string;
  readonly ms: number | undefined;
}

function* lengthsOf(read: Read): Iterable<Length> {
  const { connections, secrets, audit, retention, intervals, rules, checks, objectives } = read;
  const parts = { secrets, audit, retention, intervals };
  for (const [name, part] of Object.entries(parts)) {
    for (const [key, ms] of Object.entries(part)) {
      if (typeof ms === 'number') yield { where: `${name}.${key}`, setting: `${name}.${key}`, ms };
    }
  }
  for (const [name, { settleMs }] of Object.entries(connections)) {
    const ms = Number(settleMs);
    // What is no number is refused where the connection's settings are read.
    if (ms > 0) yield { where: `connections.${name}.settleMs`, setting: 'connections.settleMs', ms };
  }
  for (const check of checks) {
    const where = `check “${check.name}”`;
    yield { where: `${where}: timeout`, setting: 'checks.timeout', ms: check.timeoutMs };
    if (check.by !== 'sql' || check.expect.type !== 'fresh') continue;
    const setting = 'checks.sql.expect.freshWithin';
    yield { where: `${where}: sql.expect.freshWithin`, setting, ms: check.expect.withinMs };
  }
  for (const { name, rpoMs, rtoMs } of objectives) {
    yield { where: `objective “${name}”: rpo`, setting: 'objectives.rpo', ms: rpoMs };
    yield { where: `objective “${name}”: rto`, setting: 'objectives.rto', ms: rtoMs };
  }
  for (const rule of rules) {
    if (rule.effect === 'deny') continue;
    const { windowMs, startWithinMs, remindEveryMs, escalation, breakGlass } = rule;
    const lengths = {
      window: windowMs,
      startWithin: startWithinMs,
      remindEvery: remindEveryMs,
      'escalate.after': escalation?.afterMs,
      'breakGlass.reviewWithin': breakGlass?.reviewWithinMs,
    };
    for (const [key, ms] of Object.entries(lengths)) {
      // Zero has its own sentence (core/policy-problems.ts).
      if (ms !== 0) yield { where: `rule “${rule.name}”: ${key}`, setting: `rules.${key}`, ms };
    }
  }
}
