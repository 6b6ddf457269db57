import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { attack, everybody, type Outcome, type Tally } from './campaign.ts';
import { random } from './random.ts';
import { openHostileWorld } from './world.ts';

/**
 * Attacks the built program over every address it has, then lets every kind of person do everything in both chats.
 * `npm run hostile -- [--requests 100000] [--slow 300] [--seed 1] [--out bench/hostile.md]`
 * The same seed sends the same requests. Exit 1 when anything was accepted, failed or ended the program.
 */
const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '100000' },
    slow: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
    out: { type: 'string', default: 'bench/hostile.md' },
  },
});
const seed = Number(values.seed);
const requests = Number(values.requests);
const warmUp = { requests: Math.min(5000, Math.ceil(requests / 10)), slow: 0, seed: seed + 1 };

const world = await openHostileWorld();
const begun = performance.now();
const warm = await attack(world, warmUp);
const before = { told: await world.told(), memory: await world.memory() };
const attacked = await attack(world, { requests, slow: Number(values.slow), seed });
const after = { told: await world.told(), memory: await world.memory() };
const outsiders = await everybody(world, random(seed), 'unlisted');
const written = await world.told();
const insiders = await everybody(world, random(seed), 'listed');
const acted: Outcome = {
  tally: new Map([...outsiders.tally, ...insiders.tally]),
  faults: [...outsiders.faults, ...insiders.faults],
};
const atEnd = world.bot.running() ? await world.told() : {};
const memoryAtEnd = world.bot.running() ? await world.memory() : Number.NaN;
const how = await world.close();
const seconds = Math.round((performance.now() - begun) / 1000);

const changed = JSON.stringify(before.told) !== JSON.stringify(after.told);
const faults = [
  ...[warm, attacked, acted].flatMap((outcome) => outcome.faults),
  ...(changed
    ? [`the records changed: ${JSON.stringify(before.told)} became ${JSON.stringify(after.told)}`]
    : []),
  ...(how === 0 ? [] : [`the program ended with ${how}`]),
];
const report = [
  '# Hostile requests',
  '',
  `Measured by \`npm run hostile -- --requests ${requests} --slow ${values.slow} --seed ${seed}\` on ${new Date().toISOString().slice(0, 10)}, in ${seconds} s,`,
  'against the built program with Slack and Teams connected, both played on the same machine.',
  '',
  `- ${requests} requests that nobody may take, ${totalOf(acted)} presses, forms and commands by every kind of person`,
  `- crashes: ${how === 0 ? 0 : 1}, accepted: ${faults.filter((text) => text.includes('accepted')).length}, five-hundreds: ${fiveHundreds([attacked, acted])}, records changed by the requests: ${changed ? 'yes' : 'no'}`,
  `- entries in the records: ${entriesIn(after.told)} before anybody acted, ${entriesIn(written)} after those who are not listed, ${entriesIn(atEnd)} after those who are`,
  `- resident memory: ${mb(before.memory)} before (after ${warmUp.requests} requests to warm up), ${mb(after.memory)} after the requests, ${mb(memoryAtEnd)} after the people`,
  '',
  ...tableOf('requests', attacked.tally),
  '',
  ...tableOf('through the doors of the chats, signed', acted.tally),
  ...(faults.length === 0
    ? []
    : ['', 'Faults:', '', ...[...new Set(faults)].slice(0, 50).map((text) => `- ${text}`)]),
  '',
].join('\n');
process.stdout.write(report);
// Why it ended stands in its log and nowhere else.
if (how !== 0) process.stderr.write(world.bot.log().split('\n').slice(-20).join('\n'));
if (values.out !== '') writeFileSync(values.out, report);
process.exit(faults.length === 0 ? 0 : 1);

function totalOf({ tally }: Outcome): number {
  return [...tally.values()].flatMap((of) => [...of.values()]).reduce((sum, count) => sum + count, 0);
}

function fiveHundreds(outcomes: Outcome[]): number {
  const rows = outcomes.flatMap(({ tally }) => [...tally.values()].flatMap((of) => [...of]));
  return rows.filter(([status]) => status >= 500).reduce((sum, [, count]) => sum + count, 0);
}

function entriesIn(told: Record<string, number>): string {
  const entries = Object.values(told).reduce((sum, count) => sum + count, 0);
  return `${entries} in ${Object.keys(told).length} incidents`;
}

function mb(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MB`;
}

function tableOf(title: string, tally: Tally): string[] {
  const rows = [...tally]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([what, of]) => {
      const answers = [...of].sort(([a], [b]) => a - b).map(([status, count]) => `${named(status)} ${count}`);
      return `| ${what} | ${[...of.values()].reduce((sum, count) => sum + count, 0)} | ${answers.join(', ')} |`;
    });
  return [`| ${title} | how many | answers |`, '|---|---|---|', ...rows];
}

function named(status: number): string {
  if (status === 0) return 'cut without a word';
  return status === -1 ? 'still open' : String(status);
}
