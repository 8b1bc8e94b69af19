import { configDefaults, defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { patience } from './test/support/patience.ts';

/** Tests that compute and rarely wait: many files share a process. */
const quick = [
  'test/{config,core,keys,providers,service}/**/!(floods).test.ts',
  'test/bot/ui/**/*.test.ts',
  'test/chaos/**/*.test.ts',
  'test/sandbox/providers/**/*.test.ts',
];
/** Outages that last real minutes. */
const slow = ['test/**/*.slow.test.ts'];
const browser = ['test/browser/**/*.test.ts'];

/** One place for limits that every test shares; a test that needs longer says so itself. */
const shared = {
  testTimeout: 45_000,
  hookTimeout: 30_000,
  globalSetup: ['test/support/redis-global.ts'],
  expect: { poll: patience },
};

/**
 * The longest files come first, and no long file is last, or it would run alone. Vitest itself knows no durations on a
 * new clone.
 */
const longest: Readonly<Record<string, readonly RegExp[]>> = {
  waiting: [
    /\/chaos\.test/u,
    /\/e2e\/(?:crash|vendor-faults|last-gate|redis-topology)/u,
    /\/e2e\//u,
    /\/(?:main|linear|floods|sandbox\/story)\.test/u,
  ],
  quick: [
    /\/providers\/(?:atlas|cockroach|zilliz)/u,
    /\/service\/(?:once|trouble|lost-answers)\./u,
    /\/(?:properties|secrets-unsaid|every-state|thread-line|hostile)\./u,
  ],
};

function rank({ moduleId, project }: TestSpecification): number {
  const first = longest[project.name] ?? [];
  const at = first.findIndex((pattern) => pattern.test(moduleId));
  return (project.name === 'quick' ? 100 : 0) + (at === -1 ? first.length : at);
}

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const inItsOrder = await BaseSequencer.prototype.sort.call(this, files);
    return inItsOrder.toSorted((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    // Most files wait for a process, a socket or an outage, so more of them run at once than there are cores.
    maxWorkers: 8,
    sequence: { sequencer: LongestFirst },
    projects: [
      { test: { name: 'quick', include: quick, pool: 'threads', isolate: false, ...shared } },
      {
        test: {
          name: 'waiting',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...quick, ...slow, ...browser],
          pool: 'forks',
          // They share processes too: an import of everything costs more than most of these tests.
          isolate: false,
          ...shared,
          testTimeout: 180_000,
        },
      },
      { test: { name: 'slow', include: slow, pool: 'forks', ...shared, testTimeout: 240_000 } },
      { test: { name: 'browser', include: browser, pool: 'forks', ...shared, testTimeout: 180_000 } },
    ],
  },
});
