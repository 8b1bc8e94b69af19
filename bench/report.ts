import type { Curve } from './chart.ts';
import { goalsOf } from './goals.ts';
import { both, type CaseResult, ratio, type Results, withoutFixed } from './results.ts';
import { growth, sizes } from './sizes.ts';
import { count, shown, table } from './table.ts';

/** Tables of what was measured. All but the first show the newest result of each case, from docs/performance.json. */

/** One case, every figure: what a run prints. */
export function tableOfCase({ title, bare, restorebot }: CaseResult): string {
  const results: Results = {
    machine: '',
    cases: { it: { title, on: '', load: 0, bare, restorebot } },
  };
  const figures = [...new Set(restorebot.flatMap((turn) => Object.keys(turn)))];
  const rows = figures.map((figure) => {
    const [floor, ours] = both(results, 'it', figure);
    return bare.length === 0
      ? [figure, shown(ours)]
      : [figure, shown(floor), shown(ours), shown(ratio(ours, floor))];
  });
  const head = bare.length === 0 ? [title, 'restorebot'] : [title, 'bare', 'restorebot', 'ratio'];
  return `\n${table(head, rows)}`;
}

/** docs/performance.md with its tables written again. */
export function withFigures(page: string, results: Results): string {
  const dates = Object.values(results.cases)
    .map(({ on }) => on)
    .toSorted();
  const loads = Object.values(results.cases).map(({ load }) => load);
  const [first, last] = [dates[0] ?? '', dates.at(-1) ?? ''];
  const days = first === last ? `on ${last}` : `from ${first} to ${last}`;
  const measured = `Measured ${days}: ${results.machine}. Load before each case: ${Math.min(...loads)} to ${Math.max(...loads)}.\n`;
  const changes: readonly (readonly [RegExp, string])[] = [
    [/^Measured .*\n/mu, measured],
    [tableWith('running over connections'), sizesTable(results)],
    [tableWith('what +'), goalsTable(results)],
    [tableWith('running at once'), workersTable(results)],
  ];
  return changes.reduce((text, [part, by]) => {
    if (!part.test(text)) throw new Error(`docs/performance.md has no ${String(part)}`);
    return text.replace(part, () => by);
  }, page);
}

/** How one look grows with the number of restores. */
export function curvesOf(results: Results): readonly Curve[] {
  const curve = (title: string, figure: string) => ({
    title,
    points: growth.flatMap((name) => {
      const [bare, restorebot] = both(results, name, figure);
      const { restores } = sizes[name];
      return bare === undefined || restorebot === undefined ? [] : [{ restores, bare, restorebot }];
    }),
  });
  return [
    curve('CPU of a look, ms', 'cpuMs'),
    curve('Redis commands of a look', 'redisCommands'),
    curve('Memory of the worker, MB', 'rssMb'),
  ];
}

function tableWith(head: string): RegExp {
  return new RegExp(`^\\| ${head} .*\\n(?:\\|.*\\n)+`, 'mu');
}

function sizesTable(results: Results): string {
  const head = [
    'running over connections',
    'CPU ms, bare',
    'restorebot',
    'ratio',
    'commands, bare',
    'restorebot',
    'without the fixed',
    'scripts, bare',
    'restorebot',
    'MB, bare',
    'restorebot',
    'p99 late ms',
  ];
  const rows = Object.entries(sizes).map(([name, { restores, connections }]) => {
    const [bareCpu, cpu] = both(results, name, 'cpuMs');
    const values = [
      bareCpu,
      cpu,
      ratio(cpu, bareCpu),
      ...both(results, name, 'redisCommands'),
      withoutFixed(results, name, 'redisCommands'),
      ...both(results, name, 'redisScripts'),
      ...both(results, name, 'rssMb'),
      both(results, name, 'lagP99Ms')[1],
    ];
    return [`${count(restores)} over ${connections}`, ...values.map(shown)];
  });
  return table(head, rows);
}

function goalsTable(results: Results): string {
  const rows = goalsOf(results).map(({ what, first = '', goal = '', now, holds }) => [
    what,
    first,
    goal,
    now,
    holds === undefined ? '' : holds ? 'yes' : 'no',
  ]);
  return table(['what', 'first', 'goal', 'now', 'holds'], rows);
}

/** How many workers for how many restores: half a core each, by what a look costs with 1,000 running. */
function workersTable(results: Results): string {
  const cpuMs = both(results, 'looks-1000', 'cpuMs')[1] ?? 0;
  const rows = [
    [100, 60],
    [1_000, 60],
    [10_000, 60],
    [10_000, 20],
  ].map(([restores = 0, everyS = 1]) => {
    const looks = restores / everyS;
    const cores = (looks * cpuMs) / 1_000;
    // Looks take a little less than half of the ten calls (`lookGapMs` in src/core/duty.ts).
    const connections = Math.ceil(looks * 0.22);
    return [
      count(restores),
      `${everyS} s`,
      shown(looks),
      shown(cores),
      Math.ceil(2 * cores),
      connections,
    ].map(String);
  });
  return table(
    [
      'running at once',
      'look every',
      'looks a second',
      'cores',
      'workers',
      'connections at 10 calls a second',
    ],
    rows,
  );
}
