import type { Card, Menu, Node, Spans } from '../../domain/chat/card.ts';
import type { Opened, StepState } from '../../domain/incident/state.ts';
import { isOpen } from '../../domain/incident/state.ts';
import type { PlanSection } from '../../domain/runbooks/plan.ts';
import type { Step } from '../../domain/runbooks/runbook.ts';
import { press } from './controls.ts';
import { toggle } from './folded.ts';
import { callName, mention, usually } from './naming.ts';
import { numberOf, progress, stepState } from './progress.ts';
import { asText, clip, timeOf, withCode } from './spans.ts';
import { sightNodes } from './step-sight.ts';
import { tracesFor } from './traces.ts';

/** Lines of one kind a message shows; older ones are counted, so that forty steps still fit in 12 KB. */
const shown = 10;

/** One section of the runbook as a message of its own: steps done, the open step in full, steps to come. */
export function sectionCard(incident: Opened, section: PlanSection): Card {
  const settled = settledSteps(incident, section);
  const [open, ...later] = section.steps.filter((step) => stepState(incident, step.id).status === 'open');
  const { done, of } = progress(incident, section.steps);
  const heading = `${clip(section.title, 100)} · ${done} of ${of}`;
  const last = settled.at(-1);
  const working = isOpen(incident) || section.id === 'postmortem';
  return {
    text: open
      ? `${heading}. Now: ${clip(open.title, 120)}. Look at: ${asText(trusted(open.look, 300))}`
      : `${heading}. Every step is settled.`,
    nodes: [
      { type: 'heading', text: heading },
      ...lines(
        settled.map((step) => settledLine(incident, step)),
        'last',
      ),
      ...(open ? openStep(incident, open) : []),
      ...(working ? controls(incident, section, { open, last }) : []),
      ...lines(
        later.map((step) => laterLine(incident, step)),
        'first',
      ),
    ],
  };
}

/** Settled steps, the most recently settled last. */
function settledSteps(incident: Opened, section: PlanSection): Step[] {
  const at = (step: Step) => stepState(incident, step.id).at ?? 0;
  return section.steps
    .filter((step) => stepState(incident, step.id).status !== 'open')
    .sort((a, b) => at(a) - at(b));
}

function lines(items: Spans[], keep: 'first' | 'last'): Node[] {
  if (items.length === 0) return [];
  const kept = keep === 'first' ? items.slice(0, shown) : items.slice(-shown);
  const hidden = items.length - kept.length;
  const count: Node[] =
    hidden > 0
      ? [{ type: 'context', spans: [`and ${hidden} ${keep === 'first' ? 'more to come' : 'earlier'}`] }]
      : [];
  const list: Node = { type: 'list', items: kept };
  return keep === 'first' ? [list, ...count] : [...count, list];
}

/** `✓ Check the provider's status — Ana 14:16: all green`, with what was found where somebody wrote it down. */
function settledLine(incident: Opened, step: Step): Spans {
  const state = stepState(incident, step.id);
  const who = state.by ? callName(state.by, incident) : 'airb';
  const when: Spans = state.at === undefined ? [] : [' ', timeOf(state.at)];
  const title = `${numberOf(incident, step)}. ${clip(step.title, 80)}`;
  if (state.status === 'done') {
    const found = state.notes.find(({ at }) => at === state.at)?.text;
    const how = state.how ? ', by sending the update' : '';
    return [`✓ ${title} — ${who}${how}`, ...when, ...(found ? [`: ${clip(found, 100)}`] : [])];
  }
  return [`– skipped: ${title} — ${who}`, ...when, `: ${clip(state.reason ?? 'no reason given', 100)}`];
}

function laterLine(incident: Opened, step: Step): Spans {
  const assignee = stepState(incident, step.id).assignee;
  return [
    `${numberOf(incident, step)}. ${clip(step.title, 80)}`,
    ...(assignee ? [` — ${callName(assignee.name, incident)}`] : []),
  ];
}

function openStep(incident: Opened, step: Step): Node[] {
  const state = stepState(incident, step.id);
  const next: Node[] = step.next
    ? [{ type: 'text', spans: [{ bold: 'Next: ' }, ...trusted(step.next, 400)] }]
    : [];
  return [
    {
      type: 'text',
      spans: [
        { bold: `▸ ${numberOf(incident, step)}. ${clip(step.title, 120)}` },
        ...forWhom(incident, step),
      ],
    },
    {
      type: 'text',
      spans: [{ bold: 'Look at: ' }, ...trusted(step.look, 500), ...tracesFor(incident, step)],
    },
    ...sightNodes(incident, step),
    { type: 'text', spans: [{ bold: 'What it means: ' }, ...trusted(step.means, 500)] },
    ...next,
    ...state.notes.slice(-2).map((note) => noteLine(incident, note)),
  ];
}

/** The runbook's own words: reviewed, so what it sets in backticks is meant as code. */
function trusted(text: string, max: number): Spans {
  return withCode(clip(text, max));
}

/** Whoever it was given to, called by name; else whoever usually does it, without calling them. */
function forWhom(incident: Opened, step: Step): Spans {
  const { assignee } = stepState(incident, step.id);
  if (assignee) return [' — for ', mention(assignee)];
  return step.role ? [` — usually ${usually(step.role, incident)}`] : [];
}

function noteLine(incident: Opened, note: StepState['notes'][number]): Node {
  return {
    type: 'context',
    spans: [`${callName(note.by, incident)} `, timeOf(note.at), `: ${clip(note.text, 200)}`],
  };
}

function controls(
  incident: Opened,
  section: PlanSection,
  { open, last }: { open: Step | undefined; last: Step | undefined },
): Node[] {
  const n = incident.number;
  const undo = last
    ? [press('step.undo', { incident: n, step: last.id }, { label: `Undo “${clip(last.title, 50)}”` })]
    : [];
  const hide = toggle(incident, section.id);
  if (!open) return [{ type: 'actions', controls: [...undo, hide] }];
  const value = { incident: n, step: open.id };
  const menu: Menu = {
    menu: 'More',
    options: [
      press('step.skip', value, { label: 'Skip…' }),
      press('step.assign', value, { label: 'Assign…' }),
      press('step.note', value, { label: 'Note…' }),
      press('step.unhelpful', value, { label: 'No help…' }),
      ...undo,
    ],
  };
  return [
    {
      type: 'actions',
      controls: [
        press('step.find', value, { label: 'Done: what I found…', style: 'primary' }),
        press('step.done', value, { label: 'Done' }),
        menu,
        hide,
      ],
    },
  ];
}
