import type { Opened } from '../../domain/incident/state.ts';
import type { Severity } from '../../domain/people.ts';
import type { Instant } from '../../domain/time.ts';
import { iso } from './json.ts';

/** What a list knows of an incident. */
export interface Listed {
  number: number;
  title: string;
  system: string;
  failure: string;
  severity: Severity;
  phase: string;
  open: boolean;
  private: boolean;
  drill?: boolean;
  openedAt: Instant;
  updatedAt: Instant;
}

/** One row of a list as the API and `--json` print it. */
export function headJson(head: Listed) {
  return {
    number: head.number,
    title: head.title,
    // A list holds what was opened, and its phase is written from the state.
    phase: head.phase as Opened['phase'],
    open: head.open,
    severity: head.severity,
    system: head.system,
    failure: head.failure,
    private: head.private,
    drill: head.drill === true,
    openedAt: iso(head.openedAt),
    updatedAt: iso(head.updatedAt),
  };
}
