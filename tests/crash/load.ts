import { setTimeout as pause } from 'node:timers/promises';
import type { IncidentEvent } from '../../src/domain/incident/events.ts';
import type { StoredEffect } from '../../src/ports/outbox.ts';
import type { Store } from '../../src/ports/store.ts';
import { alertBody } from '../bench/rig/alerts.ts';
import { runVerb } from '../support/bot-process.ts';
import { doubledMessages } from './checks.ts';
import { asked } from './ledger.ts';
import { deliver } from './people.ts';
import { numbers } from './replicas.ts';
import { later } from './story.ts';
import type { World } from './world.ts';

/** Slack lets a bot open five channels at once. */
const systems = ['support-bot', 'refund-agent', 'contract-summariser', 'fraud-scorer', 'image-studio'];
const perSecond = 25;
/** A replica that died has its work taken over in this time, so nothing is later than that. */
const takenOver = 10_000;

export interface Loaded {
  alerts: number;
  /** Milliseconds by which timers that fell due meanwhile were late. */
  late: number[];
}

/**
 * Alerts come at a steady pace, each of its own, to five systems, and each is sent until it is stored; meanwhile one replica
 * after the other is killed at a random instant, while at least one beside it is up.
 */
export async function playLoad(
  world: World,
  { seed, kills }: { seed: number; kills: number },
): Promise<Loaded> {
  const random = numbers(seed);
  const sent: Promise<number>[] = [];
  let going = true;
  const flooding = (async () => {
    for (let n = 0; going; n++, await pause(1000 / perSecond)) sent.push(send(world, n));
  })();
  try {
    for (let death = 0; death < kills; death++) {
      while (world.up() < 2) await pause(20);
      await pause(random() * 3000);
      world.strike();
    }
  } finally {
    going = false;
    await flooding;
  }
  const answers = await Promise.all(sent);
  const odd = answers.filter((status) => status !== 202);
  if (odd.length > 0) throw new Error(`alerts were answered ${odd.join(', ')}`);
  await untilAllIsSent(world);
  return { alerts: sent.length, late: (await kept(world)).flatMap(lateIn) };
}

const fingerprint = (n: number) => n.toString(16).padStart(16, '0');

function send(world: World, n: number): Promise<number> {
  const body = JSON.parse(alertBody(systems[n % systems.length] ?? '', fingerprint(n)));
  return deliver(world, { path: '/alerts/alertmanager', secret: world.secrets.alerts, body });
}

interface Kept {
  number: number;
  events: IncidentEvent[];
  effects: StoredEffect[];
  fingerprints: string[];
}

function kept(world: World): Promise<Kept[]> {
  return asked(world, async (store) => {
    const found: Kept[] = [];
    for (const { number } of await store.heads({})) found.push(await keptOf(store, number));
    return found;
  });
}

async function keptOf(store: Store, number: number): Promise<Kept> {
  const events = (await store.events(number)).map(({ event }) => event);
  const alerts = await store.alerts(number);
  const fingerprints = alerts.map(({ alert }) => alert.fingerprint);
  return { number, events, effects: await store.effects(number), fingerprints };
}

const unfinished = ({ effects }: Kept) =>
  effects.filter((one) => ['pending', 'sending', 'uncertain'].includes(one.state) && !later(one, Date.now()));

async function untilAllIsSent(world: World): Promise<void> {
  for (let tries = 0; tries < 120; tries++) {
    if ((await kept(world)).every((one) => unfinished(one).length === 0)) return;
    await pause(2000);
  }
  throw new Error(`Waited in vain for the last effect.\n${world.log().slice(-6000)}`);
}

/** By how much each page climbed too late: its timers in the order in which they fell due, beside what they did. */
function lateIn({ events, effects }: Kept): number[] {
  const due = effects
    .filter(({ body, state }) => body.kind === 'timer' && body.name === 'page.timeout' && state === 'done')
    .map(({ dueAt }) => dueAt)
    .sort((one, other) => one - other);
  const done = events.filter(({ type }) => type === 'page.climbed' || type === 'page.exhausted');
  return done.map(({ at }, n) => at - (due[n] ?? 0));
}

/** What is lost, doubled, late or unfinished once the bots have ended, as sentences. */
export async function loadFindings(world: World, { alerts, late }: Loaded): Promise<string[]> {
  const audit = await runVerb(['audit', 'verify'], world.env);
  const incidents = await kept(world);
  const stored = incidents.flatMap(({ fingerprints }) => fingerprints);
  const lost = alerts - new Set(stored).size;
  const pages = incidents.flatMap(({ number, events }) =>
    events.flatMap((one) =>
      one.type === 'page.sent'
        ? one.people.map(({ id }) => `INC-${number} ${one.route} ${one.level} ${id}`)
        : [],
    ),
  );
  const rung = Object.keys(world.sandbox.dump().world.pagerAlerts).length;
  const asked = new Set(
    pages.filter((page) => / pagerduty /.test(page)).map((page) => page.replace(/ \S+$/, '')),
  );
  const rooms = world.sandbox.dump().channels.filter(({ name }) => name.startsWith('inc-'));
  const worst = Math.max(0, ...late);
  return [
    ...world.faults(),
    ...(audit.code === 0 ? [] : [`audit verify: ${audit.text}`]),
    ...(lost === 0 && stored.length === alerts
      ? []
      : [`of ${alerts} alerts ${lost} are lost, ${stored.length} rows`]),
    ...(incidents.length === systems.length
      ? []
      : [`${incidents.length} incidents of ${systems.length} systems`]),
    ...(rooms.length === systems.length ? [] : [`channels: ${rooms.map(({ name }) => name).join(', ')}`]),
    ...twice(pages).map((page) => `paged twice: ${page}`),
    ...(rung === asked.size ? [] : [`PagerDuty has ${rung} alerts, the log ${asked.size}`]),
    ...doubledMessages(world),
    ...(late.length > 0 ? [] : ['no timer fell due']),
    ...(worst < takenOver ? [] : [`a timer was late by ${worst} ms`]),
  ];
}

function twice(list: string[]): string[] {
  return list.filter((one, n) => list.indexOf(one) !== n);
}
