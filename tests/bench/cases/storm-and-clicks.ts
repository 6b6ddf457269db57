import { join } from 'node:path';
import type { Channel } from '../../../src/sandbox/state.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import { alertBody, alertPost, mark } from '../rig/alerts.ts';
import { shown } from '../rig/figures.ts';
import { expectOnly, type Load, type LoadResult, startLoad } from '../rig/load.ts';
import { checklistIn } from '../rig/presses.ts';
import { type Program, residentMb, until } from '../rig/process.ts';
import type { Bench, Row } from '../rig/row.ts';
import { openScene, type Scene, systemName } from '../rig/scene.ts';
import { roomsBySystem } from '../rig/workspace.ts';
import { clicksOn } from './clicks.ts';

interface Size {
  systems: number;
  alerts: number;
}

/** A storm of alerts, and when all its channels are there, people pressing buttons in every one of them. */
export async function stormAndClicks(bench: Bench): Promise<Row[]> {
  const size: Size = bench.quick ? { systems: 5, alerts: 200 } : { systems: 200, alerts: 10_000 };
  const scene = await openScene(bench.dir, { systems: size.systems, latencyMs: 100 });
  const load = startLoad();
  try {
    await scene.workspace.latency(100, true);
    const stormed = await storm(scene, load, size);
    await scene.workspace.latency(100);
    const clicks = await clicksOn(scene, load, bench);
    const kept = await keptAfter(scene);
    return [rowOf(size, stormed, kept), ...clicks];
  } finally {
    load.stop();
    await scene.stop();
  }
}

interface Stormed {
  result: LoadResult;
  peakMb: number;
  /** Resident memory when all of it is over. */
  afterMb: number;
  /** Channels of less severe incidents that came, once all alerts were taken, before one of a sev1. */
  overtaken: number;
  /** Messages of airb in the incidents channel. */
  told: number;
  /** From the first alert until every incident has its channel with card and checklist, milliseconds. */
  channelsMs: number;
}

async function storm(scene: Scene, load: Load, { systems, alerts }: Size): Promise<Stormed> {
  const memory = peakMemory(scene.bot);
  const started = performance.now();
  const templates = Array.from({ length: systems }, (_, n) =>
    alertPost(scene.secrets.alerts, alertBody(systemName(n + 1), mark, isWorst(n + 1) ? 'sev1' : 'sev3')),
  );
  const result = await load.run({
    type: 'flood',
    port: scene.bot.port,
    connections: 32,
    ms: 300_000,
    count: alerts,
    templates,
    mark,
    from: 0,
  });
  const takenAt = Date.now() / 1000;
  const all = async () => {
    const rooms = [...(await roomsBySystem(scene.workspace)).values()];
    return rooms.length >= systems && rooms.every((room) => checklistIn(room) !== undefined);
  };
  await until('the channels', all, 1_800_000);
  const channelsMs = performance.now() - started;
  const channels = await scene.workspace.channels();
  return {
    result: expectOnly(202, result),
    peakMb: memory.end(),
    channelsMs,
    afterMb: residentMb(scene.bot.pid),
    overtaken: overtakenIn([...(await roomsBySystem(scene.workspace))], takenAt),
    told: channels.find(({ name }) => name === 'incidents')?.messages.length ?? 0,
  };
}

/** One system in ten is worse off than the others, and none of the first to be heard of. */
const isWorst = (n: number) => n % 10 === 0;

/** The first twenty channels are there before anybody knows who comes next. */
function overtakenIn(rooms: [system: string, room: Channel][], takenAt: number): number {
  const later = rooms.filter(([, { created }]) => created > takenAt + 5);
  const worst = later.filter(([system]) => isWorst(Number(system.split('-')[1])));
  const last = Math.max(0, ...worst.map(([, { created }]) => created));
  return later.filter(([, { created }]) => created < last).length - worst.length + (last > 0 ? 1 : 0);
}

function peakMemory(program: Program): { end(): number } {
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, residentMb(program.pid));
  }, 100);
  return {
    end() {
      clearInterval(timer);
      return peak;
    },
  };
}

interface Kept {
  incidents: number;
  alerts: number;
  rooms: number;
  chainFaults: number;
}

/** Looks into the records and the workspace once the bot has stopped. */
async function keptAfter(scene: Scene): Promise<Kept> {
  let kept = { incidents: 0, alerts: 0, rooms: 0, chainFaults: 0 };
  await scene.restart(async () => {
    const store = await openSqliteStore({ file: join(scene.dataDir, 'airb.db') });
    const heads = await store.heads({});
    const alerts = await Promise.all(heads.map((head) => store.alerts(head.number)));
    const { faults } = await store.verify();
    await store.close();
    const channels = (await scene.workspace.channels()).filter((channel) => channel.name.startsWith('inc-'));
    kept = {
      incidents: heads.length,
      alerts: alerts.flat().length,
      rooms: channels.length,
      chainFaults: faults.length,
    };
  });
  return kept;
}

function rowOf(
  { systems, alerts }: Size,
  { result, peakMb, afterMb, overtaken, told, channelsMs }: Stormed,
  kept: Kept,
): Row {
  const lost = result.count - kept.alerts;
  const perSecond = (result.count * 1000) / result.ms;
  return {
    what: `storm: ${alerts} alerts over ${systems} systems, as fast as they are taken`,
    measured: `taken in ${shown(result.ms / 1000)} s (${shown(perSecond)}/s, p99 ${shown(result.p99)} ms): ${kept.incidents} incidents, ${kept.rooms} channels, ${lost} alerts lost, ${kept.chainFaults} faults in the chain; at most ${shown(peakMb)} MB, ${shown(afterMb)} MB at the end. The incidents channel holds ${told} messages; ${overtaken} channels came before one that is more severe. All channels with card and checklist after ${shown(channelsMs / 1000)} s: Slack lets a bot create 20 a minute`,
    aim: `${systems} incidents, ${systems} channels, nothing lost, < 300 MB`,
    met: kept.incidents === systems && kept.rooms === systems && lost === 0 && peakMb < 300 && overtaken <= 0,
    figures: {
      ...kept,
      lost,
      afterMb,
      overtaken,
      told,
      takenMs: result.ms,
      p99Ms: result.p99,
      peakMb,
      channelsMs,
    },
  };
}
