import type { Log } from '../ports/log.ts';
import type { AuditHead } from '../ports/records.ts';
import type { Store } from '../ports/store.ts';

/** Posts where the audit log stands: where it can't be taken back, and beside the records for a later audit. */
export type Witness = (incident: number, because: string) => Promise<AuditHead | undefined>;

/** Heads go into the log of the program, which usually leaves the machine. */
export function witnessOf(store: Pick<Store, 'auditHead' | 'rememberHead'>, log: Log): Witness {
  return async (incident, because) => {
    try {
      const head = await store.auditHead();
      if (head === undefined) return undefined;
      await store.rememberHead(head);
      log.info({ incident, entry: head.position, head: head.hash }, `audit head: ${because}`);
      return head;
    } catch (error) {
      // Nothing of an incident waits for a witness.
      log.warn({ incident, error: String(error) }, 'the audit head could not be posted');
      return undefined;
    }
  };
}
