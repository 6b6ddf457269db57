import type { PersonId } from '../../../domain/people.ts';
import type { Mention } from './adaptive.ts';

/** The Entra object id of a person, where there is one. */
export type TeamsIdOf = (person: PersonId) => string | undefined;

/** What drawing a card needs from outside. */
export interface Drawing {
  teamsIdOf: TeamsIdOf;
  /** Who is pinged by this message. Everybody else it names stands there in bold and is left in peace. */
  mention?: ReadonlySet<PersonId>;
  /** The page that shows everything: linked where a card had to be shortened. */
  moreAt?: string;
  /** Opens links to rooms in the right tenant. */
  tenantId?: string;
  /** False where the client opens none: then a button that wants one is pressed like any other. */
  dialogs?: boolean;
}

/** One drawing of one card. */
export interface Pen extends Drawing {
  /** In a dialog Teams knows only `Action.Submit`. */
  dialog: boolean;
  /** The mentions drawn so far, by the text that stands for them. */
  mentions: Map<string, Mention>;
}
