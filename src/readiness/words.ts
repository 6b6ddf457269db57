import { count, inSeries } from '../domain/plain.ts';
import { dayOf, fullTime } from '../domain/time.ts';
import type { Gap, Readiness } from './assess.ts';
import type { Evidence, Point } from './point.ts';

/** Where a fact is from: `systems/x.yaml: parts.model.pinned`, `INC-3 and INC-7`; undefined when it names no source. */
export function sourceOf({ file, field, incidents }: Evidence): string | undefined {
  const inFile = file === undefined ? [] : [field === undefined ? file : `${file}: ${field}`];
  const inLog = incidents === undefined || incidents.length === 0 ? [] : [tags(incidents)];
  return [...inFile, ...inLog].join('; ') || undefined;
}

function tags(numbers: number[]): string {
  const shown = numbers.slice(0, 5).map((number) => `INC-${number}`);
  return numbers.length > 5 ? `${shown.join(', ')} and ${numbers.length - 5} more` : inSeries(shown);
}

/** `4.6` → `5`, `0.3` → `less than 1`. */
export function costWords({ cost }: Gap): string {
  return cost < 1 ? 'less than 1 point' : count(Math.round(cost), 'point');
}

/** Which incidents were read. Nothing tells of those that the reader may not know of. */
export function logWords({ log, systems }: Readiness): string {
  if (log.incidents === 0)
    return `From the files only: the log has no incident${systems.length === 1 ? ' of it' : ''} since ${dayOf(log.since)}.`;
  return `From the files and ${count(log.incidents, 'incident')} since ${dayOf(log.since)}.`;
}

/** Whether Prometheus was asked about the signals, and when. */
export function lookWords({ signals: { how, why, at } }: Pick<Readiness, 'signals'>): string {
  const because = why === undefined ? '' : ` (${why})`;
  if (how === 'asked') return 'Signals: Prometheus was asked just now, for the last 7 days.';
  if (how === 'remembered' && at !== undefined)
    return `Signals: as Prometheus showed them on ${fullTime(at)}${because}.`;
  return `Signals: not looked${because}. What stands in the files counts only in part until Prometheus was seen to answer.`;
}

/** Systems that have incidents in the log but no file. */
export function unlistedWords({ unlisted }: Readiness): string | undefined {
  if (unlisted.length === 0) return undefined;
  const names = unlisted.map(({ system, incidents }) => `\`${system}\` (${tags(incidents)})`);
  return `Not judged, as no file describes ${unlisted.length === 1 ? 'it' : 'them'}: ${inSeries(names)}. Add \`systems/<id>.yaml\`.`;
}

/** `Missing`, `Partly`, `Met`, `Not applicable`. */
export function stateWord({ state }: Pick<Point, 'state'>): string {
  return state.charAt(0).toUpperCase() + state.slice(1);
}
