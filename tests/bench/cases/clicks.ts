import { median, shown } from '../rig/figures.ts';
import { expectOnly, httpPost, type Load, type LoadResult } from '../rig/load.ts';
import { type Checklist, checklistIn, pressRequest } from '../rig/presses.ts';
import type { Program } from '../rig/process.ts';
import type { Bench, Row } from '../rig/row.ts';
import type { Scene } from '../rig/scene.ts';
import { roomsBySystem } from '../rig/workspace.ts';
import { startEcho } from '../rig/yardsticks.ts';

const perSecond = 100;
const connections = 16;

interface Turn {
  bot: LoadResult;
  echo: LoadResult;
  redraws: number;
}

/** Signed button presses over all open incidents of a scene at a fixed pace, beside an echo at the same pace. */
export async function clicksOn(scene: Scene, load: Load, bench: Bench): Promise<Row[]> {
  const rounds = bench.quick ? 1 : 3;
  const presses = bench.quick ? 100 : 1000;
  const checklists = await checklistsOf(scene);
  const echo = await startEcho();
  try {
    const turns: Turn[] = [];
    // The first round only warms up.
    for (let round = 0; round <= rounds; round++) {
      const turn = await play({ scene, load, echo, checklists }, presses, round * presses);
      if (round > 0) turns.push(turn);
    }
    return [rowOf(turns, checklists.length, presses)];
  } finally {
    await echo.stop();
  }
}

async function checklistsOf({ workspace }: Scene): Promise<Checklist[]> {
  const rooms = [...(await roomsBySystem(workspace)).values()];
  return rooms.map(checklistIn).filter((checklist) => checklist !== undefined);
}

interface Facts {
  scene: Scene;
  load: Load;
  echo: Program;
  checklists: Checklist[];
}

async function play({ scene, load, echo, checklists }: Facts, presses: number, from: number): Promise<Turn> {
  const requests = Array.from({ length: presses }, (_, n) => {
    const nth = Math.floor((from + n) / checklists.length);
    const checklist = checklists[(from + n) % checklists.length];
    if (!checklist) throw new Error('no checklist is there to press on');
    return pressRequest(checklist, nth, scene.secrets.signing);
  });
  const pace = { type: 'pace' as const, connections, perSecond };
  const before = await redraws(scene);
  const bot = expectOnly(200, await load.run({ ...pace, port: scene.bot.port, requests }));
  const drawn = (await redraws(scene)) - before;
  const plain = httpPost(
    '/',
    { 'content-type': 'application/json' },
    JSON.stringify({ a: 'b'.repeat(8000) }),
  );
  const quiet = expectOnly(
    200,
    await load.run({ ...pace, port: echo.port, requests: requests.map(() => plain) }),
  );
  return { bot, echo: quiet, redraws: drawn };
}

async function redraws({ workspace }: Scene): Promise<number> {
  return (await workspace.calls()).filter((call) => call.method === 'chat.update').length;
}

function rowOf(turns: Turn[], incidents: number, presses: number): Row {
  const of = (pick: (turn: Turn) => number) => median(turns.map(pick));
  const p99 = of((turn) => turn.bot.p99);
  const figures = {
    p50Ms: of((turn) => turn.bot.p50),
    p99Ms: p99,
    maxMs: Math.max(...turns.map((turn) => turn.bot.max)),
    echoP50Ms: of((turn) => turn.echo.p50),
    echoP99Ms: of((turn) => turn.echo.p99),
    redraws: of((turn) => turn.redraws),
  };
  return {
    what: `click → ack, ${perSecond} signed presses a second over ${incidents} open incidents, each stored and decided first`,
    measured: `p50 ${shown(figures.p50Ms)} ms, p99 ${shown(p99)} ms, slowest ${shown(figures.maxMs)} ms; an echo at the same pace p50 ${shown(figures.echoP50Ms)}, p99 ${shown(figures.echoP99Ms)} ms. ${shown(figures.redraws)} redraws left for ${presses} presses`,
    aim: 'p99 < 50 ms',
    met: p99 < 50,
    figures,
  };
}
