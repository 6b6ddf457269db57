import { createHash } from 'node:crypto';
import type { Head } from '../../ports/records.ts';
import type { WebOptions } from '../options.ts';
import type { Watched } from './streams.ts';

type Reads = Pick<WebOptions, 'store'>;

/** One incident, for readers who may see private ones and for others. */
export function watchedIncident({ store }: Reads, number: number, trusted: boolean): Watched {
  return {
    key: `${number} ${trusted ? 'all' : 'public'}`,
    async version() {
      const head = await store.head(number);
      return head === undefined || (head.private && !trusted) ? undefined : versionOf(head);
    },
  };
}

/** More would be no page any more; which they are is told by the API. */
export const mostOpen = 500;

/** The open incidents, for readers who may see private ones and for others. */
export function watchedList({ store }: Reads, trusted: boolean): Watched {
  return {
    key: `list ${trusted ? 'all' : 'public'}`,
    version: async () => {
      const heads = await store.heads({ ...(!trusted && { private: false }), open: true, limit: mostOpen });
      const all = heads.map((head) => `${head.number}.${head.version}.${head.private}`).join(' ');
      return createHash('sha256').update(all).digest('hex').slice(0, 16);
    },
  };
}

/** What the page of an incident is drawn from. */
export function versionOf({ version }: Pick<Head, 'version'>): string {
  return String(version);
}
