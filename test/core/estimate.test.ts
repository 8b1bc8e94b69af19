import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { databaseAnswered, estimateOf, pastOf } from '#core/estimate.ts';
import { databaseOf, type HistoryRecord } from '#core/history.ts';
import { after } from '#core/instant.ts';
import { providers } from '#providers/all.ts';
import { createPrng } from '#test/chaos/prng.ts';
import { aHistory, at } from '#test/support/builders.ts';
import { kindsOf } from '#test/support/provider-documents.ts';

const minute = 60_000;

/** What a form asks about a database that was restored so. */
function askedOf(record: HistoryRecord) {
  const { connection, kind } = record;
  return { connection, kind, database: databaseOf(record).id };
}

/** How long the n-th restore of one history takes, minutes. */
type Lengths = (random: () => number) => (n: number) => number;

/** Two uniform numbers make a normal one (Box and Muller). */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

const from = (least: number, most: number, random: () => number) => least + random() * (most - least);

/** How long restores of a database take, as different databases behave. */
const distributions: Readonly<Record<string, Lengths>> = {
  'steady, 5 to 15 % apart (log-normal)': (random) => {
    const [median, spread] = [from(3, 120, random), from(0.05, 0.15, random)];
    return () => median * Math.exp(spread * normal(random));
  },
  'very uneven (log-normal)': (random) => {
    const [median, spread] = [from(3, 120, random), from(0.4, 0.9, random)];
    return () => median * Math.exp(spread * normal(random));
  },
  'anything between two lengths (uniform)': (random) => {
    const [least, width] = [from(5, 60, random), from(5, 60, random)];
    return () => least + width * random();
  },
  'a fixed part and a queue (exponential)': (random) => {
    const [fixed, queue] = [from(4, 40, random), from(1, 20, random)];
    return () => fixed - queue * Math.log(1 - random());
  },
  'now small, now large backups (two peaks)': (random) => {
    const [small, large] = [from(4, 20, random), from(25, 80, random)];
    return () => (random() < 0.7 ? small : large) * Math.exp(0.1 * normal(random));
  },
  'a database that grows, 2 % from one to the next': (random) => {
    const median = from(3, 60, random);
    return (n) => median * 1.02 ** n * Math.exp(0.1 * normal(random));
  },
  'one in ten takes three times as long': (random) => {
    const median = from(3, 120, random);
    return () => median * (random() < 0.1 ? 3 : 1) * Math.exp(0.1 * normal(random));
  },
};

interface Tried {
  readonly share: number;
  readonly byDistribution: Readonly<Record<string, number>>;
}

/** 1,000 histories of 3 to 30 restores, and whether the next one is in the range that the newest of them give. */
function tryEstimates(seed: number, newest = 30): Tried {
  const prng = createPrng(seed);
  const random = () => prng.int(0, 2 ** 30 - 1) / 2 ** 30;
  const names = Object.keys(distributions);
  const hits = new Map(names.map((name) => [name, [0, 0] as [number, number]]));
  for (let history = 0; history < 1_000; history += 1) {
    const name = names[history % names.length] ?? '';
    const lengthOf = distributions[name]?.(random) ?? (() => 1);
    const count = prng.int(3, 30);
    const past = Array.from({ length: count }, (_, n) => aHistory({ n, tookMs: lengthOf(n) * minute }));
    const estimate = estimateOf(past.slice(-newest), askedOf(past[0] ?? aHistory({})));
    const real = lengthOf(count) * minute;
    const found = hits.get(name) ?? [0, 0];
    if (estimate !== undefined && estimate.lowMs <= real && real <= estimate.highMs) found[0] += 1;
    found[1] += 1;
  }
  const all = [...hits.values()];
  const sum = (at: 0 | 1) => all.reduce((total, each) => total + each[at], 0);
  const byDistribution = Object.fromEntries([...hits].map(([name, [hit, of]]) => [name, hit / of]));
  return { share: sum(0) / sum(1), byDistribution };
}

/** How many restores count was chosen on these seeds alone; docs/recovery.md tells what the others say. */
const chosenOn = Array.from({ length: 10 }, (_, n) => 1 + n);
const judgedOn = Array.from({ length: 10 }, (_, n) => 9_001 + n);

/** 10,000 histories. */
function together(seeds: readonly number[], newest?: number): Tried {
  const all = seeds.map((seed) => tryEstimates(seed, newest));
  const mean = (of: (tried: Tried) => number) => all.reduce((sum, each) => sum + of(each), 0) / all.length;
  const byDistribution = Object.fromEntries(
    Object.keys(distributions).map((name) => [name, mean((tried) => tried.byDistribution[name] ?? 0)]),
  );
  return { share: mean(({ share }) => share), byDistribution };
}

const percent = (share: number) => Math.round(share * 100);

describe('the range of an estimate', () => {
  const judged = together(judgedOn);

  test('rests on the newest eight, which come nearest to 8 of 10 where they were chosen', () => {
    const tried = [3, 4, 5, 6, 7, 8].map((newest) => ({ newest, ...together(chosenOn, newest) }));
    const [nearest] = tried.toSorted((a, b) => Math.abs(a.share - 0.8) - Math.abs(b.share - 0.8));

    expect(nearest?.newest).toBe(8);
    expect(nearest?.share).toBe(together(chosenOn).share);
  });

  test('holds the real time in 8 of 10 of 10,000 other histories, and never much less often in one kind of them', () => {
    expect(Math.abs(judged.share - 0.8)).toBeLessThan(0.02);
    expect(Object.values(judged.byDistribution).every((each) => each > 0.72)).toBe(true);
  });

  test('is as often right as docs/recovery.md says', () => {
    const page = readFileSync(new URL('../../docs/recovery.md', import.meta.url), 'utf8');
    expect(page).toContain(`${percent(judged.share)} % of 10,000 simulated histories`);
    for (const [name, each] of Object.entries(judged.byDistribution)) {
      expect(page).toMatch(
        new RegExp(`\\| ${name.replaceAll(/[()]/gu, '\\$&')} +\\| ${percent(each)} % +\\|`, 'u'),
      );
    }
  });
});

describe('what an estimate rests on', () => {
  const three = (changes: Parameters<typeof aHistory>[0] = {}) =>
    [1, 2, 3].map((n) => aHistory({ n, tookMs: (18 + n) * minute, ...changes }));
  const about = askedOf(aHistory({}));

  test('three restores of the same database and kind', () => {
    expect(estimateOf(three(), about)?.basis).toEqual({ restores: 3, of: 'database' });
  });

  test('of fewer, those of the same kind on the connection', () => {
    const others = three({
      target: { id: 'other', name: 'billing' },
      source: { id: 'other', name: 'billing' },
    });
    const mixed = [...three().slice(0, 2), ...others.slice(0, 1)];
    expect(estimateOf(mixed, about)?.basis).toEqual({ restores: 3, of: 'connection' });
  });

  test('fewer than three are none, and neither are drills, failures, other kinds or other connections', () => {
    expect(estimateOf([], about)).toBeUndefined();
    expect(estimateOf(three().slice(1), about)).toBeUndefined();
    expect(estimateOf(three({ run: 'drill' }), about)).toBeUndefined();
    expect(estimateOf(three({ kind: 'collection' }), about)).toBeUndefined();
    expect(estimateOf(three({ connection: 'atlas-dev' }), about)).toBeUndefined();
    const failed = three({ restoredAt: undefined, outcome: 'failed' });
    expect(estimateOf(failed, about)).toBeUndefined();
  });

  test('the newest eight, whatever order they come in', () => {
    const old = Array.from({ length: 20 }, (_, n) => aHistory({ n, tookMs: 60 * minute }));
    const fresh = Array.from({ length: 8 }, (_, n) => aHistory({ n: 100 + n, tookMs: 10 * minute }));
    const estimate = estimateOf([...fresh, ...old].toReversed(), about);
    expect(estimate?.basis.restores).toBe(8);
    expect(estimate?.highMs).toBeLessThan(11.5 * minute);
  });

  test('for a new target, its source: the new name has no past', () => {
    const made = (n: number, name: string): HistoryRecord => ({
      ...aHistory({ n, tookMs: 9 * minute }),
      impact: 'new-target',
      target: { id: name, name },
    });
    const past = [made(1, 'copy-1'), made(2, 'copy-2'), made(3, 'copy-3')];
    const next = { ...made(4, 'copy-4') };
    expect(estimateOf(past, askedOf(next))?.basis).toEqual({ restores: 3, of: 'database' });
  });

  test('says where the sandbox made up what it rests on', () => {
    expect(estimateOf(three({ example: true }), about)?.basis.examples).toBe(true);
  });

  test('a restore whose beginning nobody knows says nothing', () => {
    const adopted = three({ submittedAt: undefined });
    expect(estimateOf(adopted, about)).toBeUndefined();
    const backwards = three().map((each) => ({ ...each, submittedAt: after(each.endedAt, minute) }));
    expect(estimateOf(backwards, about)).toBeUndefined();
  });
});

describe('what a form shows before a vendor is asked', () => {
  const past = [1, 2, 3].map((n) => aHistory({ n, tookMs: (18 + n) * minute }));
  const about = askedOf(aHistory({}));

  test('is the estimate, and what restores of this database have cost this month', () => {
    const other = { id: 'other', name: 'billing' };
    const all = [...past, aHistory({ n: 4, source: other, target: other })];
    const shown = pastOf(all, about, at(20 * 86_400));

    expect(shown.estimate).toEqual(estimateOf(all, about));
    expect(shown.month).toMatchObject({ restores: 3, unavailableMs: 60 * minute, lostMs: 3 * 37 * minute });
  });

  test('finds a database by the name that somebody typed, too', () => {
    expect(pastOf(past, { ...about, database: 'orders-prod' }, at(0)).estimate?.basis.of).toBe('database');
  });

  test('says nothing of a month without restores, or in which they cost nothing, and nothing without a history', () => {
    expect(pastOf(past, about, at(60 * 86_400))).not.toHaveProperty('month');
    const free = past.map((each) => ({ ...each, unavailable: false, lostMs: undefined }));
    expect(pastOf(free, about, at(20 * 86_400))).not.toHaveProperty('month');
    expect(pastOf([], about, at(0))).toEqual({ about });
  });

  test.each(providers.flatMap((manifest) => kindsOf(manifest).map((kind) => [manifest.name, kind] as const)))(
    '%s %o: one answer of the form says what is restored',
    (_name, kind) => {
      const input = { source: 'one', target: 'two' };
      const of = kind.facts.impact === 'in-place' ? 'two' : 'one';
      expect(databaseAnswered(kind, input)?.database).toBe(of);
      expect(databaseAnswered(kind, {})).toBeUndefined();
    },
  );
});
