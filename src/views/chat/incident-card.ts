import type { Button, Card, Menu, Node, Spans } from '../../domain/chat/card.ts';
import { nextStep } from '../../domain/incident/next-step.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { isOpen } from '../../domain/incident/state.ts';
import { formDue } from '../../domain/incident/update-promises.ts';
import { capital } from '../../domain/plain.ts';
import { traceLink } from '../../domain/response/trace-link.ts';
import { categoryWords } from '../category.ts';
import { clockNodes } from './clocks.ts';
import { press } from './controls.ts';
import { drillNodes } from './drill-strip.ts';
import { silenceNodes } from './ends-by-silence.ts';
import { inForceNodes, reliefButtons } from './in-force.ts';
import { alsoNodes } from './joined.ts';
import { beganAt, symptom, symptomSince } from './measures.ts';
import { severityWord, subject, tag } from './naming.ts';
import { nowNodes } from './now.ts';
import { brokenGlassNodes, escalationNodes, pagedLine, peopleNodes } from './people-lines.ts';
import { phaseLine, presentPhase } from './phase.ts';
import { callNodes } from './phones.ts';
import { evidenceMeter, progress } from './progress.ts';
import { rubricNodes } from './rubric.ts';
import { similarNodes } from './similar.ts';
import { asText, clip, joined, timeOf } from './spans.ts';
import { suspectNodes } from './suspect-lines.ts';

/** `INC-42 · SEV2 · support-bot refuses too much`. */
export function headline(incident: Opened): string {
  return `${tag(incident)} · ${severityWord(incident.severity)} · ${subject(incident)}`;
}

/**
 * The first message of an incident's channel, pinned and always current (product.md, "The card"). It stays below 50
 * blocks and 12 KB whatever the incident contains, because every foreign text on it is cut.
 */
export function incidentCard(incident: Opened): Card {
  const line = symptomLine(incident);
  return {
    text: cardText(incident),
    nodes: [
      { type: 'heading', text: headline(incident) },
      ...drillNodes(incident),
      ...inForceNodes(incident),
      { type: 'text', spans: line },
      ...rubricNodes(incident),
      ...nowNodes(incident),
      ...callNodes(incident),
      { type: 'divider' },
      { type: 'context', spans: phaseLine(incident) },
      ...alsoNodes(incident),
      ...silenceNodes(incident),
      ...suspectNodes(incident),
      ...relief(incident),
      ...similarNodes(incident),
      { type: 'divider' },
      ...peopleNodes(incident),
      ...brokenGlassNodes(incident),
      ...escalationNodes(incident),
      ...clockNodes(incident),
      { type: 'context', spans: meters(incident) },
      ...actions(incident),
      ...footer(incident),
    ],
  };
}

function cardText(incident: Opened): string {
  const due = dueSpans(incident);
  const spans: Spans = [
    `${tag(incident)} ${severityWord(incident.severity)} ${subject(incident)}. `,
    ...presentPhase(incident),
    '. ',
    ...symptomLine(incident),
    '. Paged: ',
    ...pagedLine(incident),
    '. Next update: ',
    ...due,
    '.',
  ];
  return asText(spans).replace('▸ ', '');
}

function symptomLine(incident: Opened): Spans {
  if (incident.phase === 'resolved')
    return [{ bold: capital(symptom(incident)) }, ' at the last reading; began ', timeOf(beganAt(incident))];
  const [first, ...rest] = symptomSince(incident);
  return [{ bold: capital(typeof first === 'string' ? first : '') }, ...rest];
}

/** When the next update is due. */
export function dueSpans(incident: Opened): Spans {
  if (!isOpen(incident)) return ['none owed'];
  const { dueAt, overdueFrom } = incident.cadence;
  if (overdueFrom !== undefined) return ['overdue since ', timeOf(overdueFrom)];
  return dueAt === undefined ? [`none owed at ${severityWord(incident.severity)}`] : [timeOf(dueAt)];
}

function meters(incident: Opened): Spans {
  const { done, of } = progress(incident);
  return [
    'Next update due: ',
    ...dueSpans(incident),
    ` · Evidence: ${evidenceMeter(incident)} · Steps: ${done} of ${of} · Category: ${clip(categoryWords(incident, 'not chosen'), 160)}`,
  ];
}

/** What relieves users at once stands beside what changed: containment never waits for the cause. */
function relief(incident: Opened): Node[] {
  const controls = isOpen(incident) ? reliefButtons(incident) : [];
  return controls.length === 0 ? [] : [{ type: 'actions', controls }];
}

function actions(incident: Opened): Node[] {
  const controls = buttons(incident);
  return controls.length === 0 ? [] : [{ type: 'actions', controls }];
}

/** What is due stands at the head; here is what can be done at any time. */
function buttons(incident: Opened): (Button | Menu)[] {
  const n = { incident: incident.number };
  if (incident.phase === 'cancelled' || incident.phase === 'merged') return [];
  if (incident.phase === 'resolved') return [press('postmortem.draft', n, { label: 'Draft postmortem' })];
  const due = nextStep(incident).do;
  const acknowledge = press('page.ack', n, { label: 'Acknowledge', style: 'primary' });
  return [
    ...(incident.paging.acknowledged || due === 'acknowledge' ? [] : [acknowledge]),
    press('update.open', { ...n, form: formDue(incident) }, { label: 'Post update…' }),
    press('evidence.open', n, { label: 'Save evidence…' }),
    press('evidence.list', n, { label: 'Open evidence' }),
    press('roles.list', n, { label: 'Roles…' }),
    {
      menu: 'More',
      options: [
        press('note.open', n, { label: 'Note…' }),
        press('read.now', n, { label: 'Read signals' }),
        press('severity.open', n, { label: 'Severity…' }),
        ...(incident.phase === 'verifying' || due === 'verify'
          ? []
          : [press('verify.start', n, { label: 'Verify recovery' })]),
        ...(due === 'resolve' ? [] : [press('resolve.try', n, { label: 'Resolve…' })]),
      ],
    },
  ];
}

function footer(incident: Opened): Node[] {
  const { runbook, dashboard, page } = incident.plan.links;
  const traces = traceLink(incident);
  const links: Spans[] = [
    runbook ? [{ link: runbook, text: 'Runbook' }] : [`Runbook ${clip(incident.plan.runbook.title, 60)}`],
    dashboard ? [{ link: dashboard, text: 'Dashboard' }] : [],
    traces ? [{ link: traces.url, text: traces.text }] : [],
    page ? [{ link: page, text: 'Incident page' }] : [],
  ];
  const why = incident.unmapped ? 'No runbook maps this alert: the generic triage is in use. ' : '';
  return [
    { type: 'context', spans: joined(links, ' · ') },
    { type: 'context', spans: [`${why}${clip(incident.because, 240)}`] },
  ];
}
