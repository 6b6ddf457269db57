import type { Button, Node } from '../../domain/chat/card.ts';
import { type Containment, isOpen, type Opened } from '../../domain/incident/state.ts';
import { sentenceEnd } from '../../domain/plain.ts';
import { containmentFor, deedOf, inForce } from '../../domain/response/stops.ts';
import type { ContainmentSpec } from '../../domain/runbooks/runbook.ts';
import { press } from './controls.ts';
import { move } from './naming.ts';
import { clip, timeOf } from './spans.ts';

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
    ({ part, to }) => incident.versions[part] !== to && !underWay(incident, part),
  );
  return free.slice(0, 5).map((one) => reliefButton(incident, one, ''));
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

/** What a request does, in words: `Stop the agent`, `Put flag back`, `Rollback of prompt v7 → v6`. */
export function deedTitle(incident: Opened, deed: Pick<Containment, 'part' | 'from' | 'to'>): string {
  const known = containmentFor(incident, deed);
  if (known) return clip(known.title, 80);
  const ends = containmentFor(incident, { part: deed.part, to: deed.from });
  return ends ? `End of “${clip(ends.title, 80)}”` : `Rollback of ${move(deed)}`;
}
