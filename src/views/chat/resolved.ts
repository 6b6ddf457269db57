import type { Card, Spans } from '../../domain/chat/card.ts';
import type { EventOf } from '../../domain/incident/events.ts';
import { type FeltFor, feltFor } from '../../domain/incident/felt-for.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { actorName } from '../../domain/people.ts';
import { betweenWords, inWords } from '../../domain/time.ts';
import { headFor } from './naming.ts';

/** The last update to an audience: it is over, since when, how long users felt it, and what follows. */
export function resolvedNotice(
  event: EventOf<'resolved'>,
  incident: Opened,
  form: 'internal' | 'customer',
): Card {
  const felt = feltFor(incident, event.at);
  const length = `${felt.costOnly ? 'lasted' : 'was felt'} for ${betweenWords(felt.from, felt.to)}`;
  const system = incident.plan.system.title;
  const over = event.override
    ? `${system} counts as working again; it ${length}, and not every metric shows the end yet.`
    : `${system} works as it should again; it ${length}.`;
  const checked = event.override
    ? `Closed by ${actorName(event.by)} before every metric agreed: ${event.override.reason}`
    : `Key, safety and business metrics have been in range for ${inWords(incident.plan.recovery.hold)}.`;
  const next =
    form === 'internal'
      ? `The postmortem is due in ${incident.plan.postmortemDueDays} days.`
      : 'No action is needed from you.';
  return {
    text: `${headFor(incident, form)} is resolved: ${over}`,
    nodes: [
      { type: 'text', spans: [{ bold: `${headFor(incident, form)} · Resolved` }, ` · ${over}`] },
      {
        type: 'facts',
        items: [
          { label: felt.costOnly ? 'Since' : 'Felt since', value: [{ at: felt.from, style: 'date-time' }] },
          overSince(felt),
          // Who closed it, and why, is for colleagues.
          ...(form === 'customer' && event.override ? [] : [{ label: 'How we know', value: [checked] }]),
        ],
      },
      { type: 'context', spans: [next] },
    ],
  };
}

/** When it was measured normal; where nobody measured that, when it was closed, and by that word. */
function overSince({ to, measured }: FeltFor): { label: string; value: Spans } {
  return { label: measured ? 'Measured normal' : 'Closed', value: [{ at: to, style: 'date-time' }] };
}
