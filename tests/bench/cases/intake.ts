import { postgresIsThere } from '../../support/postgres.ts';
import { alertBody, alertPost, mark, sendAlert, signedPost } from '../rig/alerts.ts';
import { median, shown, spread } from '../rig/figures.ts';
import { type Load, type LoadResult, startLoad } from '../rig/load.ts';
import { cpuMs, type Program } from '../rig/process.ts';
import type { Bench, Row } from '../rig/row.ts';
import { openScene, type Scene, systemName } from '../rig/scene.ts';
import { durablePostgres } from '../rig/stores.ts';
import { startYardsticks, type Yardstick } from '../rig/yardsticks.ts';

const connections = 32;

/** Durable one-alert webhooks a second, beside what others do with the same alert. */
export async function intake(bench: Bench): Promise<Row[]> {
  const rounds = bench.quick ? 2 : 9;
  const ms = bench.quick ? 500 : 2000;
  const scene = await openScene(bench.dir, { systems: rounds + 1, latencyMs: 100 });
  const yardsticks = await startYardsticks(bench.dir);
  const other = await onPostgres(bench, rounds + 1);
  const all = other ? [...yardsticks, other.yardstick] : yardsticks;
  const load = startLoad();
  try {
    const facts = { scene, yardsticks: all, load, rounds, ms };
    const repeated = await compare(facts, (round) => repeatedAlert(scene, round));
    const signed = await compare({ ...facts, yardsticks }, (round) => signedAlert(scene, round));
    const joining = await compare(facts, (round) => joiningAlerts(scene, round));
    return [
      ...rowsOf('the same alert again and again', repeated, all),
      ...rowsOf('the same, signed with HMAC-SHA256 as Grafana does', signed, yardsticks),
      ...rowsOf('distinct episodes joining one open incident', joining, all),
    ];
  } finally {
    load.stop();
    for (const { program } of yardsticks) await program.stop();
    await other?.stop();
    await scene.stop();
  }
}

const besideIt = 'the same airb with its records in PostgreSQL';

/** airb once more, on a PostgreSQL of its own; undefined where none is installed. Its first alert of a round opens the incident. */
async function onPostgres(
  { dir }: Bench,
  systems: number,
): Promise<{ yardstick: Yardstick; stop(): Promise<void> } | undefined> {
  if (!postgresIsThere()) return undefined;
  const server = await durablePostgres();
  const settings = { DATABASE_URL: await server.database() };
  const { bot, secrets, stop } = await openScene(dir, { systems, latencyMs: 100, settings });
  return {
    yardstick: { name: besideIt, program: bot, request: (body) => alertPost(secrets.alerts, body) },
    async stop() {
      await stop();
      await server.remove();
    },
  };
}

interface Facts {
  scene: Scene;
  yardsticks: Yardstick[];
  load: Load;
  rounds: number;
  ms: number;
}

interface Order {
  body: string;
  /** What the bot gets, where it is not the body with a bearer. */
  request?: string;
  from: number;
}

/** What one server did in one round. */
interface Side {
  perSecond: number;
  p99: number;
  /** Processor time of the server an alert, microseconds. */
  cpu: number;
}

/** The bot first, then the yardsticks in their order. */
type Round = Side[];

/** All take turns, in the other order every other round, so that a busy moment of the machine hits each of them. */
async function compare(facts: Facts, prepare: (round: number) => Promise<Order>): Promise<Round[]> {
  const { scene, yardsticks, rounds } = facts;
  const seen: Round[] = [];
  for (let round = 0; round <= rounds; round++) {
    const { body, from, request = alertPost(scene.secrets.alerts, body) } = await prepare(round);
    const servers: [Program, string][] = [
      [scene.bot, request],
      ...yardsticks.map((one): [Program, string] => [one.program, one.request(body)]),
    ];
    const sides: Round = [];
    const turns = [...servers.entries()];
    for (const [place, [program, bytes]] of round % 2 === 0 ? turns : turns.reverse())
      sides[place] = await flood(facts, program, { body: bytes, from });
    // The first round only warms up.
    if (round > 0) seen.push(sides);
  }
  return seen;
}

async function flood({ load, ms }: Facts, server: Program, order: Order): Promise<Side> {
  const before = cpuMs(server.pid);
  const result = await load.run({
    type: 'flood',
    port: server.port,
    connections,
    ms,
    count: Number.MAX_SAFE_INTEGER,
    templates: [order.body],
    mark,
    from: order.from,
  });
  const cpu = ((cpuMs(server.pid) - before) * 1000) / result.count;
  return { perSecond: rateOf(taken(result)), p99: result.p99, cpu };
}

/** @throws Error when anything was refused: then the figures would speak of something else */
function taken(result: LoadResult): LoadResult {
  const refused = Object.keys(result.statuses).filter((status) => !status.startsWith('2'));
  if (refused.length > 0) throw new Error(`expected only 2xx, got ${JSON.stringify(result.statuses)}`);
  return result;
}

function rateOf({ count, ms }: LoadResult): number {
  return (count * 1000) / ms;
}

/** One incident, one episode: what Alertmanager sends every repeat interval. */
async function repeatedAlert(scene: Scene, round: number): Promise<Order> {
  const body = alertBody(systemName(1), 'a'.repeat(16));
  if (round === 0) await sendAlert(scene.bot, scene.secrets.alerts, body);
  return { body, from: 0 };
}

/** The bot checks the signature of every body; what it stands beside checks none. */
async function signedAlert(scene: Scene, round: number): Promise<Order> {
  const { body, from } = await repeatedAlert(scene, round);
  return { body, from, request: signedPost(scene.secrets.alerts, body) };
}

/** Each round has an incident of its own, so that the last is as long as the first. */
async function joiningAlerts(scene: Scene, round: number): Promise<Order> {
  const system = systemName(round + 1);
  await sendAlert(scene.bot, scene.secrets.alerts, alertBody(system, 'b'.repeat(16)));
  return { body: alertBody(system), from: round * 10_000_000 };
}

/** What is asked beside each yardstick, in their order. */
const aims = [0.5, 0.7, 1];

function rowsOf(what: string, rounds: Round[], yardsticks: Yardstick[]): Row[] {
  return yardsticks.map(({ name }, place) =>
    rowOf({
      what,
      name,
      aim: name === besideIt ? undefined : (aims[place] ?? 1),
      pairs: rounds.map((round) => pairIn(round, place + 1)),
    }),
  );
}

interface Pair {
  bot: Side;
  other: Side;
}

function pairIn(round: Round, place: number): Pair {
  const [bot, other] = [round[0], round[place]];
  if (!bot || !other) throw new Error('a side of a round is missing');
  return { bot, other };
}

function rowOf(facts: { what: string; name: string; aim: number | undefined; pairs: Pair[] }): Row {
  const { what, name, aim, pairs } = facts;
  const ratios = pairs.map(({ bot, other }) => bot.perSecond / other.perSecond);
  const ratio = median(ratios);
  const of = (side: keyof Pair, field: keyof Side) => median(pairs.map((pair) => pair[side][field]));
  const figures = {
    ratio,
    ratios,
    alertsPerSecond: of('bot', 'perSecond'),
    otherPerSecond: of('other', 'perSecond'),
    p99Ms: of('bot', 'p99'),
    cpuUs: of('bot', 'cpu'),
    otherCpuUs: of('other', 'cpu'),
  };
  const measured = `${shown(ratio)} × (${spread(ratios)}): ${shown(figures.alertsPerSecond)}/s, p99 ${shown(figures.p99Ms)} ms, against ${shown(figures.otherPerSecond)}/s; ${shown(figures.cpuUs)} µs of processor an alert against ${shown(figures.otherCpuUs)}`;
  return {
    what: `durable intake, one alert a request, ${connections} connections: ${what}`,
    measured,
    ...(aim === undefined
      ? { aim: `no aim; beside ${name}` }
      : { aim: `≥ ${aim} × ${name}`, met: ratio >= aim }),
    figures,
  };
}
