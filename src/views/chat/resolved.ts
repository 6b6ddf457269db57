import type { Card, Spans } from '../../domain/chat/card.ts';
import type { EventOf } from '../../domain/incident/events.ts';
import { type FeltFor, feltFor } from '../../domain/incident/felt-for.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { actorName } from '../../domain/people.ts';
import { capital, inSeries, sentenceEnd } from '../../domain/plain.ts';
import { inForce } from '../../domain/response/stops.ts';
import { recoveryChecks } from '../../domain/response/verdict.ts';
import { betweenWords, inWords } from '../../domain/time.ts';
import { headFor } from './naming.ts';
import { clip, lower } from './spans.ts';

/** The last update to an audience: it is over, since when, how long users felt it, and what follows. */
export function resolvedNotice(
  event: EventOf<'resolved'>,
  incident: Opened,
  form: 'internal' | 'customer',
): Card {
  const known = feltFor(incident, event.at);
  // Who closes it against the metrics says that it is over; how long it was felt nobody has measured then.
  const felt = event.override ? { ...known, to: event.at, measured: false } : known;
  const length = `${felt.costOnly ? 'lasted' : 'was felt'} for ${betweenWords(felt.from, felt.to)}`;
  const system = incident.plan.system.title;
  // A freeze takes nothing from users.
  const loses = inForce(incident).filter(({ kind }) => kind !== 'freeze');
  const asUsual = loses.length === 0;
  const works = asUsual ? 'works as it should again' : 'is in range again, though not yet as usual';
  const closed = asUsual ? 'counts as working again' : 'counts as safe, though it does not work as usual,';
  const over = event.override
    ? `${system} ${closed} ${betweenWords(felt.from, felt.to)} after it began, and not every metric shows the end yet.`
    : `${system} ${works}; it ${length}.`;
  const checked = event.override
    ? `Closed by ${actorName(event.by)} before every metric agreed: ${event.override.reason}`
    : `${capital(inSeries(watchedKinds(incident)))} metrics have been in range for ${inWords(incident.plan.recovery.hold)}.`;
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
          ...loses.map(({ title, loses: what }) => ({
            label: 'Still so',
            // The name of a switch says nothing to somebody outside.
            value: [
              form === 'internal' ? `${lower(clip(title, 80))} is in force; users lose: ` : '',
              sentenceEnd(clip(what, 200)),
            ],
          })),
          // Who closed it, and why, is for colleagues.
          ...(form === 'customer' && event.override ? [] : [{ label: 'How we know', value: [checked] }]),
        ],
      },
      { type: 'context', spans: [next] },
    ],
  };
}

/** Which kinds of metric recovery was judged by: a runbook may have no safety metric, and then none was watched. */
function watchedKinds({ plan }: Opened): string[] {
  return [...new Set(recoveryChecks(plan).map(({ role }) => role))];
}

/** When it was measured normal; where nobody measured that, when it was closed, and by that word. */
function overSince({ to, measured }: FeltFor): { label: string; value: Spans } {
  return { label: measured ? 'Measured normal' : 'Closed', value: [{ at: to, style: 'date-time' }] };
}
