import type { Field } from '../../../domain/chat/card.ts';
import { DeliveryError } from '../../../errors.ts';
import { lengthOf, offered, ticked } from '../../kit/fields.ts';
import { cut, visible } from '../../kit/literal.ts';
import { unexpected } from '../../kit/unexpected.ts';
import { strangerIn } from '../directory/refs.ts';
import type { Element, Input, InputChoiceSet, InputText, InputToggle } from './adaptive.ts';
import type { TeamsIdOf } from './drawing.ts';
import { sentenceLine } from './inline.ts';
import { asMention } from './literal.ts';

export interface Person {
  id: string;
  name: string;
}

/** What a form needs to know to draw its fields. */
export interface FieldDrawing {
  teamsIdOf: TeamsIdOf;
  people: Person[];
}

/** Stands before the id of a person whom the organization file knows and Teams does not. */
export const ownMark = 'airb:';

/** Keys of a form's own data; an input with such a name would overwrite them. */
const reserved = ['airb', 'form', 'state', 'kinds', 'again', 'msteams'];
const mostPeople = 100;

/**
 * A field with its hint; after a refusal, also the sentence that says why.
 * @throws DeliveryError when a choice has no option, or the field has a reserved name
 */
export function fieldElements(
  field: Field,
  drawing: FieldDrawing,
  refusal?: { errors: Record<string, string>; values: Record<string, string> },
): Element[] {
  if (reserved.includes(field.id)) throw reservedName(field.id);
  const error = refusal?.errors[field.id];
  const value = refusal?.values[field.id] ?? field.initial ?? '';
  return [
    input(field, value, drawing),
    ...(error ? [wrong(error)] : []),
    ...(field.hint ? [hint(field.hint)] : []),
  ];
}

/** Our own error under an input. Teams shows an input's error only for the checks it makes itself. */
export function wrong(sentence: string): Element {
  return { ...sentenceLine(sentence, { color: 'attention', weight: 'bolder' }), spacing: 'small' };
}

function hint(text: string): Element {
  return { ...sentenceLine(asMention(text), { size: 'small', isSubtle: true }), spacing: 'none' };
}

function input(field: Field, value: string, drawing: FieldDrawing): Input {
  switch (field.kind) {
    case 'line':
    case 'paragraph':
      return typed(field, value);
    case 'choice':
      return choice(field, value);
    case 'person':
      return person(field, value, drawing);
    case 'check':
      return check(field, value);
    default:
      return unexpected('No input for a field of kind', field.kind);
  }
}

function asked(field: Field) {
  const label = visible(field.label);
  return {
    id: field.id,
    label,
    ...(field.optional
      ? {}
      : { isRequired: true, errorMessage: `${label.replace(/[?:.]\s*$/, '')}: this is needed.` }),
  };
}

function typed(field: Field, value: string): InputText {
  const maxLength = lengthOf(field);
  return {
    type: 'Input.Text',
    ...asked(field),
    ...(field.kind === 'paragraph' ? { isMultiline: true } : {}),
    ...(field.placeholder ? { placeholder: visible(asMention(field.placeholder)) } : {}),
    maxLength,
    ...(value === '' ? {} : { value: cut(visible(value), maxLength) }),
  };
}

function choice(field: Field, value: string): InputChoiceSet {
  const choices = offered(field).map((option) => ({
    title: visible(option.description ? `${option.label} — ${option.description}` : option.label),
    value: option.value,
  }));
  return {
    type: 'Input.ChoiceSet',
    ...asked(field),
    style: choices.length > 12 ? 'filtered' : 'compact',
    wrap: true,
    ...(field.placeholder ? { placeholder: visible(asMention(field.placeholder)) } : {}),
    choices,
    ...(choices.some((one) => one.value === value) ? { value } : {}),
  };
}

/**
 * A field for a person. Teams' own picker finds everybody in the tenant; a client without it offers the organization's
 * people.
 */
function person(field: Field, value: string, { people, teamsIdOf }: FieldDrawing): InputChoiceSet {
  const known = people
    .slice(0, mostPeople)
    .map(({ id, name }) => ({ title: visible(name), value: choiceOf(id, teamsIdOf) }));
  const chosen = value === '' ? '' : choiceOf(value, teamsIdOf);
  return {
    type: 'Input.ChoiceSet',
    ...asked(field),
    style: 'compact',
    placeholder: visible(field.placeholder ?? 'Choose somebody'),
    choices: known,
    'choices.data': { type: 'Data.Query', dataset: 'graph.microsoft.com/users' },
    ...(chosen === '' ? {} : { value: chosen }),
  };
}

/**
 * The value of a person in the picker, which uses Teams ids. A person without one gets a mark, so that `data.ts` can
 * tell them apart.
 */
function choiceOf(id: string, teamsIdOf: TeamsIdOf): string {
  return strangerIn(id) ?? teamsIdOf(id) ?? `${ownMark}${id}`;
}

/** A checkbox. A box that must be ticked offers no choice, so it is never required. */
function check(field: Field, value: string): InputToggle {
  return {
    type: 'Input.Toggle',
    id: field.id,
    label: visible(field.label),
    title: visible(field.placeholder ?? 'Yes'),
    valueOn: ticked,
    valueOff: 'no',
    wrap: true,
    value: value === ticked ? ticked : 'no',
  };
}

function reservedName(id: string): DeliveryError {
  const message = `The field "${id}" has a reserved name.`;
  return new DeliveryError(message, { retry: false, code: 'form_field_reserved' });
}
