import { announceAgain } from './audiences.ts';
import { drillMark, realTitle } from './drill-plan.ts';
import { redrawPages } from './paging-out.ts';
import { isTaken } from './room-name.ts';
import type { Folds, Reactions, Rules } from './slice.ts';
import { announce, draw, renameRoom, tell, topic } from './wishes.ts';

/** A title is one line, and no longer than lists show. */
const longest = 200;

/** Rules for the name of an incident, and of its rooms after it: see `room-name.ts`. */
export const rules: Rules<'rename' | 'room.renamed'> = {
  rename: ({ at, by, title: said }, incident) => {
    const title = said.replace(/\s+/g, ' ').trim();
    if (title === '')
      return { rejected: 'Say the new title.', next: '`/airb rename Support bot refuses billing questions`' };
    if (title.length > longest)
      return {
        rejected: `The title has ${title.length} characters; it may have ${longest}.`,
        next: 'Put the rest into a note: `/airb note …`.',
      };
    if (realTitle(title) !== title)
      return {
        rejected: `Only the title of a drill begins with ${drillMark}, and INC-${incident.number} is real.`,
        next: '`/airb rename` with the rest of the title.',
      };
    if (title === incident.title)
      return { events: [], note: `INC-${incident.number} is called that already.` };
    return { events: [{ at, by, type: 'renamed', title, before: incident.title }] };
  },

  'room.renamed': ({ at, by, room, name }, incident) => {
    const before = incident.rooms.find(({ ref }) => ref === room)?.name;
    const changed = before !== undefined && before !== name;
    return { events: changed ? [{ at, by, type: 'room.renamed', room, name, before }] : [] };
  },
};

export const folds: Folds<'renamed' | 'room.renamed'> = {
  renamed: (incident, { title }) => ({ ...incident, title }),
  'room.renamed': (incident, { room, name }) => {
    if (isTaken(name)) return incident;
    const rooms = incident.rooms.map((one) => (one.ref === room ? { ...one, name } : one));
    return { ...incident, rooms, ...(incident.room === room && { roomName: name }) };
  },
};

export const reactions: Reactions<'renamed' | 'room.renamed'> = {
  renamed: (event, incident) => [
    draw(event.at, { of: 'card' }),
    ...announce(event.at, incident),
    ...announceAgain(event.at, incident),
    topic(event.at),
    ...redrawPages(event.at, incident),
    renameRoom(event.at),
    tell(event),
  ],
  // Where a link shows the name that was written, it is written anew.
  'room.renamed': ({ at }, incident) => announce(at, incident),
};
