import type { Card, Spans } from '../../domain/chat/card.ts';
import type { Saying } from '../../domain/incident/effects.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { sentenceEnd } from '../../domain/plain.ts';
import { dueFor } from '../chat/due-for.ts';
import { severityWord, subject, tag } from '../chat/naming.ts';
import { asText, clip } from '../chat/spans.ts';

/** A new severity, to those who were told of the incident, and what it means for what they hear. */
export function severityNotice(
  { event, form, goesOn }: Pick<Extract<Saying, { as: 'severity' }>, 'event' | 'form' | 'goesOn'>,
  incident: Opened,
): Card {
  const next: Spans = goesOn
    ? ['Next update: ', ...dueFor(incident, form), '.']
    : ['You get no updates at this severity. You hear when it is over, and when it gets worse.'];
  // To customers a severity says nothing; when they hear more does.
  if (form === 'customer') {
    const head = `${clip(incident.plan.system.title, 80)}: the time of the next update changed`;
    return {
      text: `${head}. ${asText(next)}`,
      nodes: [
        { type: 'text', spans: [{ bold: head }] },
        { type: 'text', spans: next },
      ],
    };
  }
  const change = `${severityWord(event.from)} → ${severityWord(event.to)}`;
  const because = sentenceEnd(clip(event.reason, 300));
  return {
    text: `${tag(incident)}: ${change}. ${because}`,
    nodes: [
      { type: 'text', spans: [{ bold: `${tag(incident)} · ${change}` }, ` · ${because}`] },
      { type: 'context', spans: [subject(incident)] },
      { type: 'text', spans: next },
    ],
  };
}
