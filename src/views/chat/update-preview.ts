import type { Card, Field, Modal, Node } from '../../domain/chat/card.ts';
import type { EventOf, Form, UpdateText } from '../../domain/incident/events.ts';
import { type HeldUpdate, isOpen, type Opened } from '../../domain/incident/state.ts';
import { nextPromised } from '../../domain/incident/update-promises.ts';
import { isVacant } from '../../domain/incident/update-proposals.ts';
import { type Actor, airb, type PersonId } from '../../domain/people.ts';
import { inSeries } from '../../domain/plain.ts';
import { type UpdateWarning, warningKey } from '../../domain/response/update-warnings.ts';
import type { Instant } from '../../domain/time.ts';
import { press } from './controls.ts';
import { formOf, goesTo, lines, titleOf, type UpdateTask } from './modal-update.ts';
import { callName, severityWord, tag } from './naming.ts';
import { clip, phrase } from './spans.ts';
import { type UpdateEvent, updateCard } from './update.ts';

/** What somebody is about to send. */
export interface Preview {
  task: UpdateTask;
  form: Form;
  text: UpdateText;
  warnings: UpdateWarning[];
  /** It goes to the commander first. */
  waits: boolean;
  by: Actor;
  now: Instant;
}

/**
 * The update as its readers will see it, with the names of their channels and the times in the reader's own zone, above the
 * fields in which it can still be changed. What its writer is warned of has to be confirmed word by word.
 */
export function previewModal(incident: Opened, preview: Preview): Modal {
  const { task, form, text, warnings, waits } = preview;
  return {
    ...formOf(task),
    title: titleOf(task, form),
    submit: waits ? 'Send to commander' : task.form === 'update-edit' ? 'Correct it' : 'Send',
    intro: [
      { type: 'text', spans: [{ bold: 'Nothing is sent yet. ' }, whereTo(incident, preview)] },
      { type: 'divider' },
      ...updateCard(eventOf(incident, preview), incident, form).nodes,
      { type: 'divider' },
      ...warningNodes(warnings),
      small('Times stand in each reader’s own zone; here in yours. Change the words below to see it again.'),
    ],
    fields: [...confirmField(warnings), ...lines(text)],
  };
}

/**
 * An update that waits, as it will be read, with the way to send it. In the room everybody sees it; the direct message to
 * one who may send it says that it waits for them.
 */
export function heldUpdateCard(incident: Opened, proposal: HeldUpdate, person?: PersonId): Card {
  const { form, text, by, at, warned } = proposal;
  const event: EventOf<'update.posted'> = {
    ...{ at, by: airb, type: 'update.posted', form, text, audiences: [] },
    nextDueAt: nextPromised(incident, form, at),
  };
  const head = `${severityWord(incident.severity)} ${tag(incident)}: ${callName(by.name, incident)} wrote a customer update`;
  const state = stateOf(incident, proposal, person);
  return {
    text: `${head}. ${state}`,
    nodes: [
      { type: 'text', spans: [{ bold: head }, '. ', state] },
      { type: 'text', spans: [goesTo(incident, form, 'It goes to')] },
      { type: 'divider' },
      ...updateCard(event, incident, form).nodes,
      { type: 'divider' },
      ...warningNodes(warned),
      ...buttons(incident, proposal),
    ],
  };
}

function buttons(incident: Opened, { id: update, status }: HeldUpdate): Node[] {
  if (status !== 'waiting' || !isOpen(incident)) return [];
  const values = { incident: incident.number, update };
  return [
    {
      type: 'actions',
      controls: [
        press('update.review', values, { label: 'Review and send…', style: 'primary' }),
        press('update.decline', values, { label: 'Don’t send…' }),
      ],
    },
  ];
}

function stateOf(
  incident: Opened,
  { status, decidedBy, reason, asked }: HeldUpdate,
  person?: PersonId,
): string {
  const who = clip(decidedBy ?? 'somebody', 60);
  switch (status) {
    case 'sent':
      return `${who} sent it.`;
    case 'declined':
      return `${who} did not send it: ${phrase(reason ?? '', 300)}.`;
    case 'waiting': {
      if (!isOpen(incident)) return 'The incident is over; it was not sent.';
      if (person !== undefined) return 'It waits for you.';
      const names = asked.map((id) => callName(incident.plan.people[id]?.name ?? id, incident));
      const able = names.length === 0 ? 'somebody who may send it' : inSeries(names, 'or');
      return `It waits for ${able}${isVacant(incident) ? '; nobody commands yet' : ''}.`;
    }
  }
}

function whereTo(incident: Opened, { form, waits, task }: Preview): string {
  if (task.form === 'update-edit') return goesTo(incident, form, 'It will replace what stands in');
  const { commander } = incident.roles;
  const who = commander ? callName(commander.name, incident) : 'an approver';
  if (!waits) return goesTo(incident, form, 'It goes to');
  return incident.drill
    ? `It waits for ${who}. ${goesTo(incident, form)}`
    : goesTo(incident, form, `It waits for ${who}, and then goes to`);
}

/** The event it would be, so that the preview is drawn as the message is. */
function eventOf(incident: Opened, { task, form, text, by, now: at }: Preview): UpdateEvent {
  const nextDueAt = nextPromised(incident, form, at);
  const last = incident.updates.findLast((one) => !one.automatic && one.form === form);
  if (task.form === 'update-edit' && last !== undefined) {
    const due = incident.cadence.promised?.[form] ?? incident.cadence.dueAt;
    const facts = { form, text, was: last.text, postedAt: last.at, audiences: [] };
    return { at, by, type: 'update.corrected', ...facts, nextDueAt: due };
  }
  return { at, by, type: 'update.posted', form, text, nextDueAt, audiences: [] };
}

function warningNodes(warnings: UpdateWarning[]): Node[] {
  if (warnings.length === 0) return [];
  return [
    { type: 'text', spans: [{ bold: 'Look again at:' }] },
    {
      type: 'list',
      items: warnings.map(({ words, why }) => [{ bold: `“${clip(words, 60)}”` }, ` ${clip(why, 200)}`]),
    },
  ];
}

function confirmField(warnings: UpdateWarning[]): Field[] {
  if (warnings.length === 0) return [];
  const words = inSeries(warnings.map((one) => `“${clip(one.words, 40)}”`));
  return [
    {
      id: 'confirm',
      label: `Send ${clip(words, 300)} all the same?`,
      kind: 'check',
      placeholder: 'Yes. It stands in the record with my name',
      optional: true,
    },
  ];
}

/** The keys of what the preview warned of. */
export function keysOf(warnings: UpdateWarning[]): string[] {
  return warnings.map(warningKey);
}

function small(words: string): Node {
  return { type: 'context', spans: [words] };
}
