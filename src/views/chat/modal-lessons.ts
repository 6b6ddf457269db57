import type { Modal } from '../../domain/chat/card.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { numberedSteps } from '../../domain/response/steps.ts';
import { formAbout } from './controls.ts';
import { clip } from './spans.ts';

/** The form for a step that was of no help. @param step what is chosen at first */
export function unhelpfulModal(incident: Opened, step?: string): Modal {
  const options = numberedSteps(incident.plan.sections)
    .slice(0, 100)
    .map(({ number, id, title }) => ({ value: id, label: clip(`${number}. ${title}`, 75) }));
  const known = options.some(({ value }) => value === step);
  return {
    ...formAbout('unhelpful', { incident: incident.number }),
    title: 'Step was no help',
    submit: 'Note it',
    intro: [
      {
        type: 'text',
        spans: ['It stays in the checklist. airb proposes it for the runbook’s next version.'],
      },
    ],
    fields: [
      {
        id: 'step',
        label: 'Which step?',
        kind: 'choice',
        options,
        ...(known && step !== undefined && { initial: step }),
      },
      {
        id: 'why',
        label: 'Why was it no help?',
        kind: 'paragraph',
        optional: true,
        placeholder: 'that chart has no data for this system',
        maxLength: 500,
      },
    ],
  };
}

/** The form for a step that the runbook lacks. */
export function addStepModal(incident: Opened, typed: { section?: string; title?: string } = {}): Modal {
  const sections = incident.plan.sections.map(({ id, title }) => ({ value: id, label: clip(title, 75) }));
  return {
    ...formAbout('add-step', { incident: incident.number }),
    title: 'Add a step',
    submit: 'Propose it',
    intro: [
      {
        type: 'text',
        spans: [
          'For the next incident: the present checklist stays as it is. airb proposes it as a change to the file.',
        ],
      },
    ],
    fields: [
      {
        id: 'section',
        label: 'Where does it belong?',
        kind: 'choice',
        options: sections,
        initial: typed.section ?? 'triage',
      },
      {
        id: 'title',
        label: 'What is to be done?',
        kind: 'line',
        placeholder: 'Ask the provider’s support for the region’s error log',
        maxLength: 120,
        ...(typed.title && { initial: clip(typed.title, 120) }),
      },
      { id: 'look', label: 'What to look at', kind: 'paragraph', optional: true, maxLength: 600 },
      { id: 'means', label: 'What it means', kind: 'paragraph', optional: true, maxLength: 600 },
    ],
  };
}
