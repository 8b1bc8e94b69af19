import { cpus, loadavg, release, totalmem } from 'node:os';
import { z } from 'zod';
import { median } from './figures.ts';

const Turn = z.record(z.string(), z.number());

/** What the turns of one case gave. */
const CaseResult = z.object({
  title: z.string(),
  /** A day, and the load of the machine before the first turn: how many programs wanted a core. */
  on: z.string(),
  load: z.number(),
  bare: z.array(Turn),
  restorebot: z.array(Turn),
});
export type CaseResult = z.output<typeof CaseResult>;

/** The newest result of each case, by its name; docs/performance.json holds them. */
export const Results = z.object({ machine: z.string(), cases: z.record(z.string(), CaseResult) });
export type Results = z.output<typeof Results>;

/** What the machine is, with the version of Redis as it says it. */
export function machine(redis: string): string {
  const gb = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${gb} GB, Linux ${release()}, Node ${process.versions.node}, Redis ${redis}`;
}

export function loadNow(): number {
  return Math.round((loadavg()[0] ?? 0) * 10) / 10;
}

/** The median over the turns of both; `undefined`: that was not measured. */
export function both(
  results: Results,
  name: string,
  figure: string,
): readonly [bare: number | undefined, restorebot: number | undefined] {
  const turns = results.cases[name];
  const of = (all: CaseResult['bare'] = []) => {
    const values = all.flatMap((turn) => turn[figure] ?? []);
    return values.length === 0 ? undefined : median(values);
  };
  return [of(turns?.bare), of(turns?.restorebot)];
}

export function ratio(value: number | undefined, floor: number | undefined): number | undefined {
  return value === undefined || floor === undefined ? undefined : value / floor;
}

/** Of a look, without what the idle process asks and computes each second. */
export function withoutFixed(results: Results, name: string, figure: string): number | undefined {
  const [, all] = both(results, name, figure);
  const [, perSecond] = both(results, name, 'looksPerSecond');
  const [, fixed] = both(results, 'idle', `${figure}InAnyCase`);
  return all === undefined || perSecond === undefined || fixed === undefined
    ? undefined
    : all - fixed / perSecond;
}
