import type { OutgoingBody } from '../domain/chat/outgoing.ts';
import type { Place } from '../domain/incident/effects.ts';
import { chatRoute, firstPeople, roomIn, seenFrom, wordIn } from '../domain/incident/rooms.ts';
import { readSlot } from '../domain/incident/slots.ts';
import { isOpen, type Opened } from '../domain/incident/state.ts';
import { readingValue } from '../domain/response/verdict.ts';
import { show } from '../domain/signals/reading.ts';
import { minute } from '../domain/time.ts';
import { DeliveryError } from '../errors.ts';
import type { Chat, ChatPlace } from '../ports/chat.ts';
import type { StoredEffect } from '../ports/outbox.ts';
import { drawSlot } from '../views/chat/slots.ts';
import { evidenceRecord } from './opening.ts';
import { chatName, type DeliverDeps, type Sent } from './sending.ts';

type BodyOf<K extends OutgoingBody['kind']> = Extract<OutgoingBody, { kind: K }>;
type Sender<K extends OutgoingBody['kind']> = (
  body: BodyOf<K>,
  effect: StoredEffect,
  incident: Opened,
) => Promise<Sent>;
type Kind = Exclude<OutgoingBody['kind'], 'timer'>;

/** How each kind of effect leaves. A table a reader sees whole: kind → port call → outcome. */
export function senders(
  deps: DeliverDeps,
): Record<Kind, (effect: StoredEffect, incident: Opened) => Promise<Sent>> {
  const chatFor = (body: { chat?: string }, incident: Opened) => connected(deps, chatName(body, incident));
  const table: { [K in Kind]: Sender<K> } = {
    'room.open': async (body, _, incident) => {
      const opened = await chatFor(body, incident).openRoom({
        name: body.name,
        private: body.private,
        marker: `airb:${incident.number}`,
        people: firstPeople(incident),
      });
      return { command: { type: 'room.opened', ...opened } };
    },
    'room.invite': async (body, _, incident) => {
      const skipped = await chatFor(body, incident).invite(roomOf(body, incident), body.people);
      if (skipped.length === 0) return {};
      const names = skipped.map(
        ({ person, why }) => `${incident.plan.people[person]?.name ?? person} (${why})`,
      );
      const code = `invite:${skipped.map(({ person }) => person).join()}`;
      return { command: { type: 'trouble', code, text: `Could not invite ${names.join(', ')}.` } };
    },
    'room.topic': async (body, _, incident) =>
      done(chatFor(body, incident).setTopic(roomOf(body, incident), body.topic)),
    'room.links': async (body, _, incident) =>
      done(chatFor(body, incident).addLinks(roomOf(body, incident), body.links)),
    'room.pin': async (body, _, incident) => {
      const slot = await deps.store.slot(
        incident.number,
        wordIn(incident.plan, chatName(body, incident), body.slot),
      );
      if (slot) await chatFor(body, incident).pin(slot.message);
      return {};
    },
    draw: (body, effect, incident) => draw(deps, body, { effect, incident }),
    say: async (body, effect, incident) => {
      const chat = chatFor(body, incident);
      const place = placeOf(body, incident);
      if (await arrived(chat, effect, place)) return {};
      await chat.post(place, body.card, effect.key);
      return {};
    },
    file: async (body, effect, incident) => {
      const chat = chatFor(body, incident);
      const place = placeOf(body, incident);
      const format = body.content === 'postmortem.md' ? 'md' : 'html';
      const name = `inc-${incident.number}-${body.name}`;
      if (!(await arrived(chat, effect, place))) {
        const draft = await deps.draft(incident.number, format);
        await chat.upload(place, { name, title: draft.title, bytes: draft.bytes }, effect.key);
      }
      // The draft is one, in however many rooms it lies.
      return body.chat === undefined ? { command: { type: 'postmortem.drafted', file: name } } : {};
    },
    page: (body, _, incident) => page(deps, body, incident),
    action: async (body, effect) => {
      const { http, to: version, reason, dryRun, action } = body;
      const answer = await deps.actions.run({ http, version, reason, key: effect.key, dryRun });
      return { command: { type: 'rollback.responded', action, dryRun, ...answer } };
    },
    read: (body, effect, incident) => read(deps, body, { effect, incident }),
  };
  return bind(table);
}

/** Hands each sender the body it was written for. */
function bind(table: { [K in Kind]: Sender<K> }) {
  const bound = {} as Record<Kind, (effect: StoredEffect, incident: Opened) => Promise<Sent>>;
  for (const kind of Object.keys(table) as Kind[]) {
    const send = table[kind] as Sender<Kind>;
    bound[kind] = (effect, incident) => send(effect.body as BodyOf<Kind>, effect, incident);
  }
  return bound;
}

async function done(call: Promise<void>): Promise<Sent> {
  await call;
  return {};
}

/** Draws a slot: posts it the first time, edits it later, and sends nothing when it would look the same. */
async function draw(
  deps: DeliverDeps,
  body: BodyOf<'draw'>,
  on: { effect: StoredEffect; incident: Opened },
): Promise<Sent> {
  const { effect, incident } = on;
  const { plan } = incident;
  const name = chatName(body, incident);
  const chat = connected(deps, name);
  const slot = wordIn(plan, name, body.slot);
  const card = drawSlot(body.slot, seenFrom(incident, name));
  const release = { incident: incident.number, words: [wordIn(plan, name, `slot:${body.slot}`)] };
  if (card === undefined) return { also: { release } };
  const drawn = deps.hash(JSON.stringify(card));
  const before = await deps.store.slot(incident.number, slot);
  if (before?.drawn === drawn) return { also: { release } };
  const key = `${incident.number}:${body.slot}`;
  const row = (message: string) => ({ incident: incident.number, slot, message, drawn });
  if (before) {
    try {
      await chat.redraw(before.message, card, key);
      return { also: { slot: row(before.message), release } };
    } catch (error) {
      if (!(error instanceof DeliveryError) || error.code !== 'message_gone') throw error;
    }
  }
  const place = placeOf(body, incident);
  // A first post whose answer was lost is looked up by the slot's own key before it is repeated.
  const found =
    effect.state === 'uncertain' && !before ? await chat.find(place, key, since(effect)) : undefined;
  const message = found ?? (await chat.post(place, card, key));
  return {
    also: { slot: found ? { ...row(message), drawn: '' } : row(message), release },
    command: pageSent(body, incident),
  };
}

/** The first drawing of a page in somebody's DM is the page itself. */
function pageSent(body: BodyOf<'draw'>, incident: Opened): Sent['command'] {
  const page = directPage(body, incident);
  return page && { type: 'page.sent', ...page, summary: incident.title };
}

/** Whom a message pages, and on which level, when it is one of `page:<level>:<person>`. */
export function directPage(body: BodyOf<'draw'>, incident: Opened) {
  const slot = readSlot(body.slot);
  if (slot?.of !== 'page') return undefined;
  const { level, person: id } = slot;
  const people = [{ id, name: incident.plan.people[id]?.name ?? id }];
  return { level, route: chatRoute(incident.plan, chatName(body, incident)), people };
}

async function arrived(chat: Chat, effect: StoredEffect, place: ChatPlace): Promise<boolean> {
  if (effect.state !== 'uncertain') return false;
  return (await chat.find(place, effect.key, since(effect))) !== undefined;
}

/** Looking back a little further than the send, for clocks that differ. */
function since(effect: StoredEffect): number {
  return (effect.sentAt ?? effect.dueAt) - 2 * minute;
}

async function page(deps: DeliverDeps, body: BodyOf<'page'>, incident: Opened): Promise<Sent> {
  const { route, action, level, people: ids, summary } = body;
  if (action === 'trigger' && nobodyToWake(level, incident)) return {};
  const pager = deps.pagers.find((one) => one.route === route);
  if (pager === undefined) {
    throw new DeliveryError(`The paging route ${route} is not configured any more.`, {
      retry: false,
      code: `pager:${route}`,
    });
  }
  const people = ids.map((id) => ({ id, name: incident.plan.people[id]?.name ?? id }));
  await pager.send({
    action,
    dedupKey: `airb-${incident.number}-step-${level}`,
    incident: incident.number,
    level,
    severity: incident.severity,
    people,
    summary,
    link: incident.plan.links.page,
    details: pageDetails(incident),
  });
  if (action !== 'trigger') return {};
  return { command: { type: 'page.sent', level, route, people, summary } };
}

/** Somebody answered while the page was waiting for its provider, or it is over. A raise of severity still pages. */
function nobodyToWake(level: number, incident: Opened): boolean {
  const answered = incident.paging.acknowledged !== undefined && level < incident.plan.escalation.length;
  return answered || !isOpen(incident);
}

function pageDetails(incident: Opened): Record<string, string> {
  const latest = incident.readings.at(-1)?.readings ?? [];
  const readings = incident.plan.signals.flatMap((signal) => {
    const value = readingValue(latest, signal.name);
    if (value === undefined) return [];
    const normal = signal.baseline === undefined ? '' : ` (normal ${show(signal.baseline, signal.unit)})`;
    return [[signal.title, `${show(value, signal.unit)}${normal}`] as const];
  });
  return { runbook: incident.plan.runbook.title, because: incident.because, ...Object.fromEntries(readings) };
}

async function read(
  deps: DeliverDeps,
  body: BodyOf<'read'>,
  on: { effect: StoredEffect; incident: Opened },
): Promise<Sent> {
  const { plan } = on.incident;
  const wanted = plan.signals.filter((signal) => body.signals.includes(signal.name));
  // A reading speaks of the moment it was due, so that one taken late still tells what was true then.
  const sampledAt = on.effect.dueAt;
  const readings = await deps.signals.read(wanted, sampledAt);
  const item = plan.evidence.find((one) => one.id === 'readings' && one.source === 'automatic');
  const content = JSON.stringify(readings, null, 2);
  const evidence =
    item && body.purpose.for === 'opening'
      ? evidenceRecord(deps.hash, { item: item.id, title: item.title, content })
      : undefined;
  return { command: { type: 'readings', purpose: body.purpose, sampledAt, readings, evidence } };
}

function connected(deps: DeliverDeps, name: string): Chat {
  const chat = deps.chats.find((one) => one.name === name);
  if (chat !== undefined) return chat;
  throw new DeliveryError(`${name} is not connected any more.`, { retry: false, code: `chat_gone:${name}` });
}

function roomOf(body: { chat?: string }, incident: Opened): string {
  const room = roomIn(incident, chatName(body, incident));
  if (room !== undefined) return room.ref;
  throw new DeliveryError('The incident has no channel yet.', {
    retry: true,
    code: 'no_room',
    throttled: true,
  });
}

function placeOf(body: { place: Place; chat?: string }, incident: Opened): ChatPlace {
  const { place } = body;
  switch (place.to) {
    case 'room':
      return { room: roomOf(body, incident) };
    case 'incidents':
      return { channel: incident.plan.incidentsChannels[chatName(body, incident)] ?? 'incidents' };
    case 'channel':
      return { channel: place.channel };
    case 'person':
      return { person: place.person };
  }
}
