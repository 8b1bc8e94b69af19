import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { asks } from './asks.ts';
import { chartOf } from './chart.ts';
import { type Figures, median } from './figures.ts';
import { acksWithoutRedis, helpBare, helpRestorebot } from './help.ts';
import { type LookCase, lookBare, lookRestorebot, restart } from './looks.ts';
import { openPlace } from './place.ts';
import { told } from './told.ts';

/**
 * Whole processes, each next to its floor in the same run and by turns: on a machine that others use, times mean little,
 * and CPU time, counts and ratios do. Prints a table for each case; `--json` prints the figures of each turn instead,
 * `--svg` writes a picture of how looks grow, `--only` takes the cases
 * whose name holds these words, and `--rounds` says how often each takes its turn.
 */
const { values } = parseArgs({
  options: {
    quick: { type: 'boolean' },
    json: { type: 'boolean' },
    svg: { type: 'string' },
    only: { type: 'string' },
    rounds: { type: 'string' },
  },
});
const rounds = Number(values.rounds ?? (values.quick ? 1 : 3));
const measureMs = values.quick ? 10_000 : 20_000;
const helps = values.quick ? 2_000 : 10_000;
const sizes: readonly LookCase[] = values.quick
  ? [{ restores: 1_000, connections: 100, everyMs: 10_000 }]
  : [
      { restores: 10, connections: 1, everyMs: 10_000 },
      { restores: 100, connections: 1, everyMs: 10_000 },
      { restores: 100, connections: 10, everyMs: 10_000 },
      { restores: 400, connections: 10, everyMs: 10_000 },
      { restores: 1_000, connections: 100, everyMs: 10_000 },
      { restores: 10_000, connections: 120, everyMs: 20_000 },
    ];

interface Case {
  readonly name: string;
  readonly rounds?: number;
  /** Absent where there is nothing to compare with. */
  readonly bare?: () => Promise<Figures>;
  readonly restorebot: () => Promise<Figures>;
}

await using place = await openPlace('http');
await using socketPlace = await openPlace('socket');
const named = ({ restores, connections, everyMs }: LookCase) =>
  `${restores} running over ${connections}, a look every ${everyMs / 1_000} s`;
const many = { restores: 10_000, connections: 120, everyMs: 20_000 };
const fewer = { restores: 1_000, connections: 100, everyMs: 10_000 };
const cases: readonly Case[] = [
  ...sizes.map((size) => ({
    name: named(size),
    bare: () => lookBare({ place, measureMs, ...size }),
    restorebot: () => lookRestorebot({ place, measureMs, ...size }),
  })),
  ...(values.quick
    ? []
    : [
        {
          name: `two workers (bare: one restorebot), ${named(fewer)}`,
          bare: () => lookRestorebot({ place, measureMs, ...fewer }),
          restorebot: () => lookRestorebot({ place, measureMs, ...fewer }, 2),
        },
        {
          name: 'rolling restart with 10,000 running',
          rounds: 1,
          restorebot: () => restart({ place, ...many }),
        },
      ]),
  {
    name: '/restore help over HTTP, 20 at once',
    bare: () => helpBare(place, helps),
    restorebot: () => helpRestorebot(place, helps),
  },
  {
    name: '/restore help over Socket Mode, 20 at once',
    bare: () => helpBare(socketPlace, helps / 4),
    restorebot: () => helpRestorebot(socketPlace, helps / 4),
  },
  { name: 'vendor done until the thread says so', rounds: 1, restorebot: () => told(place, 10) },
  { name: '1,000 requests saved at once', restorebot: () => asks(place, 1_000) },
  {
    name: 'acknowledgments with Redis down, 200 a second',
    rounds: 1,
    async restorebot() {
      await using itsOwn = await openPlace('http');
      return await acksWithoutRedis(itsOwn, 200, 5);
    },
  },
];

const results: { readonly name: string; readonly turns: Turns }[] = [];
for (const { name, bare, restorebot, rounds: most = rounds } of cases) {
  if (values.only !== undefined && !name.includes(values.only)) continue;
  const turns: Turns = { bare: [], restorebot: [] };
  for (let round = 0; round < Math.min(rounds, most); round += 1) {
    if (bare !== undefined) turns.bare.push(await bare());
    turns.restorebot.push(await restorebot());
  }
  results.push({ name, turns });
  if (!values.json) process.stdout.write(tableOf(name, turns));
}
if (values.json) process.stdout.write(`${JSON.stringify({ rounds, measureMs, results }, null, 2)}\n`);
if (values.svg !== undefined) await writeFile(values.svg, chartOf(curvesOf()));

interface Turns {
  readonly bare: Figures[];
  readonly restorebot: Figures[];
}

function tableOf(name: string, { bare, restorebot }: Turns): string {
  const rows = Object.keys(restorebot[0] ?? {}).map((figure) => {
    const ours = medianOf(restorebot, figure);
    if (bare.length === 0) return `| ${figure} | ${round(ours)} |\n`;
    const floor = medianOf(bare, figure);
    return `| ${figure} | ${round(floor)} | ${round(ours)} | ${round(ours / floor)} |\n`;
  });
  const head =
    bare.length === 0
      ? `\n| ${name} | restorebot |\n| --- | ---: |\n`
      : `\n| ${name} | bare | restorebot | ratio |\n| --- | ---: | ---: | ---: |\n`;
  return head + rows.join('');
}

/** How one look grows with the number of restores: those cases in which there are ten or more for each connection. */
function curvesOf() {
  const grown = sizes.filter(
    ({ restores, connections }) => restores === 10 * connections || restores > 1_000,
  );
  const found = grown.flatMap((size) => {
    const result = results.find(({ name }) => name === named(size));
    return result === undefined ? [] : [{ restores: size.restores, turns: result.turns }];
  });
  const curve = (title: string, figure: string) => ({
    title,
    points: found.map(({ restores, turns }) => ({
      restores,
      bare: medianOf(turns.bare, figure),
      restorebot: medianOf(turns.restorebot, figure),
    })),
  });
  return [
    curve('CPU of a look, ms', 'cpuMs'),
    curve('Redis commands of a look', 'redisCommands'),
    curve('Memory of the worker, MB', 'rssMb'),
  ];
}

function medianOf(turns: readonly Figures[], figure: string): number {
  return median(turns.map((turn) => turn[figure] ?? 0));
}

function round(value: number): string {
  return value >= 100 ? String(Math.round(value)) : value.toFixed(2);
}
