import type { IncidentEvent } from '../domain/incident/events.ts';
import type { Opened } from '../domain/incident/state.ts';
import type { Metrics } from '../ports/metrics.ts';

type Counts = Pick<Metrics, 'paged' | 'pageFailed' | 'channelOpened' | 'updatePosted'>;

/** Counts how airb keeps its own promises, from what was committed: the log knows when something was asked and done. */
export function countPromises(metrics: Counts): (events: readonly IncidentEvent[], incident: Opened) => void {
  return (events, incident) => {
    // A drill has a clock and pages of its own, and nobody was promised anything.
    if (incident.drill !== undefined) return;
    for (const event of events) {
      // A page of a step that was left meanwhile was asked for at another time.
      if (event.type === 'page.sent' && event.level === incident.paging.level)
        metrics.paged(event.at - incident.paging.levelAt);
      if (event.type === 'page.failed') metrics.pageFailed();
      // Later ones are of other chats, or take the place of a lost one.
      if (event.type === 'room.opened' && incident.rooms[0]?.ref === event.room && !incident.lostRooms)
        metrics.channelOpened(event.at - incident.openedAt);
      if (event.type === 'update.posted' && event.owedAt !== undefined)
        metrics.updatePosted(event.at <= event.owedAt);
    }
  };
}
