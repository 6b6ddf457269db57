import { escapeHtml } from '../../documents/escape.ts';
import type { Opened } from '../../domain/incident/state.ts';
import type { PersonSpec } from '../../domain/runbooks/runbook.ts';
import type { Instant } from '../../domain/time.ts';
import { homeDocument } from '../../views/home/home-document.ts';
import type { LiveAt } from '../live/line.ts';
import { framed } from './frame.ts';

/** What waits for one person. */
export function homePage(
  incidents: Opened[],
  facts: { person: PersonSpec; people: PersonSpec[]; now: Instant; live: LiveAt; followUp: Opened[] },
): string {
  const { person, people, now, live, followUp } = facts;
  const document = homeDocument(incidents, { person, now, followUp });
  return framed({ ...document, short: true, live: { ...live, now }, after: chooser(people, person.id) });
}

/** Asks whose home it is to be. */
export function chooseHomePage(people: PersonSpec[]): string {
  const notice =
    '<p>What waits for one person: pages, approvals, steps, updates, action items and roles, and what is open. Bookmark your own.</p>';
  const body =
    people.length === 0 ? '<p class="quiet">The organization file names nobody.</p>' : chooser(people);
  return framed({
    title: 'Whose home?',
    short: true,
    kicker: 'who waits for what',
    facts: [],
    blocks: [],
    notice,
    after: body,
  });
}

function chooser(people: PersonSpec[], chosen?: string): string {
  const options = people.map(
    ({ id, name }) =>
      `<option value="${escapeHtml(id)}"${id === chosen ? ' selected' : ''}>${escapeHtml(name)}</option>`,
  );
  return (
    `<form method="get" action="/home"><label for="person">Person<select id="person" name="person">${options.join('')}` +
    '</select></label><button type="submit">Show</button></form>'
  );
}
