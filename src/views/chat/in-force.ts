import type { Button, Card, Node } from '../../domain/chat/card.ts';
import { type Containment, isOpen, type Opened } from '../../domain/incident/state.ts';
import { sentenceEnd } from '../../domain/plain.ts';
import { containmentFor, deedOf, inForce, putsBack } from '../../domain/response/stops.ts';
import type { ContainmentSpec } from '../../domain/runbooks/runbook.ts';
import { press } from './controls.ts';
import { move } from './naming.ts';
import { asText, clip, timeOf } from './spans.ts';

/** What is off, frozen or throttled now, what users lose by it, and the way back; it stands before everything else. */
export function inForceNodes(incident: Opened): Node[] {
  return inForce(incident).map((one): Node => {
    const deed = deedOf(incident, one);
    const since = deed?.appliedAt === undefined ? [] : [' since ', timeOf(deed.appliedAt)];
    const spans = [
      { bold: `In force: ${clip(one.title, 80)}` },
      ...since,
      `. Users lose: ${sentenceEnd(clip(one.loses, 160))}`,
    ];
    return deed !== undefined && isOpen(incident)
      ? { type: 'row', spans, control: onAgain(incident, deed) }
      : { type: 'text', spans };
  });
}

/** What is in force for a while already and may be forgotten, with what users lose and the way back. */
export function reminderCard({ action }: { action: string }, incident: Opened): Card {
  const deed = incident.containments.find(({ id }) => id === action);
  const known = deed && containmentFor(incident, deed);
  if (deed === undefined || known === undefined)
    return { text: 'Something is still in force; the card says what.', nodes: [] };
  const since = deed.appliedAt === undefined ? [] : [' since ', timeOf(deed.appliedAt)];
  const spans = [
    { bold: `Still in force: ${clip(known.title, 80)}` },
    ...since,
    `. Users lose: ${sentenceEnd(clip(known.loses, 160))}`,
  ];
  const nodes: Node[] = [{ type: 'row', spans, control: onAgain(incident, deed) }];
  return { text: asText(spans), nodes };
}

/** The way back from what was switched off: the version that was live before. */
export function onAgain({ number }: Opened, { part, from }: Containment): Button {
  return press(
    'rollback.to',
    { incident: number, part, to: from, reason: '' },
    { label: `Put ${clip(part, 30)} back…` },
  );
}

/** What relieves users besides a rollback and is not in force: one button each. */
export function reliefButtons(incident: Opened): Button[] {
  const { containment = [] } = incident.plan;
  const free = containment.filter(
    ({ part, to, once }) => (once || incident.versions[part] !== to) && !underWay(incident, part),
  );
  return free.slice(0, 5).map((one) => reliefButton(incident, one, ''));
}

/** Several of one kind: a button for each, to the asker alone. */
export function containmentChoiceCard(incident: Opened, all: ContainmentSpec[]): Card {
  const rows = all.slice(0, 10).map(
    (one): Node => ({
      type: 'row',
      spans: [{ bold: clip(one.title, 80) }, `. Users lose: ${sentenceEnd(clip(one.loses, 160))}`],
      control: reliefButton(incident, one, ''),
    }),
  );
  return { text: 'There are several; say which.', nodes: rows };
}

/** The button of one containment; its form says what users lose. */
export function reliefButton({ number }: Opened, one: ContainmentSpec, reason: string): Button {
  return press(
    'rollback.to',
    { incident: number, part: one.part, to: one.to, reason },
    { label: `${clip(one.title, 70)}…` },
  );
}

function underWay({ containments }: Opened, part: string): boolean {
  return containments.some(
    (one) => one.part === part && ['waiting', 'running', 'manual', 'unconfirmed'].includes(one.status),
  );
}

/** What a request does, in words: `Stop the agent`, `Rollback of prompt v7 → v6`, `Putting back prompt v6 → v7`. */
export function deedTitle(
  incident: Opened,
  deed: Pick<Containment, 'part' | 'from' | 'to' | 'appliedAt'>,
): string {
  const known = containmentFor(incident, deed);
  if (known) return clip(known.title, 80);
  const ends = containmentFor(incident, { part: deed.part, to: deed.from });
  if (ends) return `End of “${clip(ends.title, 80)}”`;
  return `${putsBack(incident, deed) ? 'Putting back' : 'Rollback of'} ${move(deed)}`;
}
