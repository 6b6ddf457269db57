import { DeliveryError } from '../../errors.ts';
import type { Turn } from '../../ports/chat.ts';
import type { Clock } from '../../ports/clock.ts';

/** One call of an effect, told apart from its others by what it asks. */
export interface Step {
  name: string;
  /** It asks and changes nothing. */
  look: boolean;
}

/** One go at an effect. */
export interface Attempt {
  /** Whose turn a call counts as; nobody's once the attempt has ended, as for work that goes on beside. */
  turn(): Turn | undefined;
  /** Makes a call, or tells again what it brought in an earlier go that was put off. */
  step<T>(step: Step, call: () => Promise<T>): Promise<T>;
}

/**
 * An effect that was put off because the platform takes no more for now goes on where it stopped: what its calls brought
 * is told to it again, good or bad, until it meets the call that was not made yet. So each effect spends each of its
 * calls once, however often it is put off, and one with many calls ends even where tokens are few.
 */
export interface Attempts {
  run<T>(turn: Turn, work: (attempt: Attempt) => Promise<T>): Promise<T>;
}

/** What was seen longer ago than this is looked up again: a message in doubt may have arrived meanwhile. */
const seenFor = 30_000;
/** An effect that has not come back by then will not come. */
const keptFor = 15 * 60_000;

interface Outcome {
  look: boolean;
  result: { value: unknown } | { error: unknown };
}

interface Kept {
  outcomes: Map<string, Outcome>;
  at: number;
}

/** @param ended hears of each effect that was not put off: it got through, or failed */
export function createAttempts(clock: Clock, ended: (key: string) => void): Attempts {
  const putOff = new Map<string, Kept>();

  /** What earlier goes brought. Taken out: it is kept again only if this go is put off too. */
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
