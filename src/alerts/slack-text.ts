import { isObject } from '../http/json.ts';
import { line } from '../webhooks/text.ts';

/** So much of a message is read: a heading, a few lines and the first fields. */
const most = { length: 8000, parts: 20 };

/** The words of a message in Slack's shape, plain: its text, else its blocks, and what its attachments add. */
export function wordsOf(body: Record<string, unknown>): string {
  const own = textOf(body.text);
  const said = own === '' ? listOf(body.blocks).map(blockText) : [own];
  const attached = listOf(body.attachments).map(attachmentText);
  return plain([...said, ...attached].filter((part) => part !== '').join('\n'));
}

/** The colour a message is marked with: `danger`, `good`, `#ff0000`. */
export function colourOf(body: Record<string, unknown>): string {
  const [first] = listOf(body.attachments);
  return (isObject(first) ? textOf(first.color) : '').toLowerCase();
}

function blockText(block: unknown): string {
  if (!isObject(block)) return '';
  const fields = listOf(block.fields).map(textIn);
  const elements = listOf(block.elements).map(textIn);
  return [textIn(block), ...fields, ...elements].filter((text) => text !== '').join('\n');
}

function attachmentText(attachment: unknown): string {
  if (!isObject(attachment)) return '';
  const { pretext, title, text, fallback } = attachment;
  const fields = listOf(attachment.fields).map((field) =>
    isObject(field) ? `${textOf(field.title)}: ${textOf(field.value)}` : '',
  );
  const shown = [pretext, title, text].map(textOf).filter((part) => part !== '');
  const blocks = listOf(attachment.blocks).map(blockText);
  return [...(shown.length === 0 ? [textOf(fallback)] : shown), ...fields, ...blocks]
    .filter((part) => part !== '')
    .join('\n');
}

/** A text object of Block Kit, or a plain text. */
function textIn(given: unknown): string {
  if (!isObject(given)) return textOf(given);
  return isObject(given.text) ? textOf(given.text.text) : textOf(given.text);
}

/** Not cleaned here: what is kept of it is a title, an annotation or a fingerprint, and each is cleaned where it is made. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, most.length) : '';
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value.slice(0, most.parts) : [];
}

/** Slack's marks and links as words: `<https://x|the panel>` is `the panel`, and nobody is mentioned. */
function plain(given: string): string {
  const text = given.slice(0, most.length);
  const linked = text.includes('<') ? withoutLinks(text) : text;
  const bare = linked.replace(/[*`~]+/g, '');
  if (!bare.includes('&')) return bare;
  return bare.replace(/&(amp|lt|gt);/g, (_, name: string) => ({ amp: '&', lt: '<', gt: '>' })[name] ?? '');
}

function withoutLinks(text: string): string {
  return text
    .replaceAll(/<[!@#][^>]{0,200}>/g, '')
    .replaceAll(/<(https?:[^|>]{1,2000})\|([^>]{0,500})>/g, '$2')
    .replaceAll(/<(https?:[^>]{1,2000})>/g, '$1');
}

/** The first address in a message. */
export function linkIn(body: Record<string, unknown>): string | undefined {
  const [first] = listOf(body.attachments);
  if (isObject(first) && typeof first.title_link === 'string') return first.title_link;
  const text = typeof body.text === 'string' ? body.text.slice(0, most.length) : '';
  return /https?:\/\/[^\s|>`]+/.exec(text)?.[0];
}

/** Lines that quote what a user asked or what a program printed: another with each message about the same problem. */
const quoted =
  /(?:^|\n)[^\S\n]*(?:messages?|prompts?|inputs?|request(?: body)?|response|traceback|stack ?trace|exception|timestamp|time|date)[^\S\n]*:[^\n]*/g;
const month = 'jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec';
const changing = [
  /https?:\/\/\S+/g,
  /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{15,}\b/g,
  /\b(?=[a-z]*\d)[0-9a-z_-]{16,}\b/g,
  new RegExp(
    `\\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\\s+|\\b(?:${month})[a-z]*\\s+\\d{1,2}\\b|\\b\\d{1,2}\\s+(?:${month})[a-z]*\\b`,
    'g',
  ),
  /[-+]?\d[\d.,:/tz%-]*(?:\s?(?:ms|s|sec|secs|seconds?|m|min|mins|minutes?|h|hours?|d|days?|%|k|b|[kmgt]i?b|usd|utc|gmt|am|pm|st|nd|rd|th)\b){0,2}/g,
];

/** What stays the same while a problem lasts: the words without numbers, times, ids, addresses and what is quoted. */
export function withoutChanges(text: string): string {
  const lasting = text.toLowerCase().replace(quoted, '').slice(0, 2000);
  const kept = changing.reduce((rest, pattern) => rest.replace(pattern, ' '), lasting);
  // Letters of other scripts stay as they are; asking Unicode about each costs more than all the rest.
  return line(kept.replace(/[^a-z\u0080-\uffff]+/g, ' '), 600);
}
