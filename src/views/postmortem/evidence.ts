import { type Block, heading, paragraph, type Text } from '../../documents/document.ts';
import type { SavedEvidence } from '../../domain/incident/state.ts';
import { count, inSeries } from '../../domain/plain.ts';
import { completeness } from '../../domain/response/evidence.ts';
import { kindOf, saverOf } from '../evidence/kind.ts';
import { type Account, momentIn } from './account.ts';

/** Every saved piece with its hash, and what the runbook asked for but nobody saved. */
export function evidence(account: Account): Block[] {
  const { incident } = account;
  const wanted = incident.plan.evidence;
  const { missing, have: found } = completeness(incident);
  const rows = once(incident.evidence).map((it): Text[] => [
    [momentIn(account, it.at)],
    [it.titles],
    [kindOf(it)],
    [saverOf(it)],
    [{ code: it.sha256 }],
  ]);
  const head = ['UTC', 'What', 'Kind', 'Saved by', 'sha-256 of the content'];
  const saved = found === wanted.length ? 'all' : `${found} of them`;
  const held = `The runbook asks for ${count(wanted.length, 'piece')} of evidence; ${saved} ${found === 1 ? 'was' : 'were'} saved.`;
  return [
    heading('Evidence'),
    paragraph(wanted.length === 0 ? 'The runbook asks for no particular evidence.' : held),
    ...(rows.length === 0
      ? []
      : [{ type: 'table' as const, caption: 'Saved evidence', head, rows, dense: true }]),
    ...(missing.length === 0
      ? []
      : [paragraph(`Nobody saved ${inSeries(missing.map(({ title }) => `“${title}”`))}.`)]),
    ...examples(incident),
  ];
}

/** The same content counts once, under all its names. */
function once(saved: SavedEvidence[]): (SavedEvidence & { titles: string })[] {
  const first = new Map<string, SavedEvidence>();
  for (const one of saved) if (!first.has(one.sha256)) first.set(one.sha256, one);
  return [...first.values()].map((one) => {
    const names = saved.filter(({ sha256 }) => sha256 === one.sha256).map(({ title }) => title);
    return { ...one, titles: [...new Set(names)].join('; ') };
  });
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
