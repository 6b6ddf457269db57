import type { Modal, Spans } from '../../domain/chat/card.ts';
import { type Correctable, correctable } from '../../domain/incident/events.ts';
import { timeOf } from '../../domain/incident/milestones.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { capital, count } from '../../domain/plain.ts';
import { fullTime } from '../../domain/time.ts';
import { formAbout } from './controls.ts';
import { tag } from './naming.ts';
import { clip } from './spans.ts';

/** More of them stand on the page. */
const listed = 10;

/** Lists the times of the milestones, and asks for the right one of one of them. */
export function timeModal(incident: Opened, asked?: { milestone: Correctable; time?: string }): Modal {
  const rows = correctable.map((name): Spans => {
    const at = timeOf(incident, name);
    const by = incident.corrected?.[name]?.by;
    const stands = at === undefined ? 'no time' : fullTime(at);
    return [{ bold: capital(name) }, ` · ${stands}${by === undefined ? '' : ` · corrected by ${by}`}`];
  });
  return {
    ...formAbout('milestone', { incident: incident.number }),
    title: 'Correct a time',
    submit: 'Correct',
    intro: [
      { type: 'list', items: rows },
      {
        type: 'context',
        spans: ['Durations and reports follow the correction. The log keeps what airb recorded.'],
      },
    ],
    fields: [
      {
        id: 'milestone',
        label: 'Which one?',
        kind: 'choice',
        options: correctable.map((name) => ({ value: name, label: capital(name) })),
        ...(asked && { initial: asked.milestone }),
      },
      {
        id: 'time',
        label: 'When was it, in UTC?',
        kind: 'line',
        placeholder: '14:02, 2026-03-01 14:02 or 20 min earlier',
        maxLength: 60,
        ...(asked?.time && { initial: clip(asked.time, 60) }),
      },
      {
        id: 'reason',
        label: 'How is that known?',
        kind: 'line',
        placeholder: 'Ben took the call by telephone',
        maxLength: 300,
      },
    ],
  };
}

/** Shows what is still open before the postmortem is frozen. */
export function publishModal(incident: Opened, open: string[]): Modal {
  const version = (incident.published?.at(-1)?.version ?? 0) + 1;
  const more = open.length - listed;
  return {
    ...formAbout('publish', { incident: incident.number, open: open.length }),
    title: 'Publish postmortem',
    submit: 'Publish',
    intro: [
      {
        type: 'text',
        spans: [
          `${tag(incident)}, version ${version}: it stays as it is now, with its sha-256 in the log. What is written later becomes another version.`,
        ],
      },
      ...(open.length === 0
        ? []
        : [
            {
              type: 'text' as const,
              spans: [{ bold: `${count(open.length, 'question')} nobody has answered:` }],
            },
            { type: 'list' as const, items: open.slice(0, listed).map((one): Spans => [clip(one, 200)]) },
          ]),
      ...(more > 0 ? [{ type: 'context' as const, spans: [`${more} more stand on its page.`] }] : []),
    ],
    fields:
      open.length === 0
        ? []
        : [
            {
              id: 'confirm',
              label: 'Publish it with these open?',
              kind: 'choice',
              options: [
                { value: 'no', label: 'No, they are answered first' },
                { value: 'yes', label: 'Yes, publish it with them open' },
              ],
            },
          ],
  };
}
