import type { Opened } from '../../domain/incident/state.ts';
import type { SignalFact } from '../../domain/response/conditions.ts';
import { show } from '../../domain/signals/reading.ts';
import { signalOf, signalTitle } from './measures.ts';
import { lower } from './spans.ts';

/** `Refusals 19 % is above 8 % (2 × normal)`. */
export function metWords(
  incident: Opened,
  { signal, value, compare, limit, baselineFactor, times }: SignalFact,
): string {
  const unit = signalOf(incident, signal)?.unit ?? 'count';
  const normal = baselineFactor === undefined ? '' : ` (${baselineFactor} × normal)`;
  const of = times ? ` (${times.factor} × ${lower(signalTitle(incident, times.signal))})` : normal;
  return `${signalTitle(incident, signal)} ${show(value, unit)} is ${compare} ${show(limit, unit)}${of}`;
}
