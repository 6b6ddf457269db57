import type { types } from '@slack/bolt';
import type { Span, Spans } from '../../../domain/chat/card.ts';
import { markBehind } from '../../../domain/people.ts';
import { fullTime, type Instant } from '../../../domain/time.ts';
import { cut, visible, webAddress } from '../../kit/literal.ts';
import { escaped, mrkdwnLiteral } from './literal.ts';

/** The Slack user of a person, if there is one. */
export type UserOf = (person: string) => string | undefined;

/** Slack shows an account's own name, which may be that of a listed person; what they are to airb stands behind it. */
function markOf({ person, name }: Extract<Span, { person: string }>): string {
  return markBehind({ id: person, name });
}

type When = Extract<Span, { at: Instant }>;

/** Slack's tokens for a time in the reader's zone, docs.slack.dev/messaging/formatting-message-text#date-formatting. */
const formats: Record<When['style'], string> = {
  time: '{time}',
  'date-time': '{date_short_pretty} {time}',
  relative: '{ago}',
};

/** Spans as rich text elements. This is the safest form: Slack parses nothing in them. */
export function richElements(spans: Spans, userOf: UserOf): types.RichTextElement[] {
  return spans.flatMap((span) => richElement(span, userOf));
}

function richElement(span: Span, userOf: UserOf): types.RichTextElement[] {
  if (typeof span === 'string') return richText(span);
  if ('bold' in span) return richText(span.bold, { bold: true });
  if ('italic' in span) return richText(span.italic, { italic: true });
  if ('code' in span) return richText(span.code, { code: true });
  if ('at' in span) {
    const timestamp = Math.floor(span.at / 1000);
    return [{ type: 'date', timestamp, format: formats[span.style], fallback: fullTime(span.at) }];
  }
  if ('person' in span) {
    const user = userOf(span.person);
    if (user === undefined) return richText(span.name, { bold: true });
    return [{ type: 'user', user_id: user }, ...richText(markOf(span))];
  }
  if ('room' in span) {
    const channel = slackChannel(span.room);
    return channel ? [{ type: 'channel', channel_id: channel }] : richText(`#${span.name}`);
  }
  const url = webAddress(span.link);
  if (!url) return richText(span.text);
  return [{ type: 'link', url, text: visible(span.text) || url }];
}

function richText(
  text: string,
  style?: { bold?: true; italic?: true; code?: true },
): types.RichTextElement[] {
  const shown = visible(text);
  if (shown === '') return [];
  return [{ type: 'text', text: shown, ...(style ? { style } : {}) }];
}

/**
 * A text object for places that accept no rich text (sections with a control, fields, small print). Without formats it
 * is plain text, which Slack never parses. With formats it is mrkdwn, and its strings are made harmless.
 */
export function textObject(
  spans: Spans,
  userOf: UserOf,
  max: number,
): types.PlainTextElement | types.MrkdwnElement {
  if (spans.every((span) => typeof span === 'string')) return plainObject(spans.join(''), max);
  return { type: 'mrkdwn', text: mrkdwn(spans, userOf, max), verbatim: true };
}

/** A plain text object of at most `max` characters; Slack parses no formats in it. */
export function plainObject(text: string, max: number): types.PlainTextElement {
  return { type: 'plain_text', text: cut(visible(text).trim() || '–', max), emoji: false };
}

/**
 * mrkdwn of at most `max` characters. Whole spans are left out where it does not fit, so that no token is cut in two.
 */
export function mrkdwn(spans: Spans, userOf: UserOf, max: number): string {
  let text = '';
  for (const span of spans) {
    const next = mrkdwnSpan(span, userOf);
    const glue = needsGap(text, next) ? '\u200b' : '';
    if (text.length + glue.length + next.length > max - 1) {
      const rest = typeof span === 'string' ? shortened(span, max - 1 - text.length) : '';
      return `${text}${rest}…`;
    }
    text += glue + next;
  }
  return text.trim() || '–';
}

/** As much of a text as fits after its characters are replaced and escaped. */
function shortened(text: string, room: number): string {
  let keep = Math.max(0, room);
  let shown = mrkdwnLiteral(text.slice(0, keep));
  while (shown.length > room && keep > 0) {
    keep = Math.floor(keep / 2);
    shown = mrkdwnLiteral(text.slice(0, keep));
  }
  return shown;
}

function mrkdwnSpan(span: Span, userOf: UserOf): string {
  if (typeof span === 'string') return mrkdwnLiteral(span);
  if ('bold' in span) return wrapped('*', mrkdwnLiteral(span.bold));
  if ('italic' in span) return wrapped('_', mrkdwnLiteral(span.italic));
  if ('code' in span) return wrapped('`', escaped(visible(span.code).replaceAll('`', 'ˋ')));
  if ('at' in span)
    return `<!date^${Math.floor(span.at / 1000)}^${formats[span.style]}|${fullTime(span.at)}>`;
  if ('person' in span) {
    const user = userOf(span.person);
    return user ? `<@${user}>${markOf(span)}` : wrapped('*', mrkdwnLiteral(span.name));
  }
  if ('room' in span) {
    const channel = slackChannel(span.room);
    return channel ? `<#${channel}>` : mrkdwnLiteral(`#${span.name}`);
  }
  const url = webAddress(span.link);
  const label = mrkdwnLiteral(span.text).replaceAll('|', '¦').replace(/\s+/g, ' ');
  return url ? `<${escaped(url).replaceAll('|', '%7C')}|${label || escaped(url)}>` : label;
}

function slackChannel(room: string): string | undefined {
  return /^slack:([A-Z0-9]+)$/.exec(room)?.[1];
}

/** Text inside a format mark, line by line. Slack formats only text that neither starts nor ends with a space. */
function wrapped(mark: string, text: string): string {
  return text
    .split('\n')
    .map((line) =>
      line.replace(/^(\s*)(.*?)(\s*)$/, (_all, before, inner, after) => {
        return inner === '' ? line : `${before}${mark}${inner}${mark}${after}`;
      }),
    )
    .join('\n');
}

/**
 * True when a mark needs a gap after it: in `*bold*next` Slack shows no bold, because a mark must end at a boundary.
 */
function needsGap(text: string, next: string): boolean {
  const last = text.at(-1) ?? ' ';
  const first = next[0] ?? ' ';
  const letter = /[\p{L}\p{N}]/u;
  const mark = /[*_`]/;
  return (
    (mark.test(last) && (letter.test(first) || mark.test(first))) || (letter.test(last) && mark.test(first))
  );
}
