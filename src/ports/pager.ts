import type { PersonId, Severity } from '../domain/people.ts';

export interface PageRequest {
  action: 'trigger' | 'acknowledge' | 'resolve';
  /** Stable per incident and escalation step: the provider's dedup key. */
  dedupKey: string;
  incident: number;
  level: number;
  severity: Severity;
  people: { id: PersonId; name: string; email?: string }[];
  summary: string;
  link?: string;
  details: Record<string, string>;
}

/** A way to reach people outside chat. A repeated request with the same dedup key pages nobody twice. */
export interface Pager {
  readonly route: string;
  send(request: PageRequest): Promise<void>;
}
