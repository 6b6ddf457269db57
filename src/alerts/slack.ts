import type { Alert } from '../domain/signals/alert.ts';
import { failureInWords } from '../domain/signals/failure-words.ts';
import { hour, type Instant } from '../domain/time.ts';
import { isObject } from '../http/json.ts';
import { alertOf } from '../webhooks/alert-of.ts';
import type { AlertSource } from '../webhooks/alert-source.ts';
import { bearerOrPath } from '../webhooks/bearer.ts';
import { unknownFields } from '../webhooks/evidence.ts';
import { describe } from '../webhooks/fields.ts';
import { passOver, refuse } from '../webhooks/parsed.ts';
import type { Beside, Parsed, Voice } from '../webhooks/source.ts';
import { line } from '../webhooks/text.ts';
import { colourOf, linkIn, withoutChanges, wordsOf } from './slack-text.ts';

/** Slack's webhooks say no more, and some senders take anything else for a failure. */
const voice: Voice = { taken: () => ({ status: 200, body: 'ok' }) };

/** Whatever can post to an incoming webhook of Slack: paste airb's address where the tool wants Slack's. */
export const slack: AlertSource = {
  name: 'slack',
  title: 'Slack-shaped webhooks',
  signature: 'none: the secret is the end of the address',
  recovery: 'seldom sent (`[RESOLVED]`, ✅): quiet for 1 h',
  verified: 'api.slack.com; senders as their sources format texts',
  reads:
    'text, blocks and attachments; system and failure from `?system=…&failure=…`, else from known words, else triage; answers `ok`',
  authentication: bearerOrPath,
  formField: 'payload',
  voice,
  quiet: hour,
  parse: parseSlackShape,
};

const known = new Set(['text', 'blocks', 'attachments', 'username', 'icon_emoji', 'icon_url', 'channel']);
const over =
  /^\W*(?:resolved|recovered|recovery|cleared|closed|back to normal|up again)\b|^\s*(?:✅|:white_check_mark:|🟢|:large_green_circle:)/iu;
const state =
  /^[\s[(]*(?:firing|resolved|recovered|triggered|alerting|ok|critical|warning)\b(?::\s?\d+)?[\s\]):|-]*/iu;
const test = /^\W*(?:this is an? )?test(?:ing)?\b[^\n]{0,60}$/iu;
const level = /^\s*(?:level|severity|priority)\s*[:=]\s*"?([\w-]{1,20})/im;
const colours: Readonly<Record<string, string>> = { danger: 'critical', warning: 'warning' };

/** Reads one message. It is words for people, so what it means is read from words that tools use. */
export function parseSlackShape(body: unknown, now: Instant, { query }: Partial<Beside> = {}): Parsed<Alert> {
  if (!isObject(body)) return refuse('', `expected an object, got ${describe(body)}`);
  const text = wordsOf(body);
  const heading = headingOf(text);
  if (heading === '') return refuse('text', 'expected text, blocks or attachments with words in them');
  if (test.test(text.trim())) return passOver('a test message');
  const system = query?.get('system') ?? undefined;
  const named = query?.get('failure') ?? undefined;
  const spoken = named === undefined ? failureInWords(text) : undefined;
  const word = level.exec(text)?.[1] ?? colours[colourOf(body)];
  const alert = alertOf(
    {
      source: 'slack',
      identity: [`slack: ${system ?? ''} ${named ?? spoken?.failure ?? ''}`, withoutChanges(unstated(text))],
      status: over.test(text) ? 'resolved' : 'firing',
      title: unstated(heading) || heading,
      annotations: { description: text },
      ...(spoken && { failure: spoken.failure }),
      severity: word,
      link: linkIn(body),
      wordsAlone: true,
      extra: {
        ...unknownFields(body, known),
        ...(spoken && { failureReadFrom: line(spoken.words, 100) }),
      },
    },
    { now, ...(query && { query }) },
  );
  return { items: [alert], rejected: [] };
}

/** Lines in which LiteLLM and others say what kind of message it is, and not what is wrong. */
const formal = /^\W*(?:alert type|level|severity|priority|timestamp|time|date)\W*[:=]/i;
const worded = /[\p{L}\p{N}]/u;

/** The first line that says something; a message of nothing but such lines has the first of them. */
function headingOf(text: string): string {
  let first = '';
  for (const one of text.split('\n')) {
    if (!worded.test(one)) continue;
    if (!formal.test(one)) return line(one.replace(/^\s*message\s*:\s*/i, ''), 300);
    first ||= one;
  }
  return line(first, 300);
}

/** Without the state in front, so that `[FIRING:2] x` and `[RESOLVED] x` are one problem. */
function unstated(text: string): string {
  return text
    .replace(/^\s*(?:✅|🟢|🔴|🚨|⚠️|:[a-z_]+:)\s*/u, '')
    .replace(state, '')
    .trim();
}
