import { format } from 'node:util';
import type { ProviderHarness } from './provider-harness.ts';

/** Starts a provider on its own simulator. */
export type StartHarness = () => Promise<ProviderHarness>;

/** One case of the conformance suite; rejects where the provider does not behave. */
export interface Case {
  readonly name: string;
  readonly run: () => Promise<void>;
}

/** Takes cases as vitest's `test` does, so that they read like tests and can be run on a provider with a mistake in it. */
export interface Check {
  (name: string, run: () => Promise<void>): void;
  each<Row extends readonly unknown[]>(
    rows: readonly Row[],
  ): (name: string, run: (...row: Row) => Promise<void>) => void;
}

/** The cases that `describe` makes. */
export function casesOf(describe: (check: Check) => void): readonly Case[] {
  const cases: Case[] = [];
  const add = (name: string, run: () => Promise<void>): void => void cases.push({ name, run });
  const each: Check['each'] = (rows) => (name, run) => {
    const holes = name.match(/%[si]/gu)?.length ?? 0;
    for (const row of rows) add(format(name, ...row.slice(0, holes)), () => run(...row));
  };
  describe(Object.assign(add, { each }));
  return cases;
}
