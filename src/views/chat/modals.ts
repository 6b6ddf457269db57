import type { Field, Modal, Node } from '../../domain/chat/card.ts';
import { audiencesTold } from '../../domain/incident/audiences.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { capital } from '../../domain/plain.ts';
import { contactsOf, type EscalationKind, escalationKinds } from '../../domain/response/escalation.ts';
import { redSignals } from '../../domain/response/red.ts';
import { numberedSteps } from '../../domain/response/steps.ts';
import { type Instant, inWords } from '../../domain/time.ts';
import { formAbout } from './controls.ts';
import { optionsOf } from './modal-options.ts';
import { tag } from './naming.ts';
import { namesOf, peopleOf } from './people-lines.ts';
import { stepOf } from './progress.ts';
import { clip } from './spans.ts';

export { changeModal } from './modal-change.ts';
export { containmentModal } from './modal-containment.ts';
export { declareModal } from './modal-declare.ts';
export { evidenceModal, exampleModal } from './modal-evidence.ts';
export { handoverModal, severityModal } from './modal-people.ts';
export { resolveModal } from './modal-resolve.ts';
export { rollbackModal } from './modal-rollback.ts';
export { declineUpdateModal, snoozeModal, updateEditModal, updateModal } from './modal-update.ts';

/** The form to skip a step; it asks for the reason. */
export function skipModal(incident: Opened, step: string): Modal {
  return stepModal(incident, step, {
    form: 'skip',
    title: 'Skip a step',
    submit: 'Skip',
    field: reason('Why is it skipped?', 'no tool calls in this system'),
  });
}

/**
 * The form for a step that is done: what was found, in a few words. Without it the postmortem says that nobody wrote it
 * down.
 */
export function findModal(incident: Opened, step: string): Modal {
  const field: Field = {
    id: 'note',
    label: 'What did you find?',
    kind: 'paragraph',
    placeholder: 'nine of twenty were refused, all in English',
    optional: true,
    maxLength: 2000,
  };
  return stepModal(incident, step, { form: 'find', title: 'Step done', submit: 'It is done', field });
}

/** The form to give a step to a person; without a step, it asks for one of those that are open. */
export function assignModal(incident: Opened, step?: string): Modal {
  const field: Field = { id: 'person', label: 'Who does it?', kind: 'person' };
  const look = { title: 'Assign a step', submit: 'Assign' };
  if (step !== undefined) return stepModal(incident, step, { form: 'assign', ...look, field });
  const open = numberedSteps(incident.plan.sections).filter(
    ({ id }) => incident.steps[id]?.status === 'open',
  );
  const options = optionsOf(open.map(({ number, id, title }) => ({ id, title: `${number}. ${title}` })));
  const which: Field = { id: 'step', label: 'Which step?', kind: 'choice', options };
  return {
    ...formAbout('assign', { incident: incident.number }),
    ...look,
    intro: [],
    fields: [which, field],
  };
}

/** The form for a note on a step. */
export function stepNoteModal(incident: Opened, step: string): Modal {
  const field: Field = { id: 'note', label: 'Note', kind: 'paragraph', maxLength: 2000 };
  return stepModal(incident, step, { form: 'step-note', title: 'Note on a step', submit: 'Save', field });
}

function stepModal(
  incident: Opened,
  step: string,
  look: Pick<Modal, 'title' | 'submit'> & { form: 'find' | 'skip' | 'assign' | 'step-note'; field: Field },
): Modal {
  const { form, field, ...rest } = look;
  const title = clip(stepOf(incident, step)?.title ?? step, 200);
  const about = formAbout(form, { incident: incident.number, step });
  return { ...about, ...rest, intro: [text(title)], fields: [field] };
}

/** A note on the incident's timeline. `text` is what it begins with. */
export function noteModal(incident: Opened, text = ''): Modal {
  return {
    ...formAbout('note', { incident: incident.number }),
    title: 'Note',
    submit: 'Save',
    intro: [],
    fields: [
      {
        id: 'text',
        label: 'Note',
        kind: 'paragraph',
        maxLength: 2000,
        ...(text && { initial: clip(text, 200) }),
      },
    ],
  };
}

/** The form to cancel an incident; it asks for the reason. */
export function cancelModal(incident: Opened, now: Instant, why = ''): Modal {
  return {
    ...formAbout('cancel', { incident: incident.number, red: redOf(incident, now) }),
    title: 'Cancel incident',
    submit: 'Cancel incident',
    intro: [
      text(`${tag(incident)} ends without resolution: paging, updates and timers stop.`),
      ...redNodes(incident, now),
      ...toldNodes(incident),
    ],
    fields: [filled(reason('Why was it not an incident?', 'false alarm: load test'), why)],
  };
}

/** The form to bring in people beyond those on call; each choice names them. */
export function escalateModal(incident: Opened, kind: EscalationKind = 'technical'): Modal {
  const named = (one: EscalationKind) =>
    namesOf(incident, peopleOf(incident, contactsOf(incident.plan, one)));
  return {
    ...formAbout('escalate', { incident: incident.number }),
    title: 'Escalate',
    submit: 'Bring them in',
    intro: [text(`They are invited to ${tag(incident)} and told why, directly.`)],
    fields: [
      {
        id: 'kind',
        label: 'Whom?',
        kind: 'choice',
        options: optionsOf(
          escalationKinds.map((one) => ({
            id: one,
            title: `${capital(one)}: ${named(one) || 'nobody named'}`,
          })),
        ),
        initial: kind,
      },
      ...clockField(incident),
      reason('Why?', 'customers’ data may have gone out'),
    ],
  };
}

/** A choice of the deadlines that a risk escalation may set running; none where the files describe none. */
function clockField({ plan, clocks = [] }: Opened): Field[] {
  const running = new Set(clocks.filter(({ ended }) => ended === undefined).map(({ id }) => id));
  const startable = (plan.regulatory ?? []).filter(({ id }) => !running.has(id));
  if (startable.length === 0) return [];
  const choices = startable.map(({ id, name, within }) => ({ id, title: `${name}: ${inWords(within)}` }));
  return [
    {
      id: 'clock',
      label: 'Start a regulatory clock?',
      kind: 'choice',
      hint: 'With risk only. More of them: /airb clock start.',
      optional: true,
      options: optionsOf([{ id: 'none', title: 'None' }, ...choices]),
      initial: 'none',
    },
  ];
}

/** The form to open an incident again; it asks what came back. */
export function reopenModal(incident: Opened): Modal {
  return {
    ...formAbout('reopen', { incident: incident.number }),
    title: 'Reopen incident',
    submit: 'Reopen and page',
    intro: [
      text(
        `${tag(incident)} is ${incident.phase}. Opened again, it pages the first rung, and updates are due again.`,
      ),
    ],
    fields: [reason('What came back?', 'refusals rise again since 15:10')],
  };
}

/** Somebody wants the recovery watched although key signals speak against it; the form names them. */
export function verifyModal(incident: Opened): Modal {
  return {
    ...formAbout('verify', { incident: incident.number, red: redOf(incident) }),
    title: 'Verify recovery',
    submit: 'Watch anyway',
    intro: [
      ...redNodes(incident),
      text('The watch begins now; its time starts again whenever one is out of range.'),
    ],
    fields: [
      {
        id: 'seen',
        label: 'What speaks for a recovery?',
        kind: 'paragraph',
        optional: true,
        maxLength: 1000,
      },
    ],
  };
}

/** A rollback goes on although nobody who may approve it answers. */
export function breakGlassModal(incident: Opened, action: string): Modal {
  return {
    ...formAbout('break-glass', { incident: incident.number, action }),
    title: 'Nobody answers',
    submit: 'Break the glass',
    intro: [
      text('Meant for an emergency in which nobody who may approve can be reached.'),
      text(
        'It is announced here and in the incidents channel with your name and reason, and stands in the postmortem.',
      ),
    ],
    fields: [reason('Why can it not wait?', 'refusals double every minute, Ben and Finn do not answer')],
  };
}

/** Names of the key signals that the form shows; what turns red later was not confirmed by sending it. */
function redOf(incident: Opened, now?: Instant): string | undefined {
  const red = redSignals(incident, now);
  return red.length === 0 ? undefined : red.map(({ signal }) => signal).join(',');
}

function redNodes(incident: Opened, now?: Instant): Node[] {
  const red = redSignals(incident, now);
  if (red.length === 0) return [];
  return [
    { type: 'text', spans: [{ bold: 'This speaks against it:' }] },
    { type: 'list', items: red.slice(0, 12).map(({ words }) => [clip(words, 200)]) },
  ];
}

function toldNodes(incident: Opened): Node[] {
  const told = audiencesTold(incident);
  if (told.length === 0) return [];
  const names = told.map((one) => clip('channel' in one ? one.channel : one.title, 60)).join(', ');
  return [small(`Heard of it, and will hear that it ended: ${names}.`)];
}

function filled(field: Field, initial: string): Field {
  return initial === '' ? field : { ...field, initial: clip(initial, 1000) };
}

/** Declining a rollback. */
export function declineRollbackModal(incident: Opened, action: string): Modal {
  const fields = [reason('Why not?', 'the index is the likelier cause')];
  return {
    ...formAbout('decline', { incident: incident.number, action }),
    title: 'Decline rollback',
    submit: 'Decline',
    intro: [],
    fields,
  };
}

/** A manual step is reported done. */
export function manualModal(incident: Opened, action: string): Modal {
  const containment = incident.containments.find((candidate) => candidate.id === action);
  const manual = incident.plan.parts.find((part) => part.id === containment?.part)?.manual;
  return {
    ...formAbout('manual', { incident: incident.number, action }),
    title: 'Done by hand',
    submit: 'It is done',
    intro: manual ? [{ type: 'quote', text: clip(manual, 1500) }] : [],
    fields: [
      { id: 'note', label: 'What did you do, and what did you see?', kind: 'paragraph', maxLength: 2000 },
    ],
  };
}

/** Declining a page. */
export function declinePageModal(incident: number, level: number): Modal {
  return {
    ...formAbout('decline-page', { incident, level }),
    title: 'Can’t take it',
    submit: 'Pass it on',
    intro: [text('The next person of the escalation policy is paged at once.')],
    fields: [{ ...reason('Why?', 'on a train without network'), optional: true }],
  };
}

function reason(label: string, placeholder: string): Field {
  return { id: 'reason', label, kind: 'paragraph', placeholder, maxLength: 1000 };
}

function text(words: string): Node {
  return { type: 'text', spans: [words] };
}

function small(words: string): Node {
  return { type: 'context', spans: [words] };
}
