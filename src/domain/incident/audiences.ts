import type { Severity } from '../people.ts';
import { type Audience, isStatusPage } from '../runbooks/audience.ts';
import type { Instant } from '../time.ts';
import type { ToAudience } from './effects.ts';
import type { EventOf, Form } from './events.ts';
import { inChat } from './every-room.ts';
import type { Facts, Opened } from './state.ts';
import { after, drawing, say, type Wish, wish } from './wishes.ts';

/** Audiences that are told of this severity, in this form or in any. A private incident is told to none. */
export function audiencesOf(incident: Facts, severity: Severity, form?: Form): Audience[] {
  if (incident.private) return [];
  return incident.plan.audiences.filter(
    (audience) => audience.severities.includes(severity) && (form === undefined || audience.form === form),
  );
}

/** Ids of the audiences that were told of the incident, these included. */
export function toldTo({ audiencesTold }: Facts, ids: string[]): string[] {
  return [...new Set([...audiencesTold, ...ids])];
}

/** Audiences that were told of the incident, whatever its severity is now: each of them hears the end. */
export function audiencesTold(incident: Facts): Audience[] {
  return incident.private
    ? []
    : incident.plan.audiences.filter(({ id }) => incident.audiencesTold.includes(id));
}

/** Audiences of the present severity, and those that an earlier one told. What nobody put on a status page stays off it. */
export function audiencesHearing(incident: Facts): Audience[] {
  const told = audiencesTold(incident);
  const now = audiencesOf(incident, incident.severity).filter(
    (one) => !isStatusPage(one) || told.includes(one),
  );
  return [...now, ...told.filter((one) => !now.includes(one))];
}

/**
 * Audiences that get the holding statement. airb writes nothing on a status page by itself; where a person began there,
 * it says that work goes on.
 */
export function audiencesHeld(incident: Facts): Audience[] {
  const told = audiencesTold(incident);
  return audiencesOf(incident, incident.severity).filter((one) => !isStatusPage(one) || told.includes(one));
}

/**
 * Audiences that hear of the incident now for the first time, because of its severity or because they came later.
 * Customers hear what a person wrote for them; while nobody did, there is nothing to tell.
 */
export function newcomers(incident: Facts, severity: Severity, among?: Audience[]): Audience[] {
  const written = incident.updates.some(({ form, automatic }) => form === 'customer' && !automatic);
  return (among ?? audiencesOf(incident, severity)).filter(
    ({ id, form }) => !incident.audiencesTold.includes(id) && (form === 'internal' || written),
  );
}

/** The audiences that hear of the start: in a storm each hears of it with its first update. */
export function starters(incident: Facts): string[] {
  if (incident.storm !== undefined) return [];
  return newcomers(incident, incident.severity).map(({ id }) => id);
}

/** Asks who subscribes to incidents like this one, of which the files know nothing; of a private one nobody hears. */
export function askSubscribers(at: Instant, incident: Opened): Wish[] {
  return incident.private ? [] : [wish(at, { kind: 'subscribers' }, { lane: 'subscribers', urgency: 4 })];
}

/** The first word to audiences: what is wrong, and what has happened so far where it is not new. */
export function hearStart(at: Instant, audiences: Audience[], incident: Opened): Wish[] {
  const late = at > incident.openedAt;
  return audiences.flatMap((audience) => {
    const saying: ToAudience = { as: 'started', at, form: audience.form, late };
    // In a channel the root of the thread says how it stands; what happened so far follows in the thread.
    if (isChannel(audience) && !late) return [root(at, audience)];
    return hear(at, audience, saying);
  });
}

/** Tells a change of severity to whoever was told of the incident. On a status page it would be internal. */
export function hearSeverity(
  event: EventOf<'severity.changed'>,
  audiences: Audience[],
  incident: Opened,
): Wish[] {
  const { at, to } = event;
  return audiences
    .filter((one) => !isStatusPage(one))
    .flatMap((audience) => {
      const goesOn = audience.severities.includes(to);
      // A customer hears nothing of severities; only when the next update comes, where it still gets any.
      if (audience.form === 'customer' && (!goesOn || incident.cadence.dueAt === undefined)) return [];
      return hear(at, audience, { as: 'severity', event, form: audience.form, goesOn });
    });
}

/** Says something to an audience by its own way: in the incident's thread in a channel, in a message, by a publisher. */
export function hear(at: Instant, audience: Audience, saying: ToAudience): Wish[] {
  if (audience.by === 'person')
    return [inChat(say(at, { to: 'person', person: audience.person }, saying), audience.chat)];
  if (!isChannel(audience)) {
    const { id, by, person } = audience;
    const body = { kind: 'publish' as const, audience: id, by, saying, ...(person && { person }) };
    return [wish(at, body, { lane: `audience:${id}`, urgency: 3 })];
  }
  const { channel, chat } = audience;
  const said = say(at, { to: 'channel', channel, thread: true }, saying);
  // What is said goes first; the root is only drawn anew, except the first time.
  return [inChat(after({ of: 'announcement', channel }, said), chat), root(at, audience)];
}

function isChannel(audience: Audience): audience is Extract<Audience, { channel: string }> {
  return 'channel' in audience;
}

/** The message in an audience's channel that says how the incident stands, and that the thread hangs on. */
function root(at: Instant, { channel, chat }: Extract<Audience, { channel: string }>): Wish {
  return inChat(drawing(at, { of: 'announcement', channel }, { to: 'channel', channel }), chat);
}

/** Draws those messages again, wherever one was sent. */
export function announceAgain(at: Instant, incident: Opened): Wish[] {
  if (incident.private) return [];
  return incident.plan.audiences.filter(isChannel).map((audience) => {
    const again = root(at, audience);
    return again.body.kind === 'draw' ? { ...again, body: { ...again.body, kept: true } } : again;
  });
}
