import type { Field, Modal, Node, Spans } from '../../domain/chat/card.ts';
import { notYet, watched } from '../../domain/incident/recovery-not-yet.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { capital, count } from '../../domain/plain.ts';
import { completeness } from '../../domain/response/evidence.ts';
import { redSignals } from '../../domain/response/red.ts';
import { inForce } from '../../domain/response/stops.ts';
import { blindSignals } from '../../domain/response/verdict.ts';
import { categories } from '../../domain/runbooks/runbook.ts';
import type { Instant } from '../../domain/time.ts';
import { guidance } from './categories.ts';
import { formAbout } from './controls.ts';
import { deedTitle } from './in-force.ts';
import { rangeWords, signalList } from './measures.ts';
import { stepState } from './progress.ts';
import { clip } from './spans.ts';

/**
 * The form that ends an incident. What is still open stands above the button, because nothing of it is asked again
 * afterwards. A reason is asked only where the recovery has not been watched to its end (requirement I13), and a category
 * where nobody has chosen one (requirement R5).
 */
export function resolveModal(incident: Opened, now: Instant, why = ''): Modal {
  const early = notYet(incident) !== undefined;
  const red = redSignals(incident, now);
  return {
    ...formAbout('resolve', {
      incident: incident.number,
      red: early && red.length > 0 ? red.map(({ signal }) => signal).join(',') : undefined,
    }),
    title: early ? 'Resolve by override' : 'Resolve',
    submit: early ? 'Resolve anyway' : 'Resolve',
    intro: [line([state(incident)]), ...(early ? against(incident, now) : []), ...openNodes(incident)],
    fields: [...(incident.category ? [] : [categoryField()]), early ? reasonField(why) : noteField(why)],
  };
}

function state(incident: Opened): string {
  if (incident.phase !== 'verifying') return 'Recovery has not been watched to its end yet.';
  const { failing, held } = incident;
  if (failing.length > 0) {
    const blind = blindSignals(watched(incident), failing);
    return `${capital(rangeWords({ failing, blind }, (names) => signalList(incident, names)))}.`;
  }
  return held
    ? 'Every metric stayed in range for the whole watch.'
    : 'Recovery has not been watched to its end yet.';
}

function against(incident: Opened, now: Instant): Node[] {
  const red = redSignals(incident, now);
  const named: Node[] =
    red.length === 0
      ? []
      : [
          line([{ bold: 'This speaks against it:' }]),
          { type: 'list', items: red.slice(0, 12).map(({ words }) => [clip(words, 200)]) },
        ];
  return [...named, line(['Resolving now is recorded as an override with your name and reason.'])];
}

function openNodes(incident: Opened): Node[] {
  const items = [
    ...offItems(incident),
    ...parkedItems(incident),
    ...stepItems(incident),
    ...evidenceItems(incident),
  ];
  if (items.length === 0) return [line(['Nothing is left open.'])];
  return [line([{ bold: 'Still open:' }]), { type: 'list', items }];
}

/** What users still lose comes first. */
function offItems(incident: Opened): Spans[] {
  return inForce(incident).map(({ title, loses }) => [
    { bold: `Still in force: ${clip(title, 80)}` },
    `. Users lose: ${clip(loses, 160)}`,
  ]);
}

function parkedItems(incident: Opened): Spans[] {
  return incident.containments
    .filter(({ status }) => status === 'waiting' || status === 'manual' || status === 'unconfirmed')
    .slice(0, 5)
    .map((one) => [
      `${clip(deedTitle(incident, one), 80)}: ${one.status === 'unconfirmed' ? 'nobody knows whether it took effect' : 'not carried out; it is called off'}`,
    ]);
}

/** The steps of the response; the postmortem's duties come after the end. */
function stepItems(incident: Opened): Spans[] {
  const open = incident.plan.sections
    .filter(({ id }) => id !== 'postmortem')
    .flatMap(({ steps }) => steps)
    .filter(({ id }) => stepState(incident, id).status === 'open');
  if (open.length === 0) return [];
  const rest = open.length > 4 ? ` and ${open.length - 4} more` : '';
  const names = open.slice(0, 4).map(({ title }) => clip(title, 60));
  return [[{ bold: count(open.length, 'step') }, ` not done: ${names.join('; ')}${rest}`]];
}

function evidenceItems(incident: Opened): Spans[] {
  const { missing } = completeness(incident);
  if (missing.length === 0) return [];
  return [
    [
      { bold: 'Evidence missing' },
      `: ${missing
        .slice(0, 6)
        .map(({ title }) => clip(title, 60))
        .join('; ')}`,
    ],
  ];
}

function categoryField(): Field {
  return {
    id: 'category',
    label: 'Which category was the cause?',
    kind: 'choice',
    options: categories.map((category) => ({
      value: category,
      label: capital(category),
      description: clip(guidance[category], 75),
    })),
  };
}

function reasonField(why: string): Field {
  return {
    id: 'reason',
    label: 'Why resolve now?',
    kind: 'paragraph',
    placeholder: 'metrics source is down, checked by hand',
    maxLength: 1000,
    ...(why !== '' && { initial: clip(why, 1000) }),
  };
}

/** The same field where no reason is needed: what somebody writes there stands in the record as a note. */
function noteField(why: string): Field {
  const { placeholder: _, ...field } = reasonField(why);
  return { ...field, label: 'Anything to add to the record?', optional: true };
}

function line(spans: Spans): Node {
  return { type: 'text', spans };
}
