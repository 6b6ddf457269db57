import type { Card } from '../../../domain/chat/card.ts';
import { sealedCard } from '../../../domain/chat/seal.ts';
import { type Place, seqOf } from '../../../domain/incident/effects.ts';
import type { IncidentEvent } from '../../../domain/incident/events.ts';
import { isOwnDelay, outdated } from '../../../domain/incident/outdated.ts';
import type { PersonId } from '../../../domain/people.ts';
import { type Duration, type Instant, minute } from '../../../domain/time.ts';
import type { Chat, ChatPlace } from '../../../ports/chat.ts';
import type { StoredEffect } from '../../../ports/outbox.ts';
import { catchUpCard, lateCard, type Readers } from '../../../views/chat/late.ts';
import type { DeliverDeps, On } from '../sending.ts';
import { lookFrom } from './look-from.ts';

/** A message that comes later than this says so. */
const late: Duration = 2 * minute;

interface Post extends On {
  chat: Chat;
  at: ChatPlace;
  place: Place;
}

type Late = Pick<DeliverDeps, 'store' | 'clock' | 'seal'>;

/**
 * What may still be said of a message whose chat took none for a while: the message as it was where it is in time, with
 * the time it is from where it is late, and undefined where it would mislead now. Whoever reads there hears first what
 * was late, by how long, and what is left out; once for all that waited, whichever process sends it.
 */
export async function sayInTime(deps: Late, card: Card, post: Post): Promise<Card | undefined> {
  const { effect, incident } = post;
  if (!mayBeLate(deps, effect)) return card;
  const waiting = await waitingWith(deps, effect);
  const own = waiting.find(({ key }) => key === effect.key)?.event;
  const now = deps.clock.now();
  if (own === undefined || now - own.at < late) return card;
  await accountFor(deps, waiting, post);
  const later = behind(waiting, effect.key);
  const reader = readerIn(post.place);
  if (isOwnDelay(own) || outdated(own, incident, { at: now, later, reader }) !== undefined) return undefined;
  return lateCard(card, own, { at: now, readers: readersOf(post.place) });
}

/** What is due now is drawn as things are, and needs no mark; but what was late in the same place is told before it. */
export async function accountBefore(deps: Late, post: Post): Promise<void> {
  if (!mayBeLate(deps, post.effect)) return;
  await accountFor(deps, await waitingWith(deps, post.effect), post);
}

/** A retry has moved the time it is due, so an error of before counts as well. */
function mayBeLate({ clock }: Late, { dueAt, lastError }: StoredEffect): boolean {
  return lastError !== undefined || clock.now() - dueAt >= late;
}

interface Waiting {
  key: string;
  event: IncidentEvent;
  lastError?: string | undefined;
}

/**
 * What waits to be said in the same place, this one included, in its order. It is asked before each attempt at what was put
 * off, so it reads no more of the incident than waits.
 */
async function waitingWith({ store }: Late, { incident, lane }: StoredEffect): Promise<Waiting[]> {
  const said = (await store.waiting({ incident, lane })).filter(
    ({ body }) => body.kind === 'say' && !body.replaces,
  );
  if (said.length === 0) return [];
  const first = Math.min(...said.map(({ key }) => seqOf(key)));
  const log = new Map((await store.events(incident, first - 1)).map(({ seq, event }) => [seq, event]));
  return said.flatMap(({ key, lastError }) => {
    const event = log.get(seqOf(key));
    return event === undefined ? [] : [{ key, event, lastError }];
  });
}

function behind(waiting: Waiting[], key: string): IncidentEvent[] {
  return waiting.slice(waiting.findIndex((one) => one.key === key) + 1).map(({ event }) => event);
}

/** What readers of one place were told of: all until then, and of it by key what would be left out. */
interface Told {
  until: Instant;
  left: string[];
}

/**
 * Tells once what was late. What it told of is remembered, so a chat that fails again in the middle makes no second one;
 * but what was to follow and grew old meanwhile is told of again.
 */
async function accountFor(deps: Late, waiting: Waiting[], post: Post): Promise<void> {
  const { store, clock, seal } = deps;
  const { chat, at, effect, incident } = post;
  const now = clock.now();
  const reader = readerIn(post.place);
  const mark = `late:${effect.incident}/${effect.lane}`;
  const told = JSON.parse((await store.recall(mark)) ?? '{"until":0,"left":[]}') as Told;
  const fresh = waiting
    .map((one) => ({
      ...one,
      outdated: outdated(one.event, incident, { at: now, later: behind(waiting, one.key), reader }),
    }))
    .filter(({ event }) => now - event.at >= late && !isOwnDelay(event))
    .filter(({ key, event, outdated: old }) => event.at > told.until || (old && !told.left.includes(key)));
  const [first] = fresh;
  // A single message that still holds says itself how late it is.
  if (first === undefined || (fresh.length === 1 && first.outdated === undefined)) return;
  const why = waiting.find(({ lastError }) => lastError !== undefined)?.lastError;
  const card = catchUpCard(fresh, { at: now, readers: readersOf(post.place), why });
  await postOnce(chat, at, { card: sealedCard(seal, card), key: `${first.key}.late`, effect });
  const left = fresh.flatMap(({ key, outdated: old }) => (old ? [key] : []));
  await store.remember(mark, JSON.stringify({ until: now, left: [...told.left, ...left] }));
}

/** Whom a message is said to directly. */
function readerIn(place: Place): PersonId | undefined {
  return place.to === 'person' ? place.person : undefined;
}

function readersOf(place: Place): Readers {
  return place.to === 'channel' ? 'stakeholders' : 'responders';
}

/** An earlier attempt may have got so far and no further. */
async function postOnce(
  chat: Chat,
  at: ChatPlace,
  { card, key, effect }: { card: Card; key: string; effect: StoredEffect },
): Promise<void> {
  const known =
    effect.state === 'uncertain' ? await chat.find(at, { key, since: lookFrom(effect) }) : undefined;
  if (known === undefined) await chat.post(at, card, key);
}
