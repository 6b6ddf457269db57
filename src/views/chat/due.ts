import type { Button, Spans } from '../../domain/chat/card.ts';
import type { NextStep } from '../../domain/incident/next-step.ts';
import type { Containment, Opened } from '../../domain/incident/state.ts';
import { capital, sentenceEnd } from '../../domain/plain.ts';
import { preAnswer } from '../../domain/response/pre-answers.ts';
import { containmentFor } from '../../domain/response/stops.ts';
import { recoveryChecks } from '../../domain/response/verdict.ts';
import type { PlanCause } from '../../domain/runbooks/plan.ts';
import { inWords } from '../../domain/time.ts';
import { switchWords } from '../switch-words.ts';
import { actionButtons, startsWhen } from './action.ts';
import { press } from './controls.ts';
import { deedTitle, onAgain } from './in-force.ts';
import { latestReading, rangeWords, signalList } from './measures.ts';
import { mitigationButtons } from './mitigation.ts';
import { callName, shortVersion } from './naming.ts';
import { agreeButton, readSpans } from './pre-answers.ts';
import { stepOf } from './progress.ts';
import { versionsOf } from './rollback-chooser.ts';
import { clip, lower, timeOf, withCode } from './spans.ts';
import { tracesFor } from './traces.ts';

/** What is due, in words, with what to press. `more` stands below where there is room for it. */
export interface Due {
  /** Names the step, and tells one step from the next. */
  title: string;
  more?: Spans;
  controls: Button[];
}

/** What pressing “Resolve…” leads to. */
export const formShows = 'The form shows what is still open.';

/** The words and buttons of a step; undefined where nothing is due. */
export function dueOf(incident: Opened, step: NextStep): Due | undefined {
  const n = { incident: incident.number };
  switch (step.do) {
    case 'acknowledge':
      return {
        title: 'Acknowledge, so that nobody else is called',
        controls: [press('page.ack', n, { label: 'Acknowledge', style: 'primary' })],
      };
    case 'approve':
      return approval(incident, step.action);
    case 'by-hand':
    case 'settle':
      return byPeople(incident, step.do, step.action);
    case 'wait':
      return waiting(incident, step);
    case 'put-back':
      return putBack(incident, step);
    case 'switch-on':
      return {
        title: `Put ${clip(step.action.part, 30)} back to ${shortVersion(step.action.part, step.action.from)}`,
        more: [`It ends “${clip(deedTitle(incident, step.action), 80)}”.`],
        controls: [{ ...onAgain(incident, step.action), style: 'primary' }],
      };
    case 'answer':
      return question(incident, step.check);
    case 'mitigate':
      return mitigation(incident, step.cause);
    case 'roll-back': {
      const { part, because } = step;
      return {
        title: `Roll back ${clip(part.id, 40)} ${versionsOf(incident, part)}`,
        more: [`The next suspect: ${sentenceEnd(clip(because, 200))}`],
        controls: [
          press(
            'rollback.open',
            { ...n, part: part.id, reason: clip(because, 200) },
            { label: `Roll back ${clip(part.id, 40)}…`, style: 'primary' },
          ),
        ],
      };
    }
    case 'look-further':
      return lookFurther(incident);
    case 'step':
      return {
        title: clip(step.step.title, 120),
        more: [
          { bold: 'Look at: ' },
          ...withCode(clip(step.step.look, 300)),
          ...tracesFor(incident, step.step),
        ],
        controls: [
          press(
            'step.find',
            { ...n, step: step.step.id },
            { label: 'Done: what I found…', style: 'primary' },
          ),
        ],
      };
    case 'verify':
      return {
        title: 'Verify the recovery',
        more: [
          `The signals must stay in range for ${inWords(incident.plan.recovery.hold)}.${blindText(incident)}`,
        ],
        controls: [press('verify.start', n, { label: 'Verify recovery', style: 'primary' })],
      };
    case 'hold':
      return holding(incident, step);
    case 'resolve':
      return {
        title: 'Resolve',
        more: [`Every metric stayed in range. ${formShows}`],
        controls: [press('resolve.try', n, { label: 'Resolve…', style: 'primary' })],
      };
    case 'nothing':
      return undefined;
  }
}

function approval(incident: Opened, action: Containment): Due {
  const asker = callName(action.requestedBy.name, incident);
  return {
    title: `Approve ${deedNamed(incident, action)}`,
    more: [`${asker} asked for it. ${startsWhen(action)}`],
    controls: actionButtons(incident, action).slice(0, 2),
  };
}

/** `the rollback of prompt v7 → v6`, `putting back prompt v6 → v7`; what the system's file names is quoted. */
function deedNamed(incident: Opened, action: Containment): string {
  const title = deedTitle(incident, action);
  if (containmentFor(incident, action)) return `“${title}”`;
  return title.startsWith('Putting') ? lower(title) : `the ${lower(title)}`;
}

function byPeople(incident: Opened, what: 'by-hand' | 'settle', action: Containment): Due {
  const deed = deedTitle(incident, action);
  return {
    title:
      what === 'by-hand'
        ? `Carry out by hand: ${lower(deed)}`
        : `Look whether it took effect: ${lower(deed)}`,
    controls: actionButtons(incident, action),
  };
}

function waiting(incident: Opened, { action, until }: Extract<NextStep, { do: 'wait' }>): Due {
  const deed = deedTitle(incident, action);
  return until === undefined
    ? { title: `Wait: ${lower(deed)} is being carried out`, controls: [] }
    : {
        title: `Wait for the effect of: ${lower(deed)}`,
        more: ['It is read at ', timeOf(until), '.'],
        controls: [],
      };
}

function putBack({ number }: Opened, { action, to }: Extract<NextStep, { do: 'put-back' }>): Due {
  const what = `${clip(action.part, 30)} ${shortVersion(action.part, to)}`;
  const outcome = action.verdict === 'worse' ? 'made it worse' : 'did not help';
  const reason = `${clip(action.to, 60)} ${outcome}`;
  return {
    title: `Put ${what} back`,
    more: [
      `Going to ${shortVersion(action.part, action.to)} ${outcome}; nothing else is tried on top of it.`,
    ],
    controls: [
      press(
        'rollback.to',
        { incident: number, part: action.part, to, reason },
        { label: `Put ${what} back…`, style: 'primary' },
      ),
    ],
  };
}

function question(incident: Opened, check: Extract<NextStep, { do: 'answer' }>['check']): Due {
  const own = preAnswer(incident);
  const agree = agreeButton(incident, own);
  const read = readSpans(incident, own);
  // With an answer read there is nothing to look up first; the message of the diagnosis says where to look all the same.
  const look: Spans = agree
    ? [' ', ...read]
    : [' Look at: ', ...withCode(clip(check.look, 300)), ...tracesFor(incident, check)];
  const others = check.answers
    .filter(({ id }) => agree === undefined || id !== own.answer)
    .slice(0, 5)
    .map(({ id, label }) =>
      press(
        'diagnosis.answer',
        { incident: incident.number, check: check.id, answer: id },
        { label: clip(label, 72) },
      ),
    );
  return {
    title: 'Answer the diagnosis',
    more: [{ bold: clip(check.ask, 200) }, ...look],
    controls: [...(agree ? [agree] : []), ...others],
  };
}

function mitigation(incident: Opened, cause: PlanCause): Due {
  const { mitigation } = cause;
  const controls = mitigationButtons(incident, cause);
  const lead: Spans = [`The diagnosis points at “${clip(cause.title, 120)}”.`];
  switch (mitigation.kind) {
    case 'rollback': {
      const part = incident.plan.parts.find(({ id }) => id === mitigation.part);
      const versions = part ? ` ${versionsOf(incident, part)}` : '';
      return { title: `Roll back ${clip(mitigation.part, 40)}${versions}`, more: lead, controls };
    }
    case 'switch': {
      const one = incident.plan.containment?.find(({ id }) => id === mitigation.containment);
      const way = `${switchWords[mitigation.to]} by hand`;
      return one
        ? {
            title: capital(clip(one.title, 80)),
            more: [...lead, ` Users lose: ${sentenceEnd(clip(one.loses, 160))}`],
            controls,
          }
        : { title: way, more: [...lead, ' ', ...withCode(clip(mitigation.text, 300))], controls };
    }
    case 'step': {
      const step = stepOf(incident, mitigation.step);
      const look: Spans = step ? [' Look at: ', ...withCode(clip(step.look, 300))] : [];
      return { title: clip(step?.title ?? mitigation.step, 120), more: [...lead, ...look], controls };
    }
  }
}

function lookFurther(incident: Opened): Due {
  const n = { incident: incident.number };
  const last = incident.diagnosis.path.at(-1) ?? { check: '', answer: '' };
  return {
    title: 'Look for another cause',
    more: ['What was found is treated, and it is not over.'],
    controls: [
      press(
        'diagnosis.back',
        { ...n, check: last.check, answer: last.answer, all: 'all' },
        { label: 'Look for another cause', style: 'primary' },
      ),
      press('verify.start', n, { label: 'Verify recovery' }),
    ],
  };
}

/** ` Not measured: unsafe answers. …` */
function blindText(incident: Opened): string {
  const blind = blindOf(
    incident,
    recoveryChecks(incident.plan).map(({ check }) => check.signal),
  );
  if (blind.length === 0) return '';
  return ` Not measured: ${signalList(incident, blind)}. The time begins once it is.`;
}

/** Those whose newest reading has no value. */
function blindOf(incident: Opened, signals: string[]): string[] {
  return signals.filter((name) => {
    const newest = latestReading(incident, name);
    return newest !== undefined && newest.value === undefined;
  });
}

function holding(incident: Opened, { until, failing }: Extract<NextStep, { do: 'hold' }>): Due {
  if (failing.length === 0)
    return {
      title: 'Wait while the recovery is watched',
      more: ['Until ', timeOf(until), '.'],
      controls: [],
    };
  const blind = blindOf(incident, failing);
  const again = 'The time starts again once every metric is in range.';
  if (blind.length < failing.length) {
    const told = capital(rangeWords({ failing, blind }, (names) => signalList(incident, names)));
    return { title: 'Wait, or go on mitigating', more: [`${told}. ${again}`], controls: [] };
  }
  return {
    title: `Get measured again: ${signalList(incident, blind)}`,
    more: [`Nobody can say whether it is over. ${again}`],
    controls: [press('read.now', { incident: incident.number }, { label: 'Read the signals again' })],
  };
}
