import * as z from 'zod';
import { incidentNumber } from './basics.ts';
import type { Contract, Operation } from './operation.ts';
import { reportParameters } from './report.ts';

const html = { 'text/html': z.string() };
const number = incidentNumber;
const place = z.int().positive().optional();
const id = z.string().describe('Id of the file.');

/** A page. Without the cookie the answer is the form that asks for the token. */
function page(
  path: string,
  facts: Pick<Operation, 'id' | 'summary'> & Pick<Partial<Operation>, 'parameters' | 'problems'>,
): Operation {
  const missing: Operation['answers'] = path.includes('{')
    ? { 404: { says: 'There is none.', content: html } }
    : {};
  return {
    ...facts,
    method: 'get',
    path,
    tag: 'pages',
    security: 'pageCookie',
    answers: {
      200: { says: 'The page.', content: html },
      401: { says: 'The form that asks for the token.', content: html },
      ...missing,
    },
  };
}

const reportCsv: Operation = {
  id: 'getReportCsv',
  method: 'get',
  path: '/report.csv',
  tag: 'pages',
  summary: 'The report as rows for a spreadsheet',
  security: 'pageCookie',
  parameters: reportParameters,
  answers: {
    200: { says: 'A row for each group.', content: { 'text/csv': z.string() } },
    401: { says: 'The form that asks for the token.', content: html },
  },
  problems: [422],
};

const signInForm: Operation = {
  id: 'showSignIn',
  method: 'get',
  path: '/incidents/sign-in',
  tag: 'pages',
  summary: 'The form that asks for the API token',
  parameters: { next: z.string().optional().describe('The page to go on to.') },
  answers: { 200: { says: 'The form.', content: html } },
};

const signIn: Operation = {
  id: 'signIn',
  method: 'post',
  path: '/incidents/sign-in',
  tag: 'pages',
  summary: 'Shows the API token once and gets the cookie',
  body: {
    'application/x-www-form-urlencoded': z.object({
      token: z.string(),
      next: z.string().optional().describe('The page to go on to.'),
    }),
  },
  answers: {
    303: { says: 'The token is right: the cookie is set, and the page follows.' },
    401: { says: 'It is not; the form again.', content: html },
  },
  problems: [429],
};

const signOut: Operation = {
  id: 'signOut',
  method: 'post',
  path: '/incidents/sign-out',
  tag: 'pages',
  summary: 'Ends the session of the cookie',
  security: 'pageCookie',
  answers: { 303: { says: 'It is over, and the form that asks for the token follows.' } },
};

const calendar: Operation = {
  id: 'showCalendar',
  method: 'get',
  path: '/oncall/{file}',
  tag: 'pages',
  summary: 'Who is on call in a rotation, as a calendar to subscribe to',
  parameters: {
    file: z.string().describe('Id of the rotation, then `.ics`.'),
    token: z.string().describe('The token of this calendar; `airb oncall --calendars` prints the address.'),
  },
  answers: { 200: { says: 'The calendar.', content: { 'text/calendar': z.string() } } },
  problems: [401, 404, 429],
};

const reportedForm = z.object({
  mark: z.string().describe('Proves that the form is of this browser’s page.'),
  key: z.string().optional().describe('What a secret link carries.'),
  system: z.string().describe('Id of the system, or `other`.'),
  named: z.string().optional().describe('What another one is called.'),
  what: z.string(),
  link: z.string().optional(),
  by: z.string().optional(),
});

const showFeedback: Operation = {
  id: 'showFeedback',
  method: 'get',
  path: '/feedback',
  tag: 'pages',
  summary: 'The form on which people without a chat account report what users say',
  security: 'pageCookie',
  parameters: {
    key: z.string().optional().describe('What the secret link carries, in place of the cookie.'),
    system: z.string().optional().describe('Id of the system that is chosen at first.'),
  },
  answers: {
    200: { says: 'The form.', content: html },
    401: { says: 'The form that asks for the token, or that the link is not valid.', content: html },
  },
  problems: [429],
};

const sendFeedback: Operation = {
  id: 'sendFeedback',
  method: 'post',
  path: '/feedback',
  tag: 'pages',
  summary: 'Stores a report as POST /alerts/feedback does',
  security: 'pageCookie',
  body: { 'application/x-www-form-urlencoded': reportedForm },
  answers: {
    200: { says: 'It is stored; where, unless that is private.', content: html },
    401: { says: 'Neither the cookie nor a valid key came with it.', content: html },
    403: { says: 'The form is of another browser or site.', content: html },
    422: { says: 'A field is missing or too long; the form again, with what was written.', content: html },
    429: {
      says: 'Too many reports came by the form; it is shown again, with what was written.',
      content: html,
    },
    503: { says: 'It can’t be stored just now; the form again, with what was written.', content: html },
  },
  problems: [413],
};

/** A stream that tells a page of changes. */
function live(
  path: string,
  id: string,
  summary: string,
  more: Pick<Operation, 'parameters'> = {},
): Operation {
  const missing: Operation['answers'] = more.parameters
    ? { 404: { says: 'There is none.', content: html } }
    : {};
  return {
    id,
    method: 'get',
    path,
    tag: 'pages',
    summary,
    security: 'pageCookie',
    parameters: {
      ...more.parameters,
      after: z.string().optional().describe('The version that was seen; `Last-Event-ID` counts before it.'),
    },
    answers: {
      200: {
        says: 'Events without end: `beat` every 15 s, `changed` with the version, `end` when it may be read no longer.',
        content: { 'text/event-stream': z.string() },
      },
      401: { says: 'The form that asks for the token.', content: html },
      ...missing,
    },
    problems: [503],
  };
}

const writePostmortem: Operation = {
  id: 'writePostmortem',
  method: 'post',
  path: '/incidents/{number}/postmortem',
  tag: 'pages',
  summary: 'Writes, corrects a time or publishes, as the person the browser is',
  parameters: { number },
  security: 'pageCookie',
  body: {
    'application/x-www-form-urlencoded': z.object({
      mark: z.string().describe('Proves that the form is of this browser’s page.'),
      do: z.enum(['write', 'take-back', 'find', 'time', 'publish', 'leave']).optional(),
    }),
  },
  answers: {
    200: { says: 'Nothing was stored: the page again, with what was written.', content: html },
    303: { says: 'It is stored, and the page follows.' },
    401: { says: 'The form that asks for the token.', content: html },
    403: { says: 'The browser is nobody airb knows; the page again.', content: html },
    404: { says: 'There is none.', content: html },
    409: { says: 'Somebody wrote there meanwhile; the page again, with both.', content: html },
    422: { says: 'It was refused; the page again, with why.', content: html },
  },
};

const showPersonLink: Operation = {
  id: 'showPersonLink',
  method: 'get',
  path: '/incidents/{number}/postmortem/sign-in',
  tag: 'pages',
  summary: 'Asks whether somebody is the one a link from chat is for',
  parameters: { number, pass: z.string().describe('What the link carries; it opens once.') },
  answers: {
    200: { says: 'The page that asks.', content: html },
    410: { says: 'The link was used or is too old.', content: html },
  },
  problems: [404],
};

const followPersonLink: Operation = {
  id: 'followPersonLink',
  method: 'post',
  path: '/incidents/{number}/postmortem/sign-in',
  tag: 'pages',
  summary: 'Uses a link from chat up, and makes the browser its person for twelve hours',
  parameters: { number },
  body: { 'application/x-www-form-urlencoded': z.object({ pass: z.string() }) },
  answers: {
    303: { says: 'The cookie is set, and the page follows.' },
    410: { says: 'The link was used or is too old.', content: html },
  },
  problems: [403, 404],
};

/** Pages for people. */
export const pageContract: Contract = {
  shapes: {},
  operations: [
    page('/incidents', {
      id: 'showIncidents',
      summary: 'Open incidents, and a page of those that are over',
      parameters: {
        before: place.describe('Those that are over, below this number.'),
        after: place.describe('Those that are over, next above this number.'),
      },
      problems: [422],
    }),
    live('/incidents/live', 'followIncidents', 'Tells that something of the open incidents changed'),
    live('/incidents/{number}/live', 'followIncident', 'Tells that something of the incident changed', {
      parameters: { number },
    }),
    page('/home', {
      id: 'chooseHome',
      summary: 'Asks whose home to show',
      parameters: { person: z.string().optional().describe('Id of the person; leads on to their home.') },
    }),
    page('/home/{person}', {
      id: 'showHome',
      summary: 'What waits for one person, and what is open',
      parameters: { person: z.string().describe('Id in the organization file.') },
    }),
    showFeedback,
    sendFeedback,
    signInForm,
    signIn,
    calendar,
    signOut,
    page('/incidents/{number}', {
      id: 'showIncident',
      summary: 'One incident',
      parameters: { number, before: place.describe('The timeline before this entry.') },
      problems: [422],
    }),
    page('/incidents/{number}/evidence/{place}', {
      id: 'showEvidence',
      summary: 'One item of evidence with its content',
      parameters: { number, place: number.describe('Its number among the evidence of the incident.') },
    }),
    page('/incidents/{number}/postmortem', {
      id: 'showPostmortem',
      summary: 'The postmortem as it stands, with the log beside it',
      parameters: {
        number,
        edit: z.string().optional().describe('The section or question to write at.'),
        log: z.string().optional().describe('Words that entries of the log must have.'),
      },
    }),
    writePostmortem,
    page('/incidents/{number}/postmortem/{version}', {
      id: 'showPublishedPostmortem',
      summary: 'A published version, byte for byte as the log has its sha-256',
      parameters: { number, version: z.int().positive() },
    }),
    showPersonLink,
    followPersonLink,
    page('/incidents/{number}/runbook', {
      id: 'showPinnedRunbook',
      summary: 'The runbook as it was when the incident opened',
      parameters: { number },
    }),
    page('/incidents/{number}/runbook/proposal', {
      id: 'showRunbookProposal',
      summary: 'What the incident would change in its runbook, as a diff with its reasons',
      parameters: { number },
    }),
    page('/runbooks', { id: 'showRunbooks', summary: 'The runbooks in use' }),
    page('/runbooks/{id}', {
      id: 'showRunbook',
      summary: 'One runbook',
      parameters: { id, system: z.string().optional().describe('Filled in for this system.') },
    }),
    page('/systems', { id: 'showSystems', summary: 'The systems' }),
    page('/systems/{id}', { id: 'showSystem', summary: 'One system', parameters: { id } }),
    page('/report', {
      id: 'showReport',
      summary: 'How incidents were handled',
      parameters: reportParameters,
      problems: [422],
    }),
    reportCsv,
    page('/readiness', { id: 'showReadiness', summary: 'How ready each system is' }),
    page('/readiness/{system}', {
      id: 'showReadinessOf',
      summary: 'How ready one system is',
      parameters: { system: z.string() },
    }),
  ],
};
