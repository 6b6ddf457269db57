import type { RoomRef } from '../refs.ts';
import type { Button, Card, Menu, Modal, Node } from './card.ts';
import type { ChatAnswer } from './input.ts';
import { decodeValues, encodeValues, last, words } from './values.ts';

/**
 * Marks words that leave in a control and come back in a press, so that nobody in between can replace them. A button
 * is sealed as its verb and value, which name the incident; a form also with the room it was opened in, because some
 * platforms do not say where a form was sent from.
 */
export interface Seal {
  /** A short text without `~` that only the holder of the key can make for these words. */
  mark(words: string[]): string;
  holds(words: string[], mark: string): boolean;
}

const form = { state: words, room: last(words) };

/** Every button of a card with a sealed value. A button that only opens a page carries nothing to seal. */
export function sealedCard(seal: Seal, card: Card): Card {
  return { ...card, nodes: sealedNodes(seal, card.nodes) };
}

/** @param room where the form is opened, if that is a room */
export function sealedModal(seal: Seal, modal: Modal, room?: RoomRef): Modal {
  const state = encodeValues(form, { state: modal.state, room });
  return {
    ...modal,
    intro: sealedNodes(seal, modal.intro),
    state: `${state}~${seal.mark(['form', modal.form, state])}`,
  };
}

/** A value as a control of this verb carries it. */
export function sealedValue(seal: Seal, verb: string, value: string): string {
  return `${value}~${seal.mark(['press', verb, value])}`;
}

/** An answer whose buttons and forms are sealed. */
export function sealedAnswer(seal: Seal, answer: ChatAnswer, room?: RoomRef): ChatAnswer {
  switch (answer.type) {
    case 'private':
    case 'home':
      return { ...answer, card: sealedCard(seal, answer.card) };
    case 'modal':
      return { ...answer, modal: sealedModal(seal, answer.modal, room) };
    default:
      return answer;
  }
}

/** The value of a press without its seal; undefined when it was not sealed for this verb. */
export function openedValue(seal: Seal, verb: string, sealed: string): string | undefined {
  const { body, mark } = parted(sealed);
  return mark !== undefined && seal.holds(['press', verb, body], mark) ? body : undefined;
}

/** The state of a form, and the room it was opened in; undefined when it was not sealed for this form. */
export function openedState(
  seal: Seal,
  name: string,
  sealed: string,
): { state: string; room?: RoomRef } | undefined {
  const { body, mark } = parted(sealed);
  if (mark === undefined || !seal.holds(['form', name, body], mark)) return undefined;
  // `decodeValues` has checked the text against the shape.
  return decodeValues(form, body) as { state: string; room?: RoomRef } | undefined;
}

function sealedNodes(seal: Seal, nodes: Node[]): Node[] {
  return nodes.map((node) => {
    if (node.type === 'row') return { ...node, control: sealedControl(seal, node.control) };
    if (node.type !== 'actions') return node;
    return { ...node, controls: node.controls.map((control) => sealedControl(seal, control)) };
  });
}

function sealedControl<C extends Button | Menu>(seal: Seal, control: C): C {
  if ('menu' in control)
    return { ...control, options: control.options.map((option) => sealedControl(seal, option)) };
  const { verb, value, url } = control;
  if (url !== undefined) return control;
  return { ...control, value: sealedValue(seal, verb, value) };
}

/** The mark stands behind the last `~`; what somebody wrote before it may hold more of them. */
function parted(sealed: string): { body: string; mark?: string } {
  const end = sealed.lastIndexOf('~');
  return end < 0 ? { body: sealed } : { body: sealed.slice(0, end), mark: sealed.slice(end + 1) };
}
