import type { Text } from '../../documents/document.ts';
import { count } from '../../domain/plain.ts';
import { promised } from '../../domain/report/counts.ts';
import type { Coverage } from '../../domain/report/coverage.ts';
import type { Report } from '../../domain/report/report.ts';
import { shareWords } from './words.ts';

/** What was promised and asked for, and what became of it. */
export function practiceItems({ updates, evidence, approvals, pages, actions }: Report): Text[] {
  const { given, overridden, breakGlass } = approvals;
  return [
    [updateWords(updates.now), ` The time before: ${updateShare(updates.before)}.`],
    [evidenceWords(evidence)],
    [
      `Approvals: ${given} given. Done against missing evidence or red signals: ${overridden}. Rules broken in an emergency: ${breakGlass}.`,
    ],
    [
      `Pages: ${pages.sent} sent, ${pages.unreached} that reached nobody. Opened again after their end: ${count(pages.openedAgain, 'incident')}.`,
    ],
    ...(actions.noted > 0 ? [[actionWords(actions)]] : []),
  ];
}

function actionWords({ noted, shipped, dropped, open, overdue }: Report['actions']): string {
  const late = overdue > 0 ? `, ${overdue} of them overdue` : '';
  return `Action items: ${noted} noted, ${shipped} shipped, ${dropped} dropped, ${open} open${late}.`;
}

/** How the exercises went; nothing where there was none. */
export function drillItems({ drills }: Report): Text[] {
  const { held, scored, passed, median } = drills;
  if (held === 0) return [];
  const points = median === undefined ? '' : `, half of them with ${median} points of 100 or more`;
  return [
    [`Drills: ${held} held, ${passed} of ${scored} passed${points}. They count among no other figure.`],
  ];
}

export function updateWords(updates: Report['updates']['now']): string {
  const due = promised(updates);
  if (due === 0) return 'No update was promised.';
  const { onTime, late, missed } = updates;
  return `Updates a person wrote on time: ${onTime} of ${due} promised${due < 10 ? '' : ` (${shareWords(onTime, due)})`}; ${late} came late, and ${timesWords(missed)} airb spoke because nobody did.`;
}

function timesWords(times: number): string {
  return times === 0 ? 'never' : times === 1 ? 'once' : `${times} times`;
}

function updateShare(updates: Report['updates']['now']): string {
  const due = promised(updates);
  return due === 0 ? 'none was promised' : `${updates.onTime} of ${due}`;
}

export function evidenceWords({ have, of, incidents }: Report['evidence']): string {
  if (of === 0) return 'No runbook asked for evidence.';
  return `Evidence the runbooks ask for: ${have} of ${of} items kept; complete in ${incidents.complete} of ${count(incidents.of, 'incident')}.`;
}

export function noiseWords({ incidents, alerts }: Report['noise']): string {
  return `Noise: ${incidents.cancelled} of ${count(incidents.of, 'incident')} were cancelled, and with them ${alerts.cancelled} of ${count(alerts.of, 'alert')}.`;
}

const mostGaps = 8;

/** Which alerts found no runbook, most often first. */
export function gapItems({ alerted, gaps }: Coverage): Text[] {
  if (alerted.of === 0) return [];
  const shown = gaps.slice(0, mostGaps);
  const more = gaps.length - shown.length;
  return [
    [`Incidents by alert that found their runbook: ${alerted.mapped} of ${alerted.of}.`],
    ...shown.map(
      ({ system, failure, incidents }): Text => [
        'No runbook: ',
        { strong: system },
        `, ${failure}, ${timesWords(incidents.length)}`,
        ...tagsOf(incidents.slice(0, 3)),
      ],
    ),
    ...(more > 0 ? [[`And ${count(more, 'more failure')} without a runbook.`]] : []),
  ];
}

/** Incidents by their numbers, each a way to its page; one without a number is a private one. */
export function tagsOf(numbers: (number | undefined)[]): Text {
  return numbers.flatMap((number, n): Text => {
    const lead = n === 0 ? ' ' : ', ';
    return number === undefined
      ? [`${lead}(private)`]
      : [lead, { here: `/incidents/${number}`, text: `INC-${number}` }];
  });
}
