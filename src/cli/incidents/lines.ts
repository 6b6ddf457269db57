import { timeOf } from '../../domain/incident/milestones.ts';
import { isOpen, type Opened } from '../../domain/incident/state.ts';
import { cut, oneLine } from '../../domain/plain.ts';
import { clockTime, fullTime } from '../../domain/time.ts';
import type { Head } from '../../ports/records.ts';
import { kindWords } from '../../views/follow-up/item-words.ts';
import { noiseWords, similarWords } from '../../views/similar.ts';
import { columns } from '../terminal/columns.ts';

/** One line an incident; columns line up. */
export function listLines(heads: Head[]): string {
  if (heads.length === 0) return 'No incidents.';
  const rows = heads.map((it) => [
    `INC-${it.number}`,
    it.severity.toUpperCase(),
    it.phase,
    it.system,
    fullTime(it.openedAt),
    cut(oneLine(it.title), 60),
  ]);
  return columns(rows);
}

function before({ similar }: Opened): string[][] {
  if (similar === undefined) return [];
  const noise = noiseWords(similar);
  return [
    ...similar.incidents.map((one) => [
      'Before',
      `INC-${one.number}, ${fullTime(one.openedAt)}: ${similarWords(one)}`,
    ]),
    ...(noise === '' ? [] : [['Before', noise]]),
  ];
}

/** The facts of one incident. */
export function incidentLines(incident: Opened): string {
  const { roles, cadence, plan } = incident;
  const steps = Object.values(incident.steps);
  const rows = [
    ['System', plan.system.title],
    ['Phase', incident.phase],
    ['Failure', `${incident.failure} (${incident.because})`],
    ['Started', fullTime(timeOf(incident, 'felt') ?? incident.startedAt)],
    ['Commander', roles.commander?.name ?? 'nobody yet'],
    ['Owner', roles.owner?.name ?? 'nobody yet'],
    ['Communications', roles.communications?.name ?? 'nobody yet'],
    ['Acknowledged', incident.paging.acknowledged?.name ?? 'not yet'],
    ['Root cause', incident.category?.category ?? 'not chosen yet'],
    ['Next update', isOpen(incident) && cadence.dueAt !== undefined ? clockTime(cadence.dueAt) : 'none owed'],
    ['Steps', `${steps.filter((it) => it.status !== 'open').length} of ${steps.length}`],
    ['Channel', `#${incident.roomName}`],
    ...before(incident),
    ...incident.containments.map((it) => [
      'Rollback',
      `${it.part} ${it.from} → ${it.to}: ${it.verdict ?? it.status}`,
    ]),
    ...(incident.actionItems ?? []).map((it) => [
      `Item ${it.item}`,
      `${kindWords[it.kind]}: ${cut(it.what, 80)} (${it.owner.name}, due ${it.due}): ${it.status}`,
    ]),
  ];
  const head = `INC-${incident.number} · ${incident.severity.toUpperCase()} · ${oneLine(incident.title)}`;
  return `${head}\n${columns(rows.map((row) => row.map(oneLine)))}`;
}
