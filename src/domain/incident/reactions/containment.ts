import { resolvedNotice } from '../../../views/chat/resolved.ts';
import { recoveryChecks } from '../../response/verdict.ts';
import { type Duration, type Instant, minute, second } from '../../time.ts';
import type { EffectBody } from '../effects.ts';
import type { EventOf } from '../events.ts';
import { audiencesOf } from '../rules/updates.ts';
import { isOpen, type Opened } from '../state.ts';
import { quietPagers, redrawPages } from './paging.ts';
import { inChat } from './rooms.ts';
import { announce, draw, read, say, type Wish, wish } from './wishes.ts';

/** Shows the request; while it waits for approval, the target says what it would do. */
export function rollbackRequested(event: EventOf<'rollback.requested'>, incident: Opened): Wish[] {
  const { at, action, part: partId, to, reason } = event;
  const shown = [draw(at, `action:${action}`), draw(at, 'card')];
  const http = incident.plan.parts.find((part) => part.id === partId)?.action;
  const waits = incident.containments.find((one) => one.id === action)?.status === 'waiting';
  if (!waits || http?.dryRun === undefined) return shown;
  const body: EffectBody = { kind: 'action', action, part: partId, to, reason, dryRun: true, http };
  return [...shown, wish(at, body, { lane: `action:${action}`, urgency: 2 })];
}

/** Calls the target and reads the signals as they were, side by side. */
export function rollbackStarted(event: EventOf<'rollback.started'>, incident: Opened): Wish[] {
  const { at, action } = event;
  const containment = incident.containments.find((one) => one.id === action);
  const http = incident.plan.parts.find((part) => part.id === containment?.part)?.action;
  const shown = [
    draw(at, `action:${action}`),
    draw(at, 'card'),
    read(at, { for: 'containment', action, when: 'before' }, incident),
  ];
  if (http === undefined || containment === undefined) return shown;
  const { part, to, reason } = containment;
  const body: EffectBody = { kind: 'action', action, part, to, reason, dryRun: false, http };
  return [wish(at, body, { lane: `action:${action}`, urgency: 1 }), ...shown];
}

/** After a change took effect, the signals are read again when the runbook says they can have moved. */
export function rollbackResponded(event: EventOf<'rollback.responded'>, incident: Opened): Wish[] {
  const { at, action, ok } = event;
  const shown = [draw(at, `action:${action}`), draw(at, 'card')];
  if (!ok || !isOpen(incident)) return shown;
  const measure = read(
    at + incident.plan.measureAfter,
    { for: 'containment', action, when: 'after' },
    incident,
  );
  return [...shown, measure];
}

/** Shows what was read, and keeps a recovery watch going. */
export function readingsTaken(event: EventOf<'readings.taken'>, incident: Opened): Wish[] {
  const { at, purpose, sampledAt } = event;
  if (purpose.for === 'opening') return [draw(at, 'card')];
  if (purpose.for === 'demand') return [draw(at, 'card')];
  if (purpose.for === 'containment') return [draw(at, `action:${purpose.action}`), draw(at, 'card')];
  if (incident.phase !== 'verifying') return [];
  return [
    draw(at, 'recovery'),
    draw(at, 'card'),
    read(sampledAt + watchEvery(incident.plan.recovery.hold), { for: 'recovery' }, incident),
  ];
}

/** Five looks in a hold time, but not more than two a minute and not fewer than one in two minutes. */
export function watchEvery(hold: Duration): Duration {
  return Math.min(Math.max(hold / 5, 30 * second), 2 * minute);
}

/** Tells everybody who was paged or informed, drafts the postmortem, and looks once more after the hold time. */
export function resolved(event: EventOf<'resolved'>, incident: Opened): Wish[] {
  const { at } = event;
  const audiences = audiencesOf(incident, incident.severity);
  return [
    ...quietPagers(at, incident, 'resolve'),
    ...redrawPages(at, incident),
    draw(at, 'card'),
    ...announce(at, incident),
    draw(at, 'recovery'),
    draw(at, 'section:postmortem'),
    ...audiences.map((audience) =>
      inChat(
        say(at, { to: 'channel', channel: audience.channel }, resolvedNotice(event, incident, audience.form)),
        audience.chat,
      ),
    ),
    ...files(at),
    ...(recoveryChecks(incident.plan).length > 0
      ? [read(at + incident.plan.recovery.hold, { for: 'recovery' }, incident)]
      : []),
  ];
}

/** The draft as two files; the Markdown first, because that is what people edit. */
export function files(at: Instant): Wish[] {
  const contents = ['postmortem.md', 'postmortem.html'] as const;
  return contents.map((content) =>
    wish(
      at,
      { kind: 'file', place: { to: 'room' }, name: content, content },
      { lane: 'files', urgency: 4, coalesce: `file:${content}`, waitsFor: 'room' },
    ),
  );
}
