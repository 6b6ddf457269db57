import { defineConfig } from 'vitest/config';

/** What judges a mutant: the suites that decide in this process, without a server, a browser or a second program. */
export default defineConfig({
  test: {
    include: ['tests/domain/**/*.test.ts', 'tests/flow/**/*.test.ts'],
    testTimeout: 120_000,
  },
});
