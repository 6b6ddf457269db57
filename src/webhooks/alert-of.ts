import type { Alert } from '../domain/signals/alert.ts';
import { type Duration, type Instant, minute } from '../domain/time.ts';
import { readFailure, readInstant, readLink, readNumber, readWord } from './fields.ts';
import { digestOfEntries } from './identity.ts';
import { readAnnotations, readLabels } from './pairs.ts';
import type { Beside } from './source.ts';
import { readStart } from './start.ts';
import { line } from './text.ts';

/** What a tool says of one alert, as it came: nothing in it has been cleaned or cut. */
export interface Said {
  source: string;
  /** Texts that tell this problem from others, in the tool's own ids; see `Alert.fingerprint`. */
  identity: readonly unknown[];
  status: 'firing' | 'resolved';
  title: unknown;
  labels?: Record<string, unknown>;
  annotations?: Record<string, unknown>;
  severity?: unknown;
  system?: unknown;
  failure?: unknown;
  signal?: unknown;
  value?: unknown;
  baseline?: unknown;
  unit?: unknown;
  /** Left out where the tool does not say when it began: then all its words are one episode. */
  start?: unknown;
  end?: unknown;
  /** When it said so. */
  said?: unknown;
  link?: unknown;
  quietFor?: Duration;
  /** All it says is a text for people; see `Alert.wordsAlone`. */
  wordsAlone?: true;
  /** What of the payload has no place above; limited by whoever reads it. */
  extra?: Record<string, unknown>;
}

/**
 * Makes an alert of what a tool says. Nothing is lost over a number, time or link that can't be read. Tools that know no
 * systems are pointed to one by the address they post to: `?system=support-bot&failure=cost-spike`.
 */
export function alertOf(
  said: Said,
  { now, query }: { now: Instant } & Partial<Pick<Beside, 'query'>>,
): Alert {
  const labels = readLabels(said.labels ?? {});
  const annotations = readAnnotations(said.annotations ?? {});
  const start = readStart(said.start, now);
  const extra = { ...said.extra, ...start.extra };
  if (labels.cut.length > 0) extra.cutLabels = labels.cut;
  if (annotations.cut.length > 0) extra.cutAnnotations = annotations.cut;
  const alert: Alert = {
    source: said.source,
    fingerprint: fingerprintOf(said.identity),
    status: said.status,
    title: line(textOf(said.title), 300) || `an alert of ${said.source}`,
    labels: labels.pairs,
    annotations: annotations.pairs,
    startsAt: start.startsAt,
    ...(start.undated && { undated: start.undated }),
    ...definite({
      system: readWord(said.system) ?? readWord(labels.pairs.system || labels.pairs.airb_system),
      failure: readFailure(said.failure) ?? readFailure(labels.pairs.failure || labels.pairs.airb_failure),
      signal: readWord(said.signal) ?? readWord(labels.pairs.airb_signal || labels.pairs.signal),
      severity: readWord(said.severity) ?? readWord(labels.pairs.severity),
      value: readNumber(said.value),
      baseline: readNumber(said.baseline),
      unit: readWord(said.unit, 40),
      endsAt: said.status === 'resolved' ? readInstant(said.end) : undefined,
      saidAt: saidBy(said.said, now),
      link: readLink(said.link),
      quietFor: said.quietFor,
      wordsAlone: said.wordsAlone,
    }),
    extra,
  };
  return pointed(alert, query);
}

/** The alert with what its address says, where the tool itself names nothing: `?system=support-bot&failure=cost-spike`. */
export function pointed(alert: Alert, query: URLSearchParams | undefined): Alert {
  if (query === undefined || query.size === 0) return alert;
  const system = alert.system ?? readWord(query.get('system') ?? undefined);
  const failure = alert.failure ?? readFailure(query.get('failure') ?? undefined);
  return { ...alert, ...definite({ system, failure }) };
}

/** A time to come would make everything said until then an old word, so it is none. */
function saidBy(given: unknown, now: Instant): Instant | undefined {
  const at = readInstant(given);
  return at !== undefined && at <= now + tolerated ? at : undefined;
}

/** Clocks differ. */
const tolerated = 5 * minute;

/** A single short text stands as it is, so that people find it again in their tool; else the digest of all. */
function fingerprintOf(identity: readonly unknown[]): string {
  const words = identity.map((one) => (one === undefined || one === null ? '' : textOf(one)));
  const [only = ''] = words;
  const clean = line(only, 129);
  if (words.length === 1 && clean !== '' && clean.length <= 128) return clean;
  return digestOfEntries(words.map((word, at) => [String(at), word]));
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

type Definite<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function definite<T extends object>(fields: T): Definite<T> {
  const kept: Partial<T> = {};
  for (const name in fields) if (fields[name] !== undefined) kept[name] = fields[name];
  return kept as Definite<T>;
}
