import type { Card } from '../../domain/chat/card.ts';
import type { EventOf, Form } from '../../domain/incident/events.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { clip, sentence } from './spans.ts';

/** The last message of an incident to an audience: it goes on as another. Why is for the rooms of the two. */
export function mergedNotice(
  { at, into, quiet }: EventOf<'merged'>,
  { number, plan }: Opened,
  form: Form,
): Card {
  if (form === 'customer') {
    const goesOn =
      'We work on it together with another problem. Further updates may come in a thread of their own';
    return sentence([{ bold: clip(plan.system.title, 80) }, ` · ${goesOn}.`]);
  }
  const goes = quiet
    ? 'It is handled together with another incident from now on.'
    : `It is the same trouble as INC-${into}, and goes on as INC-${into}.`;
  return {
    text: `INC-${number}: ${goes}`,
    nodes: [
      { type: 'text', spans: [{ bold: `INC-${number} · Goes on elsewhere` }, ` · ${goes}`] },
      { type: 'facts', items: [{ label: 'Since', value: [{ at, style: 'date-time' }] }] },
      {
        type: 'context',
        spans: [
          quiet
            ? 'No further updates follow under this number.'
            : `No further updates follow under INC-${number}; INC-${into} has its own.`,
        ],
      },
    ],
  };
}
