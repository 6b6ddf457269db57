import { decodeState, type FormName, type FormState, type FormStates } from '../../domain/chat/form-state.ts';
import type { ChatAnswer, ChatInput } from '../../domain/chat/input.ts';
import type { CommandBody, Rejection } from '../../domain/incident/commands.ts';
import { exampleSets, foldables } from '../../domain/incident/events.ts';
import { type Person, type Severity, severities } from '../../domain/people.ts';
import { sentenceEnd } from '../../domain/plain.ts';
import { escalationKinds } from '../../domain/response/escalation.ts';
import { categories } from '../../domain/runbooks/runbook.ts';
import { minute } from '../../domain/time.ts';
import { noteCard } from '../../views/chat/answers.ts';
import type { UpdateTask } from '../../views/chat/modal-update.ts';
import { itemCommand } from './action-items.ts';
import { submitChange } from './change.ts';
import { handled, isKnown, noIncident, type Talk, type Turn } from './context.ts';
import { declare } from './declare.ts';
import { submitDrill } from './drill.ts';
import { evidenceCommand, exampleCommand } from './evidence.ts';
import { isOfHygiene, type OfHygiene, submitHygiene } from './forms-hygiene.ts';
import { personMeant } from './people.ts';
import { submitPublish, timeCommand } from './postmortem.ts';
import { refuseOld } from './sealed.ts';
import { givenText } from './step.ts';
import { submitUpdate } from './update.ts';

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

/** Forms that show what will be sent before they send it; `update.ts` takes them. */
type Shown = 'update' | 'update-edit' | 'update-review';
/** The other forms about an incident. */
type About = Exclude<FormName, 'declare' | 'drill' | 'publish' | 'change' | OfHygiene | Shown>;

/** One entry per form. A form without an entry does not compile. */
const forms: { [F in About]: Form<F> } = {
  'update-decline': {
    blame: 'reason',
    command: ({ state: { update }, values }) => ({
      type: 'update.decline',
      update,
      reason: values.reason ?? '',
    }),
  },
  snooze: {
    blame: 'reason',
    command: ({ values }) => {
      const minutes = /^\s*(\d{1,4})\b/.exec(values.minutes ?? '')?.[1];
      return minutes === undefined
        ? { field: 'minutes', problem: 'A whole number of minutes.' }
        : { type: 'update.snooze', later: Number(minutes) * minute, reason: values.reason ?? '' };
    },
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
    command: ({ talk, turn, state, values }) => {
      const step = state.step ?? values.step ?? '';
      if (step === '') return { field: 'step', problem: 'Pick one.' };
      const person = chosen(talk, turn, values);
      return 'problem' in person ? person : { type: 'step.assign', step, person };
    },
  },
  handover: {
    blame: 'person',
    command: ({ talk, turn, state: { role }, values }) => {
      const person = chosen(talk, turn, values);
      if ('problem' in person) return person;
      // Whoever names themselves wants to keep or to take the role, and that is no handing over.
      return person.id === turn.input.by.id
        ? { field: 'person', problem: 'Choose somebody else: nobody hands a role over to themselves.' }
        : { type: 'role', role, person };
    },
  },
  'step-note': {
    blame: 'note',
    command: ({ state: { step }, values }) => ({ type: 'step.note', step, note: values.note ?? '' }),
  },
  unhelpful: {
    blame: 'why',
    command: ({ values }) => ({ type: 'step.unhelpful', step: values.step ?? '', why: values.why ?? '' }),
  },
  'add-step': {
    blame: 'title',
    command: ({ values }) => {
      const section = foldables.find((known) => known === values.section);
      return section === undefined || section === 'questions'
        ? { field: 'section', problem: 'Pick one.' }
        : {
            ...{ type: 'step.suggest', section, title: values.title ?? '' },
            look: values.look,
            means: values.means,
          };
    },
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
  'drill-stop': {
    blame: 'reason',
    command: ({ values }) => ({ type: 'drill.stop', reason: values.reason ?? '' }),
  },
  escalate: {
    blame: 'reason',
    command: ({ values }) => {
      const kind = escalationKinds.find((known) => known === values.kind);
      return kind
        ? {
            type: 'escalate',
            kind,
            reason: values.reason ?? '',
            ...(values.clock && values.clock !== 'none' && { clocks: [values.clock] }),
          }
        : { field: 'kind', problem: 'Pick one.' };
    },
  },
  milestone: {
    blame: 'time',
    command: ({ talk, state: { incident }, values }) => timeCommand(talk, incident, values),
  },
  rename: { blame: 'title', command: ({ values }) => ({ type: 'rename', title: values.title ?? '' }) },
  reopen: {
    blame: 'reason',
    command: ({ values }) => ({ type: 'reopen', reason: values.reason ?? '' }),
  },
  'action-item': { blame: 'what', command: itemCommand },
  'action-item-done': {
    blame: 'shipped',
    command: ({ state: { item }, values }) => ({
      type: 'action-item.done',
      item,
      shipped: values.shipped ?? '',
    }),
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

/** Whom the form's field for a person names. */
function chosen(talk: Talk, turn: Turn, { person: mention = 'nobody' }: Values): Person | Problem {
  const { people } = talk.library().organization;
  const person = personMeant({ mention }, { people, input: turn.input });
  return 'rejected' in person ? { field: 'person', problem: sentences(person) } : person;
}

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
  if (sent.form === 'drill') return submitDrill(talk, turn, values.scenario ?? '');
  if (isOfHygiene(sent)) return submitHygiene({ talk, turn, values }, sent);
  if (!(await isKnown(talk, turn, sent.state.incident))) return noIncident(sent.state.incident);
  if (sent.form === 'change') return submitChange(talk, turn, sent.state.incident, values);
  if (sent.form === 'publish') return submitPublish(talk, turn, sent.state, values);
  if (sent.form === 'update' || sent.form === 'update-edit' || sent.form === 'update-review')
    return submitUpdate(talk, turn, updateTask(sent), values);
  const body = await commandOf(sent, { talk, turn, values });
  if ('problem' in body) return { type: 'errors', fields: { [body.field]: body.problem } };
  const result = await handled(talk, turn, sent.state.incident, body);
  const { blame } = forms[sent.form];
  if (result.ok && result.note) return { type: 'errors', fields: { [blame]: result.note } };
  if (result.ok) return toldOf(talk, turn, sent.state.incident, body);
  const field = fieldFor(result.lacks, values) ?? blame;
  return { type: 'errors', fields: { [field]: sentences(result) } };
}

/** What the sender of a form is told where the channel says nothing. */
async function toldOf(talk: Talk, turn: Turn, number: number, body: CommandBody): Promise<ChatAnswer> {
  const incident = body.type === 'step.assign' ? await talk.writer.incident(number) : undefined;
  return body.type === 'step.assign' && incident
    ? { type: 'private', card: noteCard(givenText(turn, body, incident)) }
    : { type: 'nothing' };
}

function updateTask(sent: FormState<Shown>): UpdateTask {
  // The name of the form says which state it has; the compiler can't follow that through the pair.
  return { form: sent.form, about: sent.state } as UpdateTask;
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
