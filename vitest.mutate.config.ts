import { defineConfig } from 'vitest/config';

/** What judges a mutant of flow: its own suites, without a server, a browser or a second program. */
export default defineConfig({
  test: {
    include: ['tests/flow/**/*.test.ts'],
    globalSetup: 'tests/support/scratch.ts',
    // What is decided is the same on both databases, and a server takes longer to start than all of these stories to tell.
    env: { AIRB_TESTS_ON: 'SQLite' },
    isolate: false,
    restoreMocks: true,
    unstubEnvs: true,
    testTimeout: 120_000,
  },
});
