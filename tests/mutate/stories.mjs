import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { INSTRUMENTER_CONSTANTS } from '@stryker-mutator/api/core';
import { commonTokens, declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import {
  DryRunStatus,
  determineHitLimitReached,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';
import fc from 'fast-check';
import { filesIn, scriptsOf } from './script.mjs';
import { storiesIn } from './telling.mjs';

/** Milliseconds for a story that nothing was done to, and for one that may wait for what a mutant never does. */
const patience = { unchanged: 120_000, mutated: 5_000 };

const log = 'tests/support/log.ts';

/** Beside the copy of the tree that is mutated, and gone with it. */
const costs = 'costs-of-stories.json';

/** Whoever of the two comes first makes it. */
function shared() {
  globalThis[INSTRUMENTER_CONSTANTS.NAMESPACE] ??= {};
  return globalThis[INSTRUMENTER_CONSTANTS.NAMESPACE];
}

/**
 * Judges mutants with the stories in this very process, where a mutant costs milliseconds; a new worker of vitest costs
 * seconds. `stories` in the configuration says what is mutated (`of`), whose stories judge (`by`), and how many milliseconds
 * of the processor one of them may take (`quick`): a slower one judges nothing here, as every survivor would have to hear
 * it. `enough` milliseconds are what all that hear one mutant may take.
 */
class Stories {
  static inject = [commonTokens.options];

  /** What the mutated code and Stryker tell each other. */
  #shared = shared();
  #about;
  #scripts;
  #scratch;
  /** Makes all modules anew that a mutant can change. */
  #anew;
  /** Milliseconds of each story when nothing was mutated: the quickest judge first. */
  #took = new Map();
  /** By mutated file, the stories that killed a mutant of it, the latest last. */
  #killers = new Map();
  /** What failed with nobody waiting for it. */
  #unheard = [];

  constructor({ stories }) {
    this.#about = stories;
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    // The same few tries for every mutant, and none spent on a smaller example: it is killed as it is.
    fc.configureGlobal({ seed: 1, numRuns: 10, endOnFailure: true });
    process.on('unhandledRejection', (reason) => this.#unheard.push(reason));
    process.env.AIRB_TESTS_ON = 'SQLite';
    this.#scratch = scratchFolder();
    process.env.TMPDIR = this.#scratch;
    this.#scripts = await scriptsOf(this.#about.of, filesIn(this.#about.by, '.test.ts'), [log]);
    this.#anew = this.#scripts.open();
    // One that takes over from a judge that the clock ended knows what the stories cost, though it never told them all.
    if (existsSync(costs)) this.#took = new Map(JSON.parse(readFileSync(costs, 'utf8')));
  }

  async dispose() {
    rmSync(this.#scratch, { recursive: true, force: true });
  }

  async dryRun() {
    const tests = [];
    const teller = await this.#teller({ longest: patience.unchanged });
    for (const file of this.#scripts.told) {
      this.#shared.currentTestId = loadingOf(file);
      for (const [name, tell] of await teller(file)) {
        const id = `${file}#${name}`;
        this.#shared.currentTestId = id;
        tests.push(await this.#judged(id, tell));
      }
      this.#shared.currentTestId = undefined;
    }
    for (const { id, processorMs } of tests) this.#took.set(id, processorMs);
    writeFileSync(costs, JSON.stringify([...this.#took]));
    return {
      status: DryRunStatus.Complete,
      tests,
      mutantCoverage: byStory(this.#shared.mutantCoverage, tests),
    };
  }

  async mutantRun({ activeMutant: { id: mutant, fileName }, hitLimit, mutantActivation, testFilter }) {
    Object.assign(this.#shared, { hitCount: 0, hitLimit });
    const tests = [];
    try {
      const rules = mutantActivation === 'static';
      const teller = await this.#teller({ longest: patience.mutated, mutant, rules });
      for (const id of this.#judges(fileName, testFilter ?? [...this.#took.keys()])) {
        tests.push(await this.#judged(id, async () => (await teller(fileOf(id))).get(nameOf(id))()));
        if (tests.at(-1).status === TestStatus.Failed) break;
      }
      const endless = determineHitLimitReached(this.#shared.hitCount, hitLimit);
      return toMutantRunResult(endless ?? { status: DryRunStatus.Complete, tests });
    } finally {
      this.#shared.activeMutant = undefined;
      this.#remember(fileName, tests.at(-1));
    }
  }

  /** Those that killed a mutant of the file before, the latest first; then those of the file of its name, then the quickest. */
  #judges(fileName, wanted) {
    const killers = [...(this.#killers.get(fileName) ?? [])];
    const isClose = (id) => basename(fileName, '.ts').startsWith(basename(fileOf(id), '.test.ts'));
    const quick = wanted.filter((id) => this.#cost(id) < this.#about.quick);
    const judges = quick
      .toSorted((a, b) => this.#cost(a) - this.#cost(b))
      .toSorted((a, b) => isClose(b) - isClose(a))
      .toSorted((a, b) => killers.indexOf(b) - killers.indexOf(a));
    let costs = 0;
    return judges.filter((id) => {
      costs += this.#cost(id);
      return costs < this.#about.enough;
    });
  }

  #remember(fileName, { id, status, failureMessage } = {}) {
    if (status !== TestStatus.Failed) return;
    const killers = this.#killers.get(fileName) ?? new Set();
    this.#killers.set(fileName, killers);
    killers.delete(id);
    killers.add(id);
    // Whatever was given up may still go on some day, and must not find what the next mutant uses.
    if (/timed out in \d+ms/.test(failureMessage)) this.#anew = this.#scripts.open();
  }

  #cost(id) {
    return this.#took.get(id) ?? 0;
  }

  /**
   * Gives the stories of a file, of modules that are all new. What a story does while its file loads is its own doing: the
   * mutant is there by then. While the rules themselves load it is there where `rules` says so.
   */
  async #teller({ longest, mutant, rules }) {
    const modules = this.#anew();
    if (rules) this.#shared.activeMutant = mutant;
    for (const file of filesIn(this.#about.of, '.ts')) modules[file]();
    this.#shared.activeMutant = mutant;
    const { journal } = modules[log]();
    const known = new Map();
    return (file) => {
      if (!known.has(file))
        known.set(file, storiesIn(file, { load: () => modules[file](), longest, journal }));
      return known.get(file);
    };
  }

  async #judged(id, tell) {
    const [start, began] = [process.cpuUsage(), performance.now()];
    try {
      await tell();
      // What nobody waits for is heard of at the end of a turn.
      await new Promise((next) => setImmediate(next));
      if (this.#unheard.length > 0) throw this.#unheard.splice(0)[0];
      const { user, system } = process.cpuUsage(start);
      const took = { processorMs: (user + system) / 1000, timeSpentMs: performance.now() - began };
      return { ...named(id), ...took, status: TestStatus.Success };
    } catch (error) {
      this.#unheard.splice(0);
      return { ...named(id), status: TestStatus.Failed, failureMessage: error.message ?? String(error) };
    }
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

function nameOf(id) {
  return id.slice(id.indexOf('#') + 1);
}

function named(id) {
  return { id, name: id, fileName: join(process.cwd(), fileOf(id)), timeSpentMs: 0 };
}

/** A folder of this process, in memory where there is some. A judge that was ended by the clock could not remove its own. */
function scratchFolder() {
  const place = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  for (const name of readdirSync(place)) {
    const [, pid] = /^airb-mutants-(\d+)$/.exec(name) ?? [];
    if (pid && !isAlive(Number(pid))) rmSync(join(place, name), { recursive: true, force: true });
  }
  const folder = join(place, `airb-mutants-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  return folder;
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const folder = { type: 'string' };
const milliseconds = { type: 'number' };

export const strykerValidationSchema = {
  properties: {
    stories: {
      type: 'object',
      properties: { of: folder, by: folder, quick: milliseconds, enough: milliseconds },
      required: ['of', 'by', 'quick', 'enough'],
      additionalProperties: false,
    },
  },
};

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'stories', Stories)];
