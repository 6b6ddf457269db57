import type { EvidenceKind } from '../runbooks/runbook.ts';
import { withoutFiles } from './shared-file.ts';

/**
 * What was handed over. `pointer`: it says where the thing is, and is gone when that is. `said`: a person's own number or
 * sentence about it. `other`: not the kind of thing the runbook asks for.
 */
export type Nature = 'content' | 'pointer' | 'said' | 'other';

/** Only what is preserved counts; the other natures keep their words in the record all the same. */
export const natureWords: Record<Nature, string> = {
  content: 'content',
  pointer: 'pointer',
  said: 'said by a person',
  other: 'not what was asked for',
};

const link = /https?:\/\/\S+/gi;
const identifier =
  /\b(?:[0-9a-f]{16,64}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9A-HJKMNP-TV-Z]{26}|\d{8,})\b/gi;
/** `trace 123`, `#4711`, `ticket ABC-12`. */
const named =
  /(?:\b(?:trace|span|run|session|thread|ticket|request|conversation|log|incident|id)s?\s*(?:id\s*)?[:#=]?\s*)?(?:#\d+|\b[A-Z]{2,}-\d+\b)|\b(?:trace|span|run|session|ticket|request|conversation)s?\s*(?:id\s*)?[:#=]?\s*\d+\b/gi;
const leads = /^(?:see|cf\.?|look (?:at|in)|check|as (?:in|seen in)|it is in|(?:is )?in|attached(?: to)?)\b/i;

const measure =
  /(?:[$€£]\s?\d|\d\s*(?:%|percent|per ?cent|ms\b|s\b|secs?\b|seconds?\b|min(?:utes)?\b|h\b|x\b|times\b|tokens?\b|usd\b|of\s+\d|out of\s+\d|in\s+\d|\/\s*\d|per (?:second|minute|hour|day)\b))|\b(?:half|most|all|none|one|two|three|four|five|six|seven|eight|nine|ten|\d+) (?:out )?of (?:the |them|\d|ten\b|twenty\b|fifty\b|hundred\b)/i;
/** What somebody else wrote stands in quotes, brackets or fields. */
const quoted = /["“”„«»'`{}[\]<>|]|\b[QAq]:|\n|[?？]\s*$/;

/**
 * What a text is, as far as it shows.
 * @param kind what the runbook's item asks for; text where it says nothing
 */
export function natureOf(content: string, kind: EvidenceKind = 'text'): Nature {
  const { rest: text, files, linked } = withoutFiles(content);
  if (files) return standsBesideFile(text, kind, linked) ? 'content' : 'pointer';
  switch (kind) {
    case 'reference':
      return 'content';
    case 'trace-id':
      return new RegExp(`${identifier.source}|${link.source}|${named.source}`, 'i').test(text)
        ? 'content'
        : 'other';
    case 'json':
      return jsonIn(text) === undefined ? plainNature(text, 'other') : 'content';
    case 'tool-call':
      return hasToolCall(text) ? 'content' : plainNature(text, 'other');
    case 'text':
      return plainNature(text, 'content');
  }
}

/** What is expected of an item of a kind, to follow "expected". */
export const kindWords: Record<EvidenceKind, string> = {
  text: 'the thing itself',
  json: 'JSON',
  'tool-call': 'a call as JSON, with its name and its arguments',
  'trace-id': 'a trace id or a link to the trace',
  reference: 'ids or links',
};

/**
 * Whether the thing itself stands beside a file that is pointed at. What people write there is a remark about the file,
 * however long, unless it plainly has the form of what is asked for.
 * @param linked whether the file's link is kept, which is what an item for links asks for
 */
function standsBesideFile(text: string, kind: EvidenceKind, linked: boolean): boolean {
  switch (kind) {
    case 'reference':
      return linked || natureOf(text, 'trace-id') === 'content';
    case 'text':
      return jsonIn(text) !== undefined || hasToolCall(text) || isDialogue(text) || quotes(text);
    default:
      return natureOf(text, kind) === 'content';
  }
}

function isDialogue(text: string): boolean {
  return /\bQ:\s*\S/i.test(text) && /\bA:\s*\S/i.test(text);
}

/** Something of a sentence's length in quotation marks; a word or a name in them is part of a remark. */
function quotes(text: string): boolean {
  const quotations = text.matchAll(/["“„«](?<words>[^"“”„«»]*)["“”»]/g);
  return [...quotations].some(({ groups }) => (groups?.words ?? '').trim().split(/\s+/).length >= 5);
}

function plainNature(text: string, otherwise: Nature): Nature {
  if (isPointer(text)) return 'pointer';
  return isSaid(text) ? 'said' : otherwise;
}

/** A link or an id with hardly a word besides, or a short sentence that sends the reader elsewhere. */
function isPointer(text: string): boolean {
  const bare = text.replace(link, ' ').replace(identifier, ' ').replace(named, ' ');
  const words = bare.match(/\p{L}{2,}/gu) ?? [];
  if (bare !== text) return words.length <= 6 && !quoted.test(bare);
  return leads.test(text) && words.length <= 10 && !quoted.test(text);
}

/** One short line with a measure in it, in nobody's words but the person's. */
function isSaid(text: string): boolean {
  return text.split(/\s+/).length <= 14 && measure.test(text) && !quoted.test(text);
}

function jsonIn(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** As OpenAI, Anthropic and MCP write calls, alone, in a list, in a message, or on lines of their own. */
function hasToolCall(text: string): boolean {
  const whole = jsonIn(text);
  const parts =
    whole === undefined
      ? text.split('\n').flatMap((line) => jsonIn(line.slice(Math.max(0, line.search(/[[{]/)))) ?? [])
      : [whole];
  return parts.some((part) => isCall(part, 0));
}

const argumentNames = ['arguments', 'args', 'input', 'parameters', 'params'];

function isCall(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null || depth > 6) return false;
  if (Array.isArray(value)) return value.some((one) => isCall(one, depth + 1));
  const fields = value as Record<string, unknown>;
  const name = fields.name ?? fields.tool ?? fields.tool_name ?? fields.function;
  if (typeof name === 'string' && argumentNames.some((one) => fields[one] !== undefined)) return true;
  return Object.values(fields).some((one) => isCall(one, depth + 1));
}
