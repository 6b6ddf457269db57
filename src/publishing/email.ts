import type { Audience, Destination } from '../domain/runbooks/audience.ts';
import { DeliveryError } from '../errors.ts';
import type { MailServer, RefusedAddress } from '../mail/mail-server.ts';
import { type Memory, sentPrefix } from '../ports/memory.ts';
import type { Announced, Announcement, Publisher } from '../ports/publisher.ts';
import { letterOf } from './letter.ts';

/** Where announcements to an audience go now, by the files of the moment. */
export interface Addressee<D extends Destination = Destination> {
  title: string;
  zone: string;
  destination: D;
}

export type AddresseeOf<B extends Destination['by']> = (
  of: Pick<Announcement, 'audience' | 'person'>,
) => Addressee<Extract<Destination, { by: B }>> | undefined;

export interface EmailOptions {
  server: MailServer;
  memory: Memory;
  addresseeOf: AddresseeOf<'email'>;
}

/** An address that was put off is tried this often, with all others behind it waiting; then it is told. */
const triesForAddress = 3;

interface Note {
  /** Addresses that are not written to again: they have the letter, or never get it. */
  taken: string[];
  tries: number;
  /** Those that never get it, with why. */
  refused: RefusedAddress[];
}

/**
 * Tells an audience by e-mail: one letter with everybody in its envelope, so that nobody reads who else gets it. All
 * letters of an incident to an audience are one thread. Addresses that took a letter do not get it again.
 */
export function emailPublisher({ server, memory, addresseeOf }: EmailOptions): Publisher {
  return {
    by: 'email',
    async publish(announcement) {
      const { audience, key, publication, thread, person } = announcement;
      const addressee = addresseeOf(announcement);
      if (addressee === undefined) throw unreachable(announcement);
      const { title, zone, destination } = addressee;
      const noted = await recall(memory, key);
      const open = destination.addresses.filter((address) => !noted.taken.includes(address));
      const id = messageId(announcement, server.domain);
      const root = thread ?? id;
      if (open.length === 0) return { thread: root };
      const letter = {
        to: person === undefined ? { name: title, address: addressIn(server.from) } : open,
        envelope: { from: addressIn(server.from), to: open },
        messageId: id,
        ...(thread !== undefined && { inReplyTo: thread, references: [thread] }),
        list: { id: { url: `${word(audience)}.${server.domain}`, comment: title } },
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Airb-Key': key },
        ...letterOf(publication, {
          zone,
          footer: footerOf(title, announcement),
          reply: thread !== undefined,
        }),
      };
      const refused = await server.send(letter).catch((error: unknown) => {
        // Of those that are left the server may refuse every one; the others have the letter.
        if (noted.tries === 0 || !isRefusal(error)) throw error;
        const { message, code } = error;
        return open.map((address) => ({ address, why: message, later: code.startsWith('smtp_4') }));
      });
      return settled({ memory, key, title, noted, open, refused, root });
    },
  };
}

interface Sent {
  memory: Memory;
  key: string;
  title: string;
  noted: Note;
  open: string[];
  refused: RefusedAddress[];
  root: string;
}

async function settled({ memory, key, title, noted, open, refused, root }: Sent): Promise<Announced> {
  const never = [...noted.refused, ...refused.filter((one) => !one.later)];
  const later = refused.filter((one) => one.later);
  const tries = noted.tries + 1;
  if (later.length > 0 && tries < triesForAddress) {
    const waiting = later.map(({ address }) => address);
    const taken = [...noted.taken, ...open.filter((address) => !waiting.includes(address))];
    await memory.remember(noteKey(key), JSON.stringify({ taken, tries, refused: never }));
    throw new DeliveryError(`the mail server puts off ${listed(later)}; everybody else has the letter.`, {
      retry: true,
      code: 'email_later',
    });
  }
  const lost = [...never, ...later];
  if (lost.length === 0) return { thread: root };
  const text = `“${title}” was told by e-mail, except ${listed(lost)}. Tell them yourself, and put the address right in organization.yaml.`;
  return {
    thread: root,
    trouble: { code: `email_refused:${lost.map(({ address }) => address).join()}`, text },
  };
}

function isRefusal(error: unknown): error is DeliveryError {
  return error instanceof DeliveryError && /^smtp_[45]\d\d$/.test(error.code);
}

function listed(refused: RefusedAddress[]): string {
  const some = refused.slice(0, 3).map(({ address, why }) => `${address} (${why})`);
  return refused.length > 3 ? `${some.join(', ')} and ${refused.length - 3} more` : some.join(', ');
}

async function recall(memory: Memory, key: string): Promise<Note> {
  const text = await memory.recall(noteKey(key));
  return text === undefined ? { taken: [], tries: 0, refused: [] } : (JSON.parse(text) as Note);
}

const noteKey = (key: string) => `${sentPrefix}${key}`;

/** The same for every repeat, so that mail programs show a repeated letter once. */
function messageId({ key, audience }: Announcement, domain: string): string {
  return `<airb-${word(key)}.${word(audience)}@${domain}>`;
}

function word(text: string): string {
  return text.replace(/[^A-Za-z0-9-]+/g, '-');
}

function addressIn(from: string): string {
  return /<([^>]+)>/.exec(from)?.[1] ?? from;
}

function footerOf(title: string, { person, owed }: Pick<Announcement, 'person' | 'owed'>): string {
  if (owed)
    return 'airb writes this because you own follow-up work of this incident, and no chat reaches you.';
  return person === undefined
    ? `airb writes this to “${title}”. Whoever keeps organization.yaml adds and removes addresses.`
    : 'You asked airb for this. `/airb unsubscribe` in chat ends it.';
}

function unreachable({ audience, person }: Announcement): DeliveryError {
  const what =
    person === undefined
      ? `organization.yaml has no e-mail audience “${audience}” any more`
      : `organization.yaml has no e-mail address for ${person}`;
  return new DeliveryError(`${what}, so nobody was told by it.`, {
    retry: false,
    code: `email_nowhere:${audience}`,
  });
}

/** What an audience of the file needs for its letters and pages. */
export function addressed(
  spec: Audience & { zone?: string; destination?: Destination },
): Addressee | undefined {
  const { title, zone = 'UTC', destination } = spec;
  return destination && { title, zone, destination };
}
