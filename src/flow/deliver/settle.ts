import { airb } from '../../domain/people.ts';
import type { Delivered } from './send.ts';
import type { DeliverDeps } from './sending.ts';

export interface Settle {
  /**
   * Writes an outcome. What was sent was sent: one that can't be written is kept and written later, never sent again.
   * Its effect stays `sending` meanwhile, so nothing of its lane leaves.
   * @returns false when it is kept for later
   */
  write(key: string, outcome: () => Promise<void>): Promise<boolean>;
  /** Writes what is kept. @returns false when something could still not be written */
  owed(): Promise<boolean>;
  /** The outcome of an effect that got through: done, with what it leaves behind in the same transaction. */
  done(delivered: Delivered): Promise<void>;
}

/** Brings outcomes back into the records. */
export function createSettle({ store, writer, log }: DeliverDeps): Settle {
  let kept: { key: string; outcome: () => Promise<void> }[] = [];

  async function write(key: string, outcome: () => Promise<void>): Promise<boolean> {
    try {
      await outcome();
      return true;
    } catch (error) {
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
      const also = { settle: { key: effect.key, state: 'done' as const }, ...sent.also };
      if (sent.command) await writer.handle(effect.incident, sent.command, airb, { also });
      else await store.write({}, () => ({ writes: also, answer: undefined }));
    },
  };
}
