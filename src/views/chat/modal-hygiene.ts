import type { Field, Modal, Spans } from '../../domain/chat/card.ts';
import { becomesVisible } from '../../domain/incident/merging.ts';
import type { Opened } from '../../domain/incident/state.ts';
import type { Runbook } from '../../domain/runbooks/runbook.ts';
import { formAbout } from './controls.ts';
import { optionsOf } from './modal-options.ts';
import { severityWord, tag } from './naming.ts';
import { clip } from './spans.ts';

/** The most alerts the form lists; all of them have a number. */
const listed = 20;

const why = (label: string, placeholder: string, initial = ''): Field => ({
  id: 'reason',
  label,
  kind: 'line',
  optional: true,
  placeholder,
  maxLength: 300,
  ...(initial && { initial: clip(initial, 300) }),
});

/** Asks which of two incidents survives. @param other absent where the form asks for it as well */
export function mergeModal(incident: Opened, other?: Opened, reason = ''): Modal {
  const that = other === undefined ? 'the other one' : tag(other);
  const rows = [incident, ...(other === undefined ? [] : [other])].map(
    (one): Spans => [{ bold: tag(one) }, ` · ${severityWord(one.severity)} · ${clip(one.title, 120)}`],
  );
  return {
    ...formAbout('merge', { incident: incident.number, other: other?.number ?? 0 }),
    title: 'Merge incidents',
    submit: 'Merge',
    intro: [
      { type: 'list', items: rows },
      {
        type: 'text',
        spans: [
          'One of the two goes on, with the alerts and the evidence of both. The other one ends: its pages are called off, and whoever heard of it hears as which it goes on.',
        ],
      },
    ],
    fields: [
      ...(other === undefined
        ? [
            {
              id: 'other',
              label: 'Number of the other incident',
              kind: 'line' as const,
              placeholder: '#7',
              maxLength: 12,
            },
          ]
        : []),
      {
        id: 'way',
        label: 'Which one goes on?',
        kind: 'choice',
        options: [
          { value: 'into', label: `${that}; ${tag(incident)} ends` },
          { value: 'from', label: `${tag(incident)}; ${that} ends` },
        ],
      },
      why('Why are they one?', 'same prompt, same minute', reason),
    ],
  };
}

/** Names what becomes visible when a private incident goes on in one that everybody reads. */
export function revealModal(incident: Opened, into: number, reason: string): Modal {
  return {
    ...formAbout('merge-reveal', { incident: incident.number, into }),
    title: 'Make it visible?',
    submit: 'Merge and show it',
    intro: [
      {
        type: 'text',
        spans: [
          { bold: `${tag(incident)} is private, INC-${into} is not. ` },
          `If you go on, ${becomesVisible(incident)} Notes and messages stay in ${tag(incident)}.`,
        ],
      },
    ],
    fields: [
      { ...why('Why may everybody read it?', 'nothing in it names a person', reason), optional: false },
    ],
  };
}

/** Lists the alerts with their numbers. */
export function splitModal(incident: Opened, runbooks: Runbook[]): Modal {
  const { alerts } = incident;
  const rows = alerts
    .slice(0, listed)
    .map(
      ({ alert, failure, resolved }, place): Spans => [
        { bold: `${place + 1}` },
        ` · ${clip(alert.title, 120)}${failure === undefined ? '' : ` · ${clip(failure, 40)}`}${resolved ? ' · resolved' : ''}`,
      ],
    );
  const more = alerts.length - rows.length;
  return {
    ...formAbout('split', { incident: incident.number, splits: incident.splitOff?.length ?? 0 }),
    title: 'Split alerts out',
    submit: 'Open an incident',
    intro: [
      {
        type: 'text',
        spans: [
          `The alerts you name leave ${tag(incident)} and open an incident of their own, which pages the people on call.`,
        ],
      },
      ...(rows.length === 0
        ? [
            {
              type: 'text' as const,
              spans: ['No alert has reached this incident, so there is none to split out.'],
            },
          ]
        : [{ type: 'list' as const, items: rows }]),
      ...(more > 0
        ? [{ type: 'context' as const, spans: [`${more} more have the numbers up to ${alerts.length}.`] }]
        : []),
    ],
    fields: [
      { id: 'alerts', label: 'Which alerts?', kind: 'line', placeholder: '2, 3', maxLength: 200 },
      {
        id: 'runbook',
        label: 'Runbook',
        kind: 'choice',
        options: optionsOf(runbooks),
        optional: true,
        hint: 'Empty means the one of the failure the alert speaks of.',
      },
      why('Why is it another trouble?', 'another model answers there'),
    ],
  };
}

/** The choice of another runbook. */
export function runbookModal(incident: Opened, runbooks: Runbook[]): Modal {
  const { id, title } = incident.plan.runbook;
  const others = runbooks.filter((one) => one.id !== id && (incident.private || !one.sensitive));
  return {
    ...formAbout('runbook', { incident: incident.number }),
    title: 'Switch runbook',
    submit: 'Switch',
    intro: [
      {
        type: 'text',
        spans: [
          `${tag(incident)} follows `,
          { bold: clip(title, 120) },
          '. With another one the checklist is new; what was done stays on record. Updates come no slower, and approvals are no fewer.',
        ],
      },
    ],
    fields: [
      { id: 'runbook', label: 'Runbook', kind: 'choice', options: optionsOf(others) },
      why('Why?', 'the prompt is the cause'),
    ],
  };
}

/** The title to change. */
export function renameModal(incident: Opened): Modal {
  return {
    ...formAbout('rename', { incident: incident.number }),
    title: 'Rename incident',
    submit: 'Rename',
    intro: [
      {
        type: 'text',
        spans: [
          'Card, topic and the name of the channel follow; links to it go on working, and the record keeps what it was called.',
        ],
      },
    ],
    fields: [
      { id: 'title', label: 'Title', kind: 'line', maxLength: 200, initial: clip(incident.title, 200) },
    ],
  };
}
