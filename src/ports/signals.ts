import type { ObservedSpec, SignalSpec } from '../domain/runbooks/runbook.ts';
import type { History, Stretch } from '../domain/signals/history.ts';
import type { Reading } from '../domain/signals/reading.ts';
import type { Shares } from '../domain/signals/traffic.ts';
import type { Instant } from '../domain/time.ts';

export interface Signals {
  /** One reading per signal, in order; a signal without data has no `value` and says why. Never throws. */
  read(signals: SignalSpec[], at: Instant): Promise<Reading[]>;
  /** What they read over a stretch of time. A signal whose history can't be had is left out. Never throws. */
  history(signals: SignalSpec[], stretch: Stretch): Promise<History[]>;
  /** What answers, by the values of a label, for each query in order; one that fails says why. Never throws. */
  shares(observed: ObservedSpec[], at: Instant): Promise<Shares[]>;
}
