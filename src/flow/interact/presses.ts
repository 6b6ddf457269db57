import type { Modal } from '../../domain/chat/card.ts';
import type { ChatAnswer, ChatInput } from '../../domain/chat/input.ts';
import { decodePress, type Press, type PressValues, type Verb } from '../../domain/chat/press.ts';
import type { CommandBody } from '../../domain/incident/commands.ts';
import { isOver } from '../../domain/incident/decide.ts';
import { isOpen, type Opened } from '../../domain/incident/state.ts';
import { severities } from '../../domain/people.ts';
import { proposedSeverity } from '../../domain/response/rubric.ts';
import { helpCard } from '../../views/chat/answers.ts';
import { metWords } from '../../views/chat/measures-met.ts';
import { addStepModal, unhelpfulModal } from '../../views/chat/modal-lessons.ts';
import {
  assignModal,
  breakGlassModal,
  containmentModal,
  declareModal,
  declinePageModal,
  declineRollbackModal,
  declineUpdateModal,
  evidenceModal,
  findModal,
  handoverModal,
  manualModal,
  noteModal,
  resolveModal,
  rollbackModal,
  severityModal,
  skipModal,
  stepNoteModal,
} from '../../views/chat/modals.ts';
import { rolesCard } from '../../views/chat/roles.ts';
import { openChange, openDone, openForm } from './action-items.ts';
import { verify } from './confirm.ts';
import {
  isKnown,
  mayAnswerOffer,
  noIncident,
  refuse,
  run,
  type Talk,
  type Turn,
  withIncident,
} from './context.ts';
import { declare } from './declare.ts';
import { askStop } from './drill.ts';
import { listEvidence, openEvidence, openExample } from './evidence.ts';
import { refusedAct } from './permitted.ts';
import { previewAnswer, waitingFor } from './preview.ts';
import { takeRole } from './roles.ts';
import { showRevision } from './runbook.ts';
import { refuseOld } from './sealed.ts';
import { askEdit, askReview, askSnooze, openUpdate } from './update.ts';

type Act<V extends Verb> = (
  talk: Talk,
  turn: Turn,
  values: PressValues[V],
) => ChatAnswer | Promise<ChatAnswer>;

/** One entry per button: what it does with its values. A button without an entry does not compile. */
const presses: { [V in Verb]: Act<V> } = {
  'page.ack': does(() => ({ type: 'acknowledge', via: 'chat' })),
  'page.decline': opens((incident, { level }) => declinePageModal(incident.number, level)),
  'role.take': (talk, turn, { incident, role }) => {
    return takeRole(talk, turn, incident, { role });
  },
  'role.take-over': (talk, turn, { incident, role, from }) => takeRole(talk, turn, incident, { role, from }),
  'role.release': does(({ role }) => ({ type: 'role.release', role })),
  'role.accept': does(({ handover }) => ({ type: 'role.answer', handover, accept: true })),
  'role.decline': does(({ handover }) => ({ type: 'role.answer', handover, accept: false })),
  'role.withdraw': does(({ handover }) => ({ type: 'role.withdraw', handover })),
  'role.hand': opens((incident, { role }) => handoverModal(incident, role)),
  'roles.list': (talk, turn, { incident }) =>
    withIncident(talk, incident, (known) => ({ type: 'private', card: rolesCard(known, turn.by) })),
  'section.show': does(({ section }) => ({ type: 'section.fold', section, folded: false })),
  'section.hide': does(({ section }) => ({ type: 'section.fold', section, folded: true })),
  'step.done': does(({ step }) => ({ type: 'step.do', step })),
  'step.undo': does(({ step }) => ({ type: 'step.undo', step })),
  'step.find': opens((incident, { step }) => findModal(incident, step)),
  'step.skip': opens((incident, { step }) => skipModal(incident, step)),
  'step.assign': opens((incident, { step }) => assignModal(incident, step)),
  'step.note': opens((incident, { step }) => stepNoteModal(incident, step)),
  'step.unhelpful': opens((incident, { step }) => unhelpfulModal(incident, step)),
  'step.add': opens((incident) => addStepModal(incident)),
  'question.set': does(({ question, answer }) => ({ type: 'question.answer', question, answer })),
  'category.set': does(({ category }) => ({ type: 'category', category, because: '' })),
  'diagnosis.answer': does(({ check, answer, agree }) => ({
    type: 'diagnosis.answer',
    check,
    answer,
    ...(agree && { agree: true }),
  })),
  'diagnosis.back': does(({ check, answer, all }) => ({
    type: 'diagnosis.back',
    last: { check, answer },
    all: all === 'all',
  })),
  'rollback.open': opens((incident, { part, reason }) => rollbackModal(incident, part, { reason })),
  'rollback.to': opens((incident, asked) => containmentModal(incident, asked)),
  'rollback.approve': does(({ action }) => ({ type: 'rollback.approve', action })),
  'rollback.decline': opens((incident, { action }) => declineRollbackModal(incident, action)),
  'rollback.break-glass': opens((incident, { action }) => breakGlassModal(incident, action)),
  'rollback.manual': opens((incident, { action }) => manualModal(incident, action)),
  'rollback.stop': does(({ action }) => ({ type: 'rollback.stop', action, reason: '' })),
  'rollback.look': does(({ action }) => ({ type: 'rollback.look', action })),
  'rollback.done': does(({ action }) => ({ type: 'rollback.settle', action, done: true })),
  'rollback.undone': does(({ action }) => ({ type: 'rollback.settle', action, done: false })),
  'rollback.preview': (talk, turn, { incident, part, to }) =>
    withIncident(
      talk,
      incident,
      (known) =>
        refusedAct(talk, turn, 'preview', known) ??
        previewAnswer(known, { part, to: to ?? waitingFor(part, known)?.to, by: turn.by }),
    ),
  'update.open': (talk, _, { incident: number, form }) =>
    withIncident(talk, number, (incident) => openUpdate(incident, form)),
  'update.edit': (talk, _, { incident: number, form }) =>
    withIncident(talk, number, (incident) => askEdit(incident, form)),
  'update.review': (talk, turn, { incident, update }) => askReview(talk, turn, incident, update),
  'update.decline': opens((incident, { update }) => declineUpdateModal(incident, update)),
  'update.snooze': (talk, turn, { incident: number }) =>
    withIncident(talk, number, (incident) => askSnooze(talk, turn, { reason: '' }, incident)),
  'evidence.open': opens((incident) => evidenceModal(incident)),
  'evidence.list': (talk, _, { incident }) => withIncident(talk, incident, listEvidence),
  'evidence.read': (talk, _, { incident, place }) =>
    withIncident(talk, incident, (known) => openEvidence(talk, known, place)),
  'evidence.pull': does(() => ({ type: 'evidence.sample' })),
  'evidence.confirm': (talk, turn, { incident: number, place }) =>
    withIncident(talk, number, ({ evidence }) =>
      run(talk, turn, number, { type: 'evidence.confirm', id: evidence[place - 1]?.id ?? '' }),
    ),
  'proposal.decline': does(({ proposal }) => ({ type: 'proposal.decline', proposal })),
  'example.open': (talk, turn, { incident: number, place }) =>
    withIncident(talk, number, (incident) => openExample(talk, turn, { incident, place })),
  'note.open': opens((incident, { text }) => noteModal(incident, text)),
  'severity.open': opens((incident) => severityModal(incident)),
  'severity.take': takeSeverity,
  'verify.start': (talk, turn, { incident }) => verify(talk, turn, incident),
  'read.now': does(() => ({ type: 'read' })),
  'resolve.try': tryResolve,
  'declare.open': (talk, turn) =>
    refusedAct(talk, turn, 'declare') ?? { type: 'modal', modal: declareModal(talk.library()) },
  'declare.anyway': (talk, turn, { system, severity, failure, title = '' }) =>
    declare(talk, turn, {
      ...{ system, title, anyway: true },
      failure: failure || undefined,
      severity: severities.find((known) => known === severity),
    }),
  'action-item.open': (talk, turn, { incident }) =>
    withIncident(talk, incident, (known) => openForm(talk, turn, known)),
  'action-item.done': (talk, _, { incident, item }) =>
    withIncident(talk, incident, (known) => openDone(known, item)),
  'action-item.change': (talk, _, { incident, item }) =>
    withIncident(talk, incident, (known) => openChange(known, item)),
  'revision.show': (talk, _, { incident }) =>
    withIncident(talk, incident, (known) => showRevision(talk, known)),
  'postmortem.draft': does(() => ({ type: 'postmortem' })),
  'drill.join': does(() => ({ type: 'drill.join' })),
  'drill.stop': (talk, turn, { incident }) => askStop(talk, turn, incident),
  'help.show': (_talk, _turn, { group }) => ({ type: 'private', card: helpCard(group) }),
};

/**
 * Handles a press. When it can't be read, it comes from a card of another version. Where the person may not know of its
 * incident, there is none.
 */
export async function press(
  talk: Talk,
  turn: Turn,
  { verb, value }: Extract<ChatInput, { type: 'press' }>,
): Promise<ChatAnswer> {
  const pressed = decodePress(verb, value);
  if (pressed === undefined) return refuseOld('button');
  const { values } = pressed;
  if ('incident' in values && !(await mayPress(talk, turn, pressed.verb, values.incident)))
    return noIncident(values.incident);
  return act(talk, turn, pressed);
}

async function mayPress(talk: Talk, turn: Turn, verb: Verb, incident: number): Promise<boolean> {
  if (await isKnown(talk, turn, incident)) return true;
  const answers = verb === 'role.accept' || verb === 'role.decline';
  return answers && mayAnswerOffer(talk, turn, incident);
}

function act<V extends Verb>(talk: Talk, turn: Turn, { verb, values }: Press<V>) {
  return presses[verb](talk, turn, values);
}

/** A button that runs a command on its incident. */
function does<T extends { incident: number }>(command: (values: T) => CommandBody) {
  return (talk: Talk, turn: Turn, values: T) => run(talk, turn, values.incident, command(values));
}

/** A button that opens a form about its incident. */
function opens<T extends { incident: number }>(build: (incident: Opened, values: T) => Modal) {
  return (talk: Talk, _: Turn, values: T) =>
    withIncident(talk, values.incident, (incident) => ({ type: 'modal', modal: build(incident, values) }));
}

/** Shows what is still open, with the button that ends the incident. */
function tryResolve(
  talk: Talk,
  turn: Turn,
  { incident: number }: PressValues['resolve.try'],
): Promise<ChatAnswer> {
  return withIncident(talk, number, (incident) => {
    const refused = refusedAct(talk, turn, 'resolve', incident);
    if (refused) return refused;
    if (isOpen(incident)) return { type: 'modal', modal: resolveModal(incident, talk.clock.now()) };
    const { rejected, next } = isOver(incident);
    return refuse(rejected, next);
  });
}

/** Takes what the rubric asks for at this moment: the button may be older than the reading, or than a person's decision. */
function takeSeverity(
  talk: Talk,
  turn: Turn,
  { incident: number, severity }: PressValues['severity.take'],
): Promise<ChatAnswer> {
  return withIncident(talk, number, (incident) => {
    const proposal = proposedSeverity(incident);
    if (proposal?.severity !== severity)
      return refuse(
        `The rubric does not ask for ${severity} any more.`,
        'The card shows what is so now; `/airb severity` sets one with your own reason.',
      );
    const reason = `by the rubric: ${metWords(incident, proposal)}`;
    return run(talk, turn, number, { type: 'severity', to: severity, reason });
  });
}
