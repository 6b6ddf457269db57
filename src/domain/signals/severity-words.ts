import { type Severity, severities } from '../people.ts';
import type { Alert } from './alert.ts';

/**
 * The words in which senders say how bad it is, each with its one meaning. None of them means sev1, because a word says
 * how loud a rule is and not whom it hurts; whoever means sev1 writes the rank: `sev1`, `P1`, `1`.
 *
 * Where they come from: Prometheus and kubernetes-mixin (critical, warning, info, none), Google SRE (page, ticket),
 * PagerDuty (critical, error, warning, info; urgency high, low), Opsgenie and Datadog (critical, high, moderate, low,
 * informational), Sentry (fatal, error, warning, info, debug), Langfuse (ALERT, WARNING, OK), LangSmith Engine (urgent),
 * syslog (emerg to debug), Zabbix (disaster, high, average, warning), ITU X.733 (critical, major, minor, warning).
 */
const words: Partial<Record<Severity, readonly string[]>> = {
  sev2: [
    ...['critical', 'crit', 'high', 'major', 'urgent', 'page', 'paging', 'alert', 'error', 'err'],
    ...['fatal', 'emergency', 'emerg', 'panic', 'disaster', 'blocker'],
  ],
  sev3: ['warning', 'warn', 'medium', 'moderate', 'average', 'minor', 'ticket'],
  sev4: [
    ...['low', 'info', 'information', 'informational', 'notice', 'debug', 'trace'],
    ...['planning', 'trivial', 'none', 'ok'],
  ],
};

const meaning = new Map<string, Severity>(
  severities.flatMap((severity) => (words[severity] ?? []).map((word) => [word, severity] as const)),
);

/** Ranks 0 to 5 of incident tools, the worst first; `P0` is as bad as it gets, and nothing is below sev4. */
const byRank: readonly Severity[] = ['sev1', 'sev1', 'sev2', 'sev3', 'sev4', 'sev4'];

/** `sev1`, `SEV-1`, `severity 2`, `P2`, `prio3`, `1`, `1 - Critical`; what follows is a remark. */
const rank = /^(?:(?:sev(?:erity)?|s|p|prio(?:rity)?|level)[\s._-]*|)([0-5])(?=$|\s*[-:(,/]|\s)/;

/** What a sender's word means; undefined when it is none of the known ones. */
export function severityOfWord(word: string): Severity | undefined {
  const text = word.normalize('NFKC').trim().toLowerCase();
  const ranked = rank.exec(text)?.[1];
  if (ranked !== undefined) return byRank[Number(ranked)];
  return meaning.get(text) ?? meaning.get(/^[a-z]+/.exec(text)?.[0] ?? '');
}

/** The word in which an alert says how bad it is: its severity, else its priority. */
export function severityWordIn({ severity, labels }: Alert): string | undefined {
  const own = (name: string) => (Object.hasOwn(labels, name) ? labels[name] : undefined);
  return [severity, own('severity'), own('priority')].find(
    (word) => word !== undefined && word.trim() !== '',
  );
}

/** The severity that an alert itself claims; undefined when it names none that is known. */
export function severityIn(alert: Alert): Severity | undefined {
  const word = severityWordIn(alert);
  return word === undefined ? undefined : severityOfWord(word);
}

/** True when `one` is worse than `other`. */
export function isWorse(one: Severity, other: Severity): boolean {
  return severities.indexOf(one) < severities.indexOf(other);
}

/** The worst of them; undefined when there are none. */
export function worstOf(some: readonly Severity[]): Severity | undefined {
  return severities.find((severity) => some.includes(severity));
}
