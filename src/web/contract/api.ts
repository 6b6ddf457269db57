import * as z from 'zod';
import { incidentNumber, person, severity, time } from './basics.ts';
import { evalRunGiven, evalRunNoted, evalRunOperations } from './eval-runs.ts';
import {
  evidenceGiven,
  evidenceItem,
  evidenceKept,
  evidenceList,
  evidenceOperations,
  evidenceWhole,
} from './evidence.ts';
import { healthAnswer, readyAnswer } from './health.ts';
import { incident, incidentList, listedIncident, timelineAnswer } from './incident.ts';
import type { Contract, Operation } from './operation.ts';
import { block, check, postmortemAnswer, text } from './postmortem.ts';
import { readinessAnswer } from './readiness.ts';
import { reportAnswer, reportParameters } from './report.ts';

const json = (shape: z.ZodType) => ({ 'application/json': shape });
const number = incidentNumber;
const oneIncident = {
  tag: 'incidents',
  security: 'apiToken',
  parameters: { number },
  problems: [401, 404, 429],
};

const incidents: Operation[] = [
  {
    id: 'listIncidents',
    method: 'get',
    path: '/api/incidents',
    tag: 'incidents',
    summary: 'All incidents, newest first',
    security: 'apiToken',
    parameters: {
      open: z.enum(['true', 'false']).describe('Only those being worked on, or only those that are over.'),
      system: z.string().describe('Only those of this system.'),
      severity: severity.describe('Only those of this severity as it is now.'),
      since: time.describe('Only those opened then or later.'),
      before: number.describe(
        'Only numbers below this one: the next page begins there, whatever was opened meanwhile.',
      ),
      after: z.int().min(0).describe('Only numbers above this one, those next to it first to be taken.'),
      limit: z.int().min(1).max(1000).describe('200 when left out.'),
    },
    answers: { 200: { says: 'A page of the list.', content: json(incidentList) } },
    problems: [401, 422, 429],
  },
  {
    ...oneIncident,
    id: 'getIncident',
    method: 'get',
    path: '/api/incidents/{number}',
    summary: 'One incident as it stands',
    answers: { 200: { says: 'The incident.', content: json(incident) } },
  },
  {
    ...oneIncident,
    id: 'getTimeline',
    method: 'get',
    path: '/api/incidents/{number}/timeline',
    summary: 'What happened, one sentence an event',
    parameters: {
      number,
      after: z.int().min(0).describe('Only entries after this one.'),
      limit: z.int().min(1).max(5000).describe('1000 when left out.'),
    },
    problems: [401, 404, 422, 429],
    answers: { 200: { says: 'A page of the timeline, oldest first.', content: json(timelineAnswer) } },
  },
  {
    ...oneIncident,
    id: 'getContent',
    method: 'get',
    path: '/api/incidents/{number}/contents/{hash}',
    summary: 'The whole of an alert or of evidence that is too long for the log',
    parameters: { number, hash: z.string().describe('As `content` of an alert or of evidence names it.') },
    answers: { 200: { says: 'The text as it was taken in.', content: { 'text/plain': z.string() } } },
  },
  {
    ...oneIncident,
    id: 'getPostmortem',
    method: 'get',
    path: '/api/incidents/{number}/postmortem',
    summary: 'The postmortem draft, made from the log',
    parameters: {
      number,
      format: z.enum(['json', 'md', 'html']).describe('`json` when left out.'),
    },
    answers: {
      200: {
        says: 'The draft.',
        content: { ...json(postmortemAnswer), 'text/markdown': z.string(), 'text/html': z.string() },
      },
    },
    problems: [401, 404, 422, 429],
  },
];

const readiness: Operation[] = [
  {
    id: 'getReadiness',
    method: 'get',
    path: '/api/readiness',
    tag: 'readiness',
    summary: 'How ready each system is for its next incident',
    security: 'apiToken',
    answers: { 200: { says: 'Every system and every gap.', content: json(readinessAnswer) } },
    problems: [401, 429],
  },
  {
    id: 'getReadinessOf',
    method: 'get',
    path: '/api/readiness/{system}',
    tag: 'readiness',
    summary: 'How ready one system is',
    security: 'apiToken',
    parameters: {
      system: z.string().describe('Id of a system file, in upper or lower case.'),
    },
    answers: { 200: { says: 'The same for one system.', content: json(readinessAnswer) } },
    problems: [401, 404, 429],
  },
];

const report: Operation[] = [
  {
    id: 'getReport',
    method: 'get',
    path: '/api/report',
    tag: 'incidents',
    summary: 'How incidents were handled, over a time and beside the time before',
    security: 'apiToken',
    parameters: reportParameters,
    answers: { 200: { says: 'Counts and times; private incidents too.', content: json(reportAnswer) } },
    problems: [401, 422, 429],
  },
];

const machines: Operation[] = [
  {
    id: 'isAlive',
    method: 'get',
    path: '/healthz',
    tag: 'health',
    summary: 'The process answers',
    answers: { 200: { says: 'It does.', content: json(healthAnswer) } },
  },
  {
    id: 'isReady',
    method: 'get',
    path: '/readyz',
    tag: 'health',
    summary: 'It can do its work, and why not when it can’t',
    answers: {
      200: { says: 'It can; `reasons` may still name what needs a look.', content: json(readyAnswer) },
      503: { says: 'Something required fails.', content: json(readyAnswer) },
    },
  },
  {
    id: 'getMetrics',
    method: 'get',
    path: '/metrics',
    tag: 'health',
    summary: 'Counts and gauges for Prometheus; docs/metrics.md lists them',
    answers: { 200: { says: 'The text format.', content: { 'text/plain': z.string() } } },
  },
  {
    id: 'getOpenApi',
    method: 'get',
    path: '/openapi.json',
    tag: 'health',
    summary: 'This document',
    answers: { 200: { says: 'OpenAPI 3.1.', content: json(z.looseObject({})) } },
  },
];

/** The read API and what machines ask of the process. */
export const apiContract: Contract = {
  shapes: {
    IncidentList: incidentList,
    ListedIncident: listedIncident,
    Incident: incident,
    Person: person,
    Timeline: timelineAnswer,
    Postmortem: postmortemAnswer,
    PostmortemText: text,
    PostmortemBlock: block,
    PostmortemCheck: check,
    EvalRunGiven: evalRunGiven,
    EvalRunNoted: evalRunNoted,
    EvidenceGiven: evidenceGiven,
    EvidenceKept: evidenceKept,
    EvidenceList: evidenceList,
    EvidenceItem: evidenceItem,
    Evidence: evidenceWhole,
    Report: reportAnswer,
    Readiness: readinessAnswer,
    Health: healthAnswer,
    Ready: readyAnswer,
  },
  operations: [
    ...incidents,
    ...evidenceOperations,
    ...evalRunOperations,
    ...report,
    ...readiness,
    ...machines,
  ],
};
