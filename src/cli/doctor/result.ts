import type { Library } from '../../domain/runbooks/runbook.ts';
import type { Clock, Signals, Store } from '../../ports.ts';

/** What one look found. */
export interface Line {
  check: 'settings' | 'records' | 'runbooks' | 'chat' | 'signals' | 'paging' | 'alerts' | 'actions' | 'pages';
  /** `missing` works without, at a cost; `broken` does not work although it is set up. */
  state: 'ok' | 'missing' | 'broken';
  what: string;
  cost?: string;
  fix?: string;
}

/** What the doctor looks with; whoever builds the adapters hands these in. */
export interface Means {
  clock: Clock;
  /** undefined where there are no records yet: looking must not make them. */
  openStore(): Promise<Pick<Store, 'ping' | 'verify' | 'close'> | undefined>;
  /** Asks the chat platform who airb is there; absent where the sandbox runs. `place` is absent when it gave no answer. */
  chat?: () => Promise<{ place?: string; problems: { text: string }[] }>;
  /** Absent without an address to ask. */
  signals?: Signals;
}

/** The files as they are, when they can be used. */
export type Files = Library | undefined;

/** Is this a real installation, so that what the sandbox plays is missing here? */
export function isReal(config: { slack: unknown }): boolean {
  return config.slack !== undefined;
}
