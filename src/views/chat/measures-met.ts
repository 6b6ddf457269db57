import type { Opened } from '../../domain/incident/state.ts';
import type { Met } from '../../domain/response/rubric.ts';
import { show } from '../../domain/signals/reading.ts';
import { signalOf, signalTitle } from './measures.ts';

/** `Refusals 19 % is above 8 % (2 × normal)`. */
export function metWords(incident: Opened, { signal, value, compare, limit, baselineFactor }: Met): string {
  const unit = signalOf(incident, signal)?.unit ?? 'count';
  const times = baselineFactor === undefined ? '' : ` (${baselineFactor} × normal)`;
  return `${signalTitle(incident, signal)} ${show(value, unit)} is ${compare} ${show(limit, unit)}${times}`;
}
