import { decodeState, type FormName, type FormState, type FormStates } from '../../domain/chat/form-state.ts';
import type { ChatAnswer, ChatInput } from '../../domain/chat/input.ts';
import type { CommandBody, Rejection } from '../../domain/incident/commands.ts';
import { exampleSets } from '../../domain/incident/events.ts';
import { type Severity, severities } from '../../domain/people.ts';
import { sentenceEnd } from '../../domain/plain.ts';
import { escalationKinds } from '../../domain/response/escalation.ts';
import { categories } from '../../domain/runbooks/runbook.ts';
import { handled, isKnown, noIncident, type Talk, type Turn } from './context.ts';
import { declare } from './declare.ts';
import { evidenceCommand, exampleCommand } from './evidence.ts';
import { isOfHygiene, type OfHygiene, submitHygiene } from './forms-hygiene.ts';
import { personMeant } from './people.ts';
import { refuseOld } from './sealed.ts';

/** What was typed, by field. */
type Values = Record<string, string>;
type Submitted<F extends FormName> = { talk: Talk; turn: Turn; state: FormStates[F]; values: Values };
type Problem = { field: string; problem: string };

interface Form<F extends FormName> {
  /** Makes the command from the answers; a problem says what is wrong with a field. */
  command(submitted: Submitted<F>): CommandBody | Problem | Promise<CommandBody | Problem>;
  /** The field that shows the sentence of a rejection, so that the form stays open with what was typed. */
  blame: string;
}

/** Forms about an incident. */
type About = Exclude<FormName, 'declare' | OfHygiene>;

/** One entry per form. A form without an entry does not compile. */
const forms: { [F in About]: Form<F> } = {
  update: {
    blame: 'users',
    command: ({ state, values }) => ({
      type: 'update',
      form: (values.form ?? state.form) === 'customer' ? 'customer' : 'internal',
      text: {
        users: values.users ?? '',
        since: values.since ?? '',
        scope: values.scope ?? '',
        mitigation: values.mitigation ?? '',
      },
    }),
  },
  rollback: {
    blame: 'reason',
    command: ({ values }) => ({
      type: 'rollback.request',
      part: values.part ?? '',
      to: values.to?.trim() || undefined,
      reason: values.reason ?? '',
      evidenceOverride: values.override?.trim() || undefined,
    }),
  },
  containment: {
    blame: 'reason',
    command: ({ state: { part, to }, values }) => ({
      type: 'rollback.request',
      part,
      to,
      reason: values.reason ?? '',
      evidenceOverride: values.override?.trim() || undefined,
    }),
  },
  find: {
    blame: 'note',
    command: ({ state: { step }, values }) => ({
      type: 'step.do',
      step,
      note: values.note?.trim() || undefined,
    }),
  },
  skip: {
    blame: 'reason',
    command: ({ state: { step }, values }) => ({ type: 'step.skip', step, reason: values.reason ?? '' }),
  },
  assign: {
    blame: 'person',
    command: ({ talk, turn, state: { step }, values }) => {
      const { people } = talk.library().organization;
      const person = personMeant({ mention: values.person ?? 'nobody' }, { people, input: turn.input });
      if ('rejected' in person) return { field: 'person', problem: sentences(person) };
      return { type: 'step.assign', step, person };
    },
  },
  'step-note': {
    blame: 'note',
    command: ({ state: { step }, values }) => ({ type: 'step.note', step, note: values.note ?? '' }),
  },
  note: { blame: 'text', command: ({ values }) => ({ type: 'note', text: values.text ?? '' }) },
  evidence: {
    blame: 'content',
    command: ({ talk, turn, state, values }) =>
      evidenceCommand(talk.hash, turn.input.key, {
        item: values.item === 'other' ? undefined : values.item,
        title: values.title ?? '',
        content: values.content ?? '',
        message: state.message || undefined,
      }),
  },
  example: {
    blame: 'expected',
    command: async ({ talk, turn, state: { incident: number, place }, values }) => {
      const set = exampleSets.find((known) => known === values.set);
      if (set === undefined) return { field: 'set', problem: 'Pick one.' };
      const incident = await talk.writer.incident(number);
      return exampleCommand(incident ?? { evidence: [] }, turn.input.key, {
        place,
        set,
        expected: values.expected ?? '',
        reason: values.reason ?? '',
        input: values.input ?? '',
        output: values.output ?? '',
      });
    },
  },
  severity: {
    blame: 'reason',
    command: ({ values }) => {
      const to = severities.find((known): known is Severity => known === values.severity);
      return to
        ? { type: 'severity', to, reason: values.reason ?? '' }
        : { field: 'severity', problem: 'Pick one.' };
    },
  },
  verify: {
    blame: 'seen',
    command: ({ state, values }) => ({ type: 'verify', confirmed: namedIn(state), seen: values.seen }),
  },
  resolve: {
    blame: 'reason',
    command: ({ state, values }) => ({
      type: 'resolve',
      override: values.reason ?? '',
      confirmed: namedIn(state),
      category: categories.find((known) => known === values.category),
    }),
  },
  cancel: {
    blame: 'reason',
    command: ({ state, values }) => ({
      type: 'cancel',
      reason: values.reason ?? '',
      confirmed: namedIn(state),
    }),
  },
  escalate: {
    blame: 'reason',
    command: ({ values }) => {
      const kind = escalationKinds.find((known) => known === values.kind);
      return kind
        ? { type: 'escalate', kind, reason: values.reason ?? '' }
        : { field: 'kind', problem: 'Pick one.' };
    },
  },
  rename: { blame: 'title', command: ({ values }) => ({ type: 'rename', title: values.title ?? '' }) },
  reopen: {
    blame: 'reason',
    command: ({ values }) => ({ type: 'reopen', reason: values.reason ?? '' }),
  },
  'break-glass': {
    blame: 'reason',
    command: ({ state: { action }, values }) => ({
      type: 'rollback.approve',
      action,
      breakGlass: values.reason ?? '',
    }),
  },
  decline: {
    blame: 'reason',
    command: ({ state: { action }, values }) => ({
      type: 'rollback.decline',
      action,
      reason: values.reason ?? '',
    }),
  },
  manual: {
    blame: 'note',
    command: ({ state: { action }, values }) => ({
      type: 'rollback.manual',
      action,
      note: values.note ?? '',
    }),
  },
  'decline-page': {
    blame: 'reason',
    command: ({ state: { level }, values }) => ({ type: 'page.decline', level, why: values.reason ?? '' }),
  },
};

/** The key signals that the form named to the person who sent it. */
function namedIn({ red }: { red?: string }): string[] {
  return red === undefined ? [] : red.split(',');
}

/** Handles a sent form. When it can't be read, another version opened it. */
export async function submit(
  talk: Talk,
  turn: Turn,
  { form, state, values }: Extract<ChatInput, { type: 'submit' }>,
): Promise<ChatAnswer> {
  const sent = decodeState(form, state);
  if (sent === undefined) return refuseOld('form');
  if (sent.form === 'declare') return submitDeclare(talk, turn, values);
  if (isOfHygiene(sent)) return submitHygiene({ talk, turn, values }, sent);
  if (!(await isKnown(talk, turn, sent.state.incident))) return noIncident(sent.state.incident);
  const body = await commandOf(sent, { talk, turn, values });
  if ('problem' in body) return { type: 'errors', fields: { [body.field]: body.problem } };
  const result = await handled(talk, turn, sent.state.incident, body);
  const { blame } = forms[sent.form];
  if (result.ok)
    return result.note ? { type: 'errors', fields: { [blame]: result.note } } : { type: 'nothing' };
  const field = fieldFor(result.lacks, values) ?? blame;
  return { type: 'errors', fields: { [field]: sentences(result) } };
}

/** The field that is there to give what the command lacks. */
function fieldFor(lacks: Rejection['lacks'], values: Values): string | undefined {
  const field = lacks === 'evidence' ? 'override' : lacks === 'category' ? 'category' : undefined;
  return field !== undefined && field in values ? field : undefined;
}

function sentences({ rejected, next }: Rejection): string {
  return [rejected, next].flatMap((text) => (text ? [sentenceEnd(text)] : [])).join(' ');
}

function commandOf<F extends About>(
  { form, state }: FormState<F>,
  rest: { talk: Talk; turn: Turn; values: Values },
): CommandBody | Problem | Promise<CommandBody | Problem> {
  return forms[form].command({ ...rest, state });
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
