import * as z from 'zod';
import { alertShape, changeShape, feedbackShape } from './generic-shape.ts';
import type { Source } from './source.ts';

/** The webhooks' part of /openapi.json. The parsers accept more than it promises. */

const rfc3339 = z.iso.datetime({ offset: true });
const time = z
  .union([rfc3339, z.number()])
  .optional()
  .describe('RFC 3339, or an epoch number in s, ms, µs or ns; the moment of arrival when left out.');
const word = z.string().optional();
const amount = z.union([z.number(), z.string()]).optional().describe('`19%` is 0.19.');

const genericAlert = alertShape
  .extend({
    startsAt: time,
    endsAt: time,
    system: word.describe('Which AI system; the label of that name where it is left out.'),
    failure: word.describe('How it fails, which chooses the runbook: `refusal-spike`.'),
    signal: word.describe('Which signal of the system’s file says so.'),
    severity: word.describe('The sender’s own word.'),
    value: amount,
    baseline: amount,
    unit: word,
    link: z.url().optional(),
  })
  .describe('Anything else is kept as evidence.');

const genericChange = changeShape.extend({ at: time, link: z.url().optional() });

/** Source: template/template.go and notify/webhook/webhook.go of prometheus/alertmanager. */
const alertmanagerWebhook = z.looseObject({
  version: z.string().optional(),
  alerts: z
    .array(
      z.looseObject({
        status: z.enum(['firing', 'resolved']),
        labels: z.record(z.string(), z.string()),
        annotations: z.record(z.string(), z.string()).optional(),
        startsAt: rfc3339,
        endsAt: rfc3339.optional(),
        generatorURL: z.string().optional(),
        fingerprint: z.string().optional(),
      }),
    )
    .min(1),
  truncatedAlerts: z.int().optional(),
});

const rejected = z
  .array(z.object({ field: z.string(), problem: z.string() }))
  .optional()
  .describe('What could not be used; the others are stored.');

const alertsTaken = z.object({
  alerts: z.array(
    z.object({
      fingerprint: z.string(),
      incident: z.int().nullable().describe('null when nothing was opened.'),
      because: z.string(),
    }),
  ),
  rejected,
});

const changesTaken = z.object({
  changes: z.array(z.object({ id: z.string(), system: z.string(), kind: z.string() })),
  passed: z
    .array(z.string())
    .optional()
    .describe('What was understood and changes nothing: a test, a deployment that still runs.'),
  rejected,
});

/** One item, a list, or a list under a name. */
const oneOrMore = <T extends z.ZodType>(item: T, name: string) =>
  z.union([item, z.array(item), z.object({ [name]: z.array(item) })]);

const genericAlerts = oneOrMore(genericAlert, 'alerts');
const genericChanges = oneOrMore(genericChange, 'changes');
const feedbackReports = oneOrMore(feedbackShape, 'reports');

/** The body that each tool sends. A source without an entry here is described by its tool's own documentation. */
const bodies: Record<string, z.ZodType> = {
  '/alerts/alertmanager': alertmanagerWebhook,
  '/alerts/generic': genericAlerts,
  '/alerts/feedback': feedbackReports,
  '/changes/generic': genericChanges,
};

const problems = [400, 401, 413, 415, 422, 429, 503];

type Described = Pick<
  Source<unknown>,
  'name' | 'authentication' | 'voice' | 'methods' | 'endings' | 'consent'
>;

const answersTaken = z.object({
  answers: z.array(z.string()).describe('What became of each answer, in a sentence.'),
  passed: z.array(z.string()).optional().describe('What was understood and is no answer to a page of airb.'),
  rejected,
});

interface Sources {
  pagingSources: readonly Described[];
  alertSources: readonly Described[];
  changeSources: readonly Described[];
}

function endpoints(
  path: '/alerts' | '/changes' | '/paging',
  sources: readonly Described[],
  taken: z.ZodType,
) {
  const what = path.slice(1);
  const known = sources.flatMap((source) => {
    const { name, authentication } = source;
    const operation = {
      id: `send_${what}_${name.replaceAll('-', '_')}`,
      method: 'post' as const,
      path: `${path}/${name}`,
      tag: what,
      summary: `Takes ${what} from ${name}`,
      security: authentication.needs === 'body' ? 'sourceSignature' : 'sourceSecret',
      body: { 'application/json': bodies[`${path}/${name}`] ?? z.unknown() },
      answers: answersOf(source, taken),
      problems,
    };
    const ways = [operation, ...otherWays(source, operation)];
    if (!authentication.inPath) return ways;
    return [...ways, ...ways.filter(({ path: at }) => at === operation.path).map(withSecret)];
  });
  const unknown = {
    id: `send_${what}_unknown`,
    method: 'post' as const,
    path: `${path}/{source}`,
    tag: what,
    summary: 'Says which sources there are',
    parameters: { source: z.string() },
    answers: {},
    problems: [404],
  };
  return [...known, unknown];
}

/** The same with its secret at the end of the address. */
function withSecret<T extends { id: string; path: string; summary: string; security?: string }>({
  security: _,
  ...open
}: T) {
  return {
    ...open,
    id: `${open.id}_by_path`,
    path: `${open.path}/{secret}`,
    summary: `${open.summary}, with its secret at the end of the address`,
    parameters: { secret: z.string() },
  };
}

/** What is answered when it is stored: in airb's words, or in those the tool waits for. */
function answersOf(
  { voice }: Described,
  taken: z.ZodType,
): Record<number, { says: string; content: Record<string, z.ZodType> }> {
  if (voice === undefined) return { 202: { says: 'Stored.', content: { 'application/json': taken } } };
  const { status, body } = voice.taken({ items: [], rejected: [] }, {});
  const content: Record<string, z.ZodType> =
    typeof body === 'string'
      ? { 'text/plain': z.literal(body) }
      : {
          'application/json': z.object(
            Object.fromEntries(Object.keys(body).map((name) => [name, z.string()])),
          ),
        };
  return { [status]: { says: 'Stored, in the words its tool answers with.', content } };
}

/** Further methods and addresses of a source, and the question whether it may send. */
function otherWays<T extends { id: string; path: string; summary: string }>(
  { methods = [], endings = [], consent }: Described,
  operation: T,
) {
  const puts = methods.includes('PUT')
    ? [{ ...operation, id: `${operation.id}_put`, method: 'put' as const }]
    : [];
  const ended = endings.map((ending) => ({
    ...operation,
    id: `${operation.id}${ending.replaceAll(/\W+/g, '_')}`,
    path: `${operation.path}${ending}`,
    summary: `${operation.summary}, where its senders add ${ending}`,
  }));
  const asks = consent
    ? [
        {
          id: `${operation.id}_consent`,
          method: 'options' as const,
          path: operation.path,
          tag: 'alerts',
          summary: 'Grants the handshake of CloudEvents webhooks: who may send, and how much',
          answers: { 200: { says: 'Granted, in `WebHook-Allowed-Origin` and `WebHook-Allowed-Rate`.' } },
          problems: [],
        },
      ]
    : [];
  return [...puts, ...ended, ...asks];
}

/** The descriptions of the endpoints for alerts and changes. */
export function webhookContract({ alertSources, changeSources, pagingSources }: Sources) {
  return {
    shapes: {
      AlertmanagerWebhook: alertmanagerWebhook,
      GenericAlert: genericAlert,
      GenericAlerts: genericAlerts,
      FeedbackReport: feedbackShape,
      FeedbackReports: feedbackReports,
      GenericChange: genericChange,
      GenericChanges: genericChanges,
      AlertsTaken: alertsTaken,
      AnswersTaken: answersTaken,
      ChangesTaken: changesTaken,
    },
    operations: [
      ...endpoints('/alerts', alertSources, alertsTaken),
      ...endpoints('/changes', changeSources, changesTaken),
      ...endpoints('/paging', pagingSources, answersTaken),
    ],
  };
}
