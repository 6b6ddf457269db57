import type { Card, Node } from '../../../src/domain/chat/card.ts';
import {
  type EventBody,
  type EventOf,
  foldables,
  type IncidentEvent,
} from '../../../src/domain/incident/events.ts';
import { fold, nothing } from '../../../src/domain/incident/evolve.ts';
import { react } from '../../../src/domain/incident/react.ts';
import type { Opened } from '../../../src/domain/incident/state.ts';
import type { Plan } from '../../../src/domain/runbooks/plan.ts';
import { minute } from '../../../src/domain/time.ts';
import { drawSlot } from '../../../src/views/chat/slots.ts';
import { asText } from '../../../src/views/chat/spans.ts';
import { cardFor } from '../../../src/views/wording.ts';
import { ana, at, ben, chloe, dev, event, opening, refusalAlert } from '../../support/worked-example.ts';
import { workedExamplePlan } from '../../support/worked-example-plan.ts';

/** The plan of product.md's examples: signals by the names people use. */
export function productPlan(change: Partial<Plan> = {}): Plan {
  const plan = workedExamplePlan();
  const names: Record<string, string> = { refusal_rate: 'Refusals', ticket_deflection: 'Deflection' };
  return {
    ...plan,
    signals: plan.signals.map((signal) => ({ ...signal, title: names[signal.name] ?? signal.title })),
    approvals: { sev1: 2, sev2: 1, sev3: 0, sev4: 0 },
    ...change,
  };
}

type Opening = Partial<Omit<EventOf<'incident.opened'>, 'type' | 'at' | 'by'>>;

/** The incident of product.md just after it opened at 14:10; users felt it from 14:02. */
export function openedIncident(facts: Opening = {}): Opened {
  return incidentAfter([], facts);
}

/** That incident after more events. */
export function incidentAfter(events: IncidentEvent[], facts: Opening = {}): Opened {
  const first = opening({
    title: 'support-bot refuses too much',
    severity: 'sev2',
    plan: productPlan(),
    startedAt: at('14:02'),
    alert: { ...refusalAlert, annotations: { segment: 'paid English traffic' } },
    ...facts,
  });
  const incident = fold(nothing, [{ ...first, at: at('14:10') }, ...events]);
  if (incident.phase === 'none') throw new Error('The incident did not open.');
  return incident;
}

/** Something that happened at a clock time, by Ana unless said. */
export function happened(clock: string, body: EventBody, by = ana): IncidentEvent {
  return event(clock, by, body);
}

export { ana, at, ben, chloe, dev, minute };

/** A slot's card, once the room has it unfolded; a slot that draws nothing fails the test. */
export function drawn(slot: string, incident: Opened): Card {
  const card = drawSlot(slot, unfoldedFor(slot, incident));
  if (!card) throw new Error(`The slot ${slot} drew nothing.`);
  return card;
}

function unfoldedFor(slot: string, incident: Opened): Opened {
  const part = foldables.find((one) => slot === one || slot === `section:${one}`);
  return part === undefined || incident.sections[part] !== undefined
    ? incident
    : { ...incident, sections: { ...incident.sections, [part]: 'shown' } };
}

/** What a reader sees, one line per node; controls in brackets. */
export function linesOf(card: Card): string[] {
  return card.nodes.flatMap(nodeLines);
}

function nodeLines(node: Node): string[] {
  switch (node.type) {
    case 'heading':
    case 'quote':
    case 'pre':
      return [node.text];
    case 'text':
    case 'context':
      return [asText(node.spans)];
    case 'row':
      return [`${asText(node.spans)} [${controlName(node.control)}]`];
    case 'facts':
      return node.items.map((item) => `${item.label}: ${asText(item.value)}`);
    case 'list':
      return node.items.map((item) => asText(item));
    case 'actions':
      return [node.controls.map((control) => `[${controlName(control)}]`).join(' ')];
    case 'image':
      return [node.alt];
    case 'chart':
      return [asText(node.words)];
    case 'divider':
      return [];
  }
}

type Control = Extract<Node, { type: 'actions' }>['controls'][number];

function controlName(control: Control): string {
  return 'menu' in control
    ? `${control.menu}: ${control.options.map(({ label }) => label).join(', ')}`
    : control.label;
}

/** Every button of a card, menus opened. */
export function buttonsOf(card: Card) {
  return card.nodes
    .flatMap((node): Control[] =>
      node.type === 'actions' ? node.controls : node.type === 'row' ? [node.control] : [],
    )
    .flatMap((control) => ('menu' in control ? control.options : [control]));
}

/** What a button sends, found by its label. */
export function pressing(card: Card, label: string): { verb: string; value: string } {
  const button = buttonsOf(card).find((candidate) => candidate.label === label);
  if (!button) throw new Error(`There is no button “${label}”.`);
  return { verb: button.verb, value: button.value };
}

/** What the incident's room hears of an event, when it hears anything. `incident` is the state after it. */
export function roomHears(happened: IncidentEvent, incident: Opened): Card | undefined {
  const told = react(happened, incident, 1).find(
    ({ body }) => body.kind === 'say' && body.place.to === 'room' && body.saying.as === 'event',
  );
  return told?.body.kind === 'say' ? cardFor(told.body.saying, incident) : undefined;
}
