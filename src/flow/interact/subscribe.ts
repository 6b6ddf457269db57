import type { ChatAnswer } from '../../domain/chat/input.ts';
import { airb, type PersonId } from '../../domain/people.ts';
import { subscriberId, subscriberIn, subscribersOf } from '../../domain/response/subscription.ts';
import { systemNamed } from '../../domain/runbooks/system-name.ts';
import { suggest } from '../../domain/suggest.ts';
import { subscriptionsCard } from '../../views/chat/subscriptions.ts';
import { refuse, type Talk, type Turn } from './context.ts';
import type { IntentOf } from './in-incident.ts';

/**
 * Subscribes the asker, or lists what they subscribe to. It counts at once: whoever subscribes in the middle of an incident
 * hears what happened so far. Private incidents are nobody's to subscribe to.
 */
export async function subscribe(
  talk: Talk,
  turn: Turn,
  { to }: Extract<IntentOf<'subscribe'>, { command: 'subscribe' }>,
): Promise<ChatAnswer> {
  const { id: person } = turn.input.by;
  if (to === undefined) return listed(talk, person);
  const systems = systemsNamed(talk, to.systems);
  if ('rejected' in systems) return refuse(systems.rejected, systems.next);
  if (to.by === 'email' && emailOf(talk, person) === undefined) {
    return refuse(
      'airb knows no e-mail address of yours.',
      'Whoever keeps runbooks/organization.yaml can add it. `/airb subscribe … dm` tells you here.',
    );
  }
  for (const system of systems.ids)
    await talk.store.subscribe({ person, by: to.by, system, severities: to.severities });
  await joinOpen(talk, person);
  return listed(talk, person);
}

/** Ends subscriptions of the asker, in open incidents as well. */
export async function unsubscribe(
  talk: Talk,
  turn: Turn,
  { by, systems: named }: Extract<IntentOf<'unsubscribe'>, { command: 'unsubscribe' }>,
): Promise<ChatAnswer> {
  const { id: person } = turn.input.by;
  const of = by === undefined ? {} : { by };
  if (named.length === 0) await talk.store.unsubscribe(person, of);
  // A system that is in no file any more can still be given up.
  for (const system of named) await talk.store.unsubscribe(person, { ...of, system });
  await leaveOpen(talk, person);
  return listed(talk, person);
}

async function listed(talk: Talk, person: PersonId): Promise<ChatAnswer> {
  const mine = await talk.store.subscriptions(person);
  return { type: 'private', card: subscriptionsCard(mine, talk.library(), emailOf(talk, person)) };
}

function systemsNamed(
  { library }: Talk,
  named: string[],
): { ids: string[] } | { rejected: string; next: string } {
  const { systems } = library();
  const ids: string[] = [];
  for (const name of named) {
    const found = name === 'all' ? 'all' : systemNamed(name, systems)?.id;
    if (found === undefined) {
      const known = systems.map(({ id }) => id);
      const list = `There are: ${known.map((id) => `\`${id}\``).join(', ')}, and \`all\`.`;
      return { rejected: `There is no system called \`${name}\`.`, next: suggest(name, known) ?? list };
    }
    ids.push(found);
  }
  return { ids };
}

function emailOf({ library }: Talk, person: PersonId): string | undefined {
  return library().organization.people.find(({ id }) => id === person)?.email;
}

/** Joins the asker to the open incidents that a subscription is about. A change counts anew: first out, then in. */
async function joinOpen(talk: Talk, person: PersonId): Promise<void> {
  const mine = await talk.store.subscriptions(person);
  const who = subscriberIn(talk.library().organization.people, talk.context().chats);
  for (const head of await talk.store.heads({ open: true, private: false, drill: false })) {
    const audiences = subscribersOf(mine, head.system, who);
    if (audiences.length > 0)
      await talk.writer.handle(head.number, { type: 'audience.join', audiences }, airb);
  }
}

async function leaveOpen(talk: Talk, person: PersonId): Promise<void> {
  const mine = await talk.store.subscriptions(person);
  for (const head of await talk.store.heads({ open: true, private: false, drill: false })) {
    const left = subscribersOf(mine, head.system, (id) => ({ name: id })).map(({ id }) => id);
    for (const by of ['dm', 'email'] as const) {
      const audience = subscriberId({ person, by });
      if (!left.includes(audience))
        await talk.writer.handle(head.number, { type: 'audience.leave', audience }, airb);
    }
  }
}
