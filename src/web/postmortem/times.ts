import { escapeHtml } from '../../documents/escape.ts';
import { correctable } from '../../domain/incident/events.ts';
import { timeOf } from '../../domain/incident/milestones.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { capital } from '../../domain/plain.ts';
import { fullTime } from '../../domain/time.ts';

/** The form that puts a time right; it takes the words that chat takes. */
export function times(incident: Opened, mark: string | undefined): string {
  if (mark === undefined) return '';
  const options = correctable.map((name) => {
    const at = timeOf(incident, name);
    const stands = at === undefined ? 'no time' : fullTime(at);
    return `<option value="${name}">${capital(name)}: ${stands}</option>`;
  });
  return [
    '<details class="times"><summary>Correct a time</summary>',
    '<p>Durations and reports follow the correction; the log keeps what airb recorded.</p>',
    `<form method="post" action="/incidents/${incident.number}/postmortem">`,
    `<input type="hidden" name="mark" value="${escapeHtml(mark)}">`,
    `<label for="milestone">Milestone<select id="milestone" name="milestone">${options.join('')}</select></label>`,
    '<label for="time">When it was, in UTC<input id="time" name="time" maxlength="60" placeholder="14:02 or 20 min earlier" required></label>',
    '<label for="why">How that is known<input id="why" name="why" maxlength="300" required></label>',
    '<button name="do" value="time">Correct it</button></form></details>',
  ].join('');
}
