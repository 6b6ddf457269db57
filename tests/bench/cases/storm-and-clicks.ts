import { setTimeout as wait } from 'node:timers/promises';
import { openSqliteStore } from '../../../src/store/sqlite.ts';
import { join } from 'node:path';
import { alertBody, alertPost, mark } from '../rig/alerts.ts';
import { shown } from '../rig/figures.ts';
import { expectOnly, type Load, type LoadResult, startLoad } from '../rig/load.ts';
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
    const kept = await afterwards(scene, size);
    return [rowOf(size, stormed, kept), ...clicks];
  } finally {
    load.stop();
    await scene.stop();
  }
}

interface Stormed {
  result: LoadResult;
  peakMb: number;
  /** From the first alert until every incident has its channel with the checklist, milliseconds. */
  channelsMs: number;
}

async function storm(scene: Scene, load: Load, { systems, alerts }: Size): Promise<Stormed> {
  const memory = peakOf(scene.bot);
  const started = performance.now();
  // The system of an alert is the last two digits of its number, so that the systems take turns.
  const request = alertPost(scene.secrets.alerts, stormBody(systems));
  const result = expectOnly(
    202,
    await load.run({
      type: 'flood',
      port: scene.bot.port,
      connections: 32,
      ms: 60_000,
      count: alerts,
      request,
      mark,
      from: 0,
      turns: { mark: systemMark, of: systems },
    }),
  );
  await until(
    'the channels',
    async () => {
      const rooms = [...(await roomsBySystem(scene.workspace)).values()];
      return rooms.length >= systems && rooms.every((room) => room.messages.length >= 2);
    },
    300_000,
  );
  return { result, peakMb: memory.end(), channelsMs: performance.now() - started };
}
