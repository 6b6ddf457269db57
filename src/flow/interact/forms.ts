import type { ChatAnswer, ChatInput } from '../../domain/chat/input.ts';
import type { CommandBody } from '../../domain/incident/commands.ts';
import { type Severity, severities } from '../../domain/people.ts';
import { unknownPerson } from '../../views/chat/answers.ts';
import { valueParts } from '../../views/chat/controls.ts';
import { handled, refuse, type Talk, type Turn } from './context.ts';
import { declare } from './declare.ts';
import { evidenceCommand } from './evidence.ts';
import { findPerson } from './people.ts';

type Values = Record<string, string>;
type Submitted = { talk: Talk; turn: Turn; number: number; rest: string; values: Values };

/** One line per form: which command its answers make. A string says what is wrong with a field. */
const forms: Record<string, (s: Submitted) => CommandBody | { field: string; problem: string }> = {
  update: ({ rest, values }) => ({
    type: 'update',
    form: (values.form ?? rest) === 'customer' ? 'customer' : 'internal',
    text: {
      users: values.users ?? '',
      since: values.since ?? '',
      scope: values.scope ?? '',
      mitigation: values.mitigation ?? '',
    },
  }),
  rollback: ({ values }) => ({
    type: 'rollback.request',
    part: values.part ?? '',
    to: values.to?.trim() || undefined,
    reason: values.reason ?? '',
    evidenceOverride: values.override?.trim() || undefined,
  }),
  skip: ({ rest, values }) => ({ type: 'step.skip', step: rest, reason: values.reason ?? '' }),
  assign: ({ talk, turn, rest, values }) => {
    const person = findPerson(talk.library(), { mention: values.person ?? '' }, turn.input.by);
    if (person) return { type: 'step.assign', step: rest, person };
    return { field: 'person', problem: unknownPerson(values.person ?? 'nobody').rejected };
  },
  'step-note': ({ rest, values }) => ({ type: 'step.note', step: rest, note: values.note ?? '' }),
  note: ({ values }) => ({ type: 'note', text: values.text ?? '' }),
  evidence: ({ talk, turn, rest, values }) =>
    evidenceCommand(talk.hash, turn.input.key, {
      item: values.item === 'other' ? undefined : values.item,
      title: values.title ?? '',
      content: values.content ?? '',
      message: rest || undefined,
    }),
  severity: ({ values }) => {
    const to = severities.find((known): known is Severity => known === values.severity);
    return to
      ? { type: 'severity', to, reason: values.reason ?? '' }
      : { field: 'severity', problem: 'Pick one.' };
  },
  resolve: ({ values }) => ({ type: 'resolve', override: values.reason ?? '' }),
  cancel: ({ values }) => ({ type: 'cancel', reason: values.reason ?? '' }),
  decline: ({ rest, values }) => ({ type: 'rollback.decline', action: rest, reason: values.reason ?? '' }),
  manual: ({ rest, values }) => ({ type: 'rollback.manual', action: rest, note: values.note ?? '' }),
  'decline-page': ({ rest, values }) => ({
    type: 'page.decline',
    level: Number(rest),
    why: values.reason ?? '',
  }),
};

/** Where the sentence of a rejection goes, so that the form stays open with what was typed. */
const blameOn: Record<string, string> = {
  update: 'users',
  rollback: 'reason',
  skip: 'reason',
  assign: 'person',
  'step-note': 'note',
  note: 'text',
  evidence: 'content',
  severity: 'reason',
  resolve: 'reason',
  cancel: 'reason',
  decline: 'reason',
  manual: 'note',
  'decline-page': 'reason',
};

/** A form was submitted. */
export async function submit(
  talk: Talk,
  turn: Turn,
  input: Extract<ChatInput, { type: 'submit' }>,
): Promise<ChatAnswer> {
  if (input.form === 'declare') return submitDeclare(talk, turn, input.values);
  const build = Object.hasOwn(forms, input.form) ? forms[input.form] : undefined;
  if (build === undefined) return refuse('That form is from another version of airb.', 'Open it again.');
  const [number, ...rest] = valueParts(input.state);
  const body = build({ talk, turn, number: Number(number), rest: rest.join('|'), values: input.values });
  if ('problem' in body) return { type: 'errors', fields: { [body.field]: body.problem } };
  const result = await handled(talk, turn, Number(number), body);
  if (result.ok)
    return result.note
      ? { type: 'errors', fields: { [fieldOf(input.form)]: result.note } }
      : { type: 'nothing' };
  const field = result.lacks === 'evidence' && 'override' in input.values ? 'override' : fieldOf(input.form);
  return { type: 'errors', fields: { [field]: [result.rejected, result.next].filter(Boolean).join(' ') } };
}

function fieldOf(form: string): string {
  return blameOn[form] ?? 'reason';
}

function submitDeclare(talk: Talk, turn: Turn, values: Values): Promise<ChatAnswer> | ChatAnswer {
  if (!values.title?.trim())
    return { type: 'errors', fields: { title: 'Say what users see, in a few words.' } };
  return declare(talk, turn, {
    system: values.system ?? 'unlisted',
    title: values.title,
    failure: values.failure || undefined,
    severity: severities.find((known) => known === values.severity),
  });
}
