import type { Modal } from '../../../domain/chat/card.ts';
import type { ChatAnswer } from '../../../domain/chat/input.ts';
import { listOf, notStored } from '../../kit/sentences.ts';
import { unexpected } from '../../kit/unexpected.ts';
import { recordOf, textOf } from '../api/activity.ts';
import type { AdaptiveCard } from '../render/adaptive.ts';
import {
  type Dialog,
  type DialogDrawing,
  formDialog,
  noticeDialog,
  questionDialog,
} from '../render/dialog.ts';
import { cardType } from '../render/message.ts';
import { type FormMessage, spoken } from './answer.ts';

/** The body of an invoke's answer. It says what Teams does with the dialog that is open, or was to open. */
export type TaskAnswer =
  | { task: { type: 'continue'; value: Dialog } }
  | { task: { type: 'message'; value: string } };

/** What a sent form carries: how to show it again, and what was typed. */
export interface Sent {
  form: string;
  state: string;
  values: Record<string, string>;
  /** Undefined when the form is of another version. */
  again: Modal | undefined;
}

const done = 'Done.';
const headline = 'airb';

/** A form, drawn so that it can be shown again; see `againOf`. */
function formAnswer(modal: Modal, drawing: DialogDrawing): TaskAnswer {
  return go(remembering(formDialog(modal, drawing), modal));
}

/** A form as a message of its own, for clients that open no dialogs. When sent, it comes back as a message too. */
export function formCard({ form, refusal }: FormMessage, drawing: DialogDrawing): AdaptiveCard {
  // A dialog shows the title itself; a message shows only its content.
  const titled: Modal = { ...form, intro: [{ type: 'heading', text: form.title }, ...form.intro] };
  return remembering(formDialog(titled, drawing, refusal), form).card.content;
}

/** A sent form again, with its errors; undefined when it is of another version. */
export function sentAgain({ again, values }: Sent, errors: Record<string, string>): FormMessage | undefined {
  return again && { form: again, refusal: { errors, values } };
}

/** A dialog with the question that a person must confirm before the press is sent. */
export function questionAnswer(
  press: { verb: string; value: string },
  ask: { title: string; text: string; yes: string },
): TaskAnswer {
  return go(questionDialog(press, ask));
}

/** The answer to a button that opened a dialog, or to the question in a dialog. */
export function fetchAnswer(answer: ChatAnswer, drawing: DialogDrawing): TaskAnswer {
  switch (answer.type) {
    case 'modal':
      return formAnswer(answer.modal, drawing);
    case 'private':
    case 'shared':
    case 'home':
      return go(noticeDialog(headline, answer.card, drawing));
    case 'errors':
      return go(noticeDialog(headline, listOf(Object.values(answer.fields)), drawing));
    case 'nothing':
      return said(done);
    default:
      return unexpected('No way to show', answer);
  }
}

/** The answer to a sent form: the form with its errors, the answer in its place, or undefined, which closes it. */
export function submitAnswer(answer: ChatAnswer, sent: Sent, drawing: DialogDrawing): TaskAnswer | undefined {
  const { again, values } = sent;
  if (answer.type === 'nothing') return undefined;
  const [first] = again?.fields ?? [];
  if (answer.type === 'private' && answer.card === notStored && first) {
    return refused(again, { [first.id]: notStored.text }, values, drawing);
  }
  if (answer.type === 'errors' && again) return refused(again, answer.fields, values, drawing);
  return fetchAnswer(answer, drawing);
}

/** One sentence in place of the dialog. */
export function said(text: string): TaskAnswer {
  return { task: { type: 'message', value: spoken(text) } };
}

function refused(
  modal: Modal | undefined,
  errors: Record<string, string>,
  values: Record<string, string>,
  drawing: DialogDrawing,
): TaskAnswer {
  if (!modal) return go(noticeDialog(headline, listOf(Object.values(errors)), drawing));
  return go(remembering(formDialog(modal, drawing, { errors, values }), modal));
}

function go(value: Dialog): TaskAnswer {
  return { task: { type: 'continue', value } };
}

/**
 * Puts the form itself into its submit. Teams keeps nothing, so a refused form must be drawn again. With this, any
 * replica can show it again with what was typed. The text above the fields is left out.
 */
function remembering(dialog: Dialog, modal: Modal): Dialog {
  const { title, submit, fields, form } = modal;
  const { content } = dialog.card;
  const actions = (content.actions ?? []).map((action) =>
    action.type === 'Action.Submit' && action.data.form === form
      ? { ...action, data: { ...action.data, again: { title, submit, fields } } }
      : action,
  );
  return { ...dialog, card: { contentType: cardType, content: { ...content, actions } } };
}

const kinds = ['line', 'paragraph', 'choice', 'person', 'check'] as const;

/**
 * The form that its submit carried; undefined when there was none. Client and Teams had it in their hands, so it is
 * checked.
 */
export function againOf(data: unknown, { form, state }: Pick<Sent, 'form' | 'state'>): Modal | undefined {
  const again = recordOf(recordOf(data).again);
  const title = textOf(again.title);
  const submit = textOf(again.submit);
  if (!title || !submit || !Array.isArray(again.fields)) return undefined;
  const fields = again.fields.map(fieldOf);
  if (fields.some((field) => field === undefined)) return undefined;
  return { form, state, title, submit, intro: [], fields: fields.filter((field) => field !== undefined) };
}

function fieldOf(value: unknown): Modal['fields'][number] | undefined {
  const raw = recordOf(value);
  const id = textOf(raw.id);
  const label = textOf(raw.label);
  const kind = kinds.find((known) => known === raw.kind);
  if (!id || !label || !kind) return undefined;
  const hint = textOf(raw.hint);
  const placeholder = textOf(raw.placeholder);
  return {
    id,
    label,
    kind,
    ...(hint ? { hint } : {}),
    ...(placeholder ? { placeholder } : {}),
    ...(raw.optional === true ? { optional: true } : {}),
    ...(typeof raw.maxLength === 'number' ? { maxLength: raw.maxLength } : {}),
    ...(Array.isArray(raw.options) ? { options: raw.options.flatMap(optionOf) } : {}),
  };
}

function optionOf(value: unknown): { value: string; label: string; description?: string }[] {
  const raw = recordOf(value);
  const label = textOf(raw.label);
  if (!label || typeof raw.value !== 'string') return [];
  const description = textOf(raw.description);
  return [{ value: raw.value, label, ...(description ? { description } : {}) }];
}
