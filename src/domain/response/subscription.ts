import { type PersonId, type Severity, severities } from '../people.ts';
import type { Audience } from '../runbooks/audience.ts';
import type { PersonSpec } from '../runbooks/runbook.ts';

/** By what somebody who subscribes is told. */
export const subscribedBy = ['dm', 'email'] as const;
export type SubscribedBy = (typeof subscribedBy)[number];

/** Somebody wants to hear of incidents. For each person, way and system there is one. */
export interface Subscription {
  person: PersonId;
  by: SubscribedBy;
  /** The id of a system, or `all`. */
  system: string;
  severities: Severity[];
}

/** Whether a subscription is about a system. */
export function isAbout({ system }: Subscription, id: string): boolean {
  return system === 'all' || system === id;
}

/** The id of a subscriber among the audiences of an incident. */
export function subscriberId({ person, by }: Pick<Subscription, 'person' | 'by'>): string {
  return `${by}:${person}`;
}

/** What is known of a subscriber: the name, and the chat in which they are written to. */
export interface Subscriber {
  name: string;
  chat?: string;
}

/**
 * Who a subscriber is: by the organization file. Somebody only a chat knows has an account and no name here.
 * @param chats those that are connected, the home first
 */
export function subscriberIn(people: PersonSpec[], chats: string[]): (person: PersonId) => Subscriber {
  return (id) => {
    const known = people.find((one) => one.id === id);
    const accounts: Record<string, string | undefined> = { slack: known?.slack, teams: known?.teams };
    const met = id.includes(':') ? id.slice(0, id.indexOf(':')) : undefined;
    const chat = chats.find((one) => accounts[one] !== undefined || one === met);
    return { name: known?.name ?? 'a member', ...(chat !== undefined && { chat }) };
  };
}

/**
 * The audiences that subscriptions make for an incident: one for each person and way, with all severities asked for.
 * @param who what is known of each
 */
export function subscribersOf(
  subscriptions: Subscription[],
  system: string,
  who: (person: PersonId) => Subscriber,
): Audience[] {
  const about = subscriptions.filter((one) => isAbout(one, system));
  const ids = [...new Set(about.map(subscriberId))];
  return ids.flatMap((id): Audience[] => {
    const own = about.filter((one) => subscriberId(one) === id);
    const [first] = own;
    if (first === undefined) return [];
    const { person, by } = first;
    const { name, chat } = who(person);
    const wanted = severities.filter((severity) => own.some((one) => one.severities.includes(severity)));
    const facts = { id, title: name, form: 'internal' as const, severities: wanted, person };
    if (by === 'email') return [{ ...facts, by }];
    return [{ ...facts, by: 'person' as const, ...(chat !== undefined && { chat }) }];
  });
}
