import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compileFunction } from 'node:vm';
import { INSTRUMENTER_CONSTANTS } from '@stryker-mutator/api/core';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import {
  DryRunStatus,
  determineHitLimitReached,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';
import { collectTests, getFn } from '@vitest/runner';
import { getNames, getTests } from '@vitest/runner/utils';
import { build } from 'esbuild';
import fc from 'fast-check';

/** Milliseconds of the processor: a story that takes more judges nothing here, as every survivor would have to hear it. */
const slow = 40;

/** Whoever of the two comes first makes it. */
function shared() {
  globalThis[INSTRUMENTER_CONSTANTS.NAMESPACE] ??= {};
  return globalThis[INSTRUMENTER_CONSTANTS.NAMESPACE];
}

/**
 * Judges mutants with the stories of the domain in this very process: nothing they call waits, listens or is shared, so
 * a mutant costs milliseconds where a new worker of vitest costs seconds. The stories and all they import are one
 * script, compiled once and run anew for every mutant, so that none finds what another left behind.
 */
class Stories {
  /** What the mutated code and Stryker tell each other. */
  #shared = shared();
  #script;
  #files;
  /** Milliseconds of each story when nothing was mutated: the quickest judge first. */
  #took = new Map();

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    // The same few tries for every mutant, and none spent on a smaller example: it is killed as it is.
    fc.configureGlobal({ seed: 1, numRuns: 10, endOnFailure: true });
    this.#files = filesIn('tests/domain', '.test.ts').filter((file) =>
      /domain\/incident\/|support\/given/.test(readFileSync(file, 'utf8')),
    );
    this.#script = await compiled(this.#files);
  }

  async dryRun() {
    const tests = [];
    const tell = await this.#teller();
    for (const file of this.#files) {
      this.#shared.currentTestId = loadingOf(file);
      for (const story of await tell(file)) {
        this.#shared.currentTestId = story.id;
        tests.push(await judged(story));
      }
      this.#shared.currentTestId = undefined;
    }
    for (const { id, timeSpentMs } of tests) this.#took.set(id, timeSpentMs);
    return {
      status: DryRunStatus.Complete,
      tests,
      mutantCoverage: byStory(this.#shared.mutantCoverage, tests),
    };
  }

  async mutantRun({ activeMutant: { id: mutant, fileName }, hitLimit, mutantActivation, testFilter }) {
    const wanted = testFilter && new Set(testFilter);
    const files = this.#files.filter((file) => testFilter?.some((id) => fileOf(id) === file) ?? true);
    const isClose = (file) => basename(fileName, '.ts').startsWith(basename(file, '.test.ts'));
    Object.assign(this.#shared, { hitCount: 0, hitLimit });
    try {
      const tell = await this.#teller({ mutant, rules: mutantActivation === 'static' });
      const tests = [];
      for (const file of files.toSorted((a, b) => isClose(b) - isClose(a))) {
        const stories = (await tell(file)).filter(
          ({ id }) => !wanted || wanted.has(id) || id === loadingOf(file),
        );
        tests.push(...(await this.#firstToFail(stories)));
        if (tests.at(-1)?.status === TestStatus.Failed) break;
      }
      const endless = determineHitLimitReached(this.#shared.hitCount, hitLimit);
      return toMutantRunResult(endless ?? { status: DryRunStatus.Complete, tests });
    } finally {
      this.#shared.activeMutant = undefined;
    }
  }

  async #firstToFail(stories) {
    const tests = [];
    const quick = stories.filter((story) => this.#cost(story) < slow);
    for (const story of quick.toSorted((a, b) => this.#cost(a) - this.#cost(b))) {
      tests.push(await judged(story));
      if (tests.at(-1).status === TestStatus.Failed) break;
    }
    return tests;
  }

  #cost({ id }) {
    return this.#took.get(id) ?? 0;
  }

  /**
   * Tells the stories of a file, of modules that are all new. What a story does while its file loads is its own doing: the
   * mutant is there by then. While the rules themselves load it is there where `rules` says so.
   */
  async #teller({ mutant, rules } = {}) {
    const modules = this.#script();
    if (rules) this.#shared.activeMutant = mutant;
    for (const load of modules.rules) await load();
    this.#shared.activeMutant = mutant;
    const runner = {
      config: { root: process.cwd(), sequence: {}, setupFiles: [], testTimeout: 60_000, hookTimeout: 60_000 },
      importFile: (file) => modules.stories[file](),
    };
    return async (file) => {
      const collected = await collectTests([file], runner);
      const problems = collected.flatMap(({ result }) => result?.errors ?? []);
      if (problems.length > 0) return [{ id: loadingOf(file), run: () => Promise.reject(problems[0]) }];
      return getTests(collected).map((test) => ({
        id: `${file}#${getNames(test).slice(1).join(' ')}`,
        run: getFn(test),
      }));
    };
  }
}

/** What a file covers while it loads, each of its stories covers. */
function byStory({ static: rules, perTest }, tests) {
  const covered = tests.map(({ id }) => [id, { ...perTest[loadingOf(fileOf(id))], ...perTest[id] }]);
  return { static: rules, perTest: Object.fromEntries(covered) };
}

function loadingOf(file) {
  return `${file}#`;
}

function fileOf(id) {
  return id.slice(0, id.indexOf('#'));
}

function filesIn(folder, ending) {
  const files = readdirSync(folder, { recursive: true }).filter((file) => file.endsWith(ending));
  return files.map((file) => join(folder, file)).sort();
}

/** One script of all rules and stories; running it gives a way to load each file. */
async function compiled(files) {
  const load = (file) => `() => import(${JSON.stringify(`./${file}`)})`;
  const rules = filesIn('src/domain/incident', '.ts').map(load);
  const stories = files.map((file) => `${JSON.stringify(file)}: ${load(file)}`);
  const contents = `module.exports = { rules: [${rules}], stories: {${stories}} };`;
  const { metafile, outputFiles } = await build({
    stdin: { contents, resolveDir: process.cwd() },
    bundle: true,
    write: false,
    packages: 'external',
    platform: 'node',
    format: 'cjs',
    target: 'node20.19',
    metafile: true,
    logLevel: 'error',
    plugins: [{ name: 'whereabouts', setup: tellWhere }],
  });
  const packages = new Map();
  for (const { path, external } of Object.values(metafile.outputs).flatMap(({ imports }) => imports))
    if (external) packages.set(path, await import(path));
  const code = compileFunction(outputFiles[0].text, ['module', 'require']);
  return () => {
    const module = { exports: {} };
    code(module, (name) => packages.get(name));
    return module.exports;
  };
}

/** A script of many modules has no `import.meta`: each is told where it lay. */
function tellWhere({ onLoad }) {
  onLoad({ filter: /\/(src|tests)\/.*\.ts$/ }, ({ path }) => ({
    contents: readFileSync(path, 'utf8')
      .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href))
      .replaceAll('import.meta.dirname', JSON.stringify(dirname(path))),
    loader: 'ts',
  }));
}

async function judged(story) {
  const start = process.cpuUsage();
  try {
    await story.run();
    const { user, system } = process.cpuUsage(start);
    return { ...named(story), timeSpentMs: (user + system) / 1000, status: TestStatus.Success };
  } catch (error) {
    return failed(story, error.message ?? String(error));
  }
}

function failed(story, failureMessage) {
  return { ...named(story), status: TestStatus.Failed, failureMessage };
}

function named({ id }) {
  return { id, name: id, fileName: join(process.cwd(), fileOf(id)), timeSpentMs: 0 };
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'stories', Stories)];
