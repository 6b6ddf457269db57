import type { EffectBody } from '../domain/incident/effects.ts';
import type { Duration } from '../domain/time.ts';

/** What became of an alert. */
export const alertFates = ['opened', 'joined', 'repeated', 'rejected'] as const;
export type AlertFate = (typeof alertFates)[number];

/** Why a delivery failed: it is tried again, it may have arrived all the same, or the other side will never take it. */
export const failures = ['passing', 'uncertain', 'refused'] as const;
export type Failure = (typeof failures)[number];

/**
 * What airb counts of itself. Anybody may read the counts, so each is told apart by words of airb's own only: never by
 * a person, an incident or what another side said.
 */
export interface Metrics {
  /** @param source the door it came through: `alertmanager` */
  alertTaken(source: string, fate: AlertFate): void;
  /** An effect was taken up for the first time, so much after it fell due. */
  effectTaken(late: Duration): void;
  effectFailed(kind: EffectBody['kind'], failure: Failure): void;
  /** An update deadline passed without a human word. */
  updateMissed(): void;
}
