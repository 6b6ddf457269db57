import { type Duration, type Instant, second } from '../time.ts';
import { isPublished } from './published.ts';
import type { Opened } from './state.ts';
import { type Wish, wish } from './wishes.ts';

/** Who corrects one thing often corrects more, and the canvas is written once for all of it. */
const severalWithin: Duration = 20 * second;

/**
 * Puts the postmortem as it stands when it is sent into the document beside the room. It has a lane of its own: nothing
 * that is said waits for it.
 */
export function canvas(at: Instant): Wish {
  return wish(at, { kind: 'canvas' }, { lane: 'canvas', urgency: 5, coalesce: 'canvas', waitsFor: 'room' });
}

/** After somebody changed the draft. Before the first draft there is none to change, and what is published stays as it is. */
export function canvasAgain(at: Instant, incident: Opened): Wish[] {
  return incident.drafts > 0 && !isPublished(incident) ? [canvas(at + severalWithin)] : [];
}

/**
 * After a redaction, at once: what stands there may hold what was taken out. It stands beside one that is pending, because
 * its failure is another one.
 */
export function canvasWithout(at: Instant, incident: Opened, who: string): Wish[] {
  if (incident.drafts === 0) return [];
  return [wish(at, { kind: 'canvas', unsays: who }, { lane: 'canvas', urgency: 4, waitsFor: 'room' })];
}
