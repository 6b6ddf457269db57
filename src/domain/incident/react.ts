import { pageSummary } from '../chat/views/page.ts';
import { resolvedNotice } from '../chat/views/resolved.ts';
import { sayFor } from '../chat/views/says.ts';
import { updateCard } from '../chat/views/update.ts';
import { type PersonId, type Severity, severities } from '../people.ts';
import { nudgeAt, rungAt } from '../response/cadence.ts';
import { recoveryChecks } from '../response/verdict.ts';
import { type Duration, type Instant, minute, second } from '../time.ts';
import type { Effect, EffectBody, Place, Slot } from './effects.ts';
import type { EventOf, IncidentEvent } from './events.ts';
import { intervalAt } from './evolve.ts';
import { audiencesOf } from './rules/updates.ts';
import { isOpen, type Opened } from './state.ts';

/** An effect before it has its key. */
type Wish = { body: EffectBody; dueAt: Instant; lane: string; urgency: number } & Pick<
  Effect,
  'coalesce' | 'waitsFor'
>;

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
  const words = said && mayBeSaid(event, incident) ? [say(event.at, { to: 'room' }, said)] : [];
  return [...consequences(event, incident), ...words].map((wish) =>
    wish.waitsFor === 'room' && incident.room !== undefined ? { ...wish, waitsFor: undefined } : wish,
  );
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
    case 'page.failed':
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
    case 'category.chosen':
      return [draw(at, 'questions'), draw(at, 'card')];
    case 'step.done':
    case 'step.skipped':
    case 'step.assigned':
    case 'step.undone':
    case 'step.noted':
      return [draw(at, sectionSlot(incident, event.step)), draw(at, 'card')];
    case 'update.posted':
      return [...publish(event, incident), ...cadenceTimers(at, incident), draw(at, 'card')];
    case 'update.missed':
      return [
        ...publish(event, incident),
        ...cadenceTimers(at, incident),
        ...ladder(event, incident),
        draw(at, 'card'),
      ];
    case 'rollback.requested':
      return rollbackRequested(event, incident);
    case 'rollback.approved':
    case 'rollback.declined':
    case 'rollback.previewed':
      return [draw(at, `action:${event.action}`), draw(at, 'card')];
    case 'rollback.started':
      return rollbackStarted(event, incident);
    case 'rollback.responded':
      return rollbackResponded(event, incident);
    case 'containment.judged':
      return [draw(at, `action:${event.action}`), draw(at, 'card')];
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
    case 'update.nudged':
    case 'update.escalated':
      return personalWord(event, incident);
    case 'postmortem.drafted':
    case 'message.marked':
    case 'note.written':
    case 'message.said':
    case 'trouble.noted':
      return [];
    default:
      return unknownEvent(event);
  }
}

/** An event of a newer airb asks for nothing this one could do. */
function unknownEvent(_event: never): Wish[] {
  return [];
}

// ── opening ─────────────────────────────────────────────────────────────────────────────────────────────

function opened(event: EventOf<'incident.opened'>, incident: Opened): Wish[] {
  const { at } = event;
  const first = incident.plan.escalation[0];
  const pages = first ? pageOut(at, incident, { level: 0, people: first.people }) : [];
  return [
    ...pages,
    ...pageTimer(at, incident, 0),
    wish(
      at,
      { kind: 'room.open', name: event.roomName, private: event.private },
      { lane: 'room.open', urgency: 1 },
    ),
    read(at, { for: 'opening' }, incident),
    ...cadenceTimers(at, incident),
  ];
}

/** Card and checklist leave side by side with the invitations; everything else follows in reading order. */
function roomOpened(event: EventOf<'room.opened'>, incident: Opened): Wish[] {
  const { at } = event;
  const { plan } = incident;
  const invited = [
    ...Object.values(incident.roles).map((person) => person.id),
    ...(plan.escalation[0]?.people ?? []),
  ];
  const links = [
    { title: 'Incident page', url: plan.links.page },
    { title: 'Runbook', url: plan.links.runbook },
    { title: 'Dashboard', url: plan.links.dashboard },
  ].filter((link): link is { title: string; url: string } => link.url !== undefined);
  return [
    draw(at, 'card'),
    draw(at, 'section:triage'),
    invite(at, invited),
    { ...draw(at, 'questions'), waitsFor: 'slot:card' },
    { ...draw(at, 'section:rollback'), waitsFor: 'slot:questions' },
    { ...draw(at, 'section:communication'), waitsFor: 'slot:section:rollback' },
    wish(at, { kind: 'room.topic', topic: topicOf(incident) }, { lane: 'room.topic', urgency: 5 }),
    wish(at, { kind: 'room.links', links }, { lane: 'room.links', urgency: 6 }),
    {
      ...wish(at, { kind: 'room.pin', slot: 'card' }, { lane: 'room.pin', urgency: 5 }),
      waitsFor: 'slot:card',
    },
    ...announce(at, incident),
  ];
}

function topicOf(incident: Opened): string {
  const { number, severity, title, roles } = incident;
  const owner = roles.owner ? `, owner ${roles.owner.name}` : '';
  return `INC-${number} ${severity.toUpperCase()} ${title}${owner}`.slice(0, 250);
}

// ── paging ──────────────────────────────────────────────────────────────────────────────────────────────

/** One page per route, all leaving at once and none waiting for chat. */
function pageOut(at: Instant, incident: Opened, step: { level: number; people: PersonId[] }): Wish[] {
  const summary = pageSummary(incident);
  return incident.plan.pagers.flatMap((route) =>
    route === 'chat'
      ? step.people.map((person) => drawPage(at, step.level, person))
      : [pageWish(at, { kind: 'page', route, action: 'trigger', ...step, summary })],
  );
}

function pageWish(at: Instant, body: Extract<EffectBody, { kind: 'page' }>): Wish {
  return wish(at, body, { lane: `page:${body.route}:${body.level}`, urgency: 0 });
}

function drawPage(at: Instant, level: number, person: PersonId): Wish {
  const slot = `page:${level}:${person}`;
  const body: EffectBody = { kind: 'draw', slot, place: { to: 'person', person } };
  return wish(at, body, { lane: `slot:${slot}`, urgency: 0, coalesce: `draw:${slot}` });
}

function pageTimer(at: Instant, incident: Opened, level: number): Wish[] {
  const step = incident.plan.escalation[level];
  if (step === undefined || incident.severity === 'sev4') return [];
  return [timer(at + step.after, 'page.timeout', { type: 'page.timeout', level })];
}

/** Tells every provider that was triggered to stop. */
function quietPagers(at: Instant, incident: Opened, action: 'acknowledge' | 'resolve'): Wish[] {
  const summary = pageSummary(incident);
  return incident.paging.sent
    .filter((sent) => sent.route !== 'chat')
    .map(({ level, route, people }) => pageWish(at, { kind: 'page', route, action, level, people, summary }));
}

function redrawPages(at: Instant, incident: Opened): Wish[] {
  return incident.paging.sent
    .filter((sent) => sent.route === 'chat')
    .flatMap((sent) => sent.people.map((person) => drawPage(at, sent.level, person)));
}

/** The paging step of a raise in severity comes after the ladder, so that its dedup key is its own. */
export function raiseLevel(incident: Opened, severity: Severity): number {
  return incident.plan.escalation.length + severities.indexOf(severity);
}

function severityChanged(event: EventOf<'severity.changed'>, incident: Opened): Wish[] {
  const { at, from, to } = event;
  const raised = severities.indexOf(to) < severities.indexOf(from);
  const commander = incident.roles.commander;
  const pageCommander = raised && (to === 'sev1' || to === 'sev2') && commander !== undefined;
  const others = audiencesOf(incident, to).filter((one) => !audiencesOf(incident, from).includes(one));
  return [
    ...(pageCommander
      ? pageOut(at, incident, { level: raiseLevel(incident, to), people: [commander.id] })
      : []),
    ...(from === 'sev4' && !incident.paging.acknowledged
      ? pageTimer(at, incident, incident.paging.level)
      : []),
    ...cadenceTimers(at, incident),
    draw(at, 'card'),
    ...announce(at, incident),
    ...incident.containments
      .filter((one) => one.status === 'waiting')
      .map((one) => draw(at, `action:${one.id}`)),
    ...(commander ? [invite(at, [commander.id])] : []),
    wish(at, { kind: 'room.topic', topic: topicOf(incident) }, { lane: 'room.topic', urgency: 5 }),
    ...others.map((audience) => drawAudience(at, audience.channel)),
  ];
}

/** An audience that joins late gets the announcement, kept current like the one in the incidents channel. */
function drawAudience(at: Instant, channel: string): Wish {
  const slot = `announcement:${channel}`;
  return wish(at, { kind: 'draw', slot, place: { to: 'channel', channel } }, drawing(slot));
}

// ── updates ─────────────────────────────────────────────────────────────────────────────────────────────

function cadenceTimers(at: Instant, incident: Opened): Wish[] {
  const { dueAt } = incident.cadence;
  if (dueAt === undefined || !isOpen(incident)) return [];
  const from = Math.min(incident.cadence.lastHumanAt ?? incident.openedAt, at);
  const nudge = Math.max(nudgeAt(from, dueAt), Math.min(at, dueAt));
  return [
    timer(nudge, 'update.nudge', { type: 'update.nudge', dueAt }),
    timer(dueAt, 'update.deadline', { type: 'update.deadline', dueAt }),
  ];
}

function publish(event: EventOf<'update.posted' | 'update.missed'>, incident: Opened): Wish[] {
  const form = event.type === 'update.posted' ? event.form : undefined;
  return audiencesOf(incident, incident.severity, form).map((audience) =>
    say(event.at, { to: 'channel', channel: audience.channel }, updateCard(event, incident, audience.form)),
  );
}

/** The ladder starts once, at the first deadline missed since the last human update. */
function ladder(event: EventOf<'update.missed'>, incident: Opened): Wish[] {
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
function personalWord(event: EventOf<'update.nudged' | 'update.escalated'>, incident: Opened): Wish[] {
  const card = sayFor(event, incident);
  if (event.person === undefined || card === undefined) return [];
  return [say(event.at, { to: 'person', person: event.person.id }, card)];
}

// ── containment and recovery ────────────────────────────────────────────────────────────────────────────

function rollbackRequested(event: EventOf<'rollback.requested'>, incident: Opened): Wish[] {
  const { at, action, part: partId, to, reason } = event;
  const shown = [draw(at, `action:${action}`), draw(at, 'card')];
  const http = incident.plan.parts.find((part) => part.id === partId)?.action;
  const waits = incident.containments.find((one) => one.id === action)?.status === 'waiting';
  if (!waits || http?.dryRun === undefined) return shown;
  const body: EffectBody = { kind: 'action', action, part: partId, to, reason, dryRun: true, http };
  return [...shown, wish(at, body, { lane: `action:${action}`, urgency: 2 })];
}

function rollbackStarted(event: EventOf<'rollback.started'>, incident: Opened): Wish[] {
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

function rollbackResponded(event: EventOf<'rollback.responded'>, incident: Opened): Wish[] {
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

function readingsTaken(event: EventOf<'readings.taken'>, incident: Opened): Wish[] {
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
function watchEvery(hold: Duration): Duration {
  return Math.min(Math.max(hold / 5, 30 * second), 2 * minute);
}

function resolved(event: EventOf<'resolved'>, incident: Opened): Wish[] {
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
      say(at, { to: 'channel', channel: audience.channel }, resolvedNotice(event, incident, audience.form)),
    ),
    ...files(at),
    ...(recoveryChecks(incident.plan).length > 0
      ? [read(at + incident.plan.recovery.hold, { for: 'recovery' }, incident)]
      : []),
  ];
}

/** The draft as two files; the Markdown first, because that is what people edit. */
function files(at: Instant): Wish[] {
  const contents = ['postmortem.md', 'postmortem.html'] as const;
  return contents.map((content) =>
    wish(
      at,
      { kind: 'file', place: { to: 'room' }, name: content, content },
      { lane: 'files', urgency: 4, coalesce: `file:${content}`, waitsFor: 'room' },
    ),
  );
}

// ── the shapes of wishes ────────────────────────────────────────────────────────────────────────────────

function wish(
  dueAt: Instant,
  body: EffectBody,
  facts: { lane: string; urgency: number } & Pick<Wish, 'coalesce' | 'waitsFor'>,
): Wish {
  return { body, dueAt, ...facts };
}

function draw(at: Instant, slot: Slot): Wish {
  return wish(at, { kind: 'draw', slot, place: { to: 'room' } }, drawing(slot));
}

/** The line in the incidents channel; a private incident has none. */
function announce(at: Instant, incident: Opened): Wish[] {
  if (incident.private) return [];
  const place: Place = { to: 'channel', channel: incident.plan.incidentsChannel };
  return [wish(at, { kind: 'draw', slot: 'announcement', place }, drawing('announcement'))];
}

function drawing(slot: Slot): Pick<Wish, 'lane' | 'urgency' | 'coalesce' | 'waitsFor'> {
  const inRoom = !slot.startsWith('announcement');
  return {
    lane: `slot:${slot}`,
    urgency: slot === 'card' || slot === 'section:triage' ? 2 : 3,
    coalesce: `draw:${slot}`,
    waitsFor: inRoom ? 'room' : undefined,
  };
}

function say(at: Instant, place: Place, card: Extract<EffectBody, { kind: 'say' }>['card']): Wish {
  const lane = place.to === 'room' ? 'say' : `say:${place.to === 'channel' ? place.channel : place.person}`;
  return wish(
    at,
    { kind: 'say', place, card },
    { lane, urgency: 3, waitsFor: place.to === 'room' ? 'room' : undefined },
  );
}

function invite(at: Instant, people: PersonId[]): Wish {
  const unique = [...new Set(people)];
  return wish(
    at,
    { kind: 'room.invite', people: unique },
    { lane: 'room.invite', urgency: 2, waitsFor: 'room' },
  );
}

function read(
  at: Instant,
  purpose: Extract<EffectBody, { kind: 'read' }>['purpose'],
  incident: Opened,
): Wish {
  const signals = incident.plan.signals.map((signal) => signal.name);
  const lane =
    purpose.for === 'containment' ? `read:${purpose.action}:${purpose.when}` : `read:${purpose.for}`;
  return wish(at, { kind: 'read', purpose, signals }, { lane, urgency: 3 });
}

function timer(
  dueAt: Instant,
  name: string,
  command: Extract<EffectBody, { kind: 'timer' }>['command'],
): Wish {
  return wish(
    dueAt,
    { kind: 'timer', name, command },
    { lane: `timer:${name}`, urgency: 1, coalesce: `timer:${name}` },
  );
}

function sectionSlot(incident: Opened, step: string): Slot {
  const section = incident.plan.sections.find((one) => one.steps.some((known) => known.id === step));
  return `section:${section?.id ?? 'triage'}`;
}
