import type { Field, Modal, Node } from '../../domain/chat/card.ts';
import type { Form, UpdateText } from '../../domain/incident/events.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { wayInWords } from '../../domain/runbooks/audience.ts';
import { formAbout } from './controls.ts';
import { callName } from './naming.ts';
import { clip, timeOf } from './spans.ts';
import { type Draft, draftOf } from './update-draft.ts';

/**
 * The form to write a stakeholder update. It starts with a draft of what is so now, names the channels it goes to, and says
 * what its writer must check.
 * @param given lines that the command already brought
 */
export function updateModal(incident: Opened, form: Form, given: Partial<UpdateText> = {}): Modal {
  const draft = draftOf(incident, form);
  const start = { ...draft.text, ...given };
  return {
    ...formAbout('update', { incident: incident.number, form }),
    title: form === 'customer' ? 'Customer update' : 'Stakeholder update',
    submit: 'Post update',
    intro: intro(incident, form, draft),
    fields: [
      ...(bothForms(incident) ? [formField(form)] : []),
      line('users', 'What do users see?', start.users),
      { ...line('since', 'Since when?', start.since), kind: 'line', maxLength: 200 },
      line('scope', 'Who and what is affected?', start.scope),
      line('mitigation', 'What is being done?', start.mitigation),
    ],
  };
}

function intro(incident: Opened, form: Form, { check }: Draft): Node[] {
  const titles = incident.plan.audiences
    .filter((audience) => audience.form === form && audience.severities.includes(incident.severity))
    .map((audience) => `${clip(audience.title, 60)} (${clip(wayInWords(audience), 60)})`);
  const holder = incident.roles.commander ?? incident.roles.owner;
  const owner = holder ? callName(holder.name, incident) : 'nobody yet';
  const { dueAt } = incident.cadence;
  return [
    {
      type: 'text',
      spans: [`Goes to: ${titles.join(', ') || 'no audience subscribes to this form at this severity'}.`],
    },
    { type: 'text', spans: [{ bold: 'Check before you send: ' }, `${check.join('; ')}.`] },
    {
      type: 'context',
      spans: [
        ...(dueAt === undefined ? [] : ['Due at ', timeOf(dueAt), '. ']),
        `airb adds the time of the next update and who owns it (${owner}). No guesses about the cause, no blame.`,
      ],
    },
  ];
}

function bothForms(incident: Opened): boolean {
  return incident.plan.audiences.some((audience) => audience.form === 'customer');
}

function formField(form: Form): Field {
  return {
    id: 'form',
    label: 'For whom?',
    kind: 'choice',
    initial: form,
    options: [
      { value: 'internal', label: 'Internal stakeholders' },
      { value: 'customer', label: 'Customer-facing teams' },
    ],
  };
}

function line(id: string, label: string, initial: string): Field {
  return {
    id,
    label,
    kind: 'paragraph',
    maxLength: 1000,
    ...(initial ? { initial: initial.slice(0, 1000) } : {}),
  };
}
