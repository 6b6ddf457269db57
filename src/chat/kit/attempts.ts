import { DeliveryError } from '../../errors.ts';
import type { Turn } from '../../ports/chat.ts';
import type { Clock } from '../../ports/clock.ts';

/** One call of an effect. What it asks tells it apart from the other calls of that effect. */
export interface Step {
  name: string;
  /** True when the call only reads and changes nothing. */
  look: boolean;
}

/** One attempt at an effect. */
export interface Attempt {
  /** The turn a call counts as. Undefined once the attempt has ended: work that goes on after it belongs to nobody. */
  turn(): Turn | undefined;
  /** Makes the call. When an earlier attempt made it and was then put off, returns what that call brought. */
  step<T>(step: Step, call: () => Promise<T>): Promise<T>;
}

/**
 * An effect is put off when the platform takes no more calls for now. Its next attempt goes on where it stopped: it
 * gets the results of earlier calls again, good or bad, until it reaches the first call that was not made. So an effect
 * makes each of its calls once, however often it is put off, and one with many calls ends even when tokens are scarce.
 */
export interface Attempts {
  run<T>(turn: Turn, work: (attempt: Attempt) => Promise<T>): Promise<T>;
}

/**
 * A result of a reading call is used again for this long, in milliseconds. Then airb reads anew, because a message in
 * doubt may have arrived meanwhile.
 */
const seenFor = 30_000;
/** Milliseconds after which an effect that has not come back is forgotten. */
const keptFor = 15 * 60_000;

interface Outcome {
  look: boolean;
  result: { value: unknown } | { error: unknown };
}

interface Kept {
  outcomes: Map<string, Outcome>;
  at: number;
}

/** @param ended called for each effect that was not put off: it got through, or it failed */
export function createAttempts(clock: Clock, ended: (key: string) => void): Attempts {
  const putOff = new Map<string, Kept>();

  /** The results of earlier attempts. They are taken out here, and kept again only when this attempt is put off too. */
  function begin(key: string): Kept {
    const now = clock.now();
    for (const [other, { at }] of putOff) if (now - at > keptFor) putOff.delete(other);
    const kept = putOff.get(key) ?? { outcomes: new Map(), at: now };
    putOff.delete(key);
    if (now - kept.at > seenFor)
      for (const [name, { look }] of kept.outcomes) if (look) kept.outcomes.delete(name);
    return kept;
  }

  return {
    async run(turn, work) {
      const kept = begin(turn.key);
      let under: Turn | undefined = turn;
      try {
        const done = await work({ turn: () => under, step: stepping(kept, clock) });
        ended(turn.key);
        return done;
      } catch (error) {
        if (isPutOff(error)) putOff.set(turn.key, kept);
        else ended(turn.key);
        throw error;
      } finally {
        under = undefined;
      }
    },
  };
}

function isPutOff(error: unknown): boolean {
  return error instanceof DeliveryError && error.throttled;
}

function stepping(kept: Kept, clock: Clock): Attempt['step'] {
  const times = new Map<string, number>();
  return async <T>({ name, look }: Step, call: () => Promise<T>): Promise<T> => {
    const time = (times.get(name) ?? 0) + 1;
    times.set(name, time);
    const key = `${name} ${time}`;
    const before = kept.outcomes.get(key)?.result;
    if (before && 'error' in before) throw before.error;
    if (before) return before.value as T;
    try {
      const value = await call();
      keep({ value });
      return value;
    } catch (error) {
      if (!isPutOff(error)) keep({ error });
      throw error;
    }

    function keep(result: Outcome['result']): void {
      kept.outcomes.set(key, { look, result });
      kept.at = clock.now();
    }
  };
}
