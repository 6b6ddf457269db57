import type { Form, UpdateText } from '../../domain/incident/events.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { capital } from '../../domain/plain.ts';
import { saysHarmless } from '../../domain/response/update-warnings.ts';
import { clockTime, fullTime } from '../../domain/time.ts';
import { doneText, isContained, lossText, numberNow, phaseText } from './done-so-far.ts';
import { beganAt, symptom } from './measures.ts';
import { callName } from './naming.ts';
import { clip } from './spans.ts';
import { scopeText } from './update.ts';

/** An update as airb proposes it, and what its writer must look at before it goes out. */
export interface Draft {
  text: UpdateText;
  /** Of each line, where its words come from. */
  from: Record<keyof UpdateText, string>;
  /** What its writer must look at besides. */
  check: string[];
}

/**
 * Compiles the next update from what is so now. What is being done comes from the log alone. Words of a person or of the
 * runbook are taken over without the sentences that may not be so any more: numbers, and what was switched, stopped or
 * rolled back. Once it is measured as contained, none of what users saw before is taken over for what they see now.
 */
export function draftOf(incident: Opened, form: Form): Draft {
  const last = incident.updates.findLast((update) => update.form === form && !update.automatic);
  const template = incident.plan.templates[form];
  const before = last?.text.users ?? template.users;
  const scope = lasting(last?.text.scope ?? template.scope);
  const number = form === 'internal' ? numberNow(incident) : '';
  const over = isContained(incident);
  const users = over && number !== '' ? { kept: '', left: [before] } : lasting(before);
  const since = last?.text.since.trim() ?? '';
  const proposed = since === '' || isProposed(since);
  const source = last
    ? `${callName(last.by, incident)}’s words of ${clockTime(last.at)} UTC`
    : 'the runbook’s words, written before this incident';
  const left = [...users.left, ...scope.left];
  return {
    text: {
      users: sentences(
        users.kept || (form === 'internal' && number ? '' : capital(symptom(incident))),
        number,
        over && number !== '' ? 'That is in range again.' : '',
      ),
      since: proposed ? fullTime(beganAt(incident)) : since,
      scope: scope.kept || scopeText(incident),
      mitigation: form === 'internal' ? internalDeeds(incident) : customerDeeds(incident),
    },
    from: {
      users: [
        users.kept ? source : number ? '' : 'what the alert or the newest reading says',
        number ? 'the number as it was read last' : '',
      ]
        .filter((one) => one !== '')
        .join(', and '),
      since: proposed ? 'when it began, as far as airb knows' : source,
      scope: scope.kept ? source : 'what the alert says of it',
      mitigation: 'the log of this incident',
    },
    check: [
      ...(left.length > 0
        ? [`left out, because it may not be so any more: “${clip(left.join(' '), 200).replace(/\.$/, '')}”`]
        : []),
      ...(over && number === ''
        ? ['“What do users see?” tells how it was: it is measured as in range again']
        : []),
      ...(number.includes('not measured now') ? ['the number is an old one: nothing is measured now'] : []),
    ],
  };
}

function internalDeeds(incident: Opened): string {
  return sentences(phaseText(incident), doneText(incident), lossText(incident));
}

/** No names of parts and no versions: they say nothing to somebody outside. */
export function customerDeeds(incident: Opened): string {
  const doing = {
    triage: 'We are looking into it.',
    mitigating: 'We are working on it.',
    verifying: 'We are watching whether it is over.',
    resolved: 'It is over.',
    cancelled: 'It was no incident.',
    merged: 'It is handled together with another incident.',
  } satisfies Record<Opened['phase'], string>;
  return sentences(
    doing[incident.phase],
    lossText(incident).replace(/In force: [^;]*; users lose: /g, 'Meanwhile: '),
  );
}

function sentences(...parts: string[]): string {
  return parts.filter((part) => part.trim() !== '').join(' ');
}

/** A figure with or without a unit; a time of day or a version is one too. */
const figure = /\d/;
const deed =
  /\b(?:switched|turned|put|taken|rolled|rolling|switching|turning|taking|putting)\b.*\b(?:off|on|back|down|out)\b|\b(?:paused|stopped|frozen|disabled|throttled|restored|fixed|mitigated|resolved|offline|pausing|stopping|being \w+)\b/i;

/**
 * Splits a text into the sentences that last and those that may have been true only for a while; what says that nobody is
 * harmed is never taken over, because nothing measures it.
 */
export function lasting(text: string): { kept: string; left: string[] } {
  const all = text.split(/(?<=[.!?])\s+/).filter((one) => one.trim() !== '');
  const isFleeting = (one: string) => figure.test(one) || deed.test(one) || saysHarmless(one);
  return {
    kept: all.filter((one) => !isFleeting(one)).join(' '),
    left: all.filter(isFleeting),
  };
}

function isProposed(since: string): boolean {
  return /^\d{4}-\d\d-\d\d \d\d:\d\d UTC$/.test(since);
}
