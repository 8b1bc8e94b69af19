import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { Redis } from 'ioredis';
import { type Case, casesOf } from './cases.ts';
import { chartOf } from './chart.ts';
import type { Figures } from './figures.ts';
import { fillCompileCache, openPlace } from './place.ts';
import { curvesOf, tableOfCase, withFigures } from './report.ts';
import { type CaseResult, loadNow, machine, Results } from './results.ts';

/**
 * Measures whole processes, each in turns with its floor: on a shared machine times mean little, while CPU time,
 * counts, and ratios hold. Prints a table for each case; `--json` prints the figures of each turn instead.
 * `--docs` writes them to docs/performance.json, and the tables and the picture of docs/performance.md from it;
 * what was not measured this time stays there. `--only` takes the cases whose name or title contains these words, and
 * `--rounds` sets how many turns each takes.
 */
const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    docs: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    rounds: { type: 'string' },
  },
});
const startedMs = performance.now();
await fillCompileCache();
await using http = await openPlace('http');
await using socket = await openPlace('socket');
const isWanted = ({ name, title, isQuick }: Case) =>
  (isQuick === true || !values.quick) && (name.includes(values.only) || title.includes(values.only));
const results: Results = { machine: machine(await versionOf(http.redis.url)), cases: {} };
for (const each of casesOf(http, socket, values.quick).filter(isWanted)) {
  const measured = await takeTurns(each, Number(values.rounds ?? (values.quick ? 1 : each.rounds)));
  results.cases[each.name] = measured;
  if (!values.json) process.stdout.write(tableOfCase(measured));
  // After each: what was measured is kept where a later case fails.
  if (values.docs) await writeDocuments();
}
if (values.json) process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
process.stderr.write(`took ${Math.round((performance.now() - startedMs) / 1_000)} s\n`);

async function takeTurns({ title, bare, restorebot }: Case, rounds: number): Promise<CaseResult> {
  const turns: { bare: Figures[]; restorebot: Figures[] } = { bare: [], restorebot: [] };
  const load = loadNow();
  for (let round = 0; round < rounds; round += 1) {
    if (bare !== undefined) turns.bare.push(rounded(await bare()));
    turns.restorebot.push(rounded(await restorebot()));
  }
  return { title, on: new Date().toISOString().slice(0, 10), load, ...turns };
}

/** To four digits: more would only be noise. */
function rounded(figures: Figures): Figures {
  return Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [name, Number(value.toPrecision(4))]),
  );
}

async function writeDocuments(): Promise<void> {
  const before = Results.parse(JSON.parse(await readFile('docs/performance.json', 'utf8')));
  const merged = { ...results, cases: { ...before.cases, ...results.cases } };
  await writeFile('docs/performance.json', `${JSON.stringify(merged, null, 2)}\n`);
  await writeFile('docs/pictures/performance.svg', chartOf(curvesOf(merged)));
  const page = await readFile('docs/performance.md', 'utf8');
  await writeFile('docs/performance.md', withFigures(page, merged));
}

async function versionOf(url: string): Promise<string> {
  const redis = new Redis(url);
  const info = await redis.info('server');
  redis.disconnect();
  return /^redis_version:(.+?)\s*$/mu.exec(info)?.[1] ?? 'unknown';
}
