import type { Plan } from '../runbooks/plan.ts';
import { type Duration, type Instant, minute } from '../time.ts';

export interface Minutes {
  from: Instant;
  to: Instant;
}

/** What of an incident says when users felt it. */
export interface Felt {
  /** When the key signal left its range, where that was before the alert said so. */
  feltAt?: Instant;
  startedAt: Instant;
  openedAt: Instant;
  milestones: { contained?: Instant; recovered?: Instant };
}

/** A containment that is not there yet has no end; so much of what went wrong is enough to read. */
const enough: Duration = 30 * minute;

/** The minutes in which users felt it: from its beginning until it was contained, over, or long enough to read. */
export function badMinutes({ feltAt, startedAt, openedAt, milestones }: Felt): Minutes {
  const from = Math.min(feltAt ?? startedAt, startedAt);
  const end = milestones.contained ?? milestones.recovered ?? Math.max(openedAt, from + enough);
  return { from: floor(from), to: Math.max(ceil(end), floor(from) + minute) };
}

function floor(at: Instant): Instant {
  return at - (at % minute);
}

function ceil(at: Instant): Instant {
  return floor(at + minute - 1);
}

const names = {
  langfuse: 'Langfuse',
  langsmith: 'LangSmith',
  phoenix: 'Phoenix',
  datadog: 'Datadog',
  tempo: 'Grafana',
  link: '',
} as const;

/** The link to the traces of the bad minutes; undefined where the system file names no place of them. */
export function traceLink(
  incident: Felt & { plan: Pick<Plan, 'traces'> },
): { url: string; text: string } | undefined {
  const { traces } = incident.plan;
  if (traces === undefined) return undefined;
  const minutes = badMinutes(incident);
  const clock = (at: Instant) => new Date(at).toISOString().slice(11, 16);
  const where = names[traces.tool] === '' ? '' : ` in ${names[traces.tool]}`;
  return {
    url: fillMinutes(traces.link, minutes),
    text: `Traces ${clock(minutes.from)}–${clock(minutes.to)} UTC${where}`,
  };
}

/**
 * A template with its times filled in, each encoded for an address.
 * @param more further blanks: `page`, `limit`
 */
export function fillMinutes(
  template: string,
  { from, to }: Minutes,
  more: Record<string, string | number> = {},
): string {
  const values: Record<string, string | number> = {
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    fromMs: from,
    toMs: to,
    ...more,
  };
  return template.replace(/\{(\w+)\}/g, (blank, name: string) =>
    Object.hasOwn(values, name) ? encodeURIComponent(String(values[name])) : blank,
  );
}

/** Whether a step sends people to read traces, so that the link belongs beside it. */
export function readsTraces(words: { title?: string; ask?: string; look: string }): boolean {
  return /\btraces?\b/i.test(`${words.title ?? ''} ${words.ask ?? ''} ${words.look}`);
}
