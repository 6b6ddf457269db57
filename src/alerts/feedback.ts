import type * as z from 'zod';
import type { Alert } from '../domain/signals/alert.ts';
import { hour, type Instant } from '../domain/time.ts';
import type { AlertSource } from '../webhooks/alert-source.ts';
import { bearer } from '../webhooks/bearer.ts';
import { unknownFields } from '../webhooks/evidence.ts';
import { readLink, readWord } from '../webhooks/fields.ts';
import { feedbackShape, firstIssue, itemsOf } from '../webhooks/generic-shape.ts';
import { digestOf } from '../webhooks/identity.ts';
import type { Parsed } from '../webhooks/source.ts';
import { line, paragraph } from '../webhooks/text.ts';

/**
 * What users told support people, from their form or tool (requirement S8). All reports of a system are one failure, so many of
 * them are one incident; each stays on its record. The text is a stranger's: it is cut and shown as text.
 */
export const feedback: AlertSource = {
  name: 'feedback',
  title: 'User feedback',
  signature: 'bearer',
  recovery: 'never sent: quiet for two hours',
  verified: 'airb’s own: docs/feedback.md',
  reads:
    'What users told support people, a report each: system, words, severity, who reports it and where it stands.',
  quiet: 2 * hour,
  authentication: bearer,
  parse: parseFeedback,
};

/** The failure that reports of users stand for, until people know better. */
const failure = 'user-feedback';

/** Reads one report, a list, or `{"reports": […]}`; each is judged alone. The format stands in docs/feedback.md. */
export function parseFeedback(body: unknown, now: Instant): Parsed<Alert> {
  const items = itemsOf(body, 'reports');
  const parsed: Parsed<Alert> = { items: [], rejected: [] };
  if (items.length === 0) parsed.rejected.push({ field: 'reports', problem: 'expected at least one report' });
  for (const { path, given } of items) {
    const shaped = feedbackShape.safeParse(given);
    if (shaped.success) parsed.items.push(build(shaped.data, now));
    else parsed.rejected.push(firstIssue(shaped.error, path));
  }
  return parsed;
}

/** The same report sent again is the same alert; two people with the same words are two reports where their links differ. */
function build(given: z.infer<typeof feedbackShape>, now: Instant): Alert {
  const { system, what, severity, by, link } = given;
  const where = readLink(link);
  const word = readWord(severity);
  const reporter = readWord(by, 80);
  return {
    source: 'feedback',
    fingerprint: digestOf({ system, what, by, link }),
    status: 'firing',
    title: `Users report: ${line(what, 180)}`,
    system: line(system, 200),
    failure,
    ...(word !== undefined && { severity: word }),
    labels: { system: line(system, 200), failure },
    annotations: {
      description: paragraph(what, 4000),
      ...(reporter !== undefined && { reportedBy: reporter }),
    },
    startsAt: now,
    undated: true,
    ...(where !== undefined && { link: where }),
    extra: unknownFields(given, known),
  };
}

/** Fields that say what a report is; anything else is kept as evidence. */
const known: ReadonlySet<string> = new Set(['system', 'what', 'severity', 'by', 'link']);
