import type { Card, Node } from '../../src/domain/chat/card.ts';

/** A card with a text in each of the places where foreign words stand. */
export function cardOf(text: string): Card {
  const button = { verb: 'note.open', value: '1', label: text } as const;
  const nodes = [
    { type: 'heading', text },
    { type: 'text', spans: [text, { bold: text }, { italic: text }, { code: text }] },
    {
      type: 'text',
      spans: [
        { person: 'nobody', name: text },
        { room: 'teams:x', name: text },
      ],
    },
    {
      type: 'text',
      spans: [
        { link: text, text },
        { link: 'https://runbooks.example/x', text },
      ],
    },
    {
      type: 'context',
      spans: [text, { bold: text }, { link: text, text }, { person: 'nobody', name: text }],
    },
    { type: 'facts', items: [{ label: text, value: [text, { bold: text }] }] },
    { type: 'quote', text },
    { type: 'row', spans: [text, { code: text }], control: button },
    { type: 'actions', controls: [button] },
  ] as Node[];
  return { text, nodes };
}
