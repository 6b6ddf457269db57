import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { hour } from '../../../src/domain/time.ts';
import { alertBody, sendAlert } from '../rig/alerts.ts';
import { bucketsIn, median, quantileOf, shown } from '../rig/figures.ts';
import { addTimers, withRecords } from '../rig/history.ts';
import { quiet } from '../rig/process.ts';
import type { Bench, Row } from '../rig/row.ts';
import { openScene, systemName } from '../rig/scene.ts';

/** So many that whatever the restarted bot did before does not show. */
const due = 1100;

/** How late timers fire among many, and what many cost whoever asks for the next. */
export async function timers(bench: Bench): Promise<Row[]> {
  const open = bench.quick ? 2000 : 10_000;
  return [await latenessRow(bench, open), await costRow(bench, open)];
}

/** A tenth fall due over some seconds, the others later today. */
async function latenessRow(bench: Bench, open: number): Promise<Row> {
  const ms = bench.quick ? 2000 : 10_000;
  const scene = await openScene(bench.dir, { systems: 1, latencyMs: 100 });
  try {
    const { incident } = await sendAlert(
      scene.bot,
      scene.secrets.alerts,
      alertBody(systemName(1), 'e'.repeat(16)),
    );
    await quiet(scene.bot);
    let end = 0;
    await scene.restart(() =>
      withRecords(scene.dataDir, async (store) => {
        const begin = Date.now() + 4000;
        end = begin + ms;
        const soon = Array.from({ length: due }, (_, n) => begin + (n * ms) / due);
        const later = Array.from({ length: open - due }, (_, n) => begin + hour + n * 1000);
        await addTimers(store, incident, [...soon, ...later].map(Math.round));
      }),
    );
    await wait(Math.max(0, end + 2000 - Date.now()));
    const metrics = await (await fetch(`${scene.bot.url}/metrics`)).text();
    await scene.bot.stop();
    const missed = await withRecords(scene.dataDir, async (store) => {
      const effects = await store.effects(incident);
      return effects.filter((one) => one.dueAt <= end && one.state === 'pending').length;
    });
    return latenessOf(metrics, { open, missed, ms });
  } finally {
    await scene.stop();
  }
}

function latenessOf(
  metrics: string,
  { open, missed, ms }: { open: number; missed: number; ms: number },
): Row {
  const buckets = bucketsIn(metrics, 'airb_effect_lateness_seconds');
  const at = (share: number) => quantileOf(buckets, share) * 1000;
  // The bound of the bucket that holds the latest: the bot does not keep single values.
  const figures = { p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1), missed };
  return {
    what: `${open} open timers, ${due} of them falling due within ${shown(ms / 1000)} s, each a transaction of its own`,
    measured: `late by p50 ${shown(figures.p50Ms)} ms, p99 ${shown(figures.p99Ms)} ms, at most ${shown(figures.maxMs)} ms; ${missed} missed`,
    aim: 'p99 < 250 ms, none missed',
    met: figures.p99Ms < 250 && missed === 0,
    figures,
  };
}

/** The two questions the sender asks at every turn, with few and with many timers waiting. */
async function costRow(bench: Bench, open: number): Promise<Row> {
  const few = await askCost(bench, 10);
  const many = await askCost(bench, open);
  const ratio = many.claimUs / few.claimUs;
  return {
    what: `asking what is due, with ${open} timers waiting for later beside 10`,
    measured: `claim ${shown(many.claimUs)} µs against ${shown(few.claimUs)} µs, next due time ${shown(many.nextDueUs)} µs against ${shown(few.nextDueUs)} µs`,
    aim: 'no aim; it must not grow with them',
    figures: { ratio, ...many, fewClaimUs: few.claimUs, fewNextDueUs: few.nextDueUs },
  };
}

async function askCost(bench: Bench, open: number): Promise<{ claimUs: number; nextDueUs: number }> {
  const dataDir = mkdtempSync(join(bench.dir, 'timers-'));
  return withRecords(dataDir, async (store) => {
    const now = Date.now();
    await addTimers(
      store,
      1,
      Array.from({ length: open }, (_, n) => now + hour + n),
    );
    const claimUs = await timed(() => store.claim({ now, busyLanes: [], limit: 32 }));
    const nextDueUs = await timed(() => store.nextDue());
    return { claimUs, nextDueUs };
  });
}

async function timed(ask: () => Promise<unknown>): Promise<number> {
  const taken: number[] = [];
  for (let n = 0; n < 300; n++) {
    const started = performance.now();
    await ask();
    taken.push((performance.now() - started) * 1000);
  }
  return median(taken);
}
