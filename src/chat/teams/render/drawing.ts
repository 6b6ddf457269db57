import type { PersonId } from '../../../domain/people.ts';
import type { Mention } from './adaptive.ts';

/** The Entra object id of a person, if there is one. */
export type TeamsIdOf = (person: PersonId) => string | undefined;

/** What drawing a card needs from outside. */
export interface Drawing {
  teamsIdOf: TeamsIdOf;
  /** The people this message pings. Everybody else it names is shown in bold and gets no notification. */
  mention?: ReadonlySet<PersonId>;
  /** The page that shows everything; a shortened card links to it. */
  moreAt?: string;
  /** The tenant in which links to rooms open. */
  tenantId?: string;
  /** False when the client opens no dialogs. A button that would open one is then pressed like any other. */
  dialogs?: boolean;
}

/** The state of drawing one card. */
export interface Pen extends Drawing {
  /** True inside a dialog, where Teams knows only `Action.Submit`. */
  dialog: boolean;
  /** The mentions drawn so far, by the text that stands for them. */
  mentions: Map<string, Mention>;
}
