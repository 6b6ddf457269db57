import { sayFor } from '../../views/chat/says.ts';
import { severities } from '../people.ts';
import type { Effect } from './effects.ts';
import type { IncidentEvent } from './events.ts';
import {
  files,
  readingsTaken,
  resolved,
  rollbackRequested,
  rollbackResponded,
  rollbackStarted,
} from './reactions/containment.ts';
import { opened, roomOpened } from './reactions/opening.ts';
import {
  elsewhere,
  pageOut,
  pageTimer,
  quietPagers,
  redrawPages,
  severityChanged,
  takeBack,
  wayIn,
} from './reactions/paging.ts';
import { relayed } from './reactions/relay.ts';
import { hearers, inChat, inEveryRoom } from './reactions/rooms.ts';
import { cadenceTimers, ladder, personalWord, publish } from './reactions/updates.ts';
import { announce, draw, invite, leaf, read, say, sectionSlot, type Wish } from './reactions/wishes.ts';
import type { Opened } from './state.ts';

/**
 * What must happen outside because of one event. Pure; `incident` is the state after the whole decision, `seq` the
 * event's number, so the same event always wishes for the same effects under the same keys.
 */
export function react(event: IncidentEvent, incident: Opened, seq: number): Effect[] {
  const rank = severities.indexOf(incident.severity);
  return wishes(event, incident).map(({ urgency, ...wish }, n) => ({
    ...wish,
    key: `${incident.number}.${seq}.${n}`,
    incident: incident.number,
    priority: urgency * 10 + rank,
  }));
}

function wishes(event: IncidentEvent, incident: Opened): Wish[] {
  const said = sayFor(event, incident);
  const words =
    said && mayBeSaid(event, incident)
      ? hearers(event, incident).map((chat) => inChat(say(event.at, { to: 'room' }, said), chat))
      : [];
  return inEveryRoom(event, incident, [...consequences(event, incident), ...words]);
}

/** A storm is told by its first alerts and then by the card's count, not by a thousand lines. */
function mayBeSaid(event: IncidentEvent, incident: Opened): boolean {
  if (event.type === 'alert.joined') return incident.alerts.length <= 5;
  if (event.type === 'alert.flapped') return event.times <= 3 || event.times % 10 === 0;
  return true;
}

function consequences(event: IncidentEvent, incident: Opened): Wish[] {
  const { at } = event;
  switch (event.type) {
    case 'incident.opened':
      return opened(event, incident);
    case 'room.opened':
      return roomOpened(event, incident);
    case 'alert.joined':
    case 'alert.flapped':
    case 'alert.resolved':
    case 'change.noted':
    case 'evidence.saved':
      return [draw(at, 'card')];
    case 'page.sent':
      return [...takeBack(event, incident), ...wayIn(event, incident), draw(at, 'card')];
    case 'page.failed':
      return [...elsewhere(event, incident), draw(at, 'card')];
    case 'page.declined':
    case 'page.exhausted':
      return [draw(at, 'card')];
    case 'page.climbed':
      return [
        ...pageOut(at, incident, { level: event.level, people: event.people.map((person) => person.id) }),
        ...pageTimer(at, incident, event.level),
        ...redrawPages(at, incident),
        invite(
          at,
          event.people.map((person) => person.id),
        ),
        draw(at, 'card'),
      ];
    case 'acknowledged':
      return [...quietPagers(at, incident, 'acknowledge'), ...redrawPages(at, incident), draw(at, 'card')];
    case 'severity.changed':
      return severityChanged(event, incident);
    case 'role.assigned':
      return [draw(at, 'card'), invite(at, [event.person.id])];
    case 'question.answered':
      return [draw(at, 'questions'), draw(at, 'card')];
    case 'category.chosen':
      return [draw(at, 'questions'), draw(at, 'card'), ...leaf(at, incident)];
    case 'diagnosis.answered':
      return [draw(at, 'diagnosis')];
    case 'diagnosis.undone':
      return [draw(at, 'diagnosis'), ...(event.cause ? [draw(at, 'questions'), draw(at, 'card')] : [])];
    case 'diagnosis.concluded':
      return [draw(at, 'diagnosis'), draw(at, 'card')];
    case 'step.done':
    case 'step.skipped':
    case 'step.assigned':
    case 'step.undone':
    case 'step.noted':
      return [draw(at, sectionSlot(incident, event.step)), draw(at, 'card'), ...leaf(at, incident)];
    case 'update.posted':
      return [...publish(event, incident), ...cadenceTimers(at, incident), draw(at, 'card')];
    case 'update.missed':
      return [
        ...publish(event, incident),
        ...cadenceTimers(at, incident, at),
        ...ladder(event, incident),
        draw(at, 'card'),
      ];
    case 'rollback.requested':
      return [...rollbackRequested(event, incident), ...leaf(at, incident)];
    case 'rollback.approved':
    case 'rollback.previewed':
      return [draw(at, `action:${event.action}`), draw(at, 'card')];
    case 'rollback.started':
      return [...rollbackStarted(event, incident), ...leaf(at, incident)];
    case 'rollback.responded':
      return [...rollbackResponded(event, incident), ...leaf(at, incident)];
    case 'rollback.declined':
    case 'containment.judged':
      return [draw(at, `action:${event.action}`), draw(at, 'card'), ...leaf(at, incident)];
    case 'readings.requested':
      return [read(at, { for: 'demand' }, incident)];
    case 'readings.taken':
      return readingsTaken(event, incident);
    case 'verification.started':
      return [
        draw(at, 'recovery'),
        draw(at, 'section:recovery'),
        read(at, { for: 'recovery' }, incident),
        draw(at, 'card'),
      ];
    case 'verification.broken':
    case 'verification.held':
      return [draw(at, 'recovery'), draw(at, 'card')];
    case 'resolved':
      return resolved(event, incident);
    case 'relapsed':
      return [draw(at, 'card'), ...announce(at, incident), ...cadenceTimers(at, incident)];
    case 'cancelled':
      return [
        ...quietPagers(at, incident, 'resolve'),
        ...redrawPages(at, incident),
        draw(at, 'card'),
        ...announce(at, incident),
      ];
    case 'postmortem.requested':
      return files(at);
    case 'message.said':
      return relayed(event, incident);
    case 'update.nudged':
    case 'update.escalated':
      return personalWord(event, incident);
    case 'trouble.noted':
      return event.about === 'room' ? redrawPages(at, incident) : [];
    case 'postmortem.drafted':
    case 'message.marked':
    case 'note.written':
      return [];
    default:
      return unknownEvent(event);
  }
}

/** An event of a newer airb asks for nothing this one could do. */
function unknownEvent(_event: never): Wish[] {
  return [];
}
