import type { RoomSpec } from '../../ports/chat.ts';

/**
 * The description of an incident's room. The marker at its end tells airb which incident the room belongs to; of an
 * exercise it says so first.
 */
export function purposeOf({ marker, mark = '' }: Pick<RoomSpec, 'marker' | 'mark'>): string {
  return `${mark}One incident, from alert to postmortem. airb keeps its record (${marker}).`;
}

/** True when a room's description holds exactly this marker, not a longer one that begins the same. */
export function hasMarker(purpose: string, marker: string): boolean {
  return purpose.split(/[\s().]+/).includes(marker);
}
