import type { Button, Card, Node, Spans } from '../../domain/chat/card.ts';
import type { Opened, SavedEvidence } from '../../domain/incident/state.ts';
import { count, plain } from '../../domain/plain.ts';
import { completeness } from '../../domain/response/evidence.ts';
import { isForeign, isRedacted, kindOf, saverOf, setsOf } from '../evidence/kind.ts';
import { readable } from '../evidence/readable.ts';
import { press } from './controls.ts';
import { confirmButton, exampleButton, openButton, pullButton } from './evidence-buttons.ts';
import { tag } from './naming.ts';
import { evidenceMeter } from './progress.ts';
import { clip, timeOf } from './spans.ts';

/** Lines of a list; older ones stand on the page. */
const shown = 15;
/** Characters of a text in chat; Slack takes 3,000 in a block. */
const longest = 2500;

/** What is preserved and what is still missing, each item with its button. */
export function evidenceListCard(incident: Opened): Card {
  const { missing } = completeness(incident);
  const numbered = incident.evidence.map((one, index) => ({ one, place: index + 1 }));
  const last = numbered.slice(-shown);
  const earlier = numbered.length - last.length;
  const head = `${tag(incident)} · evidence ${evidenceMeter(incident)}`;
  const names = missing.map(({ title }) => clip(title, 80));
  return {
    text: `${head}. ${count(numbered.length, 'item')} saved. ${names.length > 0 ? `Missing: ${names.join('; ')}.` : 'Nothing is missing.'}`,
    nodes: [
      { type: 'text', spans: [{ bold: head }] },
      ...(earlier > 0 ? [small([`${earlier} earlier on the incident page`])] : []),
      ...last.map(
        ({ one, place }): Node => ({
          type: 'row',
          spans: itemLine(incident, one, place),
          control: openButton(incident, place),
        }),
      ),
      ...(names.length > 0
        ? [
            { type: 'text', spans: [{ bold: 'Still missing:' }] } satisfies Node,
            { type: 'list', items: names.map((name): Spans => [name]) } satisfies Node,
          ]
        : []),
      { type: 'actions', controls: ways(incident) },
    ],
  };
}

function itemLine(incident: Opened, one: SavedEvidence, place: number): Spans {
  const set = setsOf(incident, one);
  return [
    { bold: `${place} ${clip(one.title, 90)}` },
    ` — ${kindOf(one)}, ${clip(saverOf(one), 40)} `,
    timeOf(one.at),
    ...(set ? [` · ${set}`] : []),
  ];
}

function ways(incident: Opened): Button[] {
  return [
    press('evidence.open', { incident: incident.number }, { label: 'Save evidence…' }),
    ...(incident.plan.traces?.samples ? [pullButton(incident, 'Pull five outputs')] : []),
  ];
}

/**
 * One item, as it is kept.
 * @param content the whole of it
 */
export function evidenceCard(
  incident: Opened,
  { place, content }: { place: number; content: string },
): Card | undefined {
  const one = incident.evidence[place - 1];
  if (one === undefined) return undefined;
  const lines = readable(incident, one, content);
  const page = incident.plan.links.page;
  return {
    text: `Evidence ${place} of ${tag(incident)}: ${clip(one.title, 120)}, ${kindOf(one)}, ${clip(saverOf(one), 40)}.`,
    nodes: [
      { type: 'text', spans: [{ bold: `Evidence ${place} · ${clip(one.title, 140)}` }] },
      small([
        `${kindOf(one)} · ${clip(saverOf(one), 60)} `,
        timeOf(one.at),
        ` · ${answersWords(incident, one)}`,
      ]),
      ...(lines === undefined ? textNodes(one, content) : [lineList(lines)]),
      small([
        'sha-256 ',
        { code: one.sha256 },
        ...(page ? [' · ', { link: `${page}/evidence/${place}`, text: 'All of it' } as const] : []),
      ]),
      ...(isForeign(one) && !isRedacted(one)
        ? [{ type: 'actions', controls: controlsOf(incident, one, place) } satisfies Node]
        : []),
    ],
  };
}

function controlsOf(incident: Opened, { unconfirmed }: SavedEvidence, place: number): Button[] {
  return [...(unconfirmed ? [confirmButton(incident, place)] : []), exampleButton(incident, place)];
}

function answersWords({ plan }: Opened, { item, nature, unconfirmed }: SavedEvidence): string {
  const wanted = plan.evidence.find(({ id }) => id === item);
  if (wanted === undefined) return 'answers no item of the runbook';
  const verb = unconfirmed
    ? 'does not count yet for'
    : nature === undefined
      ? 'answers'
      : 'does not count for';
  return `${verb} “${clip(wanted.title, 80)}”`;
}

function textNodes(one: SavedEvidence, content: string): Node[] {
  const text = plain(content);
  const rest = text.length - longest;
  return [
    ...(isForeign(one) && !isRedacted(one) ? [small(['Untrusted text, as it was handed over:'])] : []),
    { type: 'pre', text: rest > 0 ? `${text.slice(0, longest)}…` : text },
    ...(rest > 0 ? [small([`and ${rest} more characters`])] : []),
  ];
}

function lineList(lines: { label: string; value: string }[]): Node {
  const items = lines
    .slice(0, 25)
    .map(({ label, value }): Spans => [{ bold: `${clip(label, 60)}: ` }, clip(value, 200)]);
  const rest = lines.length - items.length;
  return { type: 'list', items: rest > 0 ? [...items, [`and ${rest} more`]] : items };
}

function small(spans: Spans): Node {
  return { type: 'context', spans };
}

/** The failed examples so far, by set, and how to add one. */
export function examplesCard(incident: Opened): Card {
  const { examples } = incident;
  const head = `${tag(incident)} · ${count(examples.length, 'failed example')}`;
  const items = examples
    .slice(-shown)
    .map(
      ({ set, source, expected }): Spans => [
        { bold: set },
        ` ${clip(incident.evidence.find(({ id }) => id === source)?.title ?? '', 80)} — expected: ${clip(expected, 160)}`,
      ],
    );
  return {
    text: `${head}.`,
    nodes: [
      { type: 'text', spans: [{ bold: head }] },
      ...(items.length > 0 ? [{ type: 'list', items } satisfies Node] : []),
      small([
        'Open a piece of evidence and press “Sort as example…”, or write ',
        { code: '/airb example 3 blocking expected: … because: …' },
        '. ',
        { code: '/airb example push langfuse' },
        ' puts them into the data sets of an eval tool.',
      ]),
      {
        type: 'actions',
        controls: [press('evidence.list', { incident: incident.number }, { label: 'Open evidence' })],
      },
    ],
  };
}
