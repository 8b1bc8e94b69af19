import { parseArgs } from 'node:util';
import { type HelpFigures, helpBare, helpRestorebot } from './help.ts';
import { type LookCase, type LookFigures, lookBare, lookRestorebot } from './looks.ts';
import { openPlace } from './place.ts';

/**
 * Whole processes, each next to its floor in the same run and by turns: on a machine that others use, times mean little,
 * and CPU time, counts and ratios do. Prints a table; `--json` prints the figures of each turn instead.
 */
const { values } = parseArgs({ options: { quick: { type: 'boolean' }, json: { type: 'boolean' } } });
const rounds = values.quick ? 1 : 3;
const measureMs = values.quick ? 12_000 : 30_000;
const helps = values.quick ? 2_000 : 10_000;
const sizes: readonly LookCase[] = values.quick
  ? [
      { restores: 100, connections: 10 },
      { restores: 1_000, connections: 100 },
    ]
  : [
      { restores: 10, connections: 1 },
      { restores: 100, connections: 1 },
      { restores: 100, connections: 10 },
      { restores: 400, connections: 10 },
      { restores: 1_000, connections: 100 },
    ];

interface Case {
  readonly name: string;
  readonly bare: () => Promise<Figures>;
  readonly restorebot: () => Promise<Figures>;
}
type Figures = Readonly<Record<string, number>>;

await using place = await openPlace();
const copy = (figures: LookFigures | HelpFigures): Figures => ({ ...figures });
const cases: readonly Case[] = [
  ...sizes.map((size) => ({
    name: `${size.restores} running over ${size.connections}`,
    bare: async () => copy(await lookBare({ place, measureMs, ...size })),
    restorebot: async () => copy(await lookRestorebot({ place, measureMs, ...size })),
  })),
  {
    name: '/restore help over HTTP, 20 at once',
    bare: async () => copy(await helpBare(place, helps)),
    restorebot: async () => copy(await helpRestorebot(place, helps)),
  },
];

const results = [];
for (const { name, bare, restorebot } of cases) {
  const turns = { bare: [] as Figures[], restorebot: [] as Figures[] };
  for (let round = 0; round < rounds; round += 1) {
    turns.bare.push(await bare());
    turns.restorebot.push(await restorebot());
  }
  results.push({ name, turns });
  if (!values.json) process.stdout.write(tableOf(name, turns.bare, turns.restorebot));
}
if (values.json) process.stdout.write(`${JSON.stringify({ rounds, measureMs, results }, null, 2)}\n`);

function tableOf(name: string, bare: readonly Figures[], restorebot: readonly Figures[]): string {
  const rows = Object.keys(bare[0] ?? {}).map((figure) => {
    const floor = median(bare.map((turn) => turn[figure] ?? 0));
    const ours = median(restorebot.map((turn) => turn[figure] ?? 0));
    return `| ${figure} | ${round(floor)} | ${round(ours)} | ${round(ours / floor)} |\n`;
  });
  return `\n| ${name} | bare | restorebot | ratio |\n| --- | ---: | ---: | ---: |\n${rows.join('')}`;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function round(value: number): string {
  return value >= 100 ? String(Math.round(value)) : value.toFixed(2);
}
