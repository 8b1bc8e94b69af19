import { defineConfig } from 'vitest/config';

/** One place for limits that every test shares; a test that needs longer says so itself. */
const shared = {
  testTimeout: 45_000,
  hookTimeout: 30_000,
  pool: 'forks',
  globalSetup: ['test/support/redis-global.ts'],
};

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'main', include: ['test/**/*.test.ts'], exclude: ['test/browser/**'], ...shared } },
      {
        test: { name: 'browser', include: ['test/browser/**/*.test.ts'], ...shared, testTimeout: 120_000 },
      },
    ],
  },
});
