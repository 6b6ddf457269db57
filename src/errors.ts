/**
 * A call to the outside failed. `retry`: the same call may succeed later. `afterMs`: the wait the other side asked for,
 * in milliseconds. `uncertain`: it may have happened although no answer came, so look before repeating.
 */
export class DeliveryError extends Error {
  readonly retry: boolean;
  readonly afterMs: number | undefined;
  readonly uncertain: boolean;
  /** True when the other side, or our own budget, asked us to slow down; nothing is wrong with the call. */
  readonly throttled: boolean;
  /** True when the place or issue is not there for airb any more: archived, deleted, or airb was put out of it. */
  readonly gone: boolean;
  /** Stable code of the cause, so that the channel is told once per cause: `missing_scope:pins:write`. */
  readonly code: string;

  constructor(
    message: string,
    facts: {
      retry: boolean;
      code: string;
      afterMs?: number;
      uncertain?: boolean;
      throttled?: boolean;
      gone?: boolean;
      cause?: unknown;
    },
  ) {
    super(message, { cause: facts.cause });
    this.name = 'DeliveryError';
    this.gone = facts.gone ?? false;
    this.retry = facts.retry;
    this.code = facts.code;
    this.afterMs = facts.afterMs;
    this.uncertain = facts.uncertain ?? false;
    this.throttled = facts.throttled ?? false;
  }
}

/** A setting or a file is wrong. The message says what, where and what was expected. */
export class ConfigError extends Error {
  readonly hint: string | undefined;
  constructor(message: string, hint?: string) {
    super(message);
    this.name = 'ConfigError';
    this.hint = hint;
  }
}

/** The store can't accept more right now; senders should come back after `retryAfterSeconds`. */
export class BusyError extends Error {
  readonly retryAfterSeconds: number;
  constructor(message: string, retryAfterSeconds: number) {
    super(message);
    this.name = 'BusyError';
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Another process has taken the effect since, because this one was away for too long. Nothing of the write is kept. */
export class LeaseLostError extends Error {
  readonly effect: string;
  constructor(effect: string) {
    super(`Effect ${effect} is in other hands: this process was away for too long`);
    this.name = 'LeaseLostError';
    this.effect = effect;
  }
}

/** Somebody else appended to the incident after the caller read it. Read again and decide again. */
export class ConflictError extends Error {
  readonly incident: number;
  readonly expected: number;
  readonly actual: number;
  constructor(incident: number, expected: number, actual: number) {
    super(`Incident ${incident} is at event ${actual}, expected ${expected}`);
    this.name = 'ConflictError';
    this.incident = incident;
    this.expected = expected;
    this.actual = actual;
  }
}

/** A schedule that is kept elsewhere gave no usable answer. The message is a sentence for people, without its full stop. */
export class ScheduleError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'ScheduleError';
  }
}
