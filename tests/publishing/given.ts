import type { Publication } from '../../src/domain/chat/publication.ts';
import type { Destination } from '../../src/domain/runbooks/audience.ts';
import type { Announcement } from '../../src/ports/publisher.ts';
import type { Addressee, AddresseeOf } from '../../src/publishing/email.ts';
import { at } from '../support/worked-example.ts';

/** An update of 14:20 UTC, in the customer form unless told. */
export function publication(facts: Partial<Publication> = {}): Publication {
  return {
    stage: 'update',
    form: 'customer',
    subject: 'Support bot: incident',
    card: {
      text: 'Support bot: update.',
      nodes: [
        { type: 'text', spans: [{ bold: 'Support bot: update' }] },
        { type: 'text', spans: [{ bold: 'Users see: ' }, 'some are refused <b>now</b>'] },
        { type: 'text', spans: [{ bold: 'Next update: ' }, { at: at('14:40'), style: 'time' }] },
      ],
    },
    status: 'investigating',
    automatic: false,
    at: at('14:20'),
    openedAt: at('14:10'),
    ...facts,
  };
}

export function announcement(facts: Partial<Announcement> = {}): Announcement {
  return {
    incident: 42,
    audience: 'public',
    key: '42.7.1',
    publication: publication(),
    doubt: false,
    ...facts,
  };
}

/** Everybody is found at one destination. */
export function addresseeAt<D extends Destination>(destination: D, zone = 'UTC'): AddresseeOf<D['by']> {
  const addressee: Addressee<D> = { title: 'Our customers', zone, destination };
  return () => addressee as unknown as ReturnType<AddresseeOf<D['by']>>;
}

/** What an adapter remembers. */
export function memory() {
  const kept = new Map<string, string>();
  return {
    recall: async (key: string) => kept.get(key),
    remember: async (key: string, value: string) => void kept.set(key, value),
  };
}
