import type { Field, Modal } from '../../domain/chat/card.ts';
import type { Severity } from '../../domain/people.ts';
import type { Library } from '../../domain/runbooks/runbook.ts';
import { formAbout } from './controls.ts';
import { optionsOf, severityOptions } from './modal-options.ts';
import { clip } from './spans.ts';

/** What each severity means where no runbook says it more exactly (requirement R2). */
const rubric: Record<Severity, string> = {
  sev1: 'Broad harm to users, or regulatory risk',
  sev2: 'Major degradation with a workaround',
  sev3: 'Partial, or internal only',
  sev4: 'Minor: watch it',
};

/** The choice for a system that has no file yet: it still gets an incident. */
const unlisted: Choice = { id: 'unlisted', title: 'A system without a file' };

interface Choice {
  id: string;
  title: string;
}

/**
 * The form to declare an incident by hand.
 * @param given what the command or the message already said
 */
export function declareModal(
  library: Pick<Library, 'systems' | 'runbooks'>,
  given: { system?: string; title?: string; severity?: Severity } = {},
): Modal {
  const failures = library.runbooks.map(({ failure, title }) => ({ id: failure, title }));
  return {
    ...formAbout('declare', {}),
    title: 'Declare an incident',
    submit: 'Declare',
    intro: [
      {
        type: 'text',
        spans: ['A channel opens, the runbook is posted and the people on call are paged at once.'],
      },
    ],
    fields: [
      systemField(library.systems, given.system),
      titleField(given.title),
      {
        id: 'failure',
        label: 'Kind of failure',
        kind: 'choice',
        options: optionsOf(failures),
        optional: true,
        hint: 'Chooses the runbook; empty means the generic triage.',
      },
      {
        id: 'severity',
        label: 'Severity',
        kind: 'choice',
        options: severityOptions(rubric),
        initial: given.severity ?? 'sev3',
      },
    ],
  };
}

function systemField(systems: Choice[], given: string | undefined): Field {
  const options = optionsOf([...systems.slice(0, 99), unlisted]);
  const known =
    options.find((option) => option.value === given) ?? (systems.length === 1 ? options[0] : undefined);
  const field: Field = { id: 'system', label: 'AI system', kind: 'choice', options };
  return known ? { ...field, initial: known.value } : field;
}

function titleField(given: string | undefined): Field {
  const field: Field = {
    id: 'title',
    label: 'What is wrong?',
    kind: 'line',
    placeholder: 'refuses ordinary questions',
    hint: 'What users see, not why.',
    maxLength: 110,
  };
  return given ? { ...field, initial: clip(given, 110) } : field;
}
