import { both, ratio, type Results, withoutFixed } from './results.ts';
import { growth, sizes } from './sizes.ts';
import { shown } from './table.ts';

/** A line of the table of goals; `holds` is `undefined` where there is no goal. */
export interface Goal {
  readonly what: string;
  /** What was measured when the goals were set. */
  readonly first?: string;
  readonly goal?: string;
  readonly now: string;
  readonly holds?: boolean | undefined;
}

/** Each goal with its measured value. */
export function goalsOf(results: Results): readonly Goal[] {
  const ours = (name: string, figure: string) => both(results, name, figure)[1];
  const atMost = (name: string, figure: string, limit: number) => {
    const [bare, value] = both(results, name, figure);
    const next = bare === undefined ? '' : ` (bare ${shown(bare)})`;
    return { now: shown(value) + next, holds: known(value, (it) => it <= limit) };
  };
  const timesBare = (name: string, figure: string, limit: number) => {
    const [bare, value] = both(results, name, figure);
    const times = ratio(value, bare);
    return {
      now: `${shown(value)} (bare ${shown(bare)}), ${shown(times)}×`,
      holds: known(times, (it) => it <= limit),
    };
  };
  const commands = growth.map((name) => withoutFixed(results, name, 'redisCommands'));
  const spread = Math.min(...commands.map((value) => value ?? 0)) * 1.1;
  const again = ours('restart', 'seenWithinTwoIntervals');
  const two = (side: 0 | 1) =>
    ratio(both(results, 'two-workers', 'cpuMs')[side], both(results, 'looks-1000', 'cpuMs')[side]);
  return [
    {
      what: 'CPU of a look, 1,000 over 100, ms',
      first: '4.4 (bare 0.99)',
      goal: '≤ 1.5',
      ...atMost('looks-1000', 'cpuMs', 1.5),
    },
    {
      what: 'CPU of a look, 400 over 10, ms',
      first: '8.5 (bare 1.5)',
      goal: '≤ 2',
      ...atMost('looks-400', 'cpuMs', 2),
    },
    {
      what: 'Redis commands of a look',
      first: '248 to 468',
      goal: '≤ 90',
      ...most(
        Object.keys(sizes).map((name) => ours(name, 'redisCommands')),
        90,
      ),
    },
    {
      what: 'the same without the fixed ones, 10 to 10,000 running',
      goal: 'within 10 %',
      ...most(commands, spread),
    },
    {
      what: 'scripts of a look, without the fixed ones',
      first: '26 to 55',
      goal: '≤ 9',
      ...most(
        growth.map((name) => withoutFixed(results, name, 'redisScripts')),
        9,
      ),
    },
    {
      what: 'memory of a worker, 1,000 over 100, MB',
      first: '450 (bare 273)',
      goal: '≤ 1.2×',
      ...timesBare('looks-1000', 'rssMb', 1.2),
    },
    {
      what: 'signed `/restore help`, p99, ms',
      first: '62–97 (bare 19–66)',
      goal: '≤ 1.25×',
      ...timesBare('help-http', 'p99Ms', 1.25),
    },
    {
      what: 'the same, CPU with the answer, ms',
      first: '2.6×',
      goal: '≤ 1.6×',
      ...timesBare('help-http', 'cpuMs', 1.6),
    },
    {
      what: '`/restore help` over Socket Mode, CPU, ms',
      goal: '≤ 1.6×',
      ...timesBare('help-socket', 'cpuMs', 1.6),
    },
    {
      what: 'start, ms until it serves',
      first: '1,100–1,700 (bare 500)',
      goal: '≤ 900',
      ...atMost('help-http', 'startMs', 900),
    },
    { what: 'start, CPU ms', goal: '≤ 900', ...atMost('help-http', 'startCpuMs', 900) },
    {
      what: 'idle memory of the bot, MB',
      first: '160 (bare 98)',
      goal: '≤ 1.3×',
      ...timesBare('help-http', 'idleRssMb', 1.3),
    },
    {
      what: 'acknowledgments with Redis down, p99, ms',
      first: '68',
      goal: '≤ 250',
      ...atMost('acks-without-redis', 'p99Ms', 250),
    },
    {
      what: '10,000 over 120, every 20 s: p99 late, ms',
      goal: '≤ 2,000',
      ...atMost('looks-10000', 'lagP99Ms', 2_000),
    },
    {
      what: 'two workers: CPU of a look against one (1.8 times the work: 1.11)',
      goal: '≤ 1.11×',
      now: `${shown(two(1))}× (bare ${shown(two(0))}×)`,
      holds: known(two(1), (it) => it <= 2 / 1.8),
    },
    {
      what: 'rolling restart, 10,000 running: seen again within two intervals',
      goal: '10,000',
      now: `${shown(again)}; the longest took ${shown(ours('restart', 'longestGapInIntervals'))}`,
      holds: known(again, (it) => it === sizes['looks-10000'].restores),
    },
    {
      what: 'the same: submissions (none was due)',
      goal: '0',
      now: shown(ours('restart', 'submissions')),
      holds: known(ours('restart', 'submissions'), (it) => it === 0),
    },
    {
      what: 'vendor done until the thread says so, p50 / p99, ms',
      now: `${shown(ours('told', 'p50Ms'))} / ${shown(ours('told', 'p99Ms'))}`,
    },
    {
      what: 'calls to Slack for each restore that was running already',
      now: shown(ours('told', 'slackCallsPerRestore')),
    },
    {
      what: '1,000 requests saved at once, ms',
      now: `${shown(ours('asks', 'allSavedMs'))}; ${shown(ours('asks', 'redisCommands'))} commands each`,
    },
    {
      what: 'a worker with nothing to do, Redis commands a second',
      now: `${shown(ours('idle', 'redisCommandsInAnyCase'))}, and ${shown(ours('idle', 'redisCommandsOfAConnection'))} for each connection`,
    },
  ];
}

function known(value: number | undefined, holds: (value: number) => boolean): boolean | undefined {
  return value === undefined ? undefined : holds(value);
}

/** From the lowest to the highest value; without the limit where one value is not known. */
function most(figures: readonly (number | undefined)[], limit: number): Pick<Goal, 'now' | 'holds'> {
  const found = figures.filter((value) => value !== undefined);
  if (found.length === 0) return { now: shown(undefined) };
  return {
    now: `${shown(Math.min(...found))} to ${shown(Math.max(...found))}`,
    holds: found.length < figures.length ? undefined : Math.max(...found) <= limit,
  };
}
