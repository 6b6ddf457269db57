import type { Card, Modal, Node, Span, Spans } from '../../domain/chat/card.ts';
import { drillMark } from '../../domain/incident/drill-plan.ts';
import type { PersonId } from '../../domain/people.ts';
import { inSeries } from '../../domain/plain.ts';
import { clip } from './spans.ts';

/** What stands before the first word of everything a drill says. */
export const exerciseMark = `${drillMark} · `;
/** The title carries the mark as well, for places without a message around it; once in a line is enough. */
const inTitle = new RegExp(`${drillMark}: `, 'g');

/**
 * A message of a drill: its first word says so, in the notification and on the screen, and it calls nobody but those who
 * joined. Everything a drill posts, draws anew
 * or answers goes through here; see `flow/deliver/in-drill.ts` and `flow/interact/in-drill.ts`.
 */
export function asExercise({ text, nodes }: Card, joined?: ReadonlySet<PersonId>): Card {
  const quiet = joined === undefined ? nodes : nodes.map((node) => withoutMentions(node, joined));
  return { text: marked(text), nodes: withMark(quiet) };
}

/** A mention calls somebody; of who is not in the drill only the name stands there. */
function withoutMentions(node: Node, joined: ReadonlySet<PersonId>): Node {
  const plain = (spans: Spans): Spans =>
    spans.map((span) =>
      typeof span === 'object' && 'person' in span && !joined.has(span.person) ? span.name : span,
    );
  switch (node.type) {
    case 'text':
    case 'row':
    case 'context':
      return { ...node, spans: plain(node.spans) };
    case 'list':
      return { ...node, items: node.items.map(plain) };
    case 'facts':
      return { ...node, items: node.items.map((item) => ({ ...item, value: plain(item.value) })) };
    case 'chart':
      return { ...node, words: plain(node.words) };
    default:
      return node;
  }
}

/** Plain text of a drill: a topic, the title of a file. */
export function marked(text: string): string {
  return text.startsWith(exerciseMark) ? text : `${exerciseMark}${text.replace(inTitle, '')}`;
}

/** What a file of a drill is called. */
export function exerciseFile(name: string): string {
  return `${drillMark.toLowerCase()}-${name}`;
}

/** A form about a drill. */
export function modalAsExercise(modal: Modal): Modal {
  const first: Node = { type: 'text', spans: [{ bold: drillMark }, ' · Nothing real is touched by it.'] };
  return { ...modal, intro: [first, ...modal.intro] };
}

function withMark([first, ...rest]: Node[]): Node[] {
  const others = rest.map(withoutTitleMark);
  const own = first && withoutTitleMark(first);
  switch (own?.type) {
    case 'heading':
      return [{ ...own, text: `${exerciseMark}${own.text}` }, ...others];
    case 'text':
    case 'row':
    case 'context':
      return [{ ...own, spans: [{ bold: drillMark }, ' · ', ...own.spans] }, ...others];
    default:
      return [{ type: 'text', spans: [{ bold: drillMark }] }, ...(own ? [own] : []), ...others];
  }
}

/** In headings and sentences of airb alone; what people wrote stays as it is. */
function withoutTitleMark(node: Node): Node {
  switch (node.type) {
    case 'heading':
      return { ...node, text: node.text.replace(inTitle, '') };
    case 'text':
    case 'row':
    case 'context':
      return { ...node, spans: node.spans.map(plainSpan) };
    default:
      return node;
  }
}

function plainSpan(span: Span): Span {
  if (typeof span === 'string') return span.replace(inTitle, '');
  return 'bold' in span ? { bold: span.bold.replace(inTitle, '') } : span;
}

/** What somebody outside would have got, as it would have gone, without its buttons. */
export function unsentCard(to: string[], card: Card): Card {
  const whom = clip(inSeries(to), 300);
  const spans: Spans = [
    { bold: 'Not sent' },
    `, because this is a drill. To ${whom} it would have gone like this:`,
  ];
  return {
    text: `Not sent, because this is a drill: to ${whom}`,
    nodes: [{ type: 'text', spans }, { type: 'divider' }, ...card.nodes.flatMap(withoutButtons)],
  };
}

function withoutButtons(node: Node): Node[] {
  if (node.type === 'actions') return [];
  return node.type === 'row' ? [{ type: 'text', spans: node.spans }] : [node];
}
