import { readFileSync } from 'node:fs';
import { readAlertBody } from '../../app/alert-body.ts';
import { type AudienceSpec, hearsOf } from '../../domain/runbooks/audience.ts';
import { type Match, matchAlert } from '../../domain/runbooks/match.ts';
import type { Cadence, Library } from '../../domain/runbooks/runbook.ts';
import type { Alert } from '../../domain/signals/alert.ts';
import type { Instant } from '../../domain/time.ts';
import { parseAlertJson } from '../../library/alert-json.ts';
import type { Loaded } from '../../library/load.ts';

/** What one alert would get. */
export interface AlertMatch {
  alert: Alert;
  match: Match;
  /** The place of the matcher that won; absent when none did. */
  at?: { file: string; line?: number };
  /** How often each audience is updated. */
  updates: { cadence: Cadence; audiences: AudienceSpec[] };
}

export interface AlertFile {
  /** Its path; `-` is standard input. */
  file: string;
  /** The tool that sends such bodies; without it an Alertmanager body or one normalised alert is expected. */
  source?: string;
  /** What stands behind the question mark of the address it is sent to: `system=support-bot`. */
  query?: string;
  now: Instant;
}

/** The alerts of a file; `passed` says why there are none where its tool sends such a body and nothing is to be opened. */
type Read = { alerts: Alert[]; passed?: string[] } | { problem: string };

/** Tells for each alert of a file which runbook, severity and owner it would get. */
export function matchFile(
  { library, files }: Loaded & { library: Library },
  { file, source, query, now }: AlertFile,
): { matches: AlertMatch[]; passed?: string[] } | { problem: string } {
  let text: string;
  try {
    text = readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    return { problem: `${file} can't be read: ${error instanceof Error ? error.message : String(error)}` };
  }
  const read = readAlerts(text, {
    now,
    ...(source !== undefined && { source }),
    ...(query !== undefined && { query }),
  });
  if ('problem' in read) return read;
  const { alerts, passed } = read;
  return { matches: alerts.map((alert) => explain(alert, library, files)), ...(passed && { passed }) };
}

/** Reads one normalised alert, or the body of a webhook with one or more. */
function readAlerts(text: string, { now, source, query }: Omit<AlertFile, 'file'>): Read {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    return { problem: `The file is not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  const looksSent = typeof data === 'object' && data !== null && 'alerts' in data;
  const tool = source ?? (looksSent ? 'alertmanager' : undefined);
  if (tool !== undefined) return readAlertBody(data, tool, { now, ...(query !== undefined && { query }) });
  const read = parseAlertJson(data);
  return 'alert' in read ? { alerts: [read.alert] } : { problem: `Not an alert: ${read.problem}` };
}

function explain(alert: Alert, library: Library, files: Loaded['files']): AlertMatch {
  const match = matchAlert(alert, library);
  const { runbook, system, severity } = match;
  const place = placeOf(match, files);
  const cadence = runbook.communication.cadence[severity] ?? library.organization.cadence[severity];
  const audiences = library.organization.audiences.filter(
    (audience) => system !== undefined && hearsOf(audience, system) && audience.severities.includes(severity),
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
