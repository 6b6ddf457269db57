import { join } from 'node:path';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import { alertBody, alertPost, mark } from '../rig/alerts.ts';
import { shown } from '../rig/figures.ts';
import { expectOnly, type Load, type LoadResult, startLoad } from '../rig/load.ts';
import { sectionIn } from '../rig/presses.ts';
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
  const size: Size = bench.quick ? { systems: 5, alerts: 200 } : { systems: 50, alerts: 2000 };
  const scene = await openScene(bench.dir, { systems: size.systems, latencyMs: 100 });
  const load = startLoad();
  try {
    const stormed = await storm(scene, load, size);
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
  /** From the first alert until every incident has its channel with card and checklist, milliseconds. */
  channelsMs: number;
}

async function storm(scene: Scene, load: Load, { systems, alerts }: Size): Promise<Stormed> {
  const memory = peakMemory(scene.bot);
  const started = performance.now();
  const templates = Array.from({ length: systems }, (_, n) =>
    alertPost(scene.secrets.alerts, alertBody(systemName(n + 1))),
  );
  const result = await load.run({
    type: 'flood',
    port: scene.bot.port,
    connections: 32,
    ms: 60_000,
    count: alerts,
    templates,
    mark,
    from: 0,
  });
  const all = async () => {
    const rooms = [...(await roomsBySystem(scene.workspace)).values()];
    return rooms.length >= systems && rooms.every((room) => sectionIn(room) !== undefined);
  };
  await until('the channels', all, 600_000);
  return {
    result: expectOnly(202, result),
    peakMb: memory.end(),
    channelsMs: performance.now() - started,
  };
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

function rowOf({ systems, alerts }: Size, { result, peakMb, channelsMs }: Stormed, kept: Kept): Row {
  const lost = alerts - kept.alerts;
  const perSecond = (result.count * 1000) / result.ms;
  return {
    what: `storm: ${alerts} alerts over ${systems} systems, as fast as they are taken`,
    measured: `taken in ${shown(result.ms / 1000)} s (${shown(perSecond)}/s, p99 ${shown(result.p99)} ms): ${kept.incidents} incidents, ${kept.rooms} channels, ${lost} alerts lost, ${kept.chainFaults} faults in the chain; at most ${shown(peakMb)} MB. All channels with card and checklist after ${shown(channelsMs / 1000)} s: Slack lets a bot create 20 a minute`,
    aim: `${systems} incidents, ${systems} channels, nothing lost, < 300 MB`,
    met: kept.incidents === systems && kept.rooms === systems && lost === 0 && peakMb < 300,
    figures: { ...kept, lost, takenMs: result.ms, p99Ms: result.p99, peakMb, channelsMs },
  };
}
