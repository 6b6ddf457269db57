import type { Card, Spans } from '../../domain/chat/card.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { isOpen } from '../../domain/incident/state.ts';
import { isBack, symptom, symptomSince } from './measures.ts';
import { callName, severityWord, subject, tag } from './naming.ts';
import { asText, clip, timeOf } from './spans.ts';

/**
 * One line in the incidents channel, kept current. For a private incident it says only that there is one: title, system
 * and symptom are for the invited only.
 */
export function announcement(incident: Opened, { channel }: { channel?: string } = {}): Card {
  const spans = incident.private
    ? privateLine(incident)
    : isForCustomers(incident, channel)
      ? customerLine(incident)
      : publicLine(incident);
  return { text: asText(spans), nodes: [{ type: 'text', spans }] };
}

/** True for a channel in which only readers of the customer form are. */
function isForCustomers({ plan }: Opened, channel: string | undefined): boolean {
  const there = plan.audiences.filter((one) => 'channel' in one && one.channel === channel);
  return there.length > 0 && there.every(({ form }) => form === 'customer');
}

function customerLine(incident: Opened): Spans {
  const system = { bold: clip(incident.plan.system.title, 80) };
  if (incident.phase === 'resolved') return [system, ' — over since ', timeOf(incident.resolvedAt), '.'];
  if (incident.phase === 'cancelled') return [system, ' — it was no incident.'];
  if (incident.phase === 'merged') return [system, ' — we work on it together with another problem.'];
  return [
    system,
    ' — we work on a problem, since ',
    timeOf(incident.openedAt),
    '. Updates are in this thread.',
  ];
}

function privateLine(incident: Opened): Spans {
  return [
    { bold: `${tag(incident)} · ${severityWord(incident.severity)}` },
    ` · a private incident is ${phaseWord(incident)}. Its channel is by invitation.`,
  ];
}

function publicLine(incident: Opened): Spans {
  const { commander } = incident.roles;
  const head = `${tag(incident)} · ${severityWord(incident.severity)} · ${subject(incident)}`;
  return [
    { bold: head },
    ` — ${phaseWord(incident)}`,
    ...ending(incident),
    commander && isOpen(incident) ? `. ${callName(commander.name, incident)} decides. ` : '. ',
    incident.room ? { room: incident.room, name: incident.roomName } : `#${incident.roomName}`,
  ];
}

function ending(incident: Opened): Spans {
  if (incident.phase === 'resolved') return [' at ', timeOf(incident.resolvedAt)];
  if (incident.phase === 'merged') return [incident.quiet ? '' : ` into INC-${incident.into}`];
  if (incident.phase === 'cancelled') return [`: ${clip(incident.reason, 120)}`];
  if (isBack(incident)) return [': ', symptom(incident), ' at the last reading'];
  return [': ', ...symptomSince(incident)];
}

function phaseWord(incident: Opened): string {
  return incident.phase === 'triage' ? 'in triage' : incident.phase;
}
