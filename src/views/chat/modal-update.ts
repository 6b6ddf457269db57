import type { Field, Modal, Node, Spans } from '../../domain/chat/card.ts';
import type { FormStates } from '../../domain/chat/form-state.ts';
import { audiencesOf } from '../../domain/incident/audiences.ts';
import type { Form, UpdateText } from '../../domain/incident/events.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { longestSnooze } from '../../domain/incident/update-changes.ts';
import { capital, inSeries } from '../../domain/plain.ts';
import { wayInWords } from '../../domain/runbooks/audience.ts';
import { type Instant, inWords, minute } from '../../domain/time.ts';
import { formAbout } from './controls.ts';
import { callName } from './naming.ts';
import { clip, timeOf } from './spans.ts';
import { draftOf } from './update-draft.ts';

/** What the form is for: a new update, the last one corrected, or one that waits for the commander. */
export type UpdateTask =
  | { form: 'update'; about: FormStates['update'] }
  | { form: 'update-edit'; about: FormStates['update-edit'] }
  | { form: 'update-review'; about: FormStates['update-review'] };

const titles = {
  update: { internal: 'Stakeholder update', customer: 'Customer update' },
  'update-edit': { internal: 'Correct the update', customer: 'Correct the update' },
  'update-review': { internal: 'Review the update', customer: 'Review the update' },
} as const satisfies Record<UpdateTask['form'], Record<Form, string>>;

/**
 * The form to write a stakeholder update. It starts with a draft of what is so now, names the channels it goes to, and says
 * what its writer must check. Sending it shows what readers will see, and sends nothing yet.
 * @param given lines that the command already brought
 * @param from whose message it was made from
 */
export function updateModal(
  incident: Opened,
  form: Form,
  given: Partial<UpdateText> = {},
  from?: string,
): Modal {
  const { text, from: drafted, check } = draftOf(incident, form);
  const brought = from === undefined ? 'your command' : `${clip(from, 60)}’s message`;
  const sources = lines(text).map(({ id, label }): [string, string] => {
    const line = id as keyof UpdateText;
    return [label, given[line] === undefined ? drafted[line] : brought];
  });
  const task: UpdateTask = { form: 'update', about: { incident: incident.number, form } };
  return {
    ...formOf(task),
    title: titles.update[form],
    submit: 'Preview',
    intro: intro(incident, form, [...sourceWords(sources), ...check]),
    fields: [...(bothForms(incident) ? [formField(form)] : []), ...lines({ ...text, ...given })],
  };
}

/** `“What do users see?” and “Who is affected?”: the runbook’s words`, the lines of one source together. */
function sourceWords(sources: [label: string, source: string][]): string[] {
  return [...new Set(sources.map(([, source]) => source))].map((source) => {
    const labels = sources.filter(([, one]) => one === source).map(([label]) => `“${label}”`);
    return `${inSeries(labels)}: ${source}`;
  });
}

/** The form that corrects the last update; it starts with the words that stand. */
export function updateEditModal(incident: Opened, form: Form, text: UpdateText): Modal {
  const task: UpdateTask = { form: 'update-edit', about: { incident: incident.number, form } };
  return {
    ...formOf(task),
    title: titles['update-edit'][form],
    submit: 'Preview',
    intro: [
      { type: 'text', spans: [goesTo(incident, form, 'Changes what stands in')] },
      small('Readers see when it was corrected, and the log keeps both. The time of the next one stays.'),
    ],
    fields: lines(text),
  };
}

/** The form and what it is about, with what its preview showed. */
export function formOf({ form, about }: UpdateTask): Pick<Modal, 'form' | 'state'> {
  switch (form) {
    case 'update':
      return formAbout(form, about);
    case 'update-edit':
      return formAbout(form, about);
    case 'update-review':
      return formAbout(form, about);
  }
}

/** The title of the form in front of its writer. */
export function titleOf(task: UpdateTask, form: Form): string {
  return titles[task.form][form];
}

/** The fields that a person fills in, in the order in which they are read. */
export function lines(text: UpdateText): Field[] {
  return [
    line('users', 'What do users see?', text.users),
    { ...line('since', 'Since when?', text.since), kind: 'line', maxLength: 200 },
    line('scope', 'Who and what is affected?', text.scope),
    line('mitigation', 'What is being done?', text.mitigation),
  ];
}

/** `Those who answer for support (#support-leadership)`, or that nobody reads it. */
export function readersOf(incident: Opened, form: Form): string {
  const titled = audiencesOf(incident, incident.severity, form).map(
    (audience) => `${clip(audience.title, 60)} (${clip(wayInWords(audience), 60)})`,
  );
  if (titled.length > 0) return titled.join(', ');
  return incident.private
    ? 'nobody outside the channel, because the incident is private'
    : 'no audience subscribes to this form at this severity';
}

/** `Goes to: …`. In a drill it would have gone there, and goes to nobody. */
export function goesTo(incident: Opened, form: Form, words = 'Goes to'): string {
  const readers = readersOf(incident, form);
  return incident.drill === undefined
    ? `${words}: ${readers}.`
    : `In a drill it goes to nobody. It would go to: ${readers}.`;
}

/** The form to put off the next update: how long, and why. */
export function snoozeModal(incident: Opened, now: Instant): Modal {
  const { dueAt } = incident.cadence;
  const longest = Math.floor((longestSnooze(incident, now) ?? minute) / minute);
  return {
    ...formAbout('snooze', { incident: incident.number }),
    title: 'Put off the update',
    submit: 'Put off',
    intro: [
      {
        type: 'text',
        spans: [
          'Due at ',
          ...(dueAt === undefined ? ['no time'] : [timeOf(dueAt)]),
          `. Once, by at most ${inWords(longest * minute)}${incident.drill ? '.' : ': whoever was promised that time hears the new one now.'}`,
        ],
      },
    ],
    fields: [
      {
        id: 'minutes',
        label: 'By how many minutes?',
        kind: 'line',
        initial: String(Math.min(10, longest)),
        maxLength: 4,
      },
      {
        id: 'reason',
        label: 'Why?',
        kind: 'paragraph',
        placeholder: 'the reading after the rollback comes in ten minutes',
        maxLength: 300,
      },
    ],
  };
}

/** The form to decline an update that waits. */
export function declineUpdateModal(incident: Opened, update: string): Modal {
  return {
    ...formAbout('update-decline', { incident: incident.number, update }),
    title: 'Don’t send it',
    submit: 'Don’t send',
    intro: [small('Its writer hears why, and can write another.')],
    fields: [
      {
        id: 'reason',
        label: 'Why not?',
        kind: 'paragraph',
        placeholder: 'the share of users is not measured yet',
        maxLength: 1000,
      },
    ],
  };
}

function intro(incident: Opened, form: Form, check: string[]): Node[] {
  const { dueAt } = incident.cadence;
  const { commander, owner: owning } = incident.roles;
  const holder = commander ?? owning;
  const owner = holder ? callName(holder.name, incident) : 'nobody yet';
  const due: Spans = dueAt === undefined ? [] : ['Due at ', timeOf(dueAt), '. '];
  return [
    { type: 'text', spans: [goesTo(incident, form)] },
    { type: 'text', spans: [{ bold: 'Check before you send:' }] },
    { type: 'list', items: check.map((one) => [capital(`${one}.`)]) },
    {
      type: 'context',
      spans: [
        ...due,
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
    // `form` itself is what Teams carries the name of the form in.
    id: 'readers',
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

function small(words: string): Node {
  return { type: 'context', spans: [words] };
}
