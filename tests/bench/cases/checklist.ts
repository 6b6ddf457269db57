import { setTimeout as wait } from 'node:timers/promises';
import type { CallRecord } from '../../../src/sandbox/context.ts';
import { alertBody, sendAlert } from '../rig/alerts.ts';
import { median, shown, spread } from '../rig/figures.ts';
import { until } from '../rig/process.ts';
import type { Bench, Row } from '../rig/row.ts';
import { openScene, type Scene, systemName } from '../rig/scene.ts';
import { keyOf } from '../rig/workspace.ts';

const latencyMs = 100;

/** Slack lets a bot create twenty channels a minute; a few more at first. */
const betweenMs = 3200;

interface Seen {
  rounds: number;
  totalMs: number;
  /** What a call of a client that does nothing else took just before: the latency and the simulation itself. */
  bareMs: number;
}

/** From the alert leaving its sender to the card with its first press and the invitations, by the workspace's journal. */
export async function checklist(bench: Bench): Promise<Row[]> {
  const times = bench.quick ? 3 : 12;
  const scene = await openScene(bench.dir, { systems: times + 1, latencyMs });
  try {
    const seen: Seen[] = [];
    for (let n = 1; n <= times + 1; n++) {
      seen.push(await openOne(scene, systemName(n)));
      await wait(betweenMs);
    }
    // The first one runs code nobody has run yet, and is told apart.
    const [first, ...others] = seen;
    return [rowOf(others, first?.totalMs ?? Number.NaN)];
  } finally {
    await scene.stop();
  }
}

async function openOne({ bot, secrets, workspace }: Scene, system: string): Promise<Seen> {
  const bareMs = median([await workspace.ping(), await workspace.ping(), await workspace.ping()]);
  const { incident, sentAt } = await sendAlert(bot, secrets.alerts, alertBody(system, 'c'.repeat(16)));
  let calls: CallRecord[] = [];
  await until(`the card of ${system}`, async () => {
    calls = (await workspace.calls()).filter((call) => call.at >= sentAt);
    return needed(calls, system, incident).every((call) => call !== undefined);
  });
  const all = needed(calls, system, incident).filter((call) => call !== undefined);
  const totalMs = Math.max(...all.map((call) => call.at)) - sentAt;
  return { rounds: depth(all), totalMs, bareMs };
}

/** What must have happened before somebody invited sees the card; undefined while it has not. */
function needed(calls: CallRecord[], system: string, incident: number): (CallRecord | undefined)[] {
  const create = calls.find(
    (call) =>
      call.method === 'conversations.create' && String(call.args.name).includes(`-${incident}-${system}-`),
  );
  const channel = (create?.answer.channel as { id?: string } | undefined)?.id;
  const post = (slot: string) =>
    calls.find(
      (call) => call.method === 'chat.postMessage' && keyOf(readMetadata(call)) === `${incident}:${slot}`,
    );
  const invite = calls.find(
    (call) => call.method === 'conversations.invite' && call.args.channel === channel,
  );
  return [create, post('card'), invite];
}

/** The metadata of a post, which may come as JSON in a form field. */
function readMetadata({ args }: CallRecord): unknown {
  return typeof args.metadata === 'string' ? JSON.parse(args.metadata) : args.metadata;
}

/** The longest chain of calls of which each began after the one before was answered. */
function depth(calls: CallRecord[]): number {
  const depths = new Map<CallRecord, number>();
  for (const call of [...calls].sort((a, b) => a.at - b.at)) {
    // One millisecond for the rounding of two clocks readings.
    const before = [...depths].filter(([other]) => other.at <= call.at - latencyMs + 1);
    depths.set(call, 1 + Math.max(0, ...before.map(([, count]) => count)));
  }
  return Math.max(...depths.values());
}

/**
 * Calls that overlapped once do not wait for each other, so the shortest chain seen is the one the bot needs; where it
 * was longer the machine was busy, and that is time of our own.
 */
function rowOf(seen: Seen[], firstMs: number): Row {
  const rounds = Math.min(...seen.map((one) => one.rounds));
  const ownEach = seen.map((one) => one.totalMs - rounds * latencyMs);
  const figures = {
    rounds,
    ownMs: median(ownEach),
    ownEach,
    firstOwnMs: firstMs - rounds * latencyMs,
    totalMs: median(seen.map((one) => one.totalMs)),
    bareMs: median(seen.map((one) => one.bareMs)),
    aboveMs: median(seen.map((one) => one.totalMs - rounds * one.bareMs)),
  };
  return {
    what: `alert sent → card and invitations in the channel, ${latencyMs} ms a Slack call, ${seen.length} incidents`,
    measured: `${rounds} sequential calls + ${shown(figures.ownMs)} ms of our own (${spread(ownEach)}; the first after a start ${shown(figures.firstOwnMs)}), in all ${shown(figures.totalMs)} ms. A bare client’s call takes ${shown(figures.bareMs)} ms: ${shown(figures.aboveMs)} ms are left above ${rounds} of those`,
    aim: '2 sequential calls + < 20 ms',
    met: rounds <= 2 && figures.ownMs < 20,
    figures,
  };
}
