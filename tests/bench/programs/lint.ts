import { performance } from 'node:perf_hooks';
import { loadLibrary } from '../../../src/library/load.ts';

// Reads and lints the folder of the first argument once, and prints how long that took.
const from = performance.now();
const { library, findings } = loadLibrary(process.argv[2] ?? '', { now: Date.now() });
const ms = performance.now() - from;
const errors = findings.filter(({ level }) => level === 'error').length;
const { runbooks = [], systems = [] } = library ?? {};
process.stdout.write(
  JSON.stringify({
    ms,
    runbooks: runbooks.length,
    systems: systems.length,
    errors,
    warnings: findings.length,
  }),
);
