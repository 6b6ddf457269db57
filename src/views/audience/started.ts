import type { Card, Node, Spans } from '../../domain/chat/card.ts';
import type { Saying } from '../../domain/incident/effects.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { doneText, phaseText } from '../chat/done-so-far.ts';
import { dueFor } from '../chat/due-for.ts';
import { symptomSince } from '../chat/measures.ts';
import { severityWord, subject, tag } from '../chat/naming.ts';
import { asText, clip, timeOf } from '../chat/spans.ts';

/** The first word to an audience; one that comes late hears what happened so far. */
export function startedNotice(
  { form, late }: Pick<Extract<Saying, { as: 'started' }>, 'form' | 'late'>,
  incident: Opened,
): Card {
  return form === 'customer' ? forCustomers(incident) : forColleagues(incident, late);
}

function forColleagues(incident: Opened, late: boolean): Card {
  const head = `${tag(incident)} · ${severityWord(incident.severity)} · ${subject(incident)}`;
  const symptom: Spans = [...symptomSince(incident), '.'];
  const open: Spans = late
    ? ['Open since ', timeOf(incident.openedAt), '. ', phaseText(incident), ' ', doneText(incident)]
    : [phaseText(incident)];
  return {
    text: `${head}. ${asText(symptom)}`,
    nodes: [
      { type: 'text', spans: [{ bold: head }] },
      { type: 'text', spans: symptom },
      { type: 'text', spans: open },
      ...(late ? lastUpdate(incident, 'internal') : []),
      { type: 'context', spans: ['Next update: ', ...dueFor(incident, 'internal'), '.'] },
    ],
  };
}

/** What a person wrote for customers last; nothing else is for them. */
function forCustomers(incident: Opened): Card {
  const system = clip(incident.plan.system.title, 80);
  return {
    text: `${system}: what we know so far.`,
    nodes: [
      { type: 'text', spans: [{ bold: `${system}: what we know so far` }] },
      ...lastUpdate(incident, 'customer'),
      { type: 'context', spans: ['Next update: ', ...dueFor(incident, 'customer'), '.'] },
    ],
  };
}

function lastUpdate(incident: Opened, form: 'internal' | 'customer'): Node[] {
  const last = incident.updates.findLast((one) => one.form === form && !one.automatic);
  if (last === undefined) return [];
  const { users, scope, mitigation } = last.text;
  const lines: [string, string][] = [
    ['Users see', users],
    ['Scope', scope],
    ['What is being done', mitigation],
  ];
  return [
    { type: 'text', spans: ['The last update, of ', timeOf(last.at), ':'] },
    ...lines
      .filter(([, value]) => value.trim() !== '')
      .map(
        ([label, value]): Node => ({
          type: 'text',
          spans: [{ bold: `${label}: ` }, clip(value, 1000)],
        }),
      ),
  ];
}
