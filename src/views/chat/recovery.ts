import type { Card, Node, Spans } from '../../domain/chat/card.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { capital, inSeries } from '../../domain/plain.ts';
import { stillFiring } from '../../domain/response/red.ts';
import { blindSignals, limitOf, passes, readingValue as valueIn } from '../../domain/response/verdict.ts';
import type { RecoveryCheck } from '../../domain/runbooks/runbook.ts';
import { type Reading, show } from '../../domain/signals/reading.ts';
import { inWords } from '../../domain/time.ts';
import { rangeWords, signalOf, signalTitle } from './measures.ts';
import { asText, clip, timeOf } from './spans.ts';

/** The recovery watch: every metric with its limit, and until when all must stay in range (requirement I13). */
export function recoveryCard(incident: Opened): Card {
  const state = stateSpans(incident);
  const { key, safety, business } = incident.plan.recovery;
  const readings = recoveryReadings(incident);
  return {
    text: asText(state),
    nodes: [
      { type: 'text', spans: [{ bold: 'Recovery watch' }, ' · ', ...state] },
      ...checkList({ key, safety, business }, incident, readings),
    ],
  };
}

function stateSpans(incident: Opened): Spans {
  const hold = inWords(incident.plan.recovery.hold);
  if (incident.phase === 'resolved') return ['Resolved at ', timeOf(incident.resolvedAt), '.'];
  if (incident.phase !== 'verifying')
    return [`Not being watched. Every metric must stay in range for ${hold}.`];
  if (incident.held) return [`Every metric stayed in range for ${hold}. The incident can be resolved.`];
  if (incident.failing.length > 0) {
    const blind = blindSignals(recoveryReadings(incident), incident.failing);
    const names = (signals: string[]) =>
      inSeries(signals.slice(0, 5).map((name) => signalTitle(incident, name)));
    const told = rangeWords({ failing: incident.failing, blind }, names);
    return [`${capital(told)}. The ${hold} start again once every metric is in range.`];
  }
  const firing = stillFiring(incident).map(({ words }) => clip(words, 160));
  if (firing.length > 0)
    return [
      `Every metric is in range, but it is not over: ${firing.slice(0, 4).join('; ')}. It holds once that stops.`,
    ];
  return ['Every metric must stay in range until ', timeOf(incident.until), '.'];
}

function recoveryReadings(incident: Opened): Reading[] {
  return incident.readings.findLast((set) => set.purpose.for === 'recovery')?.readings ?? [];
}

/** One line a metric, each with what it stands for: key, safety or business. */
function checkList(groups: Record<string, RecoveryCheck[]>, incident: Opened, readings: Reading[]): Node[] {
  const items = Object.entries(groups).flatMap(([group, checks]) =>
    checks.slice(0, 8).map((check) => [...checkLine(incident, check, readings), ` · ${group}`]),
  );
  return items.length === 0 ? [] : [{ type: 'list', items }];
}

/** `In range: refusals 5 %, at most 6 %`. */
function checkLine(incident: Opened, check: RecoveryCheck, readings: Reading[]): Spans {
  const signal = signalOf(incident, check.signal);
  const value = valueIn(readings, check.signal);
  const unit = signal?.unit ?? 'count';
  const limit = limitOf(check, signal);
  const bound =
    limit === undefined ? 'no limit known' : `${check.compare.replace('-', ' ')} ${show(limit, unit)}`;
  const title = capital(signalTitle(incident, check.signal));
  if (value === undefined) {
    const why = readings.find((reading) => reading.signal === check.signal)?.problem;
    return [{ bold: 'Not measured' }, `: ${title}, ${bound}${why ? ` (${clip(why, 160)})` : ''}`];
  }
  const word = passes(check, signal, value) ? 'In range' : 'Out of range';
  return [{ bold: word }, `: ${title} ${show(value, unit)}, ${bound}`];
}
