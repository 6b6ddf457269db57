import type { Card, Node } from '../../domain/chat/card.ts';
import type { EventOf } from '../../domain/incident/events.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { actorName } from '../../domain/people.ts';
import { count, cut, oneLine } from '../../domain/plain.ts';
import { kindWords } from '../../domain/response/evidence-nature.ts';
import { confirmButton, exampleButton, openButton, pullButton } from '../chat/evidence-buttons.ts';
import { callActor } from '../chat/naming.ts';
import { clip, phrase, sentence } from '../chat/spans.ts';
import { promptIn } from '../evidence/prompt-in.ts';
import type { EventWords } from './event-words.ts';
import { eventsOf } from './lexicon.ts';

/** The words for what is preserved, and for what becomes of it. */
export const words: EventWords<
  'evidence.saved' | 'evidence.confirmed' | 'samples.asked' | 'samples.taken' | 'example.sorted'
> = {
  'evidence.saved': {
    kind: 'evidence',
    weight: 'detail',
    line: ({ evidence }) =>
      evidence.unconfirmed
        ? `Handed over, and counts once a person has looked at it: ${evidence.title}`
        : `${savedAs[evidence.nature ?? 'content']}: ${evidence.title}`,
    chat: (event, incident) => {
      const { evidence, by } = event;
      if (evidence.unconfirmed) return handedOverCard(event, incident);
      const item = incident.plan.evidence.find((candidate) => candidate.id === evidence.item);
      const card = sentence([
        `${callActor(by, incident)} saved evidence: ${phrase(evidence.title, 120)}.${answers(event, item)}`,
      ]);
      const place = placeOf(incident, evidence.id);
      if (place === undefined) return card;
      const controls = [
        openButton(incident, place),
        ...(evidence.nature === undefined ? [exampleButton(incident, place)] : []),
      ];
      return { ...card, nodes: [...card.nodes, { type: 'actions', controls }] };
    },
  },
  'evidence.confirmed': {
    kind: 'evidence',
    weight: 'important',
    line: ({ evidence, by }, _, events) => {
      const saved = eventsOf(events, 'evidence.saved').find((one) => one.evidence.id === evidence);
      return `${actorName(by)} looked at “${saved?.evidence.title ?? evidence}”, and it counts as evidence`;
    },
    chat: ({ evidence, by }, incident) =>
      sentence([
        `${callActor(by, incident)} looked at “${phrase(titleOf(incident, evidence), 120)}”, and it counts as evidence now.`,
      ]),
  },
  'samples.asked': {
    kind: 'evidence',
    weight: 'detail',
    line: ({ page }) => `Sampled outputs asked for, the ${page === 1 ? 'first' : 'next'} five`,
  },
  'samples.taken': {
    kind: 'evidence',
    weight: 'detail',
    line: ({ taken, problem }) =>
      problem === undefined
        ? `${count(taken.length, 'sampled output')} saved as evidence`
        : `No sampled outputs: ${problem}`,
    chat: samplesCard,
  },
  'example.sorted': {
    kind: 'evidence',
    weight: 'important',
    line: ({ example }) =>
      `Failed example for the ${example.set} set. Expected: ${example.expected}. Why: ${example.reason}`,
    chat: ({ example, by }, incident) =>
      sentence(
        [
          `${callActor(by, incident)} sorted a failed example into the `,
          { bold: `${example.set} set` },
          `: ${phrase(titleOf(incident, example.source), 100)}.`,
        ],
        [
          {
            type: 'context',
            spans: [
              `Expected: ${phrase(example.expected, 300)}. Because: ${phrase(example.reason, 300)}. `,
              { code: '/airb example push' },
              ' puts it into the data set of an eval tool, ',
              { code: 'airb examples export' },
              ' into a file.',
            ],
          },
        ],
      ),
  },
};

/** What an agent hands over: foreign text, which somebody looks at before it counts. */
function handedOverCard({ evidence, by }: EventOf<'evidence.saved'>, incident: Opened): Card {
  const item = incident.plan.evidence.find(({ id }) => id === evidence.item);
  const answered = item ? ` for “${clip(item.title, 80)}”` : '';
  const place = placeOf(incident, evidence.id);
  const controls = place === undefined ? [] : [openButton(incident, place), confirmButton(incident, place)];
  return sentence(
    [{ bold: clip(actorName(by), 40) }, ` hands over evidence${answered}: ${phrase(evidence.title, 120)}.`],
    [
      {
        type: 'context',
        spans: ['Untrusted text of a program. It counts for nothing until somebody here has looked at it.'],
      },
      { type: 'actions', controls },
    ],
  );
}

const savedAs = {
  content: 'Evidence saved',
  pointer: 'Pointer saved, not the thing itself',
  said: 'Said by a person, not preserved',
  other: 'Saved, and not what was asked for',
} as const;

/** What of the runbook it answers, or why it answers nothing. */
function answers(
  { evidence }: EventOf<'evidence.saved'>,
  item: Opened['plan']['evidence'][number] | undefined,
): string {
  const counts = item ? ` and does not count for “${clip(item.title, 80)}”` : '';
  switch (evidence.nature) {
    case undefined:
      return item ? ` It answers “${clip(item.title, 80)}”.` : '';
    case 'pointer':
      return ` It is kept as a pointer${counts}: what it points at can be gone tomorrow. Paste the content itself.`;
    case 'said':
      return ` It is kept as what a person says${counts}. Paste the output or the readings themselves.`;
    case 'other':
      return ` It is kept${counts}, which asks for ${kindWords[item?.kind ?? 'text']}.`;
  }
}

function samplesCard({ taken, problem }: EventOf<'samples.taken'>, incident: Opened) {
  if (problem !== undefined)
    return sentence(
      [`No outputs could be pulled: ${phrase(problem, 300)}.`],
      [{ type: 'actions', controls: [pullButton(incident, 'Try again')] }],
    );
  const shown = taken.flatMap((id) => {
    const place = placeOf(incident, id);
    const one = incident.evidence.find((saved) => saved.id === id);
    return one && place !== undefined ? [{ one, place }] : [];
  });
  if (shown.length === 0)
    return sentence(['No further outputs are in the traces of these minutes. Nothing new was saved.']);
  const rows = shown.flatMap(({ one, place }): Node[] => {
    const { input, output = '' } = promptIn(one.content);
    return [
      {
        type: 'row',
        spans: [{ bold: `${place} ` }, `In: ${clip(input, 280)}`],
        control: exampleButton(incident, place),
      },
      { type: 'quote', text: cut(oneLine(output) || 'no output', 400) },
    ];
  });
  return {
    text: `${count(shown.length, 'sampled output')} saved as evidence, without personal data. Their text is untrusted.`,
    nodes: [
      {
        type: 'text',
        spans: [
          { bold: count(shown.length, 'sampled output') },
          ' of the bad minutes, saved as evidence without personal data. ',
          { italic: 'Untrusted text: users and the model wrote it.' },
        ],
      } satisfies Node,
      ...rows,
      { type: 'actions', controls: [pullButton(incident, 'Five more')] } satisfies Node,
    ],
  };
}

/** Its number among the evidence, from 1; a redaction leaves it in place. */
function placeOf({ evidence }: Opened, id: string): number | undefined {
  const place = evidence.findIndex((one) => one.id === id);
  return place < 0 ? undefined : place + 1;
}

function titleOf({ evidence }: Opened, id: string): string {
  return evidence.find((one) => one.id === id)?.title ?? 'evidence';
}
