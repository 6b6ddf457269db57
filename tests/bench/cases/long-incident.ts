import { alertBody, sendAlert } from '../rig/alerts.ts';
import { median, shown, spread } from '../rig/figures.ts';
import { liveOn, withRecords } from '../rig/history.ts';
import { expectOnly, type Load, startLoad } from '../rig/load.ts';
import { type Checklist, checklistIn, pressRequest } from '../rig/presses.ts';
import { until } from '../rig/process.ts';
import type { Bench, Row } from '../rig/row.ts';
import { openScene, type Scene, systemName } from '../rig/scene.ts';
import { roomsBySystem } from '../rig/workspace.ts';

const perRound = 40;

/** A command on an incident with a long log beside the same on one with a short log. */
export async function longIncident(bench: Bench): Promise<Row[]> {
  const length = bench.quick ? 500 : 10_000;
  const rounds = bench.quick ? 2 : 11;
  const scene = await openScene(bench.dir, { systems: 2, latencyMs: 100 });
  const load = startLoad();
  try {
    const [long, short] = await openTwo(scene);
    let events = 0;
    await scene.restart(() =>
      withRecords(scene.dataDir, async (store) => {
        events = await liveOn(store, long.incident, length);
      }),
    );
    const facts = { scene, load, long, short };
    const cold = await firstPress(facts);
    const pairs: { long: number; short: number }[] = [];
    for (let round = 0; round <= rounds; round++) {
      const pair = await takeTurns(facts, round * perRound + 2);
      if (round > 0) pairs.push(pair);
    }
    return [rowOf(events, pairs, cold)];
  } finally {
    load.stop();
    await scene.stop();
  }
}

interface Facts {
  scene: Scene;
  load: Load;
  long: Checklist;
  short: Checklist;
}

async function openTwo({ bot, secrets, workspace }: Scene): Promise<[Checklist, Checklist]> {
  for (const n of [1, 2]) await sendAlert(bot, secrets.alerts, alertBody(systemName(n), 'd'.repeat(16)));
  let checklists: (Checklist | undefined)[] = [];
  await until('two checklists', async () => {
    const rooms = await roomsBySystem(workspace);
    checklists = [1, 2].map((n) => rooms.get(systemName(n))).map((room) => room && checklistIn(room));
    return checklists.every((checklist) => checklist !== undefined);
  });
  const [long, short] = checklists;
  if (!long || !short) throw new Error('the checklists are gone');
  return [long, short];
}

/** The first press after a start has to read and fold the whole log. */
async function firstPress(facts: Facts): Promise<{ long: number; short: number }> {
  const short = await press(facts, facts.short, { from: 0, count: 2 });
  const long = await press(facts, facts.long, { from: 0, count: 2 });
  return { long: long.max, short: short.max };
}

async function takeTurns(facts: Facts, from: number): Promise<{ long: number; short: number }> {
  const range = { from, count: perRound };
  const [first, second] = from % 4 === 2 ? [facts.long, facts.short] : [facts.short, facts.long];
  const a = (await press(facts, first, range)).p50;
  const b = (await press(facts, second, range)).p50;
  return first === facts.long ? { long: a, short: b } : { long: b, short: a };
}

/** One after the other, each when the one before is answered. */
async function press(
  { scene, load }: Facts,
  checklist: Checklist,
  { from, count }: { from: number; count: number },
) {
  const requests = Array.from({ length: count }, (_, n) =>
    pressRequest(checklist, from + n, scene.secrets.signing),
  );
  const order = { type: 'pace' as const, port: scene.bot.port, connections: 1, perSecond: 100, requests };
  return expectOnly(200, await load.run(order));
}

function rowOf(
  events: number,
  pairs: { long: number; short: number }[],
  cold: { long: number; short: number },
): Row {
  const ratios = pairs.map((pair) => pair.long / pair.short);
  const ratio = median(ratios);
  const long = median(pairs.map((pair) => pair.long));
  const short = median(pairs.map((pair) => pair.short));
  return {
    what: `a button press on an incident of ${events} events beside the same on a new one, request to ack`,
    measured: `${shown(ratio)} × (${spread(ratios)}): ${shown(long)} ms against ${shown(short)} ms; the very first after a start, which folds the log, ${shown(cold.long)} ms against ${shown(cold.short)} ms`,
    aim: '≤ 1.5 ×',
    met: ratio <= 1.5,
    figures: { ratio, ratios, longMs: long, shortMs: short, coldLongMs: cold.long, coldShortMs: cold.short },
  };
}
