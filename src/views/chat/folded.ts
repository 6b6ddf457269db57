import type { Button, Card, Node, Spans } from '../../domain/chat/card.ts';
import type { Foldable } from '../../domain/incident/events.ts';
import { firstQuestions } from '../../domain/incident/first-questions.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { press } from './controls.ts';
import { numberOf, progress, stepState } from './progress.ts';
import { clip } from './spans.ts';

/**
 * The checklist as one line a section, with how far it is and what is open. A section is shown when it is due or when
 * somebody asks for it, so that the channel does not begin with five screens of steps.
 */
export function checklistCard(incident: Opened): Card {
  const { done, of } = progress(incident);
  const heading = `Checklist · ${done} of ${of} steps`;
  return {
    text: `${heading}. Each section unfolds with “Show”.`,
    nodes: [
      { type: 'text', spans: [{ bold: heading }] },
      row(incident, 'questions', questionsLine(incident)),
      ...incident.plan.sections.map((section) =>
        row(incident, section.id, sectionLine(incident, section.id)),
      ),
    ],
  };
}

/** A section that somebody folded again: one line where it stood. */
export function foldedCard(incident: Opened, section: Foldable): Card {
  const line = section === 'questions' ? questionsLine(incident) : sectionLine(incident, section);
  const node = row(incident, section, line);
  const title = section === 'questions' ? 'First questions' : titleOf(incident, section);
  return { text: `${title}: folded.`, nodes: [node] };
}

function row(incident: Opened, section: Foldable, spans: Spans): Node {
  return { type: 'row', spans, control: toggle(incident, section) };
}

/** *Show* or *Hide*, whichever changes something; it acts for everybody in the room. */
export function toggle({ number, sections }: Opened, section: Foldable): Button {
  const value = { incident: number, section };
  return sections[section] === 'shown'
    ? press('section.hide', value, { label: 'Hide' })
    : press('section.show', value, { label: 'Show' });
}

function questionsLine(incident: Opened): Spans {
  const known = firstQuestions(incident);
  const open = known.filter(({ answer }) => answer === undefined).length;
  const category = incident.category ? '' : '; category not chosen';
  return [{ bold: 'First questions' }, ` · ${known.length - open} of ${known.length} answered${category}`];
}

function sectionLine(incident: Opened, id: Foldable): Spans {
  const steps = incident.plan.sections.find((section) => section.id === id)?.steps ?? [];
  const { done, of } = progress(incident, steps);
  const open = steps.find((step) => stepState(incident, step.id).status === 'open');
  const next = open ? ` · ${numberOf(incident, open)}. ${clip(open.title, 70)}` : '';
  return [{ bold: titleOf(incident, id) }, ` · ${done} of ${of}${next}`];
}

function titleOf({ plan }: Opened, id: Foldable): string {
  return clip(plan.sections.find((section) => section.id === id)?.title ?? id, 100);
}
