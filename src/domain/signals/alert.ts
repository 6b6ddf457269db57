import { type Duration, fullTime, type Instant, minute } from '../time.ts';
import type { Kept } from './kept.ts';

/** Why an alert's rule measured nothing. */
export type Blindness = 'no data' | 'an error' | 'no score: its evaluator is blocked';

/** One alert, whatever tool sent it. */
export interface Alert {
  /** Names the tool: `alertmanager`, `generic`. */
  source: string;
  /** The same problem has the same fingerprint; with `startsAt` it names one episode. */
  fingerprint: string;
  status: 'firing' | 'resolved';
  title: string;
  /** The AI system it names, from the `system` label; absent when the sender named none. */
  system?: string;
  /** Name of the measured signal: `refusal_rate`. */
  signal?: string;
  /** The operating failure: `refusal-spike`. */
  failure?: string;
  /** The severity in the sender's words, before the runbook's rubric applies. */
  severity?: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  value?: number;
  baseline?: number;
  unit?: string;
  startsAt: Instant;
  /** True when the sender gave no usable start: `startsAt` is the moment of arrival. */
  undated?: true;
  /** The start its sender gave, where that was still to come: `startsAt` is the moment of arrival. */
  statedStart?: Instant;
  endsAt?: Instant;
  /** When its sender said so, where it tells: an older word about the same alert changes nothing. */
  saidAt?: Instant;
  /** Its source never says that it is over: after so long without a word it counts as over, and that is said. */
  quietFor?: Duration;
  /** What it speaks of was not measured, as its sender says. */
  blind?: Blindness;
  /** It came as words alone, so the system it means is looked for in its title. */
  wordsAlone?: true;
  link?: string;
  /** Fields of the payload that airb does not know; kept as evidence. */
  extra: Record<string, unknown>;
  /** The whole of labels, annotations and further fields, where only the shortest stand here. */
  kept?: Kept;
}

type Start = Pick<Alert, 'startsAt' | 'undated' | 'statedStart'>;

/** Dedup key: one episode of one problem. An alert without a start has one episode until its incident ends. */
export function episodeKey(alert: Pick<Alert, 'source' | 'fingerprint'> & Start): string {
  return `${alert.source}/${alert.fingerprint}/${startOf(alert)}`;
}

function startOf({ startsAt, undated, statedStart }: Start): string {
  return undated ? 'undated' : String(statedStart ?? startsAt);
}

/** Whether an alert speaks of the same episode as one seen before, of a later one or of an earlier one. */
export function episodeBeside(known: Start, alert: Start): 'same' | 'later' | 'earlier' {
  if (startOf(known) === startOf(alert)) return 'same';
  return alert.startsAt > known.startsAt ? 'later' : 'earlier';
}

/** The alert with a start that is not in the future: a clock that is ahead must not make it begin later than it came. */
export function startedBy(now: Instant, alert: Alert): Alert {
  return alert.startsAt <= now ? alert : { ...alert, startsAt: now, statedStart: alert.startsAt };
}

/**
 * What must be said of an alert's start when airb had to put it in; an empty text otherwise.
 * @param name which alert, where several are spoken of
 */
export function startDoubt({ undated, statedStart, startsAt }: Start, name?: string): string {
  if (undated) return `${name ?? 'It'} gives no start, so the moment it arrived is taken.`;
  if (statedStart === undefined || statedStart - startsAt < tolerated) return '';
  const whose = name === undefined ? 'Its sender’s clock' : `The clock of the sender of ${name}`;
  return `${whose} is ahead: it gives ${fullTime(statedStart)} as the start, so the moment it arrived is taken.`;
}

/** Clocks differ by seconds; that needs no word. */
const tolerated = minute;
