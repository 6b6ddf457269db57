import { count } from '../../domain/plain.ts';
import type { Stretch } from '../../domain/signals/history.ts';
import { type Seen, stretchUntil } from '../../domain/signals/seen.ts';
import { type Duration, fullTime, type Instant } from '../../domain/time.ts';
import type { Finding } from '../../library/finding.ts';
import { liveFindings, type Placed, queriesIn } from '../../library/lint/live.ts';
import type { Loaded } from '../../library/load.ts';
import type { Look } from '../../ports/look.ts';
import type { SeenSignals } from '../../readiness/looks.ts';

/** How the world is asked, and where it is remembered for `airb readiness`. */
export interface Live {
  /** Undefined where PROMETHEUS_URL is not set. */
  look: Look | undefined;
  remember(seen: SeenSignals): Promise<'remembered' | 'no records'>;
}

export interface Looked {
  findings: Finding[];
  /** For people: how much was asked, and what came of it. */
  summary: string;
  /** The same as data. */
  counts: Record<Seen['is'], number> & { queries: number };
  /** False where nothing answered at all. */
  answered: boolean;
}

/** Asks Prometheus for every query of the systems over the time up to now. Ends in a sentence where it can't. */
export async function lookAround(
  { library, files }: Pick<Loaded, 'library' | 'files'>,
  { look, remember }: Live,
  { now, over }: { now: Instant; over: Duration },
): Promise<Looked | { instead: string }> {
  if (look === undefined)
    return {
      instead:
        '--live asks Prometheus, and PROMETHEUS_URL is not set. Set it to the address of your Prometheus.',
    };
  if (library === undefined || files === undefined)
    return { instead: 'Prometheus was not asked, because the files have errors.' };
  const queries = queriesIn(library, files);
  const stretch = stretchUntil(now, over);
  const seen = await look.look(
    queries.map(({ asking }) => asking),
    stretch,
  );
  const counts = countsOf(seen);
  const answered = queries.length === 0 || counts.unasked < queries.length;
  const kept = answered ? await remember(toRemember(queries, seen, stretch)) : 'no records';
  const told = answered ? liveFindings(queries, seen, stretch) : [];
  return { findings: told, summary: summaryOf({ counts, stretch, seen, kept, answered }), counts, answered };
}

function countsOf(seen: Seen[]): Looked['counts'] {
  const of = (is: Seen['is']) => seen.filter((one) => one.is === is).length;
  return {
    queries: seen.length,
    answers: of('answers'),
    flat: of('flat'),
    empty: of('empty'),
    'no numbers': of('no numbers'),
    several: of('several'),
    partial: of('partial'),
    refused: of('refused'),
    unasked: of('unasked'),
  };
}

function toRemember(queries: Placed[], seen: Seen[], { from, to }: Stretch): SeenSignals {
  return {
    from,
    at: to,
    signals: queries.flatMap(({ system, signal, asking }, n) => {
      const one = seen[n];
      return signal === undefined || one === undefined
        ? []
        : [{ system, signal, query: asking.query, seen: one }];
    }),
  };
}

function summaryOf(
  told: Pick<Looked, 'counts' | 'answered'> & { stretch: Stretch; seen: Seen[]; kept: string },
): string {
  const { counts, stretch, seen, kept, answered } = told;
  const first = seen.find((one) => 'problem' in one);
  if (!answered && first !== undefined && 'problem' in first)
    return `Prometheus was asked ${count(counts.queries, 'query', 'queries')} and gave no answer: ${first.problem}`;
  const { queries, answers, ...others } = counts;
  const rest = Object.entries(others).flatMap(([is, n]) => (n > 0 ? [`${n} ${is}`] : []));
  const words = [`${answers} of ${count(queries, 'query', 'queries')} answered and moved`, ...rest].join(
    ', ',
  );
  const where = kept === 'remembered' ? ' Remembered for airb readiness.' : '';
  return `Prometheus, ${fullTime(stretch.from)} to ${fullTime(stretch.to)}: ${words}.${where}`;
}
