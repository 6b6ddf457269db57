/** What people read in the details of an incident's room; the marker at its end tells airb whose it is. */
export function purposeOf(marker: string): string {
  return `One incident, from alert to postmortem. airb keeps its record (${marker}).`;
}

/** Whether a room's details carry this marker, not one that only begins with it. */
export function hasMarker(purpose: string, marker: string): boolean {
  return purpose.split(/[\s().]+/).includes(marker);
}
