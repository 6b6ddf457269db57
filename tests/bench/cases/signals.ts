import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { parse } from 'yaml';
import { closed, listening } from '../../support/loopback.ts';
import { alertBody, sendAlert } from '../rig/alerts.ts';
import { median, shown, spread } from '../rig/figures.ts';
import { quiet, until } from '../rig/process.ts';
import type { Bench, Row } from '../rig/row.ts';
import { openScene, type Scene, systemName } from '../rig/scene.ts';
import { roomsBySystem } from '../rig/workspace.ts';

const latencyMs = 100;
const queryMs = 300;
const wanted = 30;

/** `/airb signals` of a system with thirty of them, on a Prometheus that takes its time: how long until the channel has the answer. */
export async function signals(bench: Bench): Promise<Row[]> {
  const times = bench.quick ? 2 : 10;
  const prometheus = await slowPrometheus();
  const sample = parse(readFileSync('runbooks/systems/support-bot.yaml', 'utf8')) as { signals: object };
  const scene = await openScene(bench.dir, {
    systems: 1,
    latencyMs,
    signals: wanted - Object.keys(sample.signals).length,
    settings: { PROMETHEUS_URL: prometheus.url },
  });
  try {
    const room = await openRoom(scene);
    const answeredMs: number[] = [];
    for (let n = 0; n <= times; n++) answeredMs.push(await ask(scene, room));
    // The first one runs code nobody has run yet.
    return [rowOf(answeredMs.slice(1), prometheus.most())];
  } finally {
    await scene.stop();
    await prometheus.close();
  }
}

async function openRoom({ bot, secrets, workspace }: Scene): Promise<string> {
  await sendAlert(bot, secrets.alerts, alertBody(systemName(1), 'g'.repeat(16)));
  const room = async () => (await roomsBySystem(workspace)).get(systemName(1))?.id;
  await until('the channel', async () => (await room()) !== undefined);
  await quiet(bot);
  return (await room()) ?? '';
}

async function ask({ workspace }: Scene, room: string): Promise<number> {
  const sentAt = Date.now();
  await workspace.command('U01ANA', room, '/airb signals');
  let answeredAt: number | undefined;
  await until('the readings', async () => {
    const posts = (await workspace.calls()).filter(
      ({ at, method }) => at >= sentAt && method === 'chat.postMessage',
    );
    answeredAt = posts.find(
      ({ args }) => args.channel === room && /^Signals at /.test(String(args.text)),
    )?.at;
    return answeredAt !== undefined;
  });
  // A room takes a message a second.
  await wait(2000);
  return (answeredAt ?? Number.NaN) - sentAt;
}

/** Answers every query after a while, as one does that is far away or busy. */
async function slowPrometheus() {
  let open = 0;
  let most = 0;
  const server = createServer((request, response) => {
    open += 1;
    most = Math.max(most, open);
    const range = request.url?.includes('query_range') === true;
    const now = Date.now() / 1000;
    const values = Array.from({ length: 60 }, (_, n) => [now - (60 - n) * 60, '0.04']);
    const result = range ? [{ metric: {}, values }] : [{ metric: {}, value: [now, '0.04'] }];
    const data = { resultType: range ? 'matrix' : 'vector', result };
    setTimeout(() => {
      open -= 1;
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ status: 'success', data }));
    }, queryMs);
  });
  return { url: await listening(server), most: () => most, close: () => closed(server) };
}

function rowOf(answeredMs: number[], most: number): Row {
  const figures = { medianMs: median(answeredMs), answeredMs, atOnce: most };
  return {
    what: `/airb signals with ${wanted} signals, ${queryMs} ms a query of Prometheus, ${latencyMs} ms a Slack call: from the command to the answer in the channel`,
    measured: `${shown(figures.medianMs)} ms (${spread(answeredMs)}); at most ${most} queries at once`,
    aim: '≤ 1 s',
    met: figures.medianMs <= 1000,
    figures,
  };
}
