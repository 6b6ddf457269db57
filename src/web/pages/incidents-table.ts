import { type Block, heading, paragraph, type Text } from '../../documents/document.ts';
import { fullTime } from '../../domain/time.ts';
import type { Head } from '../../ports/records.ts';

const most = 20;

/** The newest incidents of a runbook or a system, each with the way to its page and to the runbook it ran with. */
export function incidentBlocks(heads: Head[]): Block[] {
  const title = heading('Incidents');
  if (heads.length === 0) return [title, paragraph('None so far.')];
  const newest = [...heads].sort((a, b) => b.number - a.number).slice(0, most);
  const rows = newest.map((head): Text[] => [
    [{ here: `/incidents/${head.number}`, text: `INC-${head.number}` }],
    [head.severity.toUpperCase()],
    [head.title],
    [{ here: `/systems/${head.system}`, text: head.system }],
    [head.phase],
    [fullTime(head.openedAt).replace(' UTC', '')],
    [{ here: `/incidents/${head.number}/runbook`, text: 'as it was' }],
  ]);
  const head = ['No.', 'Severity', 'What', 'System', 'Phase', 'Opened (UTC)', 'Runbook'];
  const more = heads.length > most ? [paragraph(`${heads.length - most} older ones are not listed.`)] : [];
  return [title, { type: 'table', stacked: true, caption: 'Newest first', head, rows }, ...more];
}
