import { createHash } from 'node:crypto';
import { createSeal } from '../../src/app/seal.ts';
import { renderMessage } from '../../src/chat/slack/render/message.ts';
import type { Card } from '../../src/domain/chat/card.ts';
import { sealedCard } from '../../src/domain/chat/seal.ts';
import type { IncidentEvent } from '../../src/domain/incident/events.ts';
import { fold, nothing } from '../../src/domain/incident/evolve.ts';
import { react } from '../../src/domain/incident/react.ts';
import type { Opened } from '../../src/domain/incident/state.ts';
import type { Store } from '../../src/ports/store.ts';
import type { Message } from '../../src/sandbox/state.ts';
import { drawSlot } from '../../src/views/chat/slots.ts';
import { runVerb } from '../support/bot-process.ts';
import { asked, look } from './ledger.ts';
import { later, remark, updateWords } from './story.ts';
import { sealKey, type World } from './world.ts';

/**
 * Compares the records of an ended bot with the world it left.
 * @returns what is lost, doubled or unfinished, as sentences; nothing when all is well
 */
export async function findings(world: World): Promise<string[]> {
  const audit = await runVerb(['audit', 'verify'], world.env);
  const { events, effects } = await look(world);
  const loose = effects
    .filter((one) => !['done', 'superseded'].includes(one.state) && !later(one, world.endedAt()))
    .map((one) => `effect ${one.key} (${one.body.kind}) is ${one.state}: ${one.lastError ?? ''}`);
  return [
    ...world.faults(),
    ...(audit.code === 0 ? [] : [`audit verify: ${audit.text}`]),
    ...loose,
    ...(await asked(world, (store) => stored(store, world))),
    ...rooms(world),
    ...doubledMessages(world),
    ...pages(world, events),
    ...events
      .flatMap((one) => (one.type === 'trouble.noted' ? [one.text] : []))
      .filter((text) => !(world.shares && isWait(text)))
      .map((text) => `trouble: ${text}`),
  ];
}

/**
 * Where what a platform allows is divided, one may have to wait that alone would not. That is said in the channel, and nothing is lost
 * by it.
 */
function isWait(text: string): boolean {
  return /Slack takes \S+ again in/.test(text);
}

/** The same for the whole railway: also what was rolled back, said and drafted. */
export async function railwayFindings(world: World): Promise<string[]> {
  const { events } = await look(world);
  const once: IncidentEvent['type'][] = [
    'incident.opened',
    'room.opened',
    'acknowledged',
    'rollback.requested',
    'rollback.started',
    'rollback.responded',
    'rollback.previewed',
    'containment.judged',
    'verification.started',
    'verification.held',
    'resolved',
    'update.posted',
  ];
  const counts = once
    .map((type) => [type, events.filter((one) => one.type === type).length] as const)
    .filter(([, count]) => count !== 1)
    .map(([type, count]) => `${type} is ${count} times in the log`);
  const said = events.filter((one) => one.type === 'message.said' && one.text === remark).length;
  return [
    ...(await findings(world)),
    ...counts,
    ...(said === 1 ? [] : [`what Dev said is ${said} times on the timeline`]),
    ...targets(world),
    ...stakeholders(world),
    ...files(world),
    ...canvases(world),
  ];
}

async function stored(store: Store, world: World): Promise<string[]> {
  const heads = await store.heads({});
  const alerts = await store.alerts(1);
  // A rollback airb carried out is a change too; here the ones from outside count.
  const changes = (await store.changes({})).filter(({ rollback }) => !rollback);
  const faults = (await store.verify()).faults.map(
    (fault) => `chain: ${fault.incident}.${fault.seq} ${fault.what}`,
  );
  const found = [
    [heads.length, 'incidents'],
    [alerts.length, 'alert episodes'],
    [changes.length, 'changes'],
  ] as const;
  const wrong = found
    .filter(([count]) => count !== 1)
    .map(([count, what]) => `${count} ${what} instead of one`);
  return [...faults, ...wrong, ...(await slots(store, world))];
}

/** Every message that is kept current is there once and shows the state it was last to be drawn from, or a newer one. */
async function slots(store: Store, world: World): Promise<string[]> {
  const wrong: string[] = [];
  const events = (await store.events(1)).map((one) => one.event);
  for (const [slot, cards] of lastCards(events)) {
    const row = await store.slot(1, slot);
    if (!row) {
      wrong.push(`${slot} was never posted`);
      continue;
    }
    const messages = messagesOf(world).filter((one) => keyOf(one) === `1:${slot}`);
    if (messages.length !== 1) wrong.push(`${slot} stands ${messages.length} times in chat`);
    const [message] = messages;
    if (message && row.message !== `slack:${message.channel}/${message.ts}`)
      wrong.push(`${slot} is known as ${row.message} and stands at ${message.ts}`);
    const shown = row.drawn === '' ? undefined : row.drawn;
    if (shown !== undefined && !cards.map(digest).includes(shown)) wrong.push(`${slot} shows an older state`);
    if (shown === undefined && !cards.some((card) => message && sameText(message, card)))
      wrong.push(`${slot} shows an older state since its post was in doubt`);
  }
  return wrong;
}

/** By slot, what it may show: the card as of the event that last asked for it, and of every event since. */
function lastCards(events: IncidentEvent[]): Map<string, Card[]> {
  const states = events.map((_, i) => fold(nothing, events.slice(0, i + 1)));
  const cards = new Map<string, Card[]>();
  for (const [i, state] of states.entries()) {
    const event = events[i];
    if (state.phase === 'none' || !event) continue;
    for (const [slot, list] of cards) list.push(...drawn(slot, state));
    for (const { body } of react(event, state, i + 1)) {
      if (body.kind === 'draw') cards.set(body.slot, drawn(body.slot, state));
    }
  }
  return new Map([...cards].filter(([, list]) => list.length > 0));
}

const seal = createSeal(sealKey);

function drawn(slot: string, incident: Opened): Card[] {
  const card = drawSlot(slot, incident);
  return card ? [sealedCard(seal, card)] : [];
}

const digest = (card: Card) => createHash('sha256').update(JSON.stringify(card)).digest('hex');

function sameText(message: Message, card: Card): boolean {
  const { blocks } = renderMessage(card, () => undefined);
  const bare = (list: unknown[]) =>
    JSON.stringify(list.map((block) => ({ ...(block as object), block_id: undefined })));
  return bare(message.blocks) === bare(blocks);
}

function rooms(world: World): string[] {
  const names = world.sandbox
    .dump()
    .channels.map((one) => one.name)
    .filter((name) => name.startsWith('inc-'));
  return names.length === 1 ? [] : [`channels: ${names.join(', ') || 'none'}`];
}

function messagesOf(world: World): Message[] {
  return world.sandbox.dump().channels.flatMap((one) => one.messages);
}

function keyOf(message: Message): string | undefined {
  const key = message.metadata?.event_payload.key;
  return key === undefined ? undefined : String(key);
}

/** Messages that stand more than once in chat, by the key each carries. */
export function doubledMessages(world: World): string[] {
  const counts = new Map<string, number>();
  for (const message of messagesOf(world)) {
    const key = keyOf(message);
    if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts]
    .filter(([, count]) => count > 1)
    .map(([key, count]) => `message ${key} stands ${count} times`);
}

/** Every page the log tells of has left, once; a repeated request under one dedup key rings nobody twice. */
function pages(world: World, events: IncidentEvent[]): string[] {
  const told = events.flatMap((one) => (one.type === 'page.sent' ? [`${one.route} ${one.level}`] : []));
  const rung = Object.keys(world.sandbox.dump().world.pagerAlerts).length;
  const levels = new Set(told.filter((one) => one.startsWith('pagerduty')));
  const wrong = rung === levels.size ? [] : [`PagerDuty has ${rung} alerts, the log ${levels.size}`];
  const failed = events.filter((one) => one.type === 'page.failed').length;
  if (failed > 0) wrong.push(`${failed} pages failed`);
  const people = events.flatMap((one) =>
    one.type === 'page.sent' ? one.people.map((person) => `${one.route} ${one.level} ${person.id}`) : [],
  );
  const doubled = people.filter((one, i) => people.indexOf(one) !== i);
  return [...wrong, ...doubled.map((one) => `paged twice: ${one}`)];
}

function targets(world: World): string[] {
  const { targets: asked, world: state } = world.sandbox.dump();
  const real = asked.filter(
    ({ method, body }) => method !== 'GET' && (body as { dryRun?: boolean }).dryRun !== true,
  );
  const keys = new Set(real.map((one) => (one.body as { idempotencyKey?: string }).idempotencyKey));
  const versions = state.parts.prompt?.map((one) => one.version).join(' → ');
  const wrong = versions === 'prompt-v6 → prompt-v7 → prompt-v6' ? [] : [`the prompt went ${versions}`];
  return keys.size === 1 ? wrong : [...wrong, `rollback under ${keys.size} keys`];
}

/** Those who answer for support hear the start, and in its thread the update and the end, each once. */
function stakeholders(world: World): string[] {
  const { wrong, replies } = heardBy(world, 'C01LEAD');
  const updates = replies.filter(({ text, blocks }) =>
    `${text}${JSON.stringify(blocks)}`.includes(updateWords),
  ).length;
  const said = replies.length === 2 && updates >= 1;
  return said
    ? wrong
    : [...wrong, `stakeholders heard ${replies.length} messages after the start, ${updates} with the update`];
}

/**
 * What airb said to the stakeholders in a channel: one message that the incident began, and the rest in its thread, each shown in
 * the channel as well.
 * @returns what is wrong with that, as sentences, and the messages of the thread
 */
export function heardBy(world: World, channel: string): { wrong: string[]; replies: Message[] } {
  const heard = messagesOf(world).filter(
    ({ channel: place, user, subtype = 'thread_broadcast' }) =>
      place === channel && user === 'UAIRB' && subtype === 'thread_broadcast',
  );
  const roots = heard.filter((one) => one.threadTs === undefined);
  const replies = heard.filter((one) => one.threadTs !== undefined);
  const [root] = roots;
  const astray = replies.filter((one) => one.threadTs !== root?.ts || one.subtype !== 'thread_broadcast');
  const wrong = [
    ...(roots.length === 1 ? [] : [`stakeholders heard the start ${roots.length} times`]),
    ...astray.map(({ text }) => `this is not in the thread of the incident and in its channel: ${text}`),
  ];
  return { wrong, replies };
}

function files(world: World): string[] {
  const shared = world.sandbox.dump().files.flatMap((file) => file.shared.map(() => file));
  const names = shared.map((file) => file.name).sort();
  const whole = shared.every((file) => file.size > 1000);
  return names.join() === 'inc-1-postmortem.html,inc-1-postmortem.md' && whole
    ? []
    : [`files in chat: ${names.join(', ') || 'none'}`];
}

/** A channel can have but one, so that one is whole is what there is to see. */
function canvases(world: World): string[] {
  const held = world.sandbox.dump().channels.flatMap(({ canvas }) => canvas?.markdown ?? []);
  return held.length === 1 && /^# INC-1/.test(held[0] ?? '')
    ? []
    : [`canvases: ${held.map((text) => text.slice(0, 40)).join(', ') || 'none'}`];
}
