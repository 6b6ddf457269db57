import { linesOf } from '../../domain/chat/grammar-update.ts';
import type { ChatAnswer, ChatInput } from '../../domain/chat/input.ts';
import type { Intent } from '../../domain/chat/intent.ts';
import { audiencesOf } from '../../domain/incident/audiences.ts';
import type { CommandBody } from '../../domain/incident/commands.ts';
import { isOver } from '../../domain/incident/decide.ts';
import type { Form, UpdateText } from '../../domain/incident/events.ts';
import { isOpen, type Opened } from '../../domain/incident/state.ts';
import { lastWritten, longestSnooze } from '../../domain/incident/update-changes.ts';
import { formDue } from '../../domain/incident/update-promises.ts';
import { decidedAlready, waitsForCommander } from '../../domain/incident/update-proposals.ts';
import { emptyLine, updateLines, warningsOf } from '../../domain/incident/update-text.ts';
import { sentenceEnd } from '../../domain/plain.ts';
import { fullTime, minute } from '../../domain/time.ts';
import { beganAt } from '../../views/chat/measures.ts';
import type { UpdateTask } from '../../views/chat/modal-update.ts';
import { snoozeModal, updateEditModal, updateModal } from '../../views/chat/modals.ts';
import { scopeText } from '../../views/chat/update.ts';
import { keysOf, previewModal } from '../../views/chat/update-preview.ts';
import { answerOf, handled, refuse, run, type Talk, type Turn, withIncident } from './context.ts';
import { refusedAct } from './permitted.ts';

/** `/airb update` in all its forms. */
export async function askUpdate(
  talk: Talk,
  turn: Turn,
  intent: Extract<Intent, { command: 'update' }>,
  incident: Opened,
): Promise<ChatAnswer> {
  const { number } = incident;
  if (intent.snooze) return askSnooze(talk, turn, intent.snooze, incident);
  if (intent.edit) return askEdit(incident, intent.form, intent.text);
  const { form = formDue(incident), text } = intent;
  const { users, mitigation } = text;
  if (users === undefined || mitigation === undefined)
    return { type: 'modal', modal: updateModal(incident, form, text) };
  const last = incident.updates.findLast((update) => !update.automatic && update.form === form)?.text;
  const whole = {
    users,
    mitigation,
    since: text.since ?? last?.since ?? fullTime(beganAt(incident)),
    scope: text.scope ?? last?.scope ?? (form === 'internal' ? scopeText(incident) : 'Not yet known'),
  };
  const task: UpdateTask = { form: 'update', about: { incident: number, form } };
  const shown = () => previewed(talk, turn, incident, { task, form, text: whole });
  if (!intent.send) return refusedAct(talk, turn, actFor(form), incident) ?? shown();
  const result = await handled(talk, turn, number, { type: 'update', form, text: whole });
  return !result.ok && result.lacks === 'confirmation' ? shown() : answerOf(result);
}

/** Opens the form of a button, which may be older than the end of its incident. */
export function openUpdate(incident: Opened, form: Form): ChatAnswer {
  if (!isOpen(incident)) return refuse(isOver(incident).rejected, isOver(incident).next);
  return { type: 'modal', modal: updateModal(incident, form) };
}

/** Opens the form that corrects the last update, or says that there is none. */
export function askEdit(incident: Opened, asked?: Form, given: Partial<UpdateText> = {}): ChatAnswer {
  const last = lastWritten(incident, asked);
  if (last === undefined)
    return refuse('Nobody has written an update to correct yet.', '`/airb update` writes one.');
  return { type: 'modal', modal: updateEditModal(incident, last.form, { ...last.text, ...given }) };
}

/** Opens what waits for the commander as it will be read, with the button that sends it. */
export function askReview(talk: Talk, turn: Turn, number: number, update: string): Promise<ChatAnswer> {
  return withIncident(talk, number, (incident) => {
    if (!isOpen(incident)) return refuse(isOver(incident).rejected, isOver(incident).next);
    const refused = refusedAct(talk, turn, 'update.approve', incident);
    if (refused) return refused;
    const proposal = incident.heldUpdates?.find(({ id }) => id === update);
    if (proposal?.status !== 'waiting') return refuse(decidedAlready(proposal));
    const { form, text } = proposal;
    const task: UpdateTask = { form: 'update-review', about: { incident: number, update } };
    return previewed(talk, turn, incident, { task, form, text });
  });
}

/** The form to put off the next update, or why it can't be. */
export function askSnooze(
  talk: Talk,
  turn: Turn,
  { later, reason }: { later?: number | undefined; reason: string },
  incident: Opened,
): ChatAnswer | Promise<ChatAnswer> {
  const now = talk.clock.now();
  const asks = later === undefined || (reason === '' && longestSnooze(incident, now) !== undefined);
  if (asks && longestSnooze(incident, now) !== undefined)
    return { type: 'modal', modal: snoozeModal(incident, now) };
  return run(talk, turn, incident.number, { type: 'update.snooze', later: later ?? minute, reason });
}

/** A message of the channel becomes an update: its text is what is being done, unless it names the lines itself. */
export function updateFromMessage(
  incident: Opened,
  message: Extract<ChatInput, { type: 'shortcut' }>['message'],
): ChatAnswer {
  if (!isOpen(incident)) return refuse(isOver(incident).rejected, isOver(incident).next);
  const given = message ? linesOf(message.text) : {};
  return { type: 'modal', modal: updateModal(incident, formDue(incident), given, message?.author) };
}

/**
 * Takes a sent form. What its writer has not seen as its readers will see it is shown first; only what was shown goes out,
 * and with a warning only when it was confirmed.
 */
export async function submitUpdate(
  talk: Talk,
  turn: Turn,
  sent: UpdateTask,
  values: Record<string, string>,
): Promise<ChatAnswer> {
  const incident = await talk.writer.incident(sent.about.incident);
  if (incident === undefined) return refuse(`There is no incident #${sent.about.incident}.`);
  const asked = draftIn(incident, sent, values);
  if (asked === undefined) return refuse('There is no such update.');
  const empty = emptyLine(asked.text);
  if (empty !== undefined)
    return { type: 'errors', fields: { [empty]: `Say ${updateLines[empty]}, in a few words.` } };
  const seen = readSeen(sent.about.seen);
  if (seen?.print !== printOf(talk, asked)) return shownOrRefused(talk, turn, incident, asked);
  if (seen.warned.length > 0 && !values.confirm)
    return { type: 'errors', fields: { confirm: 'Tick it to go on, or change the words.' } };
  const result = await handled(talk, turn, incident.number, commandOf(asked, seen.warned));
  if (!result.ok && result.lacks === 'confirmation') return shownOrRefused(talk, turn, incident, asked);
  if (result.ok) return answerOf(result);
  const words = [result.rejected, result.next ?? ''].filter(Boolean).map(sentenceEnd);
  return { type: 'errors', fields: { users: words.join(' ') } };
}

interface Asked {
  task: UpdateTask;
  form: Form;
  text: UpdateText;
}

function draftIn(incident: Opened, task: UpdateTask, values: Record<string, string>): Asked | undefined {
  const { users = '', since = '', scope = '', mitigation = '' } = values;
  const text = { users, since, scope, mitigation };
  if (task.form !== 'update-review') {
    const form = (values.readers ?? task.about.form) === 'customer' ? 'customer' : 'internal';
    return { task: { ...task, about: { ...task.about, form } } as UpdateTask, form, text };
  }
  const proposal = incident.heldUpdates?.find(({ id }) => id === task.about.update);
  return proposal && { task, form: proposal.form, text };
}

function commandOf({ task, form, text }: Asked, confirmed: string[]): CommandBody {
  if (task.form === 'update-edit') return { type: 'update.correct', form, text, confirmed };
  const proposal = task.form === 'update-review' ? task.about.update : undefined;
  return { type: 'update', form, text, confirmed, ...(proposal !== undefined && { proposal }) };
}

function actFor(form: Form) {
  return form === 'customer' ? 'update.customer' : 'update.internal';
}

/** Nobody looks at the preview of what they may not send. */
function shownOrRefused(talk: Talk, turn: Turn, incident: Opened, asked: Asked): ChatAnswer {
  const approves =
    asked.task.form === 'update-review' || (asked.task.form === 'update-edit' && asked.form === 'customer');
  const refused = refusedAct(talk, turn, approves ? 'update.approve' : actFor(asked.form), incident);
  if (refused?.type === 'private') return { type: 'errors', fields: { users: refused.card.text } };
  return previewed(talk, turn, incident, asked);
}

/** The preview; the form remembers what it showed, and what it warned of. */
function previewed(talk: Talk, { by }: Turn, incident: Opened, asked: Asked): ChatAnswer {
  const now = talk.clock.now();
  const { task, form, text } = asked;
  const warnings = warningsOf(text, incident, now);
  const seen = [printOf(talk, asked), ...keysOf(warnings)].join('\n');
  const read = audiencesOf(incident, incident.severity, form).length > 0;
  const waits = task.form === 'update' && read && waitsForCommander(form, by, incident);
  const remembered = { ...task, about: { ...task.about, seen } } as UpdateTask;
  return {
    type: 'modal',
    modal: previewModal(incident, { task: remembered, form, text, warnings, waits, by, now }),
  };
}

function printOf({ hash }: Talk, { form, text }: Asked): string {
  return hash(JSON.stringify([form, text.users, text.since, text.scope, text.mitigation])).slice(0, 16);
}

function readSeen(seen: string | undefined): { print: string; warned: string[] } | undefined {
  const [print, ...warned] = seen?.split('\n') ?? [];
  return print === undefined ? undefined : { print, warned };
}
