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
import { levelIn, slackSays } from './slack-says.ts';
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
const colours: Readonly<Record<string, string>> = { danger: 'critical', warning: 'warning' };

/** Reads one message. It is words for people, so what it means is read from words that tools use. */
export function parseSlackShape(body: unknown, now: Instant, { query }: Partial<Beside> = {}): Parsed<Alert> {
  if (!isObject(body)) return refuse('', `expected an object, got ${describe(body)}`);
  const text = wordsOf(body);
  const { heading, problem, isName, is } = slackSays(text, colourOf(body));
  if (heading === '') return refuse('text', 'expected text, blocks or attachments with words in them');
  if (is === 'test') return passOver('a test message');
  const system = query?.get('system') ?? undefined;
  const named = query?.get('failure') ?? undefined;
  const spoken = named === undefined ? failureInWords(text) : undefined;
  const failing = named ?? (isName ? '' : (spoken?.failure ?? ''));
  const word = levelIn(text) ?? colours[colourOf(body)];
  const alert = alertOf(
    {
      source: 'slack',
      identity: [`slack: ${system ?? ''} ${failing}`, withoutChanges(problem)],
      status: is,
      title: heading,
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
