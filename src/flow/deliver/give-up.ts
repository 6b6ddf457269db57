import type { Earlier, OutgoingBody } from '../../domain/chat/outgoing.ts';
import type { Place } from '../../domain/incident/effects.ts';
import { personNamed } from '../../domain/incident/paging-reach.ts';
import { wordIn } from '../../domain/incident/rooms.ts';
import { readSlot } from '../../domain/incident/slots.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { clockTime } from '../../domain/time.ts';
import type { DeliveryError } from '../../errors.ts';
import type { StoredEffect } from '../../ports/outbox.ts';
import type { Writes } from '../../ports/records.ts';
import { directPage } from './senders/direct-page.ts';
import { type BodyOf, chatName, type DeliverDeps, type Sent } from './sending.ts';

/** Codes of accounts that are deactivated or gone: whoever had one has left. */
const goneCodes = new Set(['user_disabled', 'user_not_found', 'cannot_dm_bot']);
/** Behind a colon stands whom it is about. */
const isGone = ({ code }: DeliveryError) => goneCodes.has(code.split(':', 1)[0] ?? code);

/** Releases what waits for an effect that was given up; otherwise it would wait for ever. */
export function releaseOf(effect: StoredEffect, { plan }: Opened): Writes['release'] {
  const { body } = effect;
  if (body.kind !== 'draw') return undefined;
  const word = `slot:${body.slot}`;
  return {
    incident: effect.incident,
    words: [body.chat === undefined ? word : wordIn(plan, body.chat, word)],
  };
}

/** The command that tells the incident of an effect that failed for good. */
export function outcomeOfFailure(
  { chats }: DeliverDeps,
  effect: StoredEffect,
  { incident, error }: { incident: Opened; error: DeliveryError },
): NonNullable<Sent['command']> {
  const { body } = effect;
  if (body.kind === 'page') {
    return outcomeOfPage(body, effect.state === 'uncertain' || error.uncertain, { incident, error });
  }
  const page = body.kind === 'draw' ? directPage(body, incident) : undefined;
  if (page) return { type: 'page.failed', ...page, why: error.message, gone: isGone(error) };
  const item = itemOwed(body, error);
  if (item) return { type: 'action-item.unreached', ...item };
  if (body.kind === 'action') {
    const { action, dryRun } = body;
    const response = error.message;
    return { type: 'rollback.responded', action, dryRun, ok: false, status: 0, response };
  }
  if (body.kind === 'examples')
    return { type: 'examples.pushed', tool: body.tool, pushed: [], because: error.message };
  if (body.kind === 'canvas') return noCanvas(effect, body, { incident, error });
  const earlier = earlierOf(body);
  if (earlier)
    return {
      type: 'trouble',
      code: `redacted:${effect.key}`,
      text: stillStands(body, earlier, { incident, error }),
    };
  const trouble = { type: 'trouble' as const, code: error.code, text: error.message };
  const meant = chatName('chat' in body ? body : {}, incident);
  const chat = chats.find(({ name, cannot }) => name === meant && cannot.includes(error.message));
  return chat ? { ...trouble, about: 'limit', chat: chat.name } : trouble;
}

/** Where the draft is instead, once and in the chat that has no canvas of it; or what may stand in a canvas that could not be changed. */
function noCanvas(
  { key }: StoredEffect,
  body: BodyOf<'canvas'>,
  { incident, error }: { incident: Opened; error: DeliveryError },
): NonNullable<Sent['command']> {
  const said = { type: 'trouble', about: 'limit', chat: chatName(body, incident) } as const;
  if (body.unsays !== undefined) {
    const text = `The canvas of this channel may still hold what ${body.unsays} redacted: ${error.message} Please look there and take it out by hand.`;
    return { ...said, code: `redacted:${key}`, text };
  }
  const { page } = incident.plan.links;
  const also = page === undefined ? '' : ` and at ${page}/postmortem`;
  const text = `The postmortem as it stands is in no canvas: ${error.message} It is in the files of this channel${also}.`;
  return { ...said, code: 'canvas', text };
}

/** The item of somebody who has left and was to be told of it. */
function itemOwed(body: OutgoingBody, error: DeliveryError): { item: number; person: string } | undefined {
  if ((body.kind !== 'say' && body.kind !== 'draw') || body.place.to !== 'person') return undefined;
  const item = body.kind === 'say' ? body.item : itemOf(body.slot);
  return isGone(error) && item !== undefined ? { item, person: body.place.person } : undefined;
}

function itemOf(name: string): number | undefined {
  const slot = readSlot(name);
  return slot?.of === 'item' ? slot.item : undefined;
}

function earlierOf(body: OutgoingBody): Earlier | undefined {
  if (body.kind === 'remove') return body.earlier;
  return body.kind === 'say' ? body.replaces : undefined;
}

/** Tells who redacted what airb could not take out, and where it is, so that they can. */
function stillStands(
  body: OutgoingBody,
  { by, since }: Earlier,
  { incident, error }: { incident: Opened; error: DeliveryError },
): string {
  const what = body.kind === 'remove' ? `The file ${body.name}` : 'A message of airb';
  const where = 'place' in body ? placeInWords(body.place, incident) : 'chat';
  return `${what} from ${clockTime(since)} UTC in ${where} may still hold what ${by} redacted: ${error.message} Please look there and delete it by hand.`;
}

function placeInWords(place: Place, incident: Opened): string {
  switch (place.to) {
    case 'room':
      return 'this incident’s channel';
    case 'incidents':
      return 'the incidents channel';
    case 'channel':
      return place.channel;
    case 'person':
      return `a direct message to ${personNamed(incident, place.person).name}`;
  }
}

/** A provider that could not be told to stop is no page that failed to arrive. */
function outcomeOfPage(
  { action, level, route, people: ids }: BodyOf<'page'>,
  unsure: boolean,
  { incident, error }: { incident: Opened; error: DeliveryError },
): NonNullable<Sent['command']> {
  const page = { level, route, people: ids.map((id) => personNamed(incident, id)), why: error.message };
  if (action !== 'trigger') return { type: 'page.stop-failed', ...page, told: action };
  return { type: 'page.failed', ...page, ...(unsure && { unsure }) };
}
