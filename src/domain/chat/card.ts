import type { PersonId } from '../people.ts';
import type { Instant } from '../time.ts';

/**
 * What airb says, apart from how a platform draws it. A string in a span list is literal text. It may come from an
 * alert, a model or a stranger, so a renderer must show it as it is: no mentions, no links, no formatting.
 */
export type Span =
  | string
  | { bold: string }
  | { italic: string }
  | { code: string }
  | { person: PersonId; name: string }
  | { at: Instant; style: 'time' | 'date-time' | 'relative' }
  /**
   * A room of the chat platform (a `RoomRef`): a link that opens the room, or `#name` where the platform can't link to
   * it.
   */
  | { room: string; name: string }
  | { link: string; text: string };

export type Spans = Span[];

export interface Button {
  /** What the press means: `step.do`, `page.ack`. Comes back as `ChatInput.verb`. */
  verb: string;
  /** Comes back unchanged with the press; at most 1,000 characters. */
  value: string;
  label: string;
  style?: 'primary' | 'danger';
  /** The question a person confirms before the press is sent. */
  confirm?: { title: string; text: string; yes: string };
  /** True when airb answers the press with a form. Platforms build such a button differently. */
  form?: boolean;
  /** Opens a page instead of sending a press. */
  url?: string;
}

/** Several presses in one control; at most five options. */
export interface Menu {
  menu: string;
  options: Button[];
}

export type Node =
  | { type: 'heading'; text: string }
  | { type: 'text'; spans: Spans }
  /** A line with one control beside it. */
  | { type: 'row'; spans: Spans; control: Button | Menu }
  | { type: 'facts'; items: { label: string; value: Spans }[] }
  | { type: 'list'; items: Spans[]; ordered?: boolean }
  /** Another person's words, shown as a quote. */
  | { type: 'quote'; text: string }
  /** Logs and payloads: fixed width, and nothing in it is parsed. */
  | { type: 'pre'; text: string }
  /** Small print. */
  | { type: 'context'; spans: Spans }
  | { type: 'actions'; controls: (Button | Menu)[] }
  | { type: 'image'; url: string; alt: string }
  /** A line over time, where the platform draws one; `words` say the same and always stand below it. */
  | LineChart
  | { type: 'divider' };

/** One signal over time. Platforms take at most twenty points, and labels of at most twenty characters. */
export interface LineChart {
  type: 'chart';
  title: string;
  /** What the values are in: `%`, `s`. */
  unit: string;
  points: { label: string; value: number }[];
  normal?: number;
  words: Spans;
}

/** One message. `text` is a whole sentence, because notifications show it and screen readers read it. */
export interface Card {
  text: string;
  nodes: Node[];
}

export interface Field {
  id: string;
  label: string;
  kind: 'line' | 'paragraph' | 'choice' | 'person' | 'check';
  hint?: string;
  placeholder?: string;
  initial?: string;
  optional?: boolean;
  /** For `choice`. */
  options?: { value: string; label: string; description?: string }[];
  maxLength?: number;
}

/** A form. `state` comes back unchanged with the answers; at most 2,000 characters. */
export interface Modal {
  form: string;
  title: string;
  submit: string;
  state: string;
  intro: Node[];
  fields: Field[];
}
