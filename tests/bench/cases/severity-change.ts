import { setTimeout as wait } from 'node:timers/promises';
import type { CallRecord } from '../../../src/sandbox/context.ts';
import { alertBody, sendAlert } from '../rig/alerts.ts';
import { median, shown, spread } from '../rig/figures.ts';
import { quiet, until } from '../rig/process.ts';
import type { Bench, Row } from '../rig/row.ts';
import { openScene, type Scene, systemName } from '../rig/scene.ts';
import { roomsBySystem } from '../rig/workspace.ts';

const latencyMs = 100;
const audiences = 12;
/** A channel takes a message a second and three at once: whoever was told of the start may be told more by then. */
const betweenMs = 5000;

interface Told {
  /** From the command leaving Slack until the last audience has it, by the workspace's journal. */
  lastMs: number;
  firstMs: number;
  /** Calls that Slack refused meanwhile because there were too many. */
  refused: number;
}

/** An incident becomes sev1 while Slack's limits hold: how long until twelve audiences in channels of their own have it. */
export async function severityChange(bench: Bench): Promise<Row[]> {
  const times = bench.quick ? 2 : 8;
  const scene = await openScene(bench.dir, { systems: times + 1, latencyMs, audiences });
  try {
    await scene.workspace.latency(latencyMs, true);
    const told: Told[] = [];
    for (let n = 1; n <= times + 1; n++) told.push(await raise(scene, systemName(n)));
    // The first one runs code nobody has run yet.
    return [rowOf(told.slice(1))];
  } finally {
    await scene.stop();
  }
}

async function raise({ bot, secrets, workspace }: Scene, system: string): Promise<Told> {
  await sendAlert(bot, secrets.alerts, alertBody(system, 's'.repeat(16), 'sev3'));
  await until(`the channel of ${system}`, async () => (await roomsBySystem(workspace)).has(system));
  await quiet(bot);
  await wait(betweenMs);
  const room = (await roomsBySystem(workspace)).get(system);
  const sentAt = Date.now();
  await workspace.command('U01BEN', room?.id ?? '', '/airb severity sev1 every customer is refused');
  let since: CallRecord[] = [];
  const heard = () => since.filter(isWordToAudience);
  await until('the audiences', async () => {
    since = (await workspace.calls()).filter(({ at }) => at >= sentAt);
    return heard().length >= audiences;
  });
  const at = heard().map((call) => call.at - sentAt);
  const refused = since.filter(({ answer }) => answer.error === 'ratelimited').length;
  return { firstMs: Math.min(...at), lastMs: Math.max(...at), refused };
}

/** The channels of the scene's audiences are `C02A1` and on. */
function isWordToAudience({ method, args, answer }: CallRecord): boolean {
  const posted = method === 'chat.postMessage' && answer.ok === true;
  return posted && String(args.channel).startsWith('C02A') && String(args.text).includes('SEV1');
}

function rowOf(told: Told[]): Row {
  const last = told.map(({ lastMs }) => lastMs);
  const figures = {
    lastMs: median(last),
    lastEach: last,
    firstMs: median(told.map(({ firstMs }) => firstMs)),
    refused: Math.max(...told.map(({ refused }) => refused)),
  };
  return {
    what: `a change to sev1 → ${audiences} audiences in channels of their own, ${latencyMs} ms a Slack call, Slack’s limits held, ${told.length} incidents`,
    measured: `the first has it after ${shown(figures.firstMs)} ms, the last after ${shown(figures.lastMs)} ms (${spread(last)}); ${figures.refused} calls refused as too many`,
    aim: '< 1 s',
    met: Math.max(...last) < 1000,
    figures,
  };
}
