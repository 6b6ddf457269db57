import { readFileSync } from 'node:fs';
import { alertSources } from '../../alerts/sources.ts';
import { type Match, matchAlert } from '../../domain/runbooks/match.ts';
import type { Audience, Cadence, Library } from '../../domain/runbooks/runbook.ts';
import type { Alert } from '../../domain/signals/alert.ts';
import type { Instant } from '../../domain/time.ts';
import { parseAlertJson } from '../../library/alert-json.ts';
import type { Loaded } from '../../library/load.ts';
import type { Answer } from './runbooks.ts';

/** What one alert would get. */
export interface AlertMatch {
  alert: Alert;
  match: Match;
  /** Where the matcher that won stands; absent when none did. */
  at?: { file: string; line?: number };
  /** How often who hears of it. */
  updates: { cadence: Cadence; audiences: Audience[] };
}

/**
 * Tells for each alert of a file what it would get.
 * @param file its path; `-` is standard input
 * @param source the tool that sends such bodies; without it an Alertmanager body or one normalised alert is expected
 */
export function matchFile(
  { library, files }: Loaded & { library: Library },
  { file, source, now }: { file: string; source?: string; now: Instant },
): Answer<AlertMatch[]> {
  let text: string;
  try {
    text = readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    return { misuse: `${file} can't be read: ${error instanceof Error ? error.message : String(error)}` };
  }
  const read = readAlerts(text, { now, ...(source !== undefined && { source }) });
  return 'ok' in read ? { ok: read.ok.map((alert) => explain(alert, library, files)) } : read;
}

/** The same as JSON; whoever wants the runbook's file has its path. */
export function matchesJson(matches: AlertMatch[]): string {
  const data = matches.map(({ match, ...rest }) => {
    const { text: _text, ...runbook } = match.runbook;
    return { ...rest, match: { ...match, runbook } };
  });
  return JSON.stringify(data, null, 2);
}

/** Reads one normalised alert, or the body of a webhook with one or more. */
function readAlerts(text: string, { now, source }: { now: Instant; source?: string }): Answer<Alert[]> {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    return { misuse: `The file is not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  const looksSent = typeof data === 'object' && data !== null && 'alerts' in data;
  const name = source ?? (looksSent ? 'alertmanager' : undefined);
  if (name !== undefined) return readBody(data, name, now);
  const read = parseAlertJson(data);
  return 'alert' in read ? { ok: [read.alert] } : { misuse: `Not an alert: ${read.problem}` };
}

function readBody(data: unknown, name: string, now: Instant): Answer<Alert[]> {
  const source = alertSources.find((one) => one.name === name);
  if (source === undefined) {
    const names = alertSources.map((one) => one.name).join(', ');
    return { misuse: `There is no source called \`${name}\`. There are: ${names}.` };
  }
  const { items, rejected } = source.parse(data, now);
  const [fault] = rejected;
  if (fault === undefined) return { ok: items };
  return { misuse: `Not a body of ${name}: ${fault.field}: ${fault.problem}` };
}

function explain(alert: Alert, library: Library, files: Loaded['files']): AlertMatch {
  const match = matchAlert(alert, library);
  const { runbook, system, severity } = match;
  const place = placeOf(match, files);
  const cadence = runbook.communication.cadence[severity] ?? library.organization.cadence[severity];
  const audiences = library.organization.audiences.filter(
    ({ id, severities }) => system?.audiences.includes(id) && severities.includes(severity),
  );
  return { alert, match, ...(place !== undefined && { at: place }), updates: { cadence, audiences } };
}

function placeOf({ by, runbook }: Match, files: Loaded['files']): AlertMatch['at'] {
  if (by === undefined) return undefined;
  const read = files?.runbooks.find(({ id }) => id === runbook.id);
  const path = by.own === undefined ? ['failure'] : ['match', by.own];
  const named = by.own !== undefined || read?.value.failure !== undefined;
  const line = named ? read?.source.lineOf(path) : undefined;
  return { file: runbook.file, ...(line !== undefined && { line }) };
}
