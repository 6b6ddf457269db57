import type { Button, Node, Spans } from '../../domain/chat/card.ts';
import { isOpen, type Opened } from '../../domain/incident/state.ts';
import type { Blind } from '../../domain/response/conditions.ts';
import { answerOf, standing } from '../../domain/response/diagnosis.ts';
import { type Fact, type PreAnswer, preAnswer } from '../../domain/response/pre-answers.ts';
import type { SignalSpec } from '../../domain/runbooks/runbook.ts';
import { show } from '../../domain/signals/reading.ts';
import { press } from './controls.ts';
import { againstNormal, shownValue, signalOf, signalTitle } from './measures.ts';
import { move, shortVersion } from './naming.ts';
import { clip, lower, timeOf } from './spans.ts';
import { when } from './suspect-lines.ts';

/** All that the words of a fact need: titles and units. */
type Planned = Pick<Opened, 'plan'>;

/**
 * What airb reads of the present question, with the one press that agrees. Where it can't tell, it says why: several answers
 * fit, or what would tell was not measured.
 */
export function readNodes(incident: Opened): Node[] {
  const own = preAnswer(incident);
  const agree = agreeButton(incident, own);
  const said = readSpans(incident, own);
  return [
    ...(said.length === 0
      ? []
      : [agree ? ({ type: 'row', spans: said, control: agree } satisfies Node) : line(said)]),
    ...blindNodes(incident, own),
  ];
}

/** `airb reads at 14:12: p95 until the first word 23 s, 74 % of p95 latency 31 s → Before the first token?` */
export function readSpans(incident: Opened, own: PreAnswer): Spans {
  if (own.facts.length === 0) return [];
  const facts = own.facts
    .slice(0, 4)
    .map((fact) => factWords(incident, fact))
    .join('; ');
  const at: Spans = own.readAt === undefined ? [': '] : [' at ', timeOf(own.readAt), ': '];
  const head: Spans = [{ bold: 'airb reads' }, ...at, facts];
  if (own.answer === undefined) {
    const labels = own.several.map((id) => `“${labelOf(incident, id)}”`).join(' and ');
    return [...head, `. That fits ${labels}, so it takes somebody to look.`];
  }
  return [...head, ' → ', { bold: `${labelOf(incident, own.answer)}?` }];
}

/** Agrees to the answer that airb reads; undefined where it reads none, or nobody can answer any more. */
export function agreeButton(incident: Opened, own: PreAnswer): Button | undefined {
  const tree = incident.plan.diagnosis;
  if (tree === undefined || own.answer === undefined || !isOpen(incident)) return undefined;
  const now = standing(tree, incident.diagnosis.path);
  if (now.at !== 'check') return undefined;
  return press(
    'diagnosis.answer',
    { incident: incident.number, check: now.check.id, answer: own.answer, agree: 'agree' },
    { label: `Agree: ${clip(labelOf(incident, own.answer), 60)}`, style: 'primary' },
  );
}

/** What an answer rests on, in words and numbers. */
export function factWords(incident: Planned, fact: Fact): string {
  switch (fact.from) {
    case 'signal':
      return signalWords(incident, fact);
    case 'change':
      return `${changeWords(fact)}, ${when(fact)}`;
    case 'traffic':
      return `${clip(fact.part, 40)} ${shortVersion(fact.part, fact.value)} answers ${show(fact.share, 'ratio')} of the traffic, announced by nobody`;
  }
}

function changeWords({ part, was, is }: Extract<Fact, { from: 'change' }>): string {
  if (was !== undefined && is !== undefined) return move({ part, from: was, to: is });
  return is === undefined ? `a change of ${clip(part, 40)}` : `${clip(part, 40)} ${shortVersion(part, is)}`;
}

function signalWords(incident: Planned, fact: Extract<Fact, { from: 'signal' }>): string {
  const { signal, value, compare, limit, baselineFactor, times } = fact;
  const spec = signalOf(incident, signal);
  const title = signalTitle(incident, signal);
  if (spec === undefined) return `${title} ${value}`;
  if (times) return `${title} ${shareWords(incident, { value, spec, times })}`;
  const border = baselineFactor === undefined ? show(limit, spec.unit) : `${baselineFactor} × normal`;
  return `${title} ${againstNormal(value, spec)}, ${compare} ${border}`;
}

/** `23 s, 74 % of p95 latency 31 s`, or `3.2 × …` where it is more than that. */
function shareWords(
  incident: Planned,
  { value, spec, times }: { value: number; spec: SignalSpec; times: { signal: string; value: number } },
): string {
  const other = signalOf(incident, times.signal);
  const of = `${lower(signalTitle(incident, times.signal))} ${other ? shownValue(times.value, other) : times.value}`;
  if (times.value === 0) return `${shownValue(value, spec)}, beside ${of}`;
  const part = value / times.value;
  const words = part <= 1 ? `${show(part, 'ratio')} of` : `${Number(part.toFixed(1))} ×`;
  return `${shownValue(value, spec)}, ${words} ${of}`;
}

/** What would have told, and was not measured; told once for the question. */
function blindNodes(incident: Opened, { blind, answer }: PreAnswer): Node[] {
  if (blind.length === 0) return [];
  const told = blind.slice(0, 3).map((one) => blindWords(incident, one));
  const more = blind.length > 3 ? ` and ${blind.length - 3} more` : '';
  const lead = answer === undefined ? 'airb can’t read it: not measured' : 'Not measured';
  const spans = [`${lead}: ${told.join('; ')}${more}.`];
  const read = press('read.now', { incident: incident.number }, { label: 'Read the signals again' });
  const hopeless = blind.every(({ never }) => never);
  if (answer !== undefined || hopeless || !isOpen(incident)) return [{ type: 'context', spans }];
  return [{ type: 'row', spans, control: read }];
}

function blindWords(incident: Opened, { signal, why }: Blind): string {
  return `${lower(signalTitle(incident, signal))} (${clip(why, 80)})`;
}

function labelOf({ plan, diagnosis }: Opened, answer: string): string {
  const tree = plan.diagnosis;
  const now = tree && standing(tree, diagnosis.path);
  const check = now?.at === 'check' ? now.check.id : '';
  return clip(answerOf(tree, { check, answer })?.label ?? answer, 72);
}

function line(spans: Spans): Node {
  return { type: 'text', spans };
}
