import type { Person, Severity } from '../people.ts';
import { severities } from '../people.ts';
import { closest } from '../runbooks/closest.ts';
import type { Library, Runbook, SystemSpec } from '../runbooks/runbook.ts';
import type { Alert } from './alert.ts';
import {
  compareStrength,
  failureName,
  holds,
  labelsOf,
  matchersOf,
  strengthOf,
  systemName,
} from './match-labels.ts';

export interface Match {
  runbook: Runbook;
  /** Absent when the alert names no system or one that has no file; see `unlistedSystem`. */
  system?: SystemSpec;
  /** The name the alert gave, also when no file has it. */
  systemName?: string;
  severity: Severity;
  /** The one accountable person. */
  owner: Person;
  /** The reason in sentences, for log, command line and chat alike. */
  because: string;
  /** True when no runbook matched and the generic one was taken: a gap in the mapping. */
  unmapped: boolean;
  /** What else came close, and what it lacked. */
  nearly: string[];
}

interface Candidate {
  runbook: Runbook;
  labels: Record<string, string>;
}

/**
 * Decides which runbook, system, severity and owner an alert gets (requirement S4). Of the matchers whose labels all
 * hold, the one with more labels wins; then the one with more exact ones; then one that names the failure. Two that are
 * equal in all of it are a lint error; should it happen all the same, the reason says so.
 *
 * An alert for a system without a file is still answered: `system` is absent and the first commander owns it. The
 * caller opens it with `unlistedSystem(name, organization)`, which has no parts and no signals.
 * @throws Error when the library lacks its generic runbook; the loader never hands out such a library
 */
export function matchAlert(alert: Alert, library: Library): Match {
  const labels = labelsOf(alert);
  const found = candidatesOf(labels, library);
  const winner = found[0];
  const runbook = winner?.runbook ?? genericRunbook(library);
  const system = systemOf(alert, library);
  const name = systemName(alert);
  const severity = severityOf(alert, runbook);
  const owner = ownerOf(runbook, system, library);
  const because = [
    winner === undefined ? unmappedReason(alert, runbook) : matchReason(winner, labels, system),
    ...tieReason(found),
    systemReason(name, system),
    severity.because,
    owner.because,
  ];
  return {
    runbook,
    ...(system !== undefined && { system }),
    ...(name !== undefined && { systemName: name }),
    severity: severity.severity,
    owner: owner.owner,
    because: because.filter((sentence) => sentence !== '').join(' '),
    unmapped: winner === undefined,
    nearly: nearlyMatched(labels, library, found),
  };
}

/** Every matcher that holds, the strongest first; each runbook once. */
function candidatesOf(labels: Record<string, string>, library: Library): Candidate[] {
  const found: Candidate[] = [];
  for (const runbook of library.runbooks) {
    const matching = matchersOf(runbook)
      .filter((wanted) => Object.entries(wanted).every(([name, value]) => holds(value, labels[name])))
      .sort((a, b) => compareStrength(strengthOf(a), strengthOf(b)));
    if (matching[0] !== undefined) found.push({ runbook, labels: matching[0] });
  }
  return found.sort(
    (a, b) =>
      compareStrength(strengthOf(a.labels), strengthOf(b.labels)) || (a.runbook.id < b.runbook.id ? -1 : 1),
  );
}

function genericRunbook(library: Library): Runbook {
  const runbook = library.runbooks.find(({ id }) => id === library.generic);
  if (runbook === undefined) throw new Error(`the generic runbook ${library.generic} is not in the library`);
  return runbook;
}

function systemOf(alert: Alert, library: Library): SystemSpec | undefined {
  const name = systemName(alert);
  if (name === undefined) return undefined;
  const loose = name.toLowerCase().replaceAll('_', '-');
  return (
    library.systems.find(({ id }) => id === name) ??
    library.systems.find(({ id }) => id.toLowerCase().replaceAll('_', '-') === loose)
  );
}

/** The words Prometheus, PagerDuty and Datadog users write. None means sev1: that is for people to say. */
const severityWords: Record<string, Severity> = {
  critical: 'sev2',
  page: 'sev2',
  high: 'sev2',
  error: 'sev2',
  warning: 'sev3',
  medium: 'sev3',
  info: 'sev4',
  low: 'sev4',
};

function severityOf(alert: Alert, runbook: Runbook): { severity: Severity; because: string } {
  const word = (alert.severity ?? alert.labels.severity ?? '').trim().toLowerCase();
  const own = severities.find((severity) => severity === word.replaceAll(/[\s-]/g, ''));
  const severity = own ?? (Object.hasOwn(severityWords, word) ? severityWords[word] : undefined);
  if (severity !== undefined) return { severity, because: `Severity ${severity}: the alert says ${word}.` };
  const initial = runbook.severity.initial;
  return { severity: initial, because: `Severity ${initial}: the runbook's first, the alert names none.` };
}

const ownerRoles = {
  technicalOwner: 'technical owner',
  businessOwner: 'business owner',
  onCall: 'first on call',
};

function ownerOf(
  runbook: Runbook,
  system: SystemSpec | undefined,
  library: Library,
): { owner: Person; because: string } {
  const { people, commanders } = library.organization;
  const held =
    system === undefined
      ? undefined
      : runbook.owner === 'onCall'
        ? system.onCall[0]?.people[0]
        : system[runbook.owner];
  const person = people.find(({ id }) => id === held);
  if (person !== undefined && system !== undefined) {
    return {
      owner: { id: person.id, name: person.name },
      because: `Owner ${person.name}: ${ownerRoles[runbook.owner]} of ${system.id}.`,
    };
  }
  const commander = people.find(({ id }) => id === commanders[0]);
  const owner = { id: commander?.id ?? commanders[0] ?? '', name: commander?.name ?? commanders[0] ?? '' };
  return { owner, because: `Owner ${owner.name}: first commander, as no system says who owns it.` };
}

/** `refusal-spike: labels airb_failure=refusal-spike, system=support-bot match.` */
function matchReason(
  { runbook, labels }: Candidate,
  given: Record<string, string>,
  system?: SystemSpec,
): string {
  const shown = Object.entries(labels).map(([name, wanted]) =>
    wanted.endsWith('*') ? `${name}=${given[name]} (as ${wanted})` : `${name}=${wanted}`,
  );
  if (system !== undefined && labels.system === undefined) shown.push(`system=${system.id}`);
  const [word, verb] = shown.length === 1 ? ['label', 'matches'] : ['labels', 'match'];
  return `${runbook.id}: ${word} ${shown.join(', ')} ${verb}.`;
}

function unmappedReason(alert: Alert, runbook: Runbook): string {
  const failure = failureName(alert);
  const lack = failure === undefined ? 'the alert names no failure' : `no runbook is for ${failure}`;
  return `${runbook.id}: no matcher holds and ${lack}, so the generic runbook is taken.`;
}

function tieReason([first, second]: Candidate[]): string[] {
  if (first === undefined || second === undefined) return [];
  if (compareStrength(strengthOf(first.labels), strengthOf(second.labels)) !== 0) return [];
  return [
    `${second.runbook.id} matches as strongly; the first by name was taken, and the matchers need a label more.`,
  ];
}

function systemReason(name: string | undefined, system: SystemSpec | undefined): string {
  if (system !== undefined) return '';
  return name === undefined ? 'The alert names no system.' : `${name} has no system file.`;
}

const mostNearly = 5;

/** Runbooks that matched less strongly, and those that one label kept away. */
function nearlyMatched(labels: Record<string, string>, library: Library, found: Candidate[]): string[] {
  const weaker = found.slice(1).map(({ runbook, labels: wanted }) => {
    const names = Object.keys(wanted).join(', ');
    return `${runbook.id}: matches by ${names}, which is weaker`;
  });
  const missed = library.runbooks
    .filter((runbook) => !found.some((candidate) => candidate.runbook === runbook))
    .flatMap((runbook) =>
      matchersOf(runbook)
        .flatMap((wanted) => nearMiss({ runbook, labels: wanted }, labels, found.length === 0))
        .slice(0, 1),
    );
  return [...weaker, ...missed].slice(0, mostNearly);
}

/** One label is wrong, and another one holds or, where nothing is mapped, the wrong one is a slip of the pen away. */
function nearMiss(
  { runbook, labels: wanted }: Candidate,
  labels: Record<string, string>,
  unmapped: boolean,
): string[] {
  const wrong = Object.entries(wanted).filter(([name, value]) => !holds(value, labels[name]));
  const [name, value] = wrong[0] ?? [];
  if (wrong.length !== 1 || name === undefined || value === undefined) return [];
  const given = labels[name];
  if (Object.keys(wanted).length === 1 && !(unmapped && isSlip(given, value))) return [];
  return [
    `${runbook.id}: ${given === undefined ? `has no label ${name}` : `${name} is ${given}`}, it wants ${value}`,
  ];
}

function isSlip(given: string | undefined, wanted: string): boolean {
  return given !== undefined && closest(given, [wanted.replace(/\*$/, '')]) !== undefined;
}
