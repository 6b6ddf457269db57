import type { Publication } from '../domain/chat/publication.ts';
import type { PersonId } from '../domain/people.ts';
import type { PublishedWay } from '../domain/runbooks/audience.ts';

/** What one audience is to be told now. */
export interface Announcement {
  incident: number;
  audience: string;
  /** Whose subscription it is. */
  person?: PersonId;
  /** They get it because they owe something, and not because they asked for it. */
  owed?: true;
  /** The effect's key, the same for every repeat. */
  key: string;
  publication: Publication;
  /** What the first announcement to this audience gave back: the letter, or the incident there. */
  thread?: string;
  /** True when an earlier attempt may have arrived: look before repeating, where that is possible. */
  doubt: boolean;
}

export interface Announced {
  /** Where later announcements go; undefined where nothing was published. */
  thread?: string;
  /** What people in the incident's channel should know although it went out: an address that was refused. */
  trouble?: { code: string; text: string };
}

/** A way to audiences outside chat. It throws DeliveryError and nothing else. */
export interface Publisher {
  readonly by: PublishedWay;
  publish(announcement: Announcement): Promise<Announced>;
}
