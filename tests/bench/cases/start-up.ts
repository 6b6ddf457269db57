import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { median, shown, spread } from '../rig/figures.ts';
import { answered, freePort, type Program, residentMb, startNode } from '../rig/process.ts';
import type { Bench, Row } from '../rig/row.ts';
import { openScene, spawnBot } from '../rig/scene.ts';

const bareServer = (port: number) =>
  `require('http').createServer((q, s) => s.end('ok')).listen(${port}, '127.0.0.1')`;

/** How long a start takes and what an idle bot holds, with nothing configured and with Slack. */
export async function startUp(bench: Bench): Promise<Row[]> {
  const rounds = bench.quick ? 2 : 9;
  const first: number[] = [];
  const again: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const dataDir = mkdtempSync(join(bench.dir, 'start-'));
    bare.push(await bareStart());
    first.push(await start(dataDir));
    again.push(await start(dataDir));
  }
  return [startRow({ first, again, bare }), await memoryRow(bench)];
}

async function start(dataDir: string): Promise<number> {
  const bot = spawnBot({ port: await freePort(), dataDir });
  return readyThenStopped(bot, '/readyz');
}

/** What node itself needs until a server of one line answers. */
async function bareStart(): Promise<number> {
  const port = await freePort();
  return readyThenStopped(killed(startNode(['-e', bareServer(port)], port)), '/');
}

/** A program that does not know how to stop is ended by the signal. */
function killed(program: Program): Program {
  return { ...program, stop: () => program.stop().catch(() => undefined) };
}

async function readyThenStopped(program: Program, path: string): Promise<number> {
  try {
    return await answered(program.url + path);
  } finally {
    await program.stop();
  }
}

function startRow({ first, again, bare }: Record<'first' | 'again' | 'bare', number[]>): Row {
  const worst = Math.max(median(first), median(again));
  return {
    what: 'start of the process to the first 200 of /readyz',
    measured: `${shown(median(first))} ms on an empty folder (${spread(first)}), ${shown(median(again))} ms on its records (${spread(again)}); a one-line node server takes ${shown(median(bare))} ms`,
    aim: '< 1 s',
    met: worst < 1000,
    figures: { firstMs: median(first), againMs: median(again), bareMs: median(bare), first, again },
  };
}

async function memoryRow(bench: Bench): Promise<Row> {
  const alone = spawnBot({ port: await freePort(), dataDir: mkdtempSync(join(bench.dir, 'idle-')) });
  await answered(`${alone.url}/readyz`);
  const scene = await openScene(bench.dir, { systems: 1, latencyMs: 0 });
  await wait(bench.quick ? 2000 : 10_000);
  const sandboxedMb = residentMb(alone.pid);
  const slackMb = residentMb(scene.bot.pid);
  await alone.stop();
  await scene.stop();
  return {
    what: 'resident memory of an idle bot, ten seconds after its start',
    measured: `${shown(sandboxedMb)} MB with nothing configured (the sandbox runs inside), ${shown(slackMb)} MB with Slack`,
    aim: '< 120 MB',
    met: sandboxedMb < 120 && slackMb < 120,
    figures: { sandboxedMb, slackMb },
  };
}
