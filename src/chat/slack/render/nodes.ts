import type { types } from '@slack/bolt';
import type { Node, Spans } from '../../../domain/chat/card.ts';
import { cut, visible, webAddress } from '../../kit/literal.ts';
import { unexpected } from '../../kit/unexpected.ts';
import { chartBlock } from './chart.ts';
import { elements } from './controls.ts';
import { plainObject, richElements, textObject, type UserOf } from './inline.ts';

/** What drawing a node needs from outside. */
export interface Drawing {
  userOf: UserOf;
  idFor: (verb: string) => string;
}

const perActions = 25;
const perFields = 10;

/** One node as Slack blocks, without block ids. Lengths follow docs.slack.dev/reference/block-kit/blocks. */
export function blocksOf(node: Node, drawing: Drawing): types.KnownBlock[] {
  switch (node.type) {
    case 'heading':
      return [{ type: 'header', text: plainObject(node.text, 150) }];
    case 'text':
      return rich('rich_text_section', node.spans, drawing);
    case 'row':
      return row(node, drawing);
    case 'facts':
      return facts(node.items, drawing);
    case 'list':
      return list(node, drawing);
    case 'quote':
      return rich('rich_text_quote', [node.text], drawing);
    case 'pre':
      return preformatted(node.text);
    case 'context':
      return [{ type: 'context', elements: [textObject(node.spans, drawing.userOf, 3000)] }];
    case 'actions':
      return actions(node, drawing);
    case 'image':
      return image(node);
    case 'divider':
      return [{ type: 'divider' }];
    case 'chart':
      return [...chartBlock(node), ...blocksOf({ type: 'context', spans: node.words }, drawing)];
    default:
      return unexpected('No drawing for', node);
  }
}

function rich(
  type: 'rich_text_section' | 'rich_text_quote',
  spans: Spans,
  { userOf }: Drawing,
): types.KnownBlock[] {
  const inner = richElements(spans, userOf);
  return inner.length === 0 ? [] : [{ type: 'rich_text', elements: [{ type, elements: inner }] }];
}

function preformatted(text: string): types.KnownBlock[] {
  const shown = visible(text);
  if (shown === '') return [];
  const inner: types.RichTextText = { type: 'text', text: shown };
  return [
    { type: 'rich_text', elements: [{ type: 'rich_text_preformatted', elements: [inner], border: 0 }] },
  ];
}

function list(node: Extract<Node, { type: 'list' }>, { userOf }: Drawing): types.KnownBlock[] {
  const items = node.items.map((spans) => richElements(spans, userOf)).filter((item) => item.length > 0);
  if (items.length === 0) return [];
  const sections = items.map(
    (item): types.RichTextSection => ({ type: 'rich_text_section', elements: item }),
  );
  const style = node.ordered ? 'ordered' : 'bullet';
  return [{ type: 'rich_text', elements: [{ type: 'rich_text_list', style, elements: sections }] }];
}

function row(node: Extract<Node, { type: 'row' }>, drawing: Drawing): types.KnownBlock[] {
  const controls = elements(node.control, drawing.idFor);
  const section: types.SectionBlock = {
    type: 'section',
    text: textObject(node.spans, drawing.userOf, 3000),
    expand: true,
  };
  const [only] = controls;
  if (only && controls.length === 1) return [{ ...section, accessory: only }];
  return [
    section,
    ...chunks(controls, perActions).map((chunk) => ({ type: 'actions' as const, elements: chunk })),
  ];
}

function actions(node: Extract<Node, { type: 'actions' }>, { idFor }: Drawing): types.KnownBlock[] {
  const controls = node.controls.flatMap((control) => elements(control, idFor));
  return chunks(controls, perActions).map((chunk) => ({ type: 'actions', elements: chunk }));
}

/** One line a fact: on a phone the fields stand below each other, and a line for each label is half a screen. */
function facts(items: { label: string; value: Spans }[], { userOf }: Drawing): types.KnownBlock[] {
  const fields = items.map(({ label, value }) =>
    textObject([{ bold: `${label}:` }, ' ', ...value], userOf, 2000),
  );
  return chunks(fields, perFields).map((chunk) => ({ type: 'section', fields: chunk }));
}

function image(node: Extract<Node, { type: 'image' }>): types.KnownBlock[] {
  const url = webAddress(node.url);
  const alt = cut(visible(node.alt) || 'image', 2000);
  if (!url) return [{ type: 'context', elements: [plainObject(alt, 2000)] }];
  return [{ type: 'image', image_url: url, alt_text: alt }];
}

function chunks<T>(items: T[], size: number): T[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_unused, i) => items.slice(i * size, (i + 1) * size));
}
