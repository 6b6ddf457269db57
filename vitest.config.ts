import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Suites that change a module, load the program anew, or leave work behind: each keeps its process to itself. */
const apart = [
  'tests/docs.test.ts',
  'tests/e2e/runbook-rules.test.ts',
  'tests/hostile/teams.test.ts',
  'tests/web/openapi.test.ts',
];

/**
 * Longest first, so that no worker is left alone with one at the end; before them what keeps apart, as a worker ends with
 * it and the next one imports everything anew. The two suites that kill programs again and again are kept from running
 * beside each other.
 */
const first = ['/crash/crash.', '/e2e/', '/crash/', '/cli/', '/scenarios/'];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId, project }: TestSpecification) => {
      if (project.name === 'apart') return -1;
      const place = first.findIndex((part) => moduleId.includes(`/tests${part}`));
      return place < 0 ? first.length : place;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    globalSetup: 'tests/support/scratch.ts',
    setupFiles: 'tests/support/log-guard.ts',
    restoreMocks: true,
    // The report of a run says what was there instead, not `[ …(5) ]`.
    chaiConfig: { truncateThreshold: 1000 },
    unstubEnvs: true,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Stories wait for other processes about a third of their time: one worker more than there are processors keeps them busy.
    maxWorkers: availableParallelism() + 1,
    // Room for what lives no longer than a story: collected less often, the whole takes a tenth less time.
    execArgv: ['--max-semi-space-size=64'],
    // Stories told side by side each run a program that starts again and again; more of them only wait for each other.
    maxConcurrency: 2,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        // The files of a worker share what they import; starting anew for each took most of the processor time.
        test: { name: 'shared', include: ['tests/**/*.test.ts'], exclude: apart, isolate: false },
      },
      { extends: true, test: { name: 'apart', include: apart } },
    ],
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
