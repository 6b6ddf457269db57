import { announceAgain } from './audiences.ts';
import { drillMark, realTitle } from './drill-plan.ts';
import { redrawPages } from './paging-out.ts';
import type { Folds, Reactions, Rules } from './slice.ts';
import { announce, draw, tell, topic } from './wishes.ts';

/** A title is one line, and no longer than lists show. */
const longest = 200;

/** Rules for the name of an incident. Its channel keeps the name under which it was made: links and retries find it by that. */
export const rules: Rules<'rename'> = {
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
};

export const folds: Folds<'renamed'> = {
  renamed: (incident, { title }) => ({ ...incident, title }),
};

export const reactions: Reactions<'renamed'> = {
  renamed: (event, incident) => [
    draw(event.at, { of: 'card' }),
    ...announce(event.at, incident),
    ...announceAgain(event.at, incident),
    topic(event.at),
    ...redrawPages(event.at, incident),
    tell(event),
  ],
};
