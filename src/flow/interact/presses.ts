import type { Modal } from '../../domain/chat/card.ts';
import type { ChatAnswer, ChatInput } from '../../domain/chat/input.ts';
import { type Question, questions } from '../../domain/incident/events.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { type Role, roles } from '../../domain/people.ts';
import { type Category, categories } from '../../domain/runbooks/runbook.ts';
import { type Verb, valueParts } from '../../views/chat/controls.ts';
import {
  assignModal,
  declareModal,
  declinePageModal,
  declineRollbackModal,
  evidenceModal,
  manualModal,
  noteModal,
  resolveModal,
  rollbackModal,
  severityModal,
  skipModal,
  stepNoteModal,
  updateModal,
} from '../../views/chat/modals.ts';
import { refuse, run, type Talk, type Turn, withIncident } from './context.ts';
import { previewAnswer } from './preview.ts';

type Press = (talk: Talk, turn: Turn, parts: string[]) => ChatAnswer | Promise<ChatAnswer>;

/** One line per button: what it does with the parts of its value. */
const presses: Record<Verb, Press> = {
  'page.ack': (talk, turn, [n]) => run(talk, turn, Number(n), { type: 'acknowledge', via: 'chat' }),
  'page.decline': (talk, _, [n, level]) => form(talk, n, () => declinePageModal(Number(n), Number(level))),
  'role.take': takeRole,
  'step.done': (talk, turn, [n, step = '']) => run(talk, turn, Number(n), { type: 'step.do', step }),
  'step.undo': (talk, turn, [n, step = '']) => run(talk, turn, Number(n), { type: 'step.undo', step }),
  'step.skip': (talk, _, [n, step = '']) => form(talk, n, (incident) => skipModal(incident, step)),
  'step.assign': (talk, _, [n, step = '']) => form(talk, n, (incident) => assignModal(incident, step)),
  'step.note': (talk, _, [n, step = '']) => form(talk, n, (incident) => stepNoteModal(incident, step)),
  'question.set': answerQuestion,
  'category.set': chooseCategory,
  'diagnosis.answer': (talk, turn, [n, check = '', answer = '']) =>
    run(talk, turn, Number(n), { type: 'diagnosis.answer', check, answer }),
  'diagnosis.back': (talk, turn, [n, check = '', answer = '', all]) =>
    run(talk, turn, Number(n), { type: 'diagnosis.back', last: { check, answer }, all: all === 'all' }),
  'rollback.open': (talk, _, [n, part, reason]) =>
    form(talk, n, (incident) => rollbackModal(incident, part || undefined, { reason })),
  'rollback.approve': (talk, turn, [n, action = '']) =>
    run(talk, turn, Number(n), { type: 'rollback.approve', action }),
  'rollback.decline': (talk, _, [n, action = '']) =>
    form(talk, n, (incident) => declineRollbackModal(incident, action)),
  'rollback.manual': (talk, _, [n, action = '']) =>
    form(talk, n, (incident) => manualModal(incident, action)),
  'rollback.preview': (talk, _, [n, part = '']) =>
    withIncident(talk, Number(n), (incident) => previewAnswer(incident, part)),
  'update.open': (talk, _, [n, which]) =>
    form(talk, n, (incident) => updateModal(incident, which === 'customer' ? 'customer' : 'internal')),
  'evidence.open': (talk, _, [n]) => form(talk, n, (incident) => evidenceModal(incident)),
  'note.open': (talk, _, [n, text]) => form(talk, n, (incident) => noteModal(incident, text)),
  'severity.open': (talk, _, [n]) => form(talk, n, (incident) => severityModal(incident)),
  'verify.start': (talk, turn, [n]) => run(talk, turn, Number(n), { type: 'verify' }),
  'read.now': (talk, turn, [n]) => run(talk, turn, Number(n), { type: 'read' }),
  'resolve.try': tryResolve,
  'declare.open': (talk) => ({ type: 'modal', modal: declareModal(talk.library()) }),
  'postmortem.draft': (talk, turn, [n]) => run(talk, turn, Number(n), { type: 'postmortem' }),
};

/** A button was pressed. An unknown verb comes from a card of another version. */
export function press(
  talk: Talk,
  turn: Turn,
  input: Extract<ChatInput, { type: 'press' }>,
): Promise<ChatAnswer> {
  const act = Object.hasOwn(presses, input.verb) ? presses[input.verb as Verb] : undefined;
  if (act === undefined)
    return Promise.resolve(refuse('That button is from another version of airb.', 'Use the newest card.'));
  return Promise.resolve(act(talk, turn, valueParts(input.value)));
}

function form(
  talk: Talk,
  number: string | undefined,
  build: (incident: Opened) => Modal,
): Promise<ChatAnswer> {
  return withIncident(talk, Number(number), (incident) => ({ type: 'modal', modal: build(incident) }));
}

function takeRole(talk: Talk, turn: Turn, [n, word = '']: string[]): Promise<ChatAnswer> | ChatAnswer {
  const role = roles.find((known): known is Role => known === word);
  if (role === undefined) return refuse(`There is no role ${word}.`, `Roles: ${roles.join(', ')}.`);
  const { id, name } = turn.input.by;
  return run(talk, turn, Number(n), { type: 'role', role, person: { id, name } });
}

function answerQuestion(
  talk: Talk,
  turn: Turn,
  [n, word = '', ...rest]: string[],
): Promise<ChatAnswer> | ChatAnswer {
  const question = questions.find((known): known is Question => known === word);
  if (question === undefined) return refuse('That question is from another version of airb.');
  return run(talk, turn, Number(n), { type: 'question.answer', question, answer: rest.join('|') });
}

function chooseCategory(talk: Talk, turn: Turn, [n, word = '']: string[]): Promise<ChatAnswer> | ChatAnswer {
  const category = categories.find((known): known is Category => known === word);
  if (category === undefined)
    return refuse(`There is no category ${word}.`, `Categories: ${categories.join(', ')}.`);
  return run(talk, turn, Number(n), { type: 'category', category, because: '' });
}

/** Resolves when recovery has held; otherwise shows what is missing, with the way to override it by name. */
async function tryResolve(talk: Talk, turn: Turn, [n]: string[]): Promise<ChatAnswer> {
  const result = await talk.writer.handle(Number(n), { type: 'resolve' }, turn.by, {
    inputKey: turn.input.key,
  });
  if (result.ok || result.incident.phase === 'none') return run(talk, turn, Number(n), { type: 'resolve' });
  const { incident } = result;
  return incident.phase === 'triage' || incident.phase === 'mitigating' || incident.phase === 'verifying'
    ? { type: 'modal', modal: resolveModal(incident) }
    : refuse(result.rejected, result.next);
}
