import { type Block, type Document, heading, list, paragraph, type Text } from '../../documents/document.ts';
import { count } from '../../domain/plain.ts';
import { helped, promised } from '../../domain/report/counts.ts';
import { enoughForP90, enoughToCompare } from '../../domain/report/distribution.ts';
import type { Group } from '../../domain/report/groups.ts';
import type { Report } from '../../domain/report/report.ts';
import { hour, minute } from '../../domain/time.ts';
import { drillItems, gapItems, noiseWords, practiceItems, tagsOf } from './practice.ts';
import * as words from './words.ts';

/** The program report for people: a page, a paper, a terminal. */
export function reportDocument(report: Report): Document {
  const { period } = report;
  return {
    title: 'Incident report',
    kicker: `${words.periodWords(period)}, beside the ${words.lengthWords(period)} before; all times UTC`,
    facts: factsOf(report),
    blocks:
      report.incidents.count === 0
        ? [
            paragraph(
              'No incident was opened in this time. Quiet is good; a drill shows whether it would go well.',
            ),
            ...runbooksBlocks(report),
          ]
        : [
            ...privateNote(report),
            ...timesBlocks(report),
            ...trendBlocks(report),
            ...groupBlocks(report),
            ...containmentBlocks(report),
            heading('Keeping promises'),
            ...list(practiceItems(report)),
            ...runbooksBlocks(report),
            ...againBlocks(report),
          ],
  };
}

function factsOf({ incidents, times, noise, updates, containments, coverage }: Report): Document['facts'] {
  const { worst, count: all, before } = incidents;
  const contained = times.find(({ step }) => step === 'contained')?.now;
  const measured = containments.map(({ outcomes }) => helped(outcomes));
  const good = measured.reduce((sum, one) => sum + one.helped, 0);
  const of = measured.reduce((sum, one) => sum + one.of, 0);
  return [
    { label: 'Incidents', value: [`${all} (${before} in the time before)`] },
    { label: 'Sev1 and sev2 at their worst', value: [String(worst.sev1 + worst.sev2)] },
    { label: 'Cancelled as noise', value: [words.shareWords(noise.incidents.cancelled, noise.incidents.of)] },
    { label: 'Median time to contain', value: [words.tookWords(contained?.median)] },
    { label: 'Containments that helped', value: [words.shareWords(good, of)] },
    { label: 'Updates on time', value: [words.shareWords(updates.now.onTime, promised(updates.now))] },
    {
      label: 'Alerts with a runbook',
      value: [words.shareWords(coverage.alerted.mapped, coverage.alerted.of)],
    },
  ];
}

function privateNote({ incidents: { private: secret, hidden } }: Report): Block[] {
  if (secret === 0 || !hidden) return [];
  const are = secret === 1 ? 'is' : 'are';
  return [
    paragraph(
      `${count(secret, 'private incident')} ${are} counted here without names; whoever holds the token sees which.`,
    ),
  ];
}

function timesBlocks({ times, toOpen, incidents }: Report): Block[] {
  const { cancelled, merged } = incidents.endings;
  const rows = times.map(({ step, now, before, trend, without }): Text[] => [
    [words.stepWords[step]],
    [words.tookWords(now.median)],
    [words.tookWords(now.p90)],
    now.worst === undefined
      ? [words.none]
      : [words.tookWords(now.worst.took), ...tagsOf([now.worst.incident])],
    [`${now.n} of ${now.n + without}`],
    [words.tookWords(before.median)],
    [words.trendWords(trend)],
  ]);
  const left = [
    ...(cancelled > 0 ? [`${cancelled} cancelled`] : []),
    ...(merged > 0 ? [`${merged} merged into others`] : []),
  ];
  const felt =
    toOpen.median === undefined
      ? ''
      : ` Users felt ${toOpen.n} of them before they were open; half of these were open within ${words.tookWords(toOpen.median)}.`;
  return [
    heading('How long it took'),
    {
      type: 'table',
      caption: 'From the opening of the incident until somebody acknowledged it, and so on',
      head: ['Time to', 'Median', 'p90', 'Slowest', 'Of', 'Before', 'Trend'],
      rows,
    },
    paragraph(
      `${left.length > 0 ? `Left out: ${left.join(' and ')}. ` : ''}“Of”: how many reached that step; the others did not, or not yet. “Before”: the median of the time before. There is no p90 of fewer than ${enoughForP90}, and fewer than ${enoughToCompare} are not compared.${felt}`,
    ),
  ];
}

function trendBlocks({ trend }: Report): Block[] {
  const weekly = trend[0]?.name?.length !== 7;
  const every = weekly ? 'week' : 'month';
  const label = (group: Group) => words.groupWords(group, undefined);
  const partial = trend.some((group) => group.partial)
    ? [paragraph(`* a ${every} of which only a part is counted.`)]
    : [];
  return [
    heading(weekly ? 'Week by week' : 'Month by month'),
    {
      type: 'bars',
      title: `Incidents opened, by ${every}${weekly ? ' from Monday on' : ''}`,
      bars: trend.map((group) => ({
        label: label(group),
        value: group.incidents,
        shown: String(group.incidents),
      })),
    },
    {
      type: 'bars',
      title: `Median time to contain, by ${every}; of how many in brackets`,
      bars: trend.map((group) => ({
        label: label(group),
        value: group.contained.median,
        shown: shortMedian(group.contained),
      })),
    },
    ...partial,
  ];
}

/** Above a bar there is little room: `2.1 h (3)`. */
function shortMedian({ median, n }: Group['contained']): string {
  if (median === undefined) return words.none;
  const took =
    median < 2 * hour ? `${Math.max(1, Math.round(median / minute))} min` : `${(median / hour).toFixed(1)} h`;
  return `${took} (${n})`;
}

function groupBlocks({ by, groups }: Report): Block[] {
  if (by === undefined) return [];
  const rows = groups.map((group): Text[] => [
    group.name === undefined ? [words.groupWords(group, by)] : [{ strong: words.groupWords(group, by) }],
    [String(group.incidents)],
    [String(group.severe)],
    [String(group.cancelled)],
    [words.medianWords(group.acknowledged)],
    [words.medianWords(group.contained)],
    [words.medianWords(group.recovered)],
    [words.shareWords(group.containments.helped, group.containments.of)],
    [words.shareWords(group.updates.onTime, group.updates.of)],
  ]);
  const head = [
    by === 'month' ? 'Month' : by === 'system' ? 'System' : 'Kind',
    ...['All', 'Sev1–2', 'Noise', 'Acknowledge', 'Contain', 'Recover', 'Helped', 'On time'],
  ];
  return [
    heading(words.groupingWords[by]),
    {
      type: 'table',
      caption: 'Median times, with of how many; containments that helped; updates on time',
      head,
      rows,
      dense: true,
    },
    ...(by === 'month' && groups.some(({ partial }) => partial)
      ? [paragraph('* a month of which only a part is counted.')]
      : []),
  ];
}

function containmentBlocks({ containments }: Report): Block[] {
  if (containments.length === 0) return [];
  const rows = containments.map(({ kind, outcomes }): Text[] => {
    const { helped: good, of } = helped(outcomes);
    const { worked, partly, unmeasured, waiting } = outcomes;
    return [
      [words.kindWords[kind]],
      [words.shareWords(good, of)],
      ...[worked, partly, outcomes['no help'], unmeasured, outcomes['not done'], waiting].map(
        (n): Text => [String(n)],
      ),
    ];
  });
  return [
    heading('Did containment help?'),
    {
      type: 'table',
      caption: 'By the signals before and after, not by what anybody said',
      head: [
        '',
        'Helped, of measured',
        'Fully',
        'In part',
        'No help',
        'Not measured',
        'Not done',
        'Not known yet',
      ],
      rows,
    },
    paragraph(
      '“Not done” was declined, called off, or failed at its target. Putting back what was changed counts as no attempt.',
    ),
  ];
}

function runbooksBlocks(report: Report): Block[] {
  const { coverage, noise, incidents } = report;
  const { systems } = coverage;
  return [
    heading('Runbooks, noise and drills'),
    ...list([
      [
        `Systems with a runbook of their own kind: ${systems.withRunbook} of ${systems.of}.`,
        ...(systems.without.length > 0 ? [` Without: ${systems.without.join(', ')}.`] : []),
      ],
      ...(incidents.count > 0 ? [[noiseWords(noise)]] : []),
      ...gapItems(coverage),
      ...drillItems(report),
    ]),
  ];
}

function againBlocks({ again }: Report): Block[] {
  if (again.length === 0) return [];
  const shown = again.slice(0, 10);
  const rows = shown.map(({ system, failure, incidents }): Text[] => [
    [{ strong: system }],
    [failure],
    [String(incidents.length)],
    tagsOf(incidents.slice(0, 6)),
  ]);
  const more = again.length - shown.length;
  return [
    heading('What came again'),
    {
      type: 'table',
      caption: 'The same failure of the same system, cancelled ones left out',
      head: ['System', 'Failure', 'Times', 'Newest'],
      rows,
    },
    ...(more > 0 ? [paragraph(`And ${more} more, less often.`)] : []),
  ];
}
