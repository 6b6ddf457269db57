import type { Card, Node, Spans } from '../../domain/chat/card.ts';
import { count } from '../../domain/plain.ts';
import { helped, promised } from '../../domain/report/counts.ts';
import type { Report } from '../../domain/report/report.ts';
import { clip } from '../chat/spans.ts';
import * as words from './words.ts';

const mostGroups = 10;
const mostAgain = 3;
const mostGaps = 3;

/**
 * The report in a message: what a manager looks at first, and the way to the rest.
 * @param page the address of the whole report
 */
export function reportCard(report: Report, page: string): Card {
  const { incidents, period } = report;
  const when = words.periodWords(period);
  const head = `${count(incidents.count, 'incident')} from ${when}, ${incidents.before} in the ${words.lengthWords(period)} before`;
  return {
    text: `Incident report: ${head}.`,
    nodes: [
      { type: 'heading', text: 'Incident report' },
      { type: 'text', spans: [{ bold: head }, '.'] },
      ...(incidents.count === 0
        ? []
        : [...figures(report), ...groups(report), ...again(report), ...gaps(report)]),
      { type: 'context', spans: foot(report, page) },
    ],
  };
}

function figures({ times, noise, updates, containments, evidence }: Report): Node[] {
  const measured = containments.map(({ outcomes }) => helped(outcomes));
  const sum = (of: (one: { helped: number; of: number }) => number) =>
    measured.reduce((all, one) => all + of(one), 0);
  const shown = times.filter(
    ({ step }) => step === 'acknowledged' || step === 'contained' || step === 'recovered',
  );
  return [
    {
      type: 'list',
      items: [
        ...shown.map(({ step, now, trend }): Spans => {
          const far = now.p90 === undefined ? '' : `, 9 of 10 within ${words.tookWords(now.p90)}`;
          return now.median === undefined
            ? [`Time to ${words.stepWords[step]}: ${words.none}`]
            : [
                `Time to ${words.stepWords[step]}: `,
                { bold: words.tookWords(now.median) },
                ` median of ${now.n}${far}; ${words.trendWords(trend)}`,
              ];
        }),
        [
          helpedWords(
            sum((one) => one.helped),
            sum((one) => one.of),
          ),
        ],
        [`Updates on time: ${words.shareWords(updates.now.onTime, promised(updates.now))}`],
        [`Evidence kept: ${words.shareWords(evidence.have, evidence.of)}`],
        [`Cancelled as noise: ${words.shareWords(noise.incidents.cancelled, noise.incidents.of)}`],
      ],
    },
  ];
}

function groups({ by, groups: all }: Report): Node[] {
  if (by === undefined) return [];
  const shown = all.slice(0, mostGroups);
  const more = all.length - shown.length;
  const items = shown.map((group): Spans => {
    const { incidents, severe, contained } = group;
    return [
      { bold: clip(words.groupWords(group, by), 80) },
      `: ${count(incidents, 'incident')}, ${severe} sev1 or sev2; to contain ${words.medianWords(contained)}`,
    ];
  });
  return [
    { type: 'text', spans: [{ bold: words.groupingWords[by] }] },
    { type: 'list', items: [...items, ...(more > 0 ? [[`and ${more} more`]] : [])] },
  ];
}

function again({ again: all }: Report): Node[] {
  const shown = all
    .slice(0, mostAgain)
    .map(
      ({ system, failure, incidents }) =>
        `${clip(failure, 60)} on ${clip(system, 60)} ${incidents.length} times`,
    );
  return shown.length === 0 ? [] : [{ type: 'text', spans: [`Came again: ${shown.join('; ')}.`] }];
}

function gaps({ coverage }: Report): Node[] {
  const shown = coverage.gaps
    .slice(0, mostGaps)
    .map(({ system, failure }) => `${clip(failure, 60)} on ${clip(system, 60)}`);
  return shown.length === 0 ? [] : [{ type: 'text', spans: [`No runbook for: ${shown.join('; ')}.`] }];
}

function foot({ incidents }: Report, page: string): Spans {
  const secret =
    incidents.private === 0 ? '' : `${count(incidents.private, 'private incident')} counted without names · `;
  return [secret, { link: page, text: 'The whole report' }, ' · ', { code: '/airb report 90d by system' }];
}

function helpedWords(helped: number, of: number): string {
  const said = `Containments that helped: ${words.shareWords(helped, of)}`;
  return of === 0 ? said : `${said} of those measured`;
}
