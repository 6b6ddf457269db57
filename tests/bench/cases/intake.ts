import { fileURLToPath } from 'node:url';
import { alertBody, alertPost, mark, sendAlert } from '../rig/alerts.ts';
import { median, shown, spread } from '../rig/figures.ts';
import { expectOnly, httpPost, type Load, type LoadResult, startLoad } from '../rig/load.ts';
import { answered, cpuMs, freePort, type Program, startNode } from '../rig/process.ts';
import type { Bench, Row } from '../rig/row.ts';
import { openScene, type Scene, systemName } from '../rig/scene.ts';

const connections = 32;

/** Durable one-alert webhooks a second, beside what a bare JSON echo does with the same bytes. */
export async function intake(bench: Bench): Promise<Row[]> {
  const rounds = bench.quick ? 2 : 9;
  const ms = bench.quick ? 500 : 2000;
  const scene = await openScene(bench.dir, { systems: rounds + 1, latencyMs: 100 });
  const echo = await startEcho();
  const load = startLoad();
  try {
    const facts = { scene, echo, load, rounds, ms };
    const repeated = await compare(facts, (round) => repeatedAlert(scene, round));
    const joining = await compare(facts, (round) => joiningAlerts(scene, round));
    return [
      rowOf('the same alert again and again', repeated),
      rowOf('distinct episodes joining one open incident', joining),
    ];
  } finally {
    load.stop();
    await echo.stop();
    await scene.stop();
  }
}

interface Facts {
  scene: Scene;
  echo: Program;
  load: Load;
  rounds: number;
  ms: number;
}

interface Order {
  body: string;
  from: number;
}

interface Pair {
  bot: number;
  echo: number;
  /** Processor time of the server a request, microseconds. */
  botCpu: number;
  echoCpu: number;
  p99: number;
}

/** Bot and echo take turns, first one then the other in front, so that a busy moment of the machine hits both. */
async function compare(facts: Facts, prepare: (round: number) => Promise<Order>): Promise<Pair[]> {
  const { scene, echo, rounds } = facts;
  const pairs: Pair[] = [];
  for (let round = 0; round <= rounds; round++) {
    const order = await prepare(round);
    const botRequest = alertPost(scene.secrets.alerts, order.body);
    const echoRequest = httpPost('/', { 'content-type': 'application/json' }, order.body);
    const onBot = () => flood(facts, scene.bot, { ...order, body: botRequest });
    const onEcho = () => flood(facts, echo, { ...order, body: echoRequest });
    const [bot, yard] =
      round % 2 === 0 ? [await onBot(), await onEcho()] : (await both(onEcho, onBot)).reverse();
    if (!bot || !yard) throw new Error('a round is missing');
    expectOnly(202, bot.result);
    expectOnly(200, yard.result);
    // The first round only warms up.
    if (round > 0) pairs.push(pairOf(bot, yard));
  }
  return pairs;
}

type Flooded = { result: LoadResult; cpu: number };

async function both(first: () => Promise<Flooded>, second: () => Promise<Flooded>): Promise<Flooded[]> {
  return [await first(), await second()];
}

async function flood({ load, ms }: Facts, server: Program, order: Order): Promise<Flooded> {
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
  return { result, cpu: cpuMs(server.pid) - before };
}

function pairOf(bot: Flooded, echo: Flooded): Pair {
  const perSecond = ({ count, ms }: LoadResult) => (count * 1000) / ms;
  return {
    bot: perSecond(bot.result),
    echo: perSecond(echo.result),
    botCpu: (bot.cpu * 1000) / bot.result.count,
    echoCpu: (echo.cpu * 1000) / echo.result.count,
    p99: bot.result.p99,
  };
}

/** One incident, one episode: what Alertmanager sends every repeat interval. */
async function repeatedAlert(scene: Scene, round: number): Promise<Order> {
  const body = alertBody(systemName(1), 'a'.repeat(16));
  if (round === 0) await sendAlert(scene.bot, scene.secrets.alerts, body);
  return { body, from: 0 };
}

/** Each round has an incident of its own, so that the last is as long as the first. */
async function joiningAlerts(scene: Scene, round: number): Promise<Order> {
  const system = systemName(round + 1);
  await sendAlert(scene.bot, scene.secrets.alerts, alertBody(system, 'b'.repeat(16)));
  return { body: alertBody(system), from: round * 10_000_000 };
}

function rowOf(what: string, pairs: Pair[]): Row {
  const ratios = pairs.map((pair) => pair.bot / pair.echo);
  const ratio = median(ratios);
  const of = (field: keyof Pair) => median(pairs.map((pair) => pair[field]));
  const measured = `${shown(ratio)} × (${spread(ratios)}): ${shown(of('bot'))}/s, p99 ${shown(of('p99'))} ms, against ${shown(of('echo'))}/s; ${shown(of('botCpu'))} µs of processor an alert against ${shown(of('echoCpu'))}`;
  return {
    what: `durable intake, one alert a request, ${connections} connections: ${what}`,
    measured,
    aim: '≥ 0.5 × a bare node:http JSON echo',
    met: ratio >= 0.5,
    figures: {
      ratio,
      ratios,
      alertsPerSecond: of('bot'),
      echoPerSecond: of('echo'),
      p99Ms: of('p99'),
      cpuUs: of('botCpu'),
      echoCpuUs: of('echoCpu'),
    },
  };
}

/** The yardstick, ready. */
export async function startEcho(): Promise<Program> {
  const port = await freePort();
  const program = fileURLToPath(new URL('../programs/echo.ts', import.meta.url));
  const echo = startNode(['--import', 'tsx', program, String(port)], port);
  await answered(echo.url);
  return echo;
}
