import type { Instant } from '../time.ts';

/** One alert, whatever tool sent it. */
export interface Alert {
  /** Names the tool: `alertmanager`, `generic`. */
  source: string;
  /** The same problem has the same fingerprint; with `startsAt` it names one episode. */
  fingerprint: string;
  status: 'firing' | 'resolved';
  title: string;
  /** The AI system it names, from the `system` label; absent when the sender named none. */
  system?: string;
  /** Name of the measured signal: `refusal_rate`. */
  signal?: string;
  /** The operating failure: `refusal-spike`. */
  failure?: string;
  /** The severity in the sender's words, before the runbook's rubric applies. */
  severity?: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  value?: number;
  baseline?: number;
  unit?: string;
  startsAt: Instant;
  endsAt?: Instant;
  link?: string;
  /** Fields of the payload that airb does not know; kept as evidence. */
  extra: Record<string, unknown>;
}

/** Dedup key: one episode of one problem. */
export function episodeKey(alert: Pick<Alert, 'source' | 'fingerprint' | 'startsAt'>): string {
  return `${alert.source}/${alert.fingerprint}/${alert.startsAt}`;
}
