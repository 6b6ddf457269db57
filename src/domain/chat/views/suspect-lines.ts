import type { Opened } from '../../incident/state.ts';
import { isOpen } from '../../incident/state.ts';
import type { Change } from '../../signals/change.ts';
import { rankSuspects, type Suspect } from '../../signals/suspects.ts';
import type { Node } from '../card.ts';
import { press } from './controls.ts';
import { move, shortVersion } from './naming.ts';
import { clip } from './spans.ts';

/** Up to three changes worth suspecting, most suspect first, each with its rollback one press away. */
export function suspectNodes(incident: Opened): Node[] {
  const suspects = rankSuspects(incident);
  if (suspects.length === 0) {
    return [
      { type: 'text', spans: [{ bold: 'What changed' }, ': nothing is known to have changed lately.'] },
    ];
  }
  const rest = suspects.length - 3;
  const more: Node[] =
    rest > 0 ? [{ type: 'context', spans: [`and ${rest} more: `, { code: '/airb changes' }] }] : [];
  return [
    { type: 'text', spans: [{ bold: 'What changed' }] },
    ...suspects.slice(0, 3).map((suspect) => suspectNode(incident, suspect)),
    ...more,
  ];
}

function suspectNode(incident: Opened, suspect: Suspect): Node {
  const { part, change } = suspect;
  const fate = part ? fateOf(incident, part.id) : undefined;
  const spans = [{ bold: changeMove(change) }, `, ${when(suspect)}${fate ? ` — ${fate}` : ''}`];
  if (!part || fate || !isOpen(incident)) return { type: 'text', spans };
  const control = press('rollback.open', [incident.number, part.id], { label: 'Roll back…' });
  return { type: 'row', spans, control };
}

function fateOf(incident: Opened, part: string): string | undefined {
  const last = incident.containments.findLast((containment) => containment.part === part);
  switch (last?.status) {
    case 'applied':
    case 'judged':
      return 'rolled back';
    case 'waiting':
      return 'rollback waits for approval';
    case 'running':
    case 'manual':
      return 'being rolled back';
    default:
      return undefined;
  }
}

/** `40 min before the start`. */
export function when(suspect: Pick<Suspect, 'minutesBefore'>): string {
  const minutes = Math.abs(suspect.minutesBefore);
  const words = minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
  return `${words} ${suspect.minutesBefore < 0 ? 'after' : 'before'} the start`;
}

/** `prompt v6 → v7` where the versions are known, else what the sender wrote. */
export function changeMove(change: Change): string {
  const part = change.part ?? change.kind;
  if (change.from && change.to) return move({ part, from: change.from, to: change.to });
  if (change.to) return `${clip(part, 40)} ${shortVersion(part, change.to)}`;
  return `${clip(part, 40)}: ${clip(change.summary, 100)}`;
}
