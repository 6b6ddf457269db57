import type { Card, Modal } from '../../../domain/chat/card.ts';
import { cut, visible } from '../../kit/literal.ts';
import type { AdaptiveCard, Submit } from './adaptive.ts';
import { cardInDialog, cardRoom } from './card.ts';
import type { Drawing } from './drawing.ts';
import { fieldElements, type Person, wrong } from './fields.ts';
import { cardType } from './message.ts';

/** The answers in a refused form, and why it was refused. */
export interface Refusal {
  /** Field id → sentence. */
  errors: Record<string, string>;
  /** Field id → what was typed, as `ChatInput.values`. */
  values: Record<string, string>;
}

export interface DialogDrawing extends Drawing {
  /** The people a form offers in clients without Teams' own picker. */
  people: Person[];
}

/** `value` of a `task: { type: 'continue', value }` answer. */
export interface Dialog {
  title: string;
  width: 'small' | 'medium' | 'large';
  height: 'small' | 'medium' | 'large';
  card: { contentType: typeof cardType; content: AdaptiveCard };
}

const titleMax = 64;
/** Bytes that the text above the fields may always use. */
const leastIntro = 4000;

/**
 * The form as a card. Its submit carries `{ airb: 1, form, state, kinds }`; Teams adds the inputs by field id.
 * @throws DeliveryError when a field can't be drawn
 */
export function dialogCard(modal: Modal, drawing: DialogDrawing, refusal?: Refusal): AdaptiveCard {
  const fields = modal.fields.flatMap((field) => fieldElements(field, drawing, refusal));
  const elsewhere = Object.entries(refusal?.errors ?? {}).filter(
    ([id]) => !modal.fields.some((field) => field.id === id),
  );
  const room = Math.max(leastIntro, cardRoom - Buffer.byteLength(JSON.stringify(fields)));
  const intro = cardInDialog({ text: modal.title, nodes: modal.intro }, drawing, room);
  return {
    ...intro,
    body: [
      ...elsewhere.map(([, sentence]) => wrong(sentence)),
      ...(modal.intro.length > 0 ? intro.body : []),
      ...fields,
    ],
    actions: [submitOf(modal)],
  };
}

/** The form as a whole dialog. */
export function formDialog(modal: Modal, drawing: DialogDrawing, refusal?: Refusal): Dialog {
  return {
    title: titled(modal.title),
    width: 'medium',
    height: modal.fields.length + modal.intro.length > 4 ? 'large' : 'medium',
    card: { contentType: cardType, content: dialogCard(modal, drawing, refusal) },
  };
}

/** A card in a dialog: the answer to a person who pressed a button inside one, or whose dialog had no form to show. */
export function noticeDialog(title: string, card: Card, drawing: Drawing): Dialog {
  const content = cardInDialog(card, drawing);
  return {
    title: titled(title),
    width: 'medium',
    height: card.nodes.length > 4 ? 'medium' : 'small',
    card: { contentType: cardType, content },
  };
}

/** The question before a press: its submit carries `{ airb: 1, verb, value, confirm: true }`. */
export function questionDialog(
  press: { verb: string; value: string },
  ask: { title: string; text: string; yes: string },
): Dialog {
  const content: AdaptiveCard = {
    ...cardInDialog({ text: ask.text, nodes: [] }, { teamsIdOf: () => undefined }),
    actions: [yes(ask.yes, { airb: 1, verb: press.verb, value: press.value, confirm: true })],
  };
  return {
    title: titled(ask.title),
    width: 'small',
    height: 'small',
    card: { contentType: cardType, content },
  };
}

function submitOf(modal: Modal): Submit {
  const kinds = Object.fromEntries(modal.fields.map((field) => [field.id, field.kind]));
  return yes(modal.submit, { airb: 1, form: modal.form, state: modal.state, kinds });
}

function yes(title: string, data: Record<string, unknown>): Submit {
  return { type: 'Action.Submit', title: cut(visible(title).trim() || 'OK', 40), style: 'positive', data };
}

function titled(title: string): string {
  return cut(visible(title).trim() || 'airb', titleMax);
}
