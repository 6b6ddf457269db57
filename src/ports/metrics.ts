import type { OutgoingBody } from '../domain/chat/outgoing.ts';
import type { Duration } from '../domain/time.ts';

/** What became of an alert. */
export const alertFates = ['opened', 'joined', 'repeated', 'rejected'] as const;
export type AlertFate = (typeof alertFates)[number];

/**
 * Why a delivery failed: it will be tried again, it may have arrived anyway, or the other side will never accept it.
 */
export const failures = ['passing', 'uncertain', 'refused'] as const;
export type Failure = (typeof failures)[number];

/** Why a webhook was refused, in airb's own words. */
export const refusalReasons = ['unsigned', 'too_large', 'not_json', 'unusable', 'busy', 'other'] as const;
export type RefusalReason = (typeof refusalReasons)[number];

/**
 * The counts airb keeps of itself. Anybody may read them, so their labels are only airb's own words: never a person, an
 * incident or text from outside.
 */
export interface Metrics {
  /** @param source the alert source: `alertmanager` */
  alertTaken(source: string, fate: AlertFate): void;
  /** @param feed what the source would have sent: `alerts` */
  webhookRefused(feed: 'alerts' | 'changes' | 'paging', source: string, reason: RefusalReason): void;
  /** What a source sent was understood and opens nothing: a test, an event nobody acts on. */
  webhookPassed(feed: 'alerts' | 'changes' | 'paging', source: string): void;
  /** An effect was taken for the first time; `late` milliseconds after it was due. */
  effectTaken(late: Duration): void;
  effectFailed(kind: OutgoingBody['kind'], failure: Failure): void;
  /** @param door where a wrong secret or signature was shown: an alert or change source, `api`, `pages`, `slack`, `teams` */
  wrongSecret(door: string): void;
  /** @param tool a tool of `/mcp`, by its name */
  agentCalled(tool: string, outcome: 'answered' | 'refused'): void;
  /** An update deadline passed without a human update. */
  updateMissed(): void;
  /** A person posted an update that was owed. */
  updatePosted(onTime: boolean): void;
  /** A page left, so long after its step of the policy was reached. */
  paged(took: Duration): void;
  /** A page reached nobody and is not tried again. */
  pageFailed(): void;
  /** The first channel of an incident was there, so long after it opened. */
  channelOpened(took: Duration): void;
  /** Somebody pressed a button or sent a form that does not carry airb's seal. */
  sealRefused(): void;
}
