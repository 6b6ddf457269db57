import type { Spans } from '../../domain/chat/card.ts';
import { phaseSince } from '../../domain/incident/phases.ts';
import { isOpen, type Opened } from '../../domain/incident/state.ts';
import { capital } from '../../domain/plain.ts';
import { joined, timeOf } from './spans.ts';

const railway = ['triage', 'mitigating', 'verifying', 'resolved'] as const;

/**
 * `triage → ▸ Mitigating since 14:16 (7 min ago) → verifying → resolved`. The minutes are a relative time, which the
 * reader's client counts, so the card need not be redrawn every minute.
 */
export function phaseLine(incident: Opened): Spans {
  if (incident.phase === 'cancelled') return presentPhase(incident);
  if (incident.phase === 'merged') return [...presentPhase(incident), ...goesOn(incident)];
  const stations = railway.map((station): Spans => {
    if (station !== incident.phase) return [station];
    return station === 'resolved'
      ? presentPhase(incident)
      : [...presentPhase(incident), ...minutesIn(incident)];
  });
  return joined(stations, ' → ');
}

/** `▸ Mitigating since 14:16`. */
export function presentPhase(incident: Opened): Spans {
  const over = !isOpen(incident);
  return [{ bold: `▸ ${capital(incident.phase)}` }, over ? ' at ' : ' since ', timeOf(phaseSince(incident))];
}

/** A link to where it goes on, where that may be told. */
function goesOn({ into, quiet, plan }: Extract<Opened, { phase: 'merged' }>): Spans {
  if (quiet) return [' into a private incident'];
  const page = plan.links.page?.replace(/\d+$/, String(into));
  return [' into ', page === undefined ? `INC-${into}` : { link: page, text: `INC-${into}` }];
}

function minutesIn(incident: Opened): Spans {
  return [' (', { at: phaseSince(incident), style: 'relative' }, ')'];
}
