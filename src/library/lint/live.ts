import type { Library, SystemSpec } from '../../domain/runbooks/runbook.ts';
import type { Stretch } from '../../domain/signals/history.ts';
import { show } from '../../domain/signals/reading.ts';
import { type Asking, askingOf, type Seen } from '../../domain/signals/seen.ts';
import { fullTime, inWords } from '../../domain/time.ts';
import type { Finding } from '../finding.ts';
import type { LibraryFiles } from '../library-files.ts';
import type { FindingFacts, Path, Source } from '../source.ts';

/** A query to ask, and where it stands. */
export interface Placed {
  system: string;
  /** The signal; absent where it is the traffic that is looked at. */
  signal?: string;
  asking: Asking;
  source: Source;
  path: Path;
  /** The value in words, with its unit. */
  words: (value: number) => string;
}

/** Every query of the systems: of their signals, and of what answers. */
export function queriesIn({ systems }: Library, files: LibraryFiles): Placed[] {
  return systems.flatMap((system) => {
    const read = files.systems.find(({ id }) => id === system.id);
    return read === undefined ? [] : [...signalsIn(system, read.source), ...trafficIn(system, read.source)];
  });
}

function signalsIn({ id, signals }: SystemSpec, source: Source): Placed[] {
  return signals.map((spec) => ({
    system: id,
    signal: spec.name,
    asking: askingOf(spec),
    source,
    path: ['signals', spec.name, 'query'],
    words: (value) => show(value, spec.unit),
  }));
}

/** Who answers may be the same for weeks, so only that there is somebody is asked. */
function trafficIn({ id, observed = [] }: SystemSpec, source: Source): Placed[] {
  return observed.map(({ query, headers }, n) => ({
    system: id,
    asking: { query, of: 'count' as const, ...(headers && { headers }) },
    source,
    path: ['observed', n, 'query'],
    words: String,
  }));
}

/** What was seen, as findings at the queries. */
export function liveFindings(queries: Placed[], seen: Seen[], stretch: Stretch): Finding[] {
  return queries.flatMap((query, n) => {
    const one = seen[n];
    if (one === undefined || (one.is === 'flat' && query.signal === undefined)) return [];
    const facts = factsOf(one, query, stretch);
    return facts === undefined ? [] : [query.source.at(query.path, facts)];
  });
}

const unmeasured = 'it would not be measured in an incident, and an alert made from it never fires';

function factsOf(seen: Seen, { system, words }: Placed, { from, to }: Stretch): FindingFacts | undefined {
  const span = `the last ${inWords(to - from)}`;
  switch (seen.is) {
    case 'answers':
      return undefined;
    case 'empty':
      return {
        level: 'error',
        rule: 'live-empty',
        what:
          seen.since === undefined
            ? `Prometheus has no data for it in ${span}`
            : `Prometheus has no data for it since ${fullTime(seen.since)}`,
        expected: 'a series that is there now',
        why: unmeasured,
        fix: `compare the names and labels with what ${system} exports; a query without a match is no error in Prometheus`,
      };
    case 'flat':
      return {
        level: 'warning',
        rule: 'live-flat',
        what: `it was ${words(seen.value)} all through ${span}`,
        expected: 'a value that moves with the traffic',
        why: 'a counter nobody increments looks like this, and so does a system that is well',
        fix: 'make it move once on purpose, or look for what should write it',
      };
    case 'no numbers':
      return {
        level: 'warning',
        rule: 'live-nan',
        what: `it had no value but NaN or infinity in ${span}`,
        expected: 'a number while there is traffic',
        why: unmeasured,
        fix: 'look at what it is divided by',
      };
    case 'several':
      return {
        level: 'error',
        rule: 'live-several',
        what: `it gives ${seen.series} series`,
        expected: 'exactly one',
        why: 'airb can not know which is meant, and reads none',
        fix: 'sum or average them, or name the label that tells them apart under `by`',
      };
    case 'partial':
      return {
        level: 'warning',
        rule: 'live-partial',
        what: seen.problem,
        expected: 'an answer from all of Prometheus',
        why: 'a value from part of the data is not used',
      };
    case 'refused':
      return {
        level: 'error',
        rule: 'live-refused',
        what: seen.problem,
        expected: 'PromQL that Prometheus takes',
        why: unmeasured,
      };
    case 'unasked':
      return {
        level: 'warning',
        rule: 'live-unasked',
        what: `nobody knows whether it answers: ${seen.problem}`,
        expected: 'an answer',
        why: 'what can not be asked now can not be asked in an incident',
      };
  }
}
