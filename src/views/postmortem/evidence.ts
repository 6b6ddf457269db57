import { type Block, heading, paragraph, question, type Text } from '../../documents/document.ts';
import { count } from '../../domain/plain.ts';
import { completeness } from '../../domain/response/evidence.ts';
import { clockTime } from '../../domain/time.ts';
import { kindOf, saverOf } from '../evidence/kind.ts';
import type { Account } from './account.ts';

/** Every saved piece with its hash, and what the runbook asked for but nobody saved. */
export function evidence({ incident }: Account): Block[] {
  const wanted = incident.plan.evidence;
  const { missing, have: found } = completeness(incident);
  const rows = incident.evidence.map((it): Text[] => [
    [clockTime(it.at)],
    [it.title],
    [kindOf(it)],
    [saverOf(it)],
    [{ code: it.sha256 }],
  ]);
  const head = ['UTC', 'What', 'Kind', 'Saved by', 'sha-256 of the content'];
  const held = `The runbook asks for ${count(wanted.length, 'piece')} of evidence; ${found} of them ${found === 1 ? 'was' : 'were'} saved.`;
  return [
    heading('Evidence'),
    paragraph(wanted.length === 0 ? 'The runbook asks for no particular evidence.' : held),
    ...(rows.length === 0
      ? []
      : [{ type: 'table' as const, caption: 'Saved evidence', head, rows, dense: true }]),
    ...missing.map((it) =>
      question(`The runbook asks for “${it.title}”. Where is it, or why is it not needed?`),
    ),
    ...examples(incident),
  ];
}

/** The failed examples with the set each belongs to, so that the loop closes in the eval tool. */
function examples({ examples: sorted, evidence: saved }: Account['incident']): Block[] {
  if (sorted.length === 0) return [];
  const rows = sorted.map((it): Text[] => [
    [{ strong: it.set }],
    [saved.find(({ id }) => id === it.source)?.title ?? '–'],
    [it.expected],
    [it.reason],
    [it.by],
  ]);
  const head = ['Set', 'From', 'A good answer', 'Why there', 'Sorted by'];
  return [
    heading('Failed examples', 3),
    { type: 'table', caption: 'For the eval set: airb examples export', head, rows },
  ];
}
