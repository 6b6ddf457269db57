import type { Form } from '../incident/events.ts';
import type { Instant } from '../time.ts';
import type { Card } from './card.ts';

/** How far an incident is, in the four words that status pages have for it. */
export const pageStatuses = ['investigating', 'identified', 'monitoring', 'resolved'] as const;
export type PageStatus = (typeof pageStatuses)[number];

/** What an audience outside chat is told, in words. How it is drawn there is the publisher's. */
export interface Publication {
  stage: 'started' | 'update' | 'severity' | 'resolved' | 'again' | 'cancelled';
  form: Form;
  /** The same for everything that is told of the incident, because mail programs put a thread together by it. */
  subject: string;
  card: Card;
  status: PageStatus;
  /** True where no person wrote it. */
  automatic: boolean;
  at: Instant;
  openedAt: Instant;
  /** Where it stands for whoever may look; only for internal readers. */
  link?: string;
}
