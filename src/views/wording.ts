import type { Card } from '../domain/chat/card.ts';
import type { OutgoingBody } from '../domain/chat/outgoing.ts';
import type { EffectBody, Saying } from '../domain/incident/effects.ts';
import type { IncidentEvent } from '../domain/incident/events.ts';
import { mayShow } from '../domain/incident/rooms.ts';
import type { Incident, Opened } from '../domain/incident/state.ts';
import { letterOf, publicationOf } from './audience/publication.ts';
import { severityNotice } from './audience/severity.ts';
import { startedNotice } from './audience/started.ts';
import { cancelledNotice } from './chat/cancelled.ts';
import { unsentCard } from './chat/exercise.ts';
import { mergedNotice } from './chat/merged.ts';
import { pageSummary, privateSummary } from './chat/page.ts';
import { relapsedNotice } from './chat/relapsed.ts';
import { relayedCard } from './chat/relay.ts';
import { resolvedNotice } from './chat/resolved.ts';
import { rolesGiven } from './chat/roles-given.ts';
import { snoozedNotice } from './chat/snoozed.ts';
import { updateCard } from './chat/update.ts';
import { holdingText } from './chat/update-holding.ts';
import { cardOf } from './events/words.ts';

/**
 * The event as the log stores it. A missed update keeps the exact words that stakeholders got.
 * @param before the state the decision was made on
 */
export function worded(event: IncidentEvent, before: Incident): IncidentEvent {
  if (event.type !== 'update.missed' || before.phase === 'none') return event;
  const customers = before.plan.audiences.some(({ form }) => form === 'customer');
  return {
    ...event,
    text: holdingText(before, 'internal'),
    ...(customers && { customer: holdingText(before, 'customer') }),
  };
}

/**
 * The effect as it is sent: its data put in words.
 * @param incident the state after the whole decision
 */
export function bodyInWords(body: EffectBody, incident: Opened): OutgoingBody {
  switch (body.kind) {
    case 'say': {
      const { saying, ...rest } = body;
      const corrects = saying.as === 'corrected' ? { corrects: saying.event.postedAt } : {};
      return { ...rest, card: cardFor(saying, incident), ...corrects, ...itemTold(body) };
    }
    case 'publish': {
      const { saying, ...rest } = body;
      return { ...rest, publication: publicationOf(saying, cardFor(saying, incident), incident) };
    }
    case 'letter': {
      const { saying, ...rest } = body;
      return { ...rest, publication: letterOf(saying.event.at, cardFor(saying, incident), incident) };
    }
    case 'page':
      return {
        ...body,
        summary: mayShow(incident, body.route) ? pageSummary(incident) : privateSummary(incident),
      };
    case 'room.topic':
      return { ...body, topic: topicOf(incident) };
    case 'room.links':
      return { ...body, links: linksOf(incident) };
    default:
      return body;
  }
}

/** The action item that a person is told of: where they have left, it goes to somebody else. */
function itemTold({ place, saying }: Extract<EffectBody, { kind: 'say' }>): { item?: number } {
  return place.to === 'person' && saying.as === 'event' && 'item' in saying.event
    ? { item: saying.event.item }
    : {};
}

/** The message for a saying. */
export function cardFor(saying: Saying, incident: Opened): Card {
  switch (saying.as) {
    case 'event':
      return cardOf(saying.event, incident);
    case 'started':
      return startedNotice(saying, incident);
    case 'severity':
      return severityNotice(saying, incident);
    case 'update':
    case 'corrected':
      return updateCard(saying.event, incident, saying.form);
    case 'snoozed':
      return snoozedNotice(saying.event, incident, saying.form);
    case 'resolved':
      return resolvedNotice(saying.event, incident, saying.form);
    case 'relapsed':
      return relapsedNotice(saying.event, incident, saying.form);
    case 'cancelled':
      return cancelledNotice(saying.event, incident, saying.form);
    case 'merged':
      return mergedNotice(saying.event, incident, saying.form);
    case 'roles':
      return rolesGiven(saying.roles, incident);
    case 'relay':
      return relayedCard(saying.event, saying.from);
    case 'unsent':
      return unsentCard(saying.to, cardFor(saying.saying, incident));
  }
}

/** The text of the room's topic. */
function topicOf({ number, severity, title, roles }: Opened): string {
  const owner = roles.owner ? `, owner ${roles.owner.name}` : '';
  return `INC-${number} ${severity.toUpperCase()} ${title}${owner}`.slice(0, 250);
}

function linksOf({ plan }: Opened): { title: string; url: string }[] {
  return [
    { title: 'Incident page', url: plan.links.page },
    { title: 'Runbook', url: plan.links.runbook },
    { title: 'Dashboard', url: plan.links.dashboard },
  ].filter((link): link is { title: string; url: string } => link.url !== undefined);
}
