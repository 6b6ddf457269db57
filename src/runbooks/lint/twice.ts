import { matchersOf, strengthOf } from '../../domain/signals/match-labels.ts';
import type { Finding } from '../finding.ts';
import type { LibraryFiles, ReadRunbook } from '../library-files.ts';

/** Things that must be there once only: ids, chat accounts, and the runbook of an alert. */
export function thereTwice(files: LibraryFiles): Finding[] {
  return [
    ...sameIds(files.runbooks),
    ...sameIds(files.systems),
    ...sameAccounts(files),
    ...ties(files.runbooks),
  ];
}

function sameIds(items: Pick<ReadRunbook, 'id' | 'source'>[]): Finding[] {
  const first = new Map<string, string>();
  return items.flatMap(({ id, source }) => {
    const before = first.get(id);
    if (before === undefined) first.set(id, source.file);
    if (before === undefined) return [];
    return source.atOffset(0, {
      level: 'error',
      what: `\`${id}\` is already the id of ${before}`,
      expected: 'an id of its own: the file name without .yaml',
      why: 'alerts, commands and incidents name it by this id',
      fix: 'rename one of the two files',
    });
  });
}

function sameAccounts({ organization: { value, source } }: LibraryFiles): Finding[] {
  const first = new Map<string, string>();
  return Object.entries(value.people).flatMap(([id, { slack }]) => {
    const before = slack === undefined ? undefined : first.get(slack);
    if (slack !== undefined && before === undefined) first.set(slack, id);
    if (before === undefined) return [];
    return source.at(['people', id, 'slack'], {
      level: 'error',
      what: `\`${id}\` and \`${before}\` have the same Slack id`,
      expected: 'one person for each Slack id',
      why: 'a click could not be told to be the one or the other, and approvals count people',
    });
  });
}

interface Reach {
  runbook: ReadRunbook;
  labels: Record<string, string>;
  /** Which of the file's own matchers; absent for the one by failure. */
  entry?: number;
}

/** Two matchers of equal strength that one alert can satisfy both. */
function ties(runbooks: ReadRunbook[]): Finding[] {
  const groups = new Map<string, Reach[]>();
  for (const reach of runbooks.flatMap(reachesOf)) {
    const { labels, exact, failure } = strengthOf(reach.labels);
    const strength = `${labels}/${exact}/${failure}`;
    const group = groups.get(strength);
    if (group === undefined) groups.set(strength, [reach]);
    else group.push(reach);
  }
  const findings: Finding[] = [];
  for (const group of groups.values()) {
    for (const [n, a] of group.entries()) {
      const b = group
        .slice(0, n)
        .find((other) => other.runbook !== a.runbook && canMeet(other.labels, a.labels));
      if (b !== undefined) findings.push(tie(a, b));
    }
  }
  return findings;
}

function reachesOf(runbook: ReadRunbook): Reach[] {
  const { failure = runbook.id, match } = runbook.value;
  return matchersOf({ failure, match: match.map((labels) => ({ labels })) }).map((labels, n) => ({
    runbook,
    labels,
    ...(n > 0 && { entry: n - 1 }),
  }));
}

function canMeet(a: Record<string, string>, b: Record<string, string>): boolean {
  return Object.entries(a).every(([name, value]) => {
    const other = b[name];
    return other === undefined || overlap(value, other);
  });
}

function overlap(a: string, b: string): boolean {
  const [openA, openB] = [a.endsWith('*'), b.endsWith('*')];
  const [stemA, stemB] = [openA ? a.slice(0, -1) : a, openB ? b.slice(0, -1) : b];
  if (openA && openB) return stemA.startsWith(stemB) || stemB.startsWith(stemA);
  if (openA) return b.startsWith(stemA);
  return openB ? a.startsWith(stemB) : a === b;
}

function tie(a: Reach, b: Reach): Finding {
  const words = (labels: Record<string, string>) =>
    Object.entries(labels)
      .map(([name, value]) => `${name}=${value}`)
      .join(', ');
  return a.runbook.source.at(a.entry === undefined ? ['failure'] : ['match', a.entry], {
    level: 'error',
    what: `an alert can match this (${words(a.labels)}) and ${b.runbook.id} (${words(b.labels)}) equally well`,
    expected: 'exactly one runbook for every alert',
    why: 'which of the two responders get would be chance',
    fix: 'ask for one label more in one of the two',
  });
}
