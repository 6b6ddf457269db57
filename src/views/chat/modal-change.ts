import type { Modal } from '../../domain/chat/card.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { changeKinds } from '../../domain/signals/change.ts';
import { formAbout } from './controls.ts';
import { clip } from './spans.ts';

/** The form to note that something was changed. Its words are read as those of `/airb change`. */
export function changeModal({ number, plan }: Opened): Modal {
  // What this system has comes first; whatever else was changed is a suspect too.
  const own = new Set(plan.parts.map(({ kind }) => kind));
  const kinds = changeKinds.toSorted((one, other) => Number(own.has(other)) - Number(own.has(one)));
  return {
    ...formAbout('change', { incident: number }),
    title: 'Something was changed',
    submit: 'Note it',
    intro: [{ type: 'text', spans: [`It becomes a suspect for ${clip(plan.system.title, 100)}.`] }],
    fields: [
      {
        id: 'kind',
        label: 'What kind of thing?',
        kind: 'choice',
        options: kinds.map((kind) => ({ value: kind, label: kind })),
      },
      {
        id: 'what',
        label: 'What changed?',
        kind: 'line',
        placeholder: 'prompt-v6 -> prompt-v7, shorter answers',
        maxLength: 300,
      },
      {
        id: 'when',
        label: 'When? In UTC; now when left out',
        kind: 'line',
        placeholder: '40 min ago, or at 14:02',
        optional: true,
        maxLength: 60,
      },
    ],
  };
}
