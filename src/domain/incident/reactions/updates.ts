import { sayFor } from '../../../views/chat/says.ts';
import { updateCard } from '../../../views/chat/update.ts';
import { nudgeAt, rungAt } from '../../response/cadence.ts';
import type { Instant } from '../../time.ts';
import type { EventOf } from '../events.ts';
import { intervalAt } from '../folds/updates.ts';
import { audiencesOf } from '../rules/updates.ts';
import { isOpen, type Opened } from '../state.ts';
import { inChat } from './rooms.ts';
import { say, timer, type Wish } from './wishes.ts';

/** @param from when the wait for this update began; a severity change does not begin a new one */
export function cadenceTimers(
  at: Instant,
  incident: Opened,
  from = Math.min(incident.cadence.lastHumanAt ?? incident.openedAt, at),
): Wish[] {
  const { dueAt } = incident.cadence;
  if (dueAt === undefined || !isOpen(incident)) return [];
  const nudge = Math.max(nudgeAt(from, dueAt), Math.min(at, dueAt));
  return [
    timer(nudge, 'update.nudge', { type: 'update.nudge', dueAt }),
    timer(dueAt, 'update.deadline', { type: 'update.deadline', dueAt }),
  ];
}

/** The update in each audience’s own form. */
export function publish(event: EventOf<'update.posted' | 'update.missed'>, incident: Opened): Wish[] {
  const form = event.type === 'update.posted' ? event.form : undefined;
  return audiencesOf(incident, incident.severity, form).map((audience) =>
    inChat(
      say(event.at, { to: 'channel', channel: audience.channel }, updateCard(event, incident, audience.form)),
      audience.chat,
    ),
  );
}

/** The ladder starts once, at the first deadline missed since the last human update. */
export function ladder(event: EventOf<'update.missed'>, incident: Opened): Wish[] {
  const { overdueFrom } = incident.cadence;
  if (overdueFrom !== event.dueAt) return [];
  const interval = intervalAt(incident, event.at) ?? 0;
  return [0, 1, 2].map((rung) =>
    timer(rungAt(event.dueAt, rung, interval), `update.escalate.${rung}`, {
      type: 'update.escalate',
      dueAt: event.dueAt,
      rung,
    }),
  );
}

/** A nudge or an escalation reaches its person directly too; the room alone is easily missed. */
export function personalWord(event: EventOf<'update.nudged' | 'update.escalated'>, incident: Opened): Wish[] {
  const card = sayFor(event, incident);
  if (event.person === undefined || card === undefined) return [];
  return [say(event.at, { to: 'person', person: event.person.id }, card)];
}
