import { firstCalled } from '../oncall/rungs.ts';
import type { Person, Severity } from '../people.ts';
import type { Alert } from '../signals/alert.ts';
import { blindness } from '../signals/blindness.ts';
import { isWorse, severityOfWord, severityWordIn } from '../signals/severity-words.ts';
import { closest } from '../suggest.ts';
import type { Instant } from '../time.ts';
import { indexOf, type MatchIndex, type Reach, reachesOf } from './match-index.ts';
import { compareStrength, failureName, holds, labelsOf, matchersOf, systemName } from './match-labels.ts';
import type { Library, Runbook, SystemSpec } from './runbook.ts';
import { systemId, systemInWords } from './system-name.ts';

export interface Match {
  runbook: Runbook;
  /** Absent when the alert names no system or one that has no file; see `unlistedSystem`. */
  system?: SystemSpec;
  /** The system name in the alert, even when no file has it. */
  systemName?: string;
  severity: Severity;
  /** The severity that the alert claims by itself; absent when it names none, or measured nothing. */
  claimed?: Severity;
  /** The one accountable person. */
  owner: Person;
  /** Why this person owns it: `first on call of support-bot`. */
  ownerAs: string;
  /**
   * The matcher that won; absent when none held. `own` counts the runbook's own matchers from 0, and is absent for its
   * failure.
   */
  by?: { labels: Record<string, string>; own?: number };
  /**
   * The reason in sentences; log, command line and chat all print it. Worded only when read: most alerts join an incident
   * that has its reason.
   */
  readonly because: string;
  /** True when no runbook matched and the generic one was taken: nobody has mapped this alert yet. */
  unmapped: boolean;
  /**
   * Runbooks that came close, and what they lacked. Computed only when read, because an alert on its way does not need
   * it.
   */
  readonly nearly: string[];
}

type Given = (name: string) => string | undefined;

/**
 * Decides which runbook, system, severity and owner an alert gets (requirement S4). Only matchers whose labels all hold
 * take part. The one with more labels wins; then the one with more exact labels; then one that names the failure. Two
 * matchers that are equal in all three are a lint error; if it happens anyway, the reason says so.
 *
 * airb still answers an alert for a system without a file: `system` is absent and the first commander owns it. The
 * caller opens it with `unlistedSystem(name, organization)`, which has no parts and no signals.
 * @param at decides who is on call
 * @throws Error when the library has no generic runbook; the loader never returns such a library
 */
export function matchAlert(alert: Alert, library: Library, at: Instant = alert.startsAt): Match {
  const index = indexOf(library);
  const named = systemName(alert);
  const name = named ?? systemInWords(alert, library.systems)?.id;
  const system = name === undefined ? undefined : systemOf(name, index);
  const given = labelsOf(alert, system?.id);
  const reached = reachesOf(index, given);
  // What is not measured is no case for the runbook of the failure, unless only few may read of that failure at all.
  const secret = reached[0]?.runbook.sensitive === true;
  const found = blindness(alert) === undefined || secret ? reached : [];
  const winner = found[0];
  const runbook = winner?.runbook ?? genericRunbook(library, index);
  const severity = severityOf(alert, runbook);
  const owner = ownerOf(runbook, system, { library, index, at });
  return {
    runbook,
    ...(system !== undefined && { system }),
    ...(name !== undefined && { systemName: name }),
    severity: severity.severity,
    ...(severity.claimed !== undefined && { claimed: severity.claimed }),
    owner: owner.owner,
    ownerAs: owner.as,
    ...(winner !== undefined && { by: asMatcher(winner) }),
    unmapped: winner === undefined,
    get because() {
      const sentences = [
        winner === undefined ? unmappedReason(alert, runbook) : matchReason(winner, given, system),
        ...tieReason(found),
        named === undefined && system !== undefined
          ? `The system is not given; ${system.id} stands in the words of the alert.`
          : systemReason(name, system),
        severity.because(),
        `Owner ${owner.owner.name}: ${owner.as}.`,
      ];
      return sentences.filter((sentence) => sentence !== '').join(' ');
    },
    get nearly() {
      return nearlyMatched(given, library, found);
    },
  };
}

function asMatcher({ labels, order }: Reach): NonNullable<Match['by']> {
  return { labels, ...(order > 0 && { own: order - 1 }) };
}

function genericRunbook(library: Library, { generic: runbook }: MatchIndex): Runbook {
  if (runbook === undefined) throw new Error(`the generic runbook ${library.generic} is not in the library`);
  return runbook;
}

function systemOf(name: string, { systems, looseSystems }: MatchIndex): SystemSpec | undefined {
  return systems.get(name) ?? looseSystems.get(systemId(name));
}

interface Judged {
  severity: Severity;
  claimed?: Severity;
  because(): string;
}

function severityOf(alert: Alert, runbook: Runbook): Judged {
  const word = severityWordIn(alert)?.trim();
  const { initial } = runbook.severity;
  const first = () => `Severity ${initial}: the runbook's first`;
  if (blindness(alert) !== undefined) {
    const severity = isWorse(initial, 'sev3') ? 'sev3' : initial;
    return {
      severity,
      because: () => `Severity ${severity}: nothing was measured, so nothing worse is known.`,
    };
  }
  if (word === undefined) return { severity: initial, because: () => `${first()}, the alert names none.` };
  const claimed = severityOfWord(word);
  if (claimed === undefined)
    return {
      severity: initial,
      because: () => `${first()}, because the alert’s word ${word.slice(0, 60)} is not known.`,
    };
  return {
    severity: claimed,
    claimed,
    because: () => `Severity ${claimed}: the alert says ${word.toLowerCase()}.`,
  };
}

const ownerRoles = {
  technicalOwner: 'technical owner',
  businessOwner: 'business owner',
  onCall: 'first on call',
};

function ownerOf(
  runbook: Runbook,
  system: SystemSpec | undefined,
  { library, index: { people }, at }: { library: Library; index: MatchIndex; at: Instant },
): { owner: Person; as: string } {
  const { commanders } = library.organization;
  const held =
    system === undefined
      ? undefined
      : runbook.owner === 'onCall'
        ? firstCalled(system.onCall, library.organization.rotations ?? [], at)
        : system[runbook.owner];
  const person = held === undefined ? undefined : people.get(held);
  if (person !== undefined && system !== undefined) {
    const as = `${ownerRoles[runbook.owner]} of ${system.id}`;
    return { owner: { id: person.id, name: person.name }, as };
  }
  const commander = people.get(commanders[0] ?? '');
  const owner = { id: commander?.id ?? commanders[0] ?? '', name: commander?.name ?? commanders[0] ?? '' };
  return { owner, as: 'first commander, as no system says who owns it' };
}

/** `refusal-spike: labels airb_failure=refusal-spike, system=support-bot match.` */
function matchReason({ runbook, labels }: Reach, given: Given, system?: SystemSpec): string {
  const shown = Object.entries(labels).map(([name, wanted]) =>
    wanted.endsWith('*') ? `${name}=${given(name)} (as ${wanted})` : `${name}=${wanted}`,
  );
  if (system !== undefined && labels.system === undefined) shown.push(`system=${system.id}`);
  const [word, verb] = shown.length === 1 ? ['label', 'matches'] : ['labels', 'match'];
  return `${runbook.id}: ${word} ${shown.join(', ')} ${verb}.`;
}

function unmappedReason(alert: Alert, runbook: Runbook): string {
  const blind = blindness(alert);
  if (blind !== undefined)
    return `${runbook.id}: the alert’s rule got ${blind}, so what it watches is not measured; nothing is known to be out of range.`;
  const failure = failureName(alert);
  const lack = failure === undefined ? 'the alert names no failure' : `no runbook is for ${failure}`;
  return `${runbook.id}: no matcher holds and ${lack}, so the generic runbook is taken.`;
}

function tieReason([first, second]: Reach[]): string[] {
  if (first === undefined || second === undefined) return [];
  if (compareStrength(first.strength, second.strength) !== 0) return [];
  return [
    `${second.runbook.id} matches as strongly; the first by name was taken, and the matchers need a label more.`,
  ];
}

function systemReason(name: string | undefined, system: SystemSpec | undefined): string {
  if (system !== undefined) return '';
  return name === undefined ? 'The alert names no system.' : `${name} has no system file.`;
}

const mostNearly = 5;

/** Runbooks that matched less strongly, and those that a single label excluded. */
function nearlyMatched(given: Given, library: Library, found: Reach[]): string[] {
  const weaker = found.slice(1).map(({ runbook, labels: wanted }) => {
    const names = Object.keys(wanted).join(', ');
    return `${runbook.id}: matches by ${names}, which is weaker`;
  });
  const missed = library.runbooks
    .filter((runbook) => !found.some((candidate) => candidate.runbook === runbook))
    .flatMap((runbook) =>
      matchersOf(runbook)
        .flatMap((wanted) => nearMiss({ runbook, labels: wanted }, given, found.length === 0))
        .slice(0, 1),
    );
  return [...weaker, ...missed].slice(0, mostNearly);
}

/**
 * A near miss has exactly one wrong label, and another label that holds. When nothing is mapped, it is enough that the
 * wrong value is only misspelt.
 */
function nearMiss(
  { runbook, labels: wanted }: Pick<Reach, 'runbook' | 'labels'>,
  given: Given,
  unmapped: boolean,
): string[] {
  const wrong = Object.entries(wanted).filter(([name, value]) => !holds(value, given(name)));
  const [name, value] = wrong[0] ?? [];
  if (wrong.length !== 1 || name === undefined || value === undefined) return [];
  const has = given(name);
  if (Object.keys(wanted).length === 1 && !(unmapped && isSlip(has, value))) return [];
  return [
    `${runbook.id}: ${has === undefined ? `has no label ${name}` : `${name} is ${has}`}, it wants ${value}`,
  ];
}

function isSlip(given: string | undefined, wanted: string): boolean {
  return given !== undefined && closest(given, [wanted.replace(/\*$/, '')]) !== undefined;
}
