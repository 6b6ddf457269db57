import { type Block, heading, paragraph, type Text } from '../../documents/document.ts';
import { escapeHtml } from '../../documents/escape.ts';
import { blocksHtml, factsHtml } from '../../documents/html.ts';
import { page } from '../../documents/page.ts';
import type { Opened, SavedEvidence } from '../../domain/incident/state.ts';
import { inSeries } from '../../domain/plain.ts';
import { completeness } from '../../domain/response/evidence.ts';
import { clockTime, fullTime } from '../../domain/time.ts';
import { isForeign, isRedacted, kindOf, saverOf, setsOf } from '../../views/evidence/kind.ts';
import { readable } from '../../views/evidence/readable.ts';
import { sections, ways } from './frame.ts';

/** What was preserved, each with a page of its own, and the failed examples that came of it. */
export function evidence(incident: Opened): Block[] {
  const { have, of, missing } = completeness(incident);
  const sorted = incident.examples.length > 0;
  const rows = incident.evidence.map((one, index): Text[] => [
    [String(index + 1)],
    [{ here: `/incidents/${incident.number}/evidence/${index + 1}`, text: one.title }],
    [kindOf(one)],
    [`${saverOf(one)}, ${clockTime(one.at)}`],
    ...(sorted ? [[setsOf(incident, one) || '–']] : []),
    [{ code: one.sha256.slice(0, 8) }],
  ]);
  const head = ['No.', 'What', 'Kind', 'Saved by', ...(sorted ? ['Set'] : []), 'sha-256'];
  const names = missing.map(({ title }) => `“${title}”`);
  return [
    heading(`Evidence, ${have} of ${of}`),
    ...(rows.length === 0
      ? [paragraph('Nothing is saved yet.')]
      : [{ type: 'table' as const, caption: 'Saved evidence', head, rows, stacked: true }]),
    ...(names.length > 0 ? [paragraph({ strong: 'Still missing: ' }, `${inSeries(names)}.`)] : []),
    ...examples(incident),
  ];
}

function examples(incident: Opened): Block[] {
  if (incident.examples.length === 0) return [];
  const rows = incident.examples.map((one): Text[] => {
    const index = incident.evidence.findIndex(({ id }) => id === one.source);
    const from = incident.evidence[index];
    return [
      [{ strong: one.set }],
      from ? [{ here: `/incidents/${incident.number}/evidence/${index + 1}`, text: from.title }] : ['–'],
      [one.expected],
      [one.reason],
      [one.by],
    ];
  });
  const head = ['Set', 'From', 'A good answer', 'Why there', 'Sorted by'];
  return [
    heading('Failed examples', 3),
    { type: 'table', caption: 'For the eval set: airb examples export', head, rows, stacked: true },
  ];
}

/**
 * One item on a page of its own.
 * @param content the whole of it
 * @returns undefined where there is none of that number
 */
export function evidencePage(
  incident: Opened,
  { place, content }: { place: number; content: string },
): string | undefined {
  const one = incident.evidence[place - 1];
  if (one === undefined) return undefined;
  const name = `INC-${incident.number}`;
  const blocks = contentBlocks(incident, one, content);
  const body = [
    '<div class="frame with-nav">',
    sections(blocks),
    '<main id="content">',
    `<p class="kicker">${ways} · <a href="/incidents/${incident.number}">${name}</a> · evidence ${place} · all times UTC</p>`,
    `<h1>${escapeHtml(one.title)}</h1>`,
    factsHtml(facts(incident, one, content)),
    blocksHtml(blocks),
    '</main></div>',
  ];
  return page(`Evidence ${place} of ${name} · airb`, body.join('\n'));
}

function facts(incident: Opened, one: SavedEvidence, content: string): { label: string; value: Text }[] {
  const wanted = incident.plan.evidence.find(({ id }) => id === one.item);
  const counts = one.nature === undefined ? '' : 'does not count for ';
  return [
    { label: 'Kind', value: [kindOf(one)] },
    { label: 'Answers', value: [wanted ? `${counts}“${wanted.title}”` : 'no item of the runbook'] },
    { label: 'Saved by', value: [saverOf(one)] },
    { label: 'At', value: [fullTime(one.at)] },
    { label: 'Example set', value: [setsOf(incident, one) || 'not sorted'] },
    { label: 'Length', value: [`${content.length} characters`] },
    { label: 'sha-256 of the content', value: [{ code: one.sha256 }] },
  ];
}

function contentBlocks(incident: Opened, one: SavedEvidence, content: string): Block[] {
  const lines = readable(incident, one, content);
  const foreign = isForeign(one) && !isRedacted(one);
  return [
    ...(lines === undefined
      ? []
      : [
          heading('Readable'),
          {
            type: 'table' as const,
            caption: '',
            head: ['What', 'Value'],
            rows: lines.map(({ label, value }): Text[] => [[label], [value]]),
          },
        ]),
    heading(lines === undefined ? 'Content' : 'As it was kept'),
    ...(foreign ? [paragraph('Untrusted text: users, the model or another program wrote it.')] : []),
    { type: 'pre', text: content },
  ];
}
