import { type Block, heading, paragraph } from '../../documents/document.ts';
import type { IncidentEvent } from '../../domain/incident/events.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { clockTime } from '../../domain/time.ts';
import { accountOf } from '../../views/postmortem/account.ts';
import { chartOf, metricsTables } from '../../views/postmortem/metrics.ts';

/** The numbers now against normal and limit, and how they moved. */
export function signals(incident: Opened, events: IncidentEvent[]): Block[] {
  const account = accountOf(events);
  const chart = chartOf(account);
  if (chart.panels.length === 0) return [heading('Signals'), paragraph('No signal has been read yet.')];
  const last = incident.readings.at(-1);
  const when =
    last === undefined
      ? 'The alert’s own value is all there is.'
      : `Last read at ${clockTime(last.sampledAt)}.`;
  return [
    heading('Signals'),
    paragraph(when),
    ...metricsTables(account, 'are listed below'),
    { type: 'figure', chart },
  ];
}
