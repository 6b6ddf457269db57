import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { alertBody, sendAlert } from './rig/alerts.ts';
import { median, percentile } from './rig/figures.ts';
import { load, machine } from './rig/machine.ts';
import { plot } from './rig/plot.ts';
import { cpuMs, lateSeconds, residentMb, until } from './rig/process.ts';
import { openScene, type Scene, systemName } from './rig/scene.ts';
import { type Minute, soakReport } from './rig/soak-report.ts';

const systems = 30;
/**
 * Each system has an incident of so many alerts, then nothing, then the next one. Five incidents a minute stay within what
 * Slack takes from a bot; with more, messages would wait in an ever longer line, and the line would be measured.
 */
const alertsEach = 120;
/** So often an alert is sent before another one joins its incident. */
const toldEach = 8;
/** Incidents open at the same time. */
const atOnce = 5;
/** Milliseconds between two alerts. */
const pace = 100;
/** Milliseconds of a Slack call. */
const latencyMs = 50;
const minute = 60_000;

interface Options {
  minutes: number;
  out: string;
  say(line: string): void;
}

/**
 * An ordinary hour, over and over: alerts at a steady pace open incidents, join them and repeat, and somebody acknowledges and
 * cancels each. Memory must not grow with the hours, nor an answer take longer. Writes `soak.svg` and `soak.md`.
 */
export async function soak({ minutes, out, say }: Options): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'airb-soak-'));
  const facts = machine(dir);
  const scene = await openScene(dir, { systems, latencyMs });
  try {
    const measured = await played(scene, minutes, say);
    mkdirSync(out, { recursive: true });
    writeFileSync(join(out, 'soak.svg'), drawn(measured));
    writeFileSync(join(out, 'soak.md'), soakReport(measured, { ...facts, loadAfter: load() }));
    say(`written to ${out}/soak.svg and ${out}/soak.md`);
  } finally {
    await scene.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function played(scene: Scene, minutes: number, say: Options['say']): Promise<Minute[]> {
  const measured: Minute[] = [];
  const shift = people(scene);
  let sent = 0;
  // The same words again, with the time it began: another beginning would be another episode, which is told in the room.
  let body = '';
  for (const began = performance.now(); measured.length < minutes; ) {
    const taken: number[] = [];
    const [cpu, from] = [cpuMs(scene.bot.pid), sent];
    const end = began + (measured.length + 1) * minute;
    while (performance.now() < end) {
      const due = began + sent * pace;
      await pause(Math.max(0, due - performance.now()));
      const system = Math.floor(sent / alertsEach) % systems;
      if (sent % toldEach === 0) body = alertBody(systemName(system + 1), `${sent}`);
      const { answeredAt, sentAt, incident } = await sendAlert(scene.bot, scene.secrets.alerts, body);
      taken.push(answeredAt - sentAt);
      shift.opened(incident);
      sent += 1;
    }
    const now: Minute = {
      minute: measured.length + 1,
      residentMb: residentMb(scene.bot.pid),
      p50: median(taken),
      p99: percentile(taken, 0.99),
      cpuMs: cpuMs(scene.bot.pid) - cpu,
      alerts: sent - from,
      incidents: shift.count(),
      lateS: await lateSeconds(scene.bot),
    };
    shift.check();
    measured.push(now);
    say(
      `minute ${now.minute}: ${now.residentMb.toFixed(0)} MB, p50 ${now.p50} ms, p99 ${now.p99} ms, ${now.alerts} alerts, ${(now.cpuMs / now.alerts).toFixed(1)} ms of processor each, the oldest message late by ${now.lateS.toFixed(0)} s, ${now.incidents} incidents so far`,
    );
  }
  await shift.end();
  shift.check();
  return measured;
}

/** Somebody acknowledges each incident once it has its channel, and cancels it when its alerts are over. */
function people(scene: Scene) {
  const open: number[] = [];
  const seen = new Set<number>();
  let work: Promise<void> = Promise.resolve();
  let failed: unknown;

  async function shown(incident: number): Promise<{ open: boolean; rooms: { ref: string }[] }> {
    const headers = { authorization: `Bearer ${scene.secrets.api}` };
    const answer = await fetch(`${scene.bot.url}/api/incidents/${incident}`, { headers });
    return (await answer.json()) as Awaited<ReturnType<typeof shown>>;
  }

  async function end(incident: number): Promise<void> {
    let channel: string | undefined;
    await until(`the channel of INC-${incident}`, async () => {
      channel = (await shown(incident)).rooms[0]?.ref.split(':')[1];
      return channel !== undefined;
    });
    await scene.workspace.command('U01ANA', channel ?? '', '/airb ack');
    await scene.workspace.command('U01BEN', channel ?? '', '/airb cancel the soak goes on with the next one');
    await until(`the end of INC-${incident}`, async () => !(await shown(incident)).open);
  }

  return {
    count: () => seen.size,
    opened(incident: number): void {
      if (seen.has(incident)) return;
      seen.add(incident);
      open.push(incident);
      if (open.length <= atOnce) return;
      const oldest = open.shift();
      if (oldest === undefined) return;
      work = work
        .then(() => end(oldest))
        .catch((error: unknown) => {
          failed ??= error;
        });
    },
    /** @throws what somebody could not do */
    check() {
      if (failed !== undefined) throw failed;
    },
    end: () => work,
  };
}

function drawn(measured: Minute[]): string {
  const at = measured.map(({ minute: n }) => n);
  return plot('minutes', at, [
    { name: 'resident memory, MB', values: measured.map(({ residentMb: mb }) => mb) },
    { name: 'answer to an alert, p50, ms', values: measured.map(({ p50 }) => p50) },
    { name: 'answer to an alert, p99, ms', values: measured.map(({ p99 }) => p99) },
    { name: 'processor time per alert, ms', values: measured.map(({ cpuMs: ms, alerts }) => ms / alerts) },
  ]);
}
