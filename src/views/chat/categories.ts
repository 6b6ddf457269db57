import type { Node } from '../../domain/chat/card.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { isOpen } from '../../domain/incident/state.ts';
import { type Category, categories } from '../../domain/runbooks/runbook.ts';
import { press } from './controls.ts';
import { callName } from './naming.ts';
import { clip, timeOf } from './spans.ts';

/** The signs of each category, in the order in which people ask about them (requirement R5). */
export const guidance: Record<Category, string> = {
  infrastructure:
    'Every kind of request fails, or one region does; the provider’s status page says something.',
  model: 'Answers changed and nothing of yours did: a floating model alias, a silent update by the provider.',
  prompt: 'A prompt or its template changed within two hours of the start: the prime suspect.',
  data: 'Inputs or retrieved sources changed: a new index, new traffic, another language or segment.',
};

/** The choice of one of four categories. After the choice: the category, by whom and when. */
export function categoryNodes(incident: Opened): Node[] {
  const { category } = incident;
  if (!category)
    return isOpen(incident) ? choice(incident) : [{ type: 'text', spans: ['Category: not chosen'] }];
  const because = category.because ? ` — ${clip(category.because, 160)}` : '';
  const spans = [
    { bold: `Category: ${category.category}` },
    `, ${callName(category.by, incident)} `,
    timeOf(category.at),
    because,
  ];
  const options = categories
    .filter((other) => other !== category.category)
    .map((other) => button(incident, other));
  return isOpen(incident)
    ? [{ type: 'row', spans, control: { menu: 'Change', options } }]
    : [{ type: 'text', spans }];
}

function choice(incident: Opened): Node[] {
  return [
    {
      type: 'text',
      spans: [{ bold: 'Which of the four is it?' }, ' Ask in this order; the first that fits is it.'],
    },
    ...categories.map(
      (category, index): Node => ({
        type: 'row',
        spans: [{ bold: `${index + 1}. ${category}` }, `: ${guidance[category]}`],
        control: button(incident, category),
      }),
    ),
  ];
}

function button(incident: Opened, category: Category) {
  return press('category.set', { incident: incident.number, category }, { label: category });
}
