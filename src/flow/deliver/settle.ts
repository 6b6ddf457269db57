import { airb } from '../../domain/people.ts';
import { second } from '../../domain/time.ts';
import { LeaseLostError } from '../../errors.ts';
import type { Settlement, StoredEffect } from '../../ports/outbox.ts';
import type { Delivered } from './send.ts';
import type { DeliverDeps } from './sending.ts';

export interface Settle {
  /**
   * Writes an outcome. When that fails, the outcome is kept and written later; the effect is never sent again. It stays
   * `sending` until then, so nothing of its lane is sent.
   * @returns false when the outcome is kept for later
   */
  write(key: string, outcome: () => Promise<void>): Promise<boolean>;
  /**
   * Writes the kept outcomes.
   * @returns false when one could still not be written
   */
  owed(): Promise<boolean>;
  /** Settles an effect that was delivered; the same transaction holds the rows and the command of its outcome. */
  done(delivered: Delivered): Promise<void>;
  /** Puts an effect back that was given to no port. */
  notTaken(effect: StoredEffect, error: string): Promise<void>;
}

/** Writes the outcomes of effects to the records. */
export function createSettle({ store, writer, clock, log }: DeliverDeps): Settle {
  let kept: { key: string; outcome: () => Promise<void> }[] = [];

  async function write(key: string, outcome: () => Promise<void>): Promise<boolean> {
    try {
      await outcome();
      return true;
    } catch (error) {
      if (error instanceof LeaseLostError) {
        log.warn(
          { effect: key },
          'another process has taken this over; what was heard of it here does not count',
        );
        return true;
      }
      kept.push({ key, outcome });
      log.error({ effect: key, error: String(error) }, 'the outcome of an effect is not written yet');
      return false;
    }
  }

  return {
    write,
    async owed() {
      const debts = kept;
      kept = [];
      for (const { key, outcome } of debts) await write(key, outcome);
      return kept.length === 0;
    },
    async done({ effect, sent }) {
      const { leftOut } = sent;
      const settle: Settlement =
        leftOut === undefined
          ? { key: effect.key, state: 'done' }
          : { key: effect.key, state: 'superseded', error: leftOut };
      const also = { settle, ...sent.also };
      if (sent.command) await writer.handle(effect.incident, sent.command, airb, { also });
      else await store.write({}, () => ({ writes: also, answer: undefined }));
    },
    async notTaken({ key, state: before }, error) {
      const state = before === 'uncertain' ? 'uncertain' : 'pending';
      const settle = { key, state, error, dueAt: clock.now() + second, counted: false } as const;
      await store.write({}, () => ({ writes: { settle }, answer: undefined }));
    },
  };
}
