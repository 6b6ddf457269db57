import type { Json } from './json.ts';

/** What every block is given. */
export interface BlockProps {
  block: Json;
  blockId: string;
}

/** What an input block tells the element inside it. */
export interface Field {
  id: string;
  optional: boolean;
  wrong: boolean;
  /** The app wants to hear of each change, not only of the submit. */
  dispatch: boolean;
}

/** What every element is given, whichever block holds it. */
export interface ElementProps {
  element: Json;
  blockId: string;
  field?: Field;
}
