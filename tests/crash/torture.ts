import { parseArgs } from 'node:util';
import { postgresServer } from '../support/postgres.ts';
import { redisServer } from '../support/redis.ts';
import type { Call, KillPlan, Side } from './calls.ts';
import { railwayFindings } from './checks.ts';
import { loadFindings, playLoad } from './load.ts';
import { atCalls, labelOf, never } from './plans.ts';
import { strikeAtRandom } from './replicas.ts';
import type { Durations } from './short-runbooks.ts';
import { playRailway } from './story.ts';
import { openWorld, type World } from './world.ts';

/**
 * Kills the bot at every call of the railway on every side, then at random instants, and prints what came of it.
 * With `--postgres` the records are in a PostgreSQL of its own, and with `--replicas N` as many bots serve from it, each death
 * being that of one of them. With `--redis` wake-ups go through a Redis that is emptied at each death. With `--load` alerts come
 * all the time instead, and replicas die at random instants.
 * `npm run torture -- [--postgres [--replicas 3]] [--redis] [--load] [--runs N] [--beside 2] [--kills 12] [--random 4] [--seed 1]`
 * Ctrl-C finishes the stories under way and prints what is known by then.
 */
const { values } = parseArgs({
  options: {
    /** Stories played, spread evenly over all there are; all of them when left out. */
    runs: { type: 'string' },
    /** Stories at the same time. */
    beside: { type: 'string', default: '2' },
    /** Deaths in one story. */
    kills: { type: 'string', default: '12' },
    /** Stories with deaths at random instants. */
    random: { type: 'string', default: '4' },
    seed: { type: 'string', default: '1' },
    /** A server is started for it; each story has a database of its own. */
    postgres: { type: 'boolean', default: false },
    /** Bots beside each other, on PostgreSQL. */
    replicas: { type: 'string', default: '1' },
    redis: { type: 'boolean', default: false },
    load: { type: 'boolean', default: false },
  },
});
const [replicas, kills] = [Number(values.replicas), Number(values.kills)];
if (replicas > 1 && !values.postgres) throw new Error('--replicas needs --postgres: a file is for one bot');

if (values.load && replicas < 2) throw new Error('--load needs --replicas: somebody has to take the alerts');

const server = values.postgres ? await postgresServer() : undefined;
const redis = values.redis ? await redisServer() : undefined;
/** Nobody who comes back finds in Redis what the dead had put there. */
const emptied = () => redis?.flush();

interface Run {
  name: string;
  plan: KillPlan;
  /** Kills at random instants with this seed. */
  seed?: number;
}

interface Outcome {
  name: string;
  deaths: World['deaths'];
  lives: number;
  ms: number;
  found: string[];
}

async function play(run: Run): Promise<Outcome & { calls: Call[] }> {
  const started = performance.now();
  const world = await opened(run.plan, { measureAfter: '1s', hold: '0s', page: '30m', update: '60m' });
  const found: string[] = [];
  const striking =
    run.seed === undefined ? undefined : strikeAtRandom(world, { seed: run.seed, kills, replicas });
  try {
    await playRailway(world, () => striking?.stop());
    const how = await world.end();
    if (how !== 0) found.push(`it ended with ${how}`);
    found.push(...(await railwayFindings(world)));
  } catch (error) {
    found.push(error instanceof Error ? error.message : String(error));
  }
  striking?.stop();
  const { deaths, calls } = world;
  const outcome = { name: run.name, deaths, calls, found, lives: world.lives() };
  await world.close();
  return { ...outcome, ms: Math.round(performance.now() - started) };
}

async function opened(plan: KillPlan, durations: Durations): Promise<World> {
  const settings = {
    ...(server && { DATABASE_URL: await server.database() }),
    ...(redis && { REDIS_URL: redis.url }),
  };
  return openWorld({ durations, plan, replicas, settings, died: emptied });
}

/** Alerts all the time, with as many deaths as a story has. */
async function playUnderLoad(seed: number): Promise<Outcome> {
  const started = performance.now();
  const world = await opened(never, { measureAfter: '1s', hold: '0s', page: '4s', update: '60m' });
  const found: string[] = [];
  let told = 'ended early';
  try {
    const loaded = await playLoad(world, { seed, kills });
    const how = await world.end();
    if (how !== 0) found.push(`it ended with ${how}`);
    found.push(...(await loadFindings(world, loaded)));
    told = `${loaded.alerts} alerts stored, ${loaded.late.length} timers, at most ${Math.max(0, ...loaded.late)} ms late`;
  } catch (error) {
    found.push(error instanceof Error ? error.message : String(error));
  }
  const { deaths } = world;
  const lives = world.lives();
  await world.close();
  return {
    name: `load, seed ${seed}: ${told}`,
    deaths,
    lives,
    found,
    ms: Math.round(performance.now() - started),
  };
}

/** The sides a call can be cut at. */
function sidesOf(label: string): Side[] {
  return label.startsWith('out ') ? ['before', 'after'] : ['before', 'during', 'after'];
}

/** Deals the points out so that those of one story lie far apart in time. */
function storiesOf(labels: string[], perStory: number): Run[] {
  const points = labels.flatMap((label) => sidesOf(label).map((side) => [label, side] as const));
  const count = Math.ceil(points.length / perStory);
  return Array.from({ length: count }, (_, i) => {
    // A label can carry one side in a story.
    const mine = new Map<string, Side>(points.filter((_point, at) => at % count === i));
    return { name: `calls ${i + 1} of ${count}`, plan: atCalls(mine) };
  });
}

/** Begins nothing more once it was asked to stop; what is under way is finished. */
async function sideBySide<T, R>(items: T[], width: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = items.values();
  const worker = async () => {
    for (const item of queue) {
      if (asked) return;
      results.push(await work(item));
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}

function spread<T>(items: T[], wanted: number): T[] {
  if (wanted >= items.length) return items;
  return Array.from({ length: wanted }, (_, i) => items[Math.floor((i * items.length) / wanted)] as T);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function table(outcomes: Outcome[]): string[] {
  const kinds = new Map<string, Record<Side, number>>();
  for (const { call, side } of outcomes.flatMap((one) => one.deaths)) {
    const name = `${call.direction} ${call.kind}`;
    const row = kinds.get(name) ?? { before: 0, during: 0, after: 0 };
    row[side] += 1;
    kinds.set(name, row);
  }
  const cell = (value: number) => String(value || '·').padStart(8);
  const rows = [...kinds].sort(([a], [b]) => a.localeCompare(b));
  return [
    `${'killed at'.padEnd(36)}  before  during   after`,
    ...rows.map(
      ([name, row]) => `${name.padEnd(34)}${cell(row.before)}${cell(row.during)}${cell(row.after)}`,
    ),
  ];
}

let asked = false;
process.once('SIGINT', () => {
  asked = true;
});
const seed = Number(values.seed);
const seeds = Array.from({ length: Number(values.random) }, (_, i) => seed + i);
const wrong = values.load ? await underLoad() : await onTheRailway();
await Promise.all([server?.remove(), redis?.kill()]);
process.exitCode = wrong === 0 ? 0 : 1;

function tell({ name, lives, ms, found }: Outcome): void {
  print(`${name}: ${lives} lives, ${ms} ms, ${found.length} findings`);
  for (const one of found) print(`  ${one}`);
}

/** One after the other: two storms at once would take the machine from each other. @returns how much was found */
async function underLoad(): Promise<number> {
  const outcomes = await sideBySide(seeds, 1, async (one) => {
    const outcome = await playUnderLoad(one);
    tell(outcome);
    return outcome;
  });
  return outcomes.flatMap(({ found }) => found).length;
}

async function onTheRailway(): Promise<number> {
  const quiet = await play({ name: 'nobody dies', plan: never });
  print(
    `nobody dies: ${quiet.calls.length} calls in ${quiet.ms} ms; findings: ${quiet.found.join('; ') || 'none'}`,
  );
  // Its own messages come back to the bot as events; it has nothing to store of them.
  const labels = quiet.calls.map(labelOf).filter((label) => !label.includes('event of its own'));
  const runs: Run[] = [
    ...seeds.map((one) => ({ name: `random instants, seed ${one}`, plan: never, seed: one })),
    ...storiesOf(labels, kills),
  ];
  const chosen = spread(runs, Number(values.runs ?? runs.length));
  const outcomes = await sideBySide(chosen, Number(values.beside), async (run) => {
    const outcome = await play(run);
    tell(outcome);
    return outcome;
  });
  const found = [quiet, ...outcomes].reduce((sum, one) => sum + one.found.length, 0);
  print(['', ...table(outcomes), ''].join('\n'));
  const lives = outcomes.reduce((sum, one) => sum + one.lives - 1, 0);
  print(`${outcomes.length} stories, ${lives} deaths, ${labels.length} calls known, ${found} findings`);
  return found;
}
