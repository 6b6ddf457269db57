import type { Card, Modal } from '../../domain/chat/card.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { inSeries } from '../../domain/plain.ts';
import { formAbout, press } from './controls.ts';
import { asExercise } from './exercise.ts';
import { optionsOf } from './modal-options.ts';
import { clip, sentence } from './spans.ts';

/** The form to start a drill: which scenario. */
export function drillModal(scenarios: { name: string; title: string; system: string }[]): Modal {
  return {
    ...formAbout('drill', {}),
    title: 'Start a drill',
    submit: 'Start',
    intro: [
      {
        type: 'text',
        spans: [
          'An incident is played in a channel of its own, marked as an exercise in every message. Nothing real is touched, and nobody is paged but you and those who join. One runs at a time for a system.',
        ],
      },
    ],
    fields: [
      {
        id: 'scenario',
        label: 'What is played',
        kind: 'choice',
        options: optionsOf(
          scenarios.map(({ name, title, system }) => ({ id: name, title: clip(`${title} (${system})`, 75) })),
        ),
      },
    ],
  };
}

/** The form that ends a drill for everybody in it; it asks why. */
export function stopDrillModal({ number, drill }: Opened): Modal {
  const names = clip(inSeries(drill?.joined.map(({ name }) => name) ?? []) || 'nobody yet', 300);
  const spans = [`INC-${number} ends here for everybody in it (${names}), and does not count as practice.`];
  return {
    ...formAbout('drill-stop', { incident: number }),
    title: 'Stop the drill',
    submit: 'Stop the drill',
    intro: [{ type: 'text', spans }],
    fields: [
      { id: 'reason', label: 'Why?', kind: 'paragraph', placeholder: 'a real one began', maxLength: 1000 },
    ],
  };
}

/** Told to whoever started one. */
export function startedCard(incident: number): Card {
  return asExercise(
    sentence([
      { bold: `Drill INC-${incident} begins` },
      '. Its channel is on the way, and you are in it; others join with the button there, or with ',
      { code: `/airb #${incident} drill join` },
      '.',
    ]),
  );
}

/** In the channel that a schedule names: who wants to, joins. */
export function invitationCard(
  incident: number,
  { title, people }: { title: string; people: string[] },
): Card {
  const names =
    people.length === 0 ? '' : ` ${people.join(', ')} ${people.length === 1 ? 'is' : 'are'} in it.`;
  return asExercise(
    sentence(
      [
        { bold: `Drill INC-${incident} begins` },
        `: “${clip(title, 160)}”. It is played in a channel of its own, and touches nothing real.${names} Whoever wants to practise joins; nobody else hears of it.`,
      ],
      [
        {
          type: 'actions',
          controls: [press('drill.join', { incident }, { label: 'Join the drill', style: 'primary' })],
        },
      ],
    ),
  );
}
