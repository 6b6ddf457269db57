import type { PersonId } from '../people.ts';
import type { Instant } from '../time.ts';

/**
 * What airb says, apart from how a platform draws it. A string in a span list is literal text: renderers must show
 * it as it is, without mentions, links or formatting, because it may come from an alert, a model or a stranger.
 */
export type Span =
  | string
  | { bold: string }
  | { italic: string }
  | { code: string }
  | { person: PersonId; name: string }
  | { at: Instant; style: 'time' | 'date-time' | 'relative' }
  /** A room of the chat platform (a `RoomRef`): drawn as a link that opens it, or as `#name` where it can't be. */
  | { room: string; name: string }
  | { link: string; text: string };

export type Spans = Span[];

export interface Button {
  /** What the press means: `step.do`, `page.ack`. Comes back as `ChatInput.verb`. */
  verb: string;
  /** Comes back untouched; at most 1,000 characters. */
  value: string;
  label: string;
  style?: 'primary' | 'danger';
  /** Asked before the press is sent. */
  confirm?: { title: string; text: string; yes: string };
  /** The press is answered with a form: platforms differ in how such a button must be made. */
  form?: boolean;
  /** Opens a page instead of sending a press. */
  url?: string;
}

/** Several presses behind one control; at most five options. */
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
  /** Somebody else's words, set apart. */
  | { type: 'quote'; text: string }
  /** Logs, payloads: fixed width, nothing parsed. */
  | { type: 'pre'; text: string }
  /** Small print. */
  | { type: 'context'; spans: Spans }
  | { type: 'actions'; controls: (Button | Menu)[] }
  | { type: 'image'; url: string; alt: string }
  | { type: 'divider' };

/** One message. `text` is a whole sentence: it is what a notification shows and a screen reader reads. */
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

/** A form. `state` comes back with the answers; at most 2,000 characters. */
export interface Modal {
  form: string;
  title: string;
  submit: string;
  state: string;
  intro: Node[];
  fields: Field[];
}
