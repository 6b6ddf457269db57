import type { Instant } from '../time.ts';

/** One alert, whatever tool sent it. */
export interface Alert {
  /** Names the tool: `alertmanager`, `generic`. */
  source: string;
  /** The same problem has the same fingerprint; with `startsAt` it names one episode. */
  fingerprint: string;
  status: 'firing' | 'resolved';
  title: string;
  /** The AI system it speaks of, from the `system` label; absent when the sender did not say. */
  system?: string;
  /** Name of the measured signal: `refusal_rate`. */
  signal?: string;
  /** The operating failure: `refusal-spike`. */
  failure?: string;
  /** The sender's own severity word, before the runbook's rubric. */
  severity?: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  value?: number;
  baseline?: number;
  unit?: string;
  startsAt: Instant;
  endsAt?: Instant;
  link?: string;
  /** Fields of the payload nothing here understands, kept as evidence. */
  extra: Record<string, unknown>;
}

/** Dedup key: one episode of one problem. */
export function episodeKey(alert: Pick<Alert, 'source' | 'fingerprint' | 'startsAt'>): string {
  return `${alert.source}/${alert.fingerprint}/${alert.startsAt}`;
}
