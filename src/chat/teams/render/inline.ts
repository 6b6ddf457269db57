import type { Span, Spans } from '../../../domain/chat/card.ts';
import { withCode } from '../../../views/chat/spans.ts';
import { webAddress } from '../../kit/literal.ts';
import type { RichTextBlock, TextBlock, TextRun } from './adaptive.ts';
import type { Pen } from './drawing.ts';
import { roomLink } from './links.ts';
import { asMention, markdownLiteral, runLiteral } from './literal.ts';

type When = Extract<Span, { at: number }>;
type Who = Extract<Span, { person: string }>;

/** How a whole line looks. */
export type Look = Pick<TextRun, 'size' | 'weight' | 'isSubtle' | 'color' | 'fontType'>;

/**
 * One line. It is rich text, in which Teams parses no markup. Only a line that pings somebody is a TextBlock, because
 * mentions work in no other element. Undefined when there is nothing to show.
 */
export function line(spans: Spans, pen: Pen, look: Look = {}): RichTextBlock | TextBlock | undefined {
  if (spans.some((span) => pinged(span, pen))) {
    const text = spans.map((span) => markdown(span, pen)).join('');
    return { type: 'TextBlock', text, wrap: true, ...look };
  }
  const inlines = spans.flatMap((span) => run(span, pen)).map((one) => ({ ...look, ...one }));
  return inlines.length === 0 ? undefined : { type: 'RichTextBlock', inlines };
}

/** A line of foreign text only. */
export function plainLine(text: string, look: Look = {}): RichTextBlock {
  return { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: runLiteral(text) || '–', ...look }] };
}

/** A sentence of ours with commands in backticks, for use outside a card's nodes. It pings nobody. */
export function sentenceLine(text: string, look: Look = {}): RichTextBlock {
  const inlines = withCode(text).flatMap((span) => run(span, nobody));
  return { type: 'RichTextBlock', inlines: inlines.map((one) => ({ ...look, ...one })) };
}

const nobody: Pen = { teamsIdOf: () => undefined, dialog: true, mentions: new Map() };

function run(span: Span, pen: Pen): TextRun[] {
  if (typeof span === 'string') return written(span);
  if ('bold' in span) return written(span.bold, { weight: 'bolder' });
  if ('italic' in span) return written(span.italic, { italic: true });
  if ('code' in span) return written(asMention(span.code), { fontType: 'monospace' });
  if ('at' in span) return [{ type: 'TextRun', text: localTime(span) }];
  if ('person' in span) return written(span.name, { weight: 'bolder' });
  const { text, url } = linked(span, pen);
  return written(text || (url ?? ''), url ? { selectAction: { type: 'Action.OpenUrl', url } } : {});
}

function written(text: string, look: Omit<TextRun, 'type' | 'text'> = {}): TextRun[] {
  const shown = runLiteral(text);
  return shown === '' ? [] : [{ type: 'TextRun', text: shown, ...look }];
}

function markdown(span: Span, pen: Pen): string {
  if (typeof span === 'string') return markdownLiteral(span);
  if ('bold' in span) return marked('**', markdownLiteral(span.bold));
  if ('italic' in span) return marked('_', markdownLiteral(span.italic));
  if ('code' in span) return markdownLiteral(asMention(span.code));
  if ('at' in span) return localTime(span);
  if ('person' in span) return mention(span, pen) ?? marked('**', markdownLiteral(span.name));
  const { text, url } = linked(span, pen);
  const label = markdownLiteral(text || (url ?? '')).replace(/[[\]\n]/g, ' ');
  return url ? `[${label}](${url.replaceAll('(', '%28').replaceAll(')', '%29')})` : label;
}

function linked(
  span: Extract<Span, { link: string } | { room: string }>,
  pen: Pen,
): { text: string; url?: string } {
  if ('link' in span) return withUrl(span.text, webAddress(span.link));
  // Only names of Slack channels have a number sign.
  const text = span.room.startsWith('teams:') ? span.name : `#${span.name}`;
  return withUrl(text, roomLink(span.room, span.name, pen.tenantId));
}

function withUrl(text: string, url: string | undefined): { text: string; url?: string } {
  return url ? { text, url } : { text };
}

function pinged(span: Span, pen: Pen): span is Who {
  return typeof span === 'object' && 'person' in span && teamsIdToPing(span, pen) !== undefined;
}

function teamsIdToPing({ person }: Who, pen: Pen): string | undefined {
  return pen.mention?.has(person) ? pen.teamsIdOf(person) : undefined;
}

/**
 * A mention. The text between the tags must belong to one entity only, so two people of the same name get a number. It
 * stands in a TextBlock, so characters that could form a link or a format are removed from the name.
 */
function mention(span: Who, pen: Pen): string | undefined {
  const id = teamsIdToPing(span, pen);
  if (id === undefined) return undefined;
  const name =
    runLiteral(span.name)
      .replace(/[<>&[\]*`~\\\n]/g, ' ')
      .trim() || span.person;
  for (let n = 1; ; n += 1) {
    const text = `<at>${n === 1 ? name : `${name} ${n}`}</at>`;
    const taken = pen.mentions.get(text);
    if (taken && taken.mentioned.id !== id) continue;
    pen.mentions.set(text, { type: 'mention', text, mentioned: { id, name } });
    return text;
  }
}

/**
 * A time in the reader's zone and language. Cards do not update by themselves, so instead of "how long ago" they show
 * the day.
 */
function localTime({ at, style }: When): string {
  const iso = new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
  if (style === 'relative') return `{{DATE(${iso},COMPACT)}}`;
  const time = `{{TIME(${iso})}}`;
  return style === 'date-time' ? `{{DATE(${iso},SHORT)}} ${time}` : time;
}

/** Text inside a format mark. A format works only around text that neither starts nor ends with a space. */
function marked(mark: string, text: string): string {
  return text.replace(/^(\s*)([\s\S]*?)(\s*)$/, (_all, before, inner, after) =>
    inner === '' ? text : `${before}${mark}${inner}${mark}${after}`,
  );
}
