import { defineConfig } from 'vitest/config';

// The program runs React as it is built for production, and so do its tests.
process.env.NODE_ENV = 'production';

/**
 * Three workers for two cores, because many a test waits for the real program; what starts it waits longer before it
 * gives up. Nothing is tried twice.
 * Files share the process of their worker, because to load the program anew for each of them takes as long as many of
 * them do: what a test changes in the process it puts back.
 */
export default defineConfig({
  mode: 'production',
  test: {
    environment: 'node',
    setupFiles: ['test/support/environment.ts'],
    pool: 'forks',
    isolate: false,
    maxWorkers: 3,
    retry: 0,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/e2e/**', 'test/ui/**'],
          testTimeout: 60_000,
        },
      },
      { extends: true, test: { name: 'ui', include: ['test/ui/**/*.test.{ts,tsx}'], testTimeout: 60_000 } },
      {
        extends: true,
        // Its terminals take port 5000 or the next one that is free, and what they find there depends on who else
        // runs: one file after the other, after everything else.
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.{ts,tsx}'],
          testTimeout: 180_000,
          hookTimeout: 60_000,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
