import { collectTests, getFn, getHooks } from '@vitest/runner';
import { getNames, getTests } from '@vitest/runner/utils';
import { vi } from 'vitest';

/**
 * The stories of a file by their names, each a function that tells it with its hooks. Those that are left out on this machine
 * are not among them.
 * @param load evaluates the file
 * @param longest milliseconds after which a story, or a hook of it, is given up
 * @throws whatever the file throws while it loads
 */
export async function storiesIn(file, { load, longest, journal }) {
  const config = { root: process.cwd(), sequence: {}, setupFiles: [] };
  const runner = {
    config: { ...config, testTimeout: longest, hookTimeout: longest },
    importFile: load,
    trace: (_name, attributes, call) => (call ?? attributes)(),
  };
  const collected = await collectTests([file], runner);
  for (const { result } of collected) if (result?.errors?.length) throw result.errors[0];
  const told = getTests(collected).filter(({ mode }) => mode === 'run' || mode === 'queued');
  return new Map(told.map((test) => [getNames(test).slice(1).join(' '), () => tell(test, journal)]));
}

/** Tells one story, with the hooks of all it stands in, and a look at what was logged after all of them. */
async function tell(test, journal) {
  const around = suitesOf(test);
  if (around.some((suite) => getHooks(suite).beforeAll.length + getHooks(suite).afterAll.length > 0))
    throw new Error('a story that shares something with the next one can not be told by itself');
  const faults = [];
  const attempt = (step) => Promise.resolve(step()).catch((error) => void faults.push(error));
  const cleanups = [];
  journal.testBegins();
  await attempt(async () => {
    for (const suite of around)
      for (const hook of getHooks(suite).beforeEach) cleanups.push(await hook(test.context, suite));
    await getFn(test)();
  });
  for (const suite of around.toReversed())
    for (const hook of getHooks(suite).afterEach.toReversed()) await attempt(() => hook(test.context, suite));
  for (const cleanup of cleanups.toReversed()) if (typeof cleanup === 'function') await attempt(cleanup);
  for (const finish of test.onFinished?.toReversed() ?? []) await attempt(() => finish(test.context));
  test.onFinished = undefined;
  vi.restoreAllMocks();
  await attempt(async () => journal.testEnds());
  if (faults.length > 0) throw faults[0];
}

/** Outermost first. */
function suitesOf({ suite, file }) {
  const found = [file];
  for (let inner = suite; inner && inner !== file; inner = inner.suite) found.splice(1, 0, inner);
  return found;
}
