import { configDefaults, defineConfig } from 'vitest/config';

/** Tests that compute and hardly wait: many files share a process. */
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
};

export default defineConfig({
  test: {
    // Most files wait for a process, a socket or an outage, so more of them run at once than there are cores.
    maxWorkers: 8,
    projects: [
      { test: { name: 'quick', include: quick, pool: 'threads', isolate: false, ...shared } },
      {
        test: {
          name: 'waiting',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...quick, ...slow, ...browser],
          pool: 'forks',
          ...shared,
          testTimeout: 180_000,
        },
      },
      { test: { name: 'slow', include: slow, pool: 'forks', ...shared, testTimeout: 240_000 } },
      { test: { name: 'browser', include: browser, pool: 'forks', ...shared, testTimeout: 120_000 } },
    ],
  },
});
