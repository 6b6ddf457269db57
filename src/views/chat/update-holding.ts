import type { Form, UpdateText } from '../../domain/incident/events.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { lastWritten } from '../../domain/incident/update-changes.ts';
import { capital } from '../../domain/plain.ts';
import { clockTime, fullTime } from '../../domain/time.ts';
import { doneText, numberNow, phaseText } from './done-so-far.ts';
import { beganAt, symptom } from './measures.ts';
import { clip, phrase } from './spans.ts';
import { scopeText } from './update.ts';
import { customerDeeds, lasting } from './update-draft.ts';

/**
 * The holding statement, from what the log knows and what a person told the same readers last. It measures and repeats; it
 * never gives a cause, an estimate or a promise (requirement C2), and nothing of a runbook that was written before anybody
 * looked. Of a person's words only those are repeated that a later deed can't have made untrue.
 * @param form whose readers it is for; what responders tell each other stays among them
 */
export function holdingText(incident: Opened, form: Form): UpdateText {
  const last = lastWritten(incident, form);
  const users = last ? lasting(last.text.users).kept : '';
  const scope = last ? lasting(last.text.scope).kept : '';
  const who = form === 'internal' ? `${clip(last?.by ?? '', 60)} wrote` : 'we told you';
  const said = last ? ` (as ${who} at ${clockTime(last.at)} UTC)` : '';
  const repeat = (text: string, otherwise: string) =>
    text === '' ? otherwise : `${phrase(text, 1000)}${said}`;
  return {
    users: repeat(users, form === 'internal' ? measuredNow(incident) : unwritten(incident)),
    since: last?.text.since.trim() || fullTime(beganAt(incident)),
    scope: repeat(scope, form === 'internal' ? scopeText(incident) : 'Not yet known'),
    mitigation: form === 'internal' ? internalDeeds(incident, users !== '') : customerDeeds(incident),
  };
}

/** @param numbered whether the number stands here, because another line has a person's words */
function internalDeeds(incident: Opened, numbered: boolean): string {
  return [phaseText(incident), doneText(incident), numbered ? numberNow(incident) : '']
    .filter(Boolean)
    .join(' ');
}

function measuredNow(incident: Opened): string {
  return numberNow(incident) || `No person has written it up. The alert says: ${capital(symptom(incident))}`;
}

function unwritten({ plan }: Opened): string {
  return `There is a problem with ${clip(plan.system.title, 80)}; what users see of it is not written up yet`;
}
