import type { Person } from '../../domain/people.ts';
import type { ItemKind } from '../../domain/response/action-item.ts';

/** What the log calls for, before it has a number and a due date. */
export interface Idea {
  /** What it is about, so that it keeps its number while words change. */
  key: string;
  kind: ItemKind;
  /** One short line. */
  title: string;
  /** The whole of it, in a sentence or two. */
  text: string;
  /** `person` is absent where the files name only a role. */
  owner: { person?: Person; role: string };
}
