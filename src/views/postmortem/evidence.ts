import { type Block, heading, paragraph, question, type Text } from '../../documents/document.ts';
import { count } from '../../domain/plain.ts';
import { clockTime } from '../../domain/time.ts';
import type { Account } from './account.ts';

/** Every saved piece with its hash, and what the runbook asked for but nobody saved. */
export function evidence({ incident }: Account): Block[] {
  const wanted = incident.plan.evidence;
  const got = new Set(incident.evidence.map((it) => it.item));
  const missing = wanted.filter((it) => !got.has(it.id));
  const found = wanted.length - missing.length;
  const rows = incident.evidence.map((it): Text[] => [
    [clockTime(it.at)],
    [it.title],
    [it.by],
    [{ code: it.sha256 }],
  ]);
  const head = ['UTC', 'What', 'Saved by', 'sha-256 of the content'];
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
  ];
}
