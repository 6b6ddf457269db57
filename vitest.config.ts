import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: 'tests/support/scratch.ts',
    setupFiles: 'tests/support/log-guard.ts',
    restoreMocks: true,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: process.env.CI ? ['default', 'json'] : ['default'],
    outputFile: { json: 'coverage/vitest.json' },
    // Only `npm run coverage` measures: it takes a quarter more processor time, so `npm test` goes without.
    coverage: {
      include: ['domain', 'flow', 'store'].map((room) => `src/${room}/**/*.ts`),
      reporter: process.env.CI ? ['text-summary'] : ['text', 'html'],
      reportsDirectory: 'coverage/core',
    },
  },
});
