import type { FormState } from '../../domain/chat/form-state.ts';
import { parseCommand } from '../../domain/chat/grammar.ts';
import type { ChatAnswer } from '../../domain/chat/input.ts';
import { sentenceEnd } from '../../domain/plain.ts';
import { isKnown, noIncident, type Talk, type Turn, withIncident } from './context.ts';
import { type Merging, merged } from './merge.ts';
import { switchRunbook } from './runbook.ts';
import { split } from './split.ts';

/** Forms that need more than one command on one incident. */
export type OfHygiene = 'merge' | 'merge-reveal' | 'split' | 'runbook';
type Sent = FormState<OfHygiene>;
interface Submitted {
  talk: Talk;
  turn: Turn;
  values: Record<string, string>;
}

/** Whether a form is one of them. */
export function isOfHygiene(sent: FormState): sent is Sent {
  return ['merge', 'merge-reveal', 'split', 'runbook'].includes(sent.form);
}

/** Handles one of these forms. What is wrong is said at the field it is about, and what was typed stays. */
export async function submitHygiene(submitted: Submitted, sent: Sent): Promise<ChatAnswer> {
  const { talk, turn, values } = submitted;
  const number = sent.state.incident;
  if (!(await isKnown(talk, turn, number))) return noIncident(number);
  switch (sent.form) {
    case 'merge':
      return submitMerge(submitted, sent.state);
    case 'merge-reveal':
      return mergeBy(
        submitted,
        { from: number, into: sent.state.into, reason: values.reason ?? '', confirmed: true },
        'reason',
      );
    case 'split': {
      const { alerts = '', runbook = '', reason = '' } = values;
      const parsed = parseCommand(`split ${alerts}`);
      if ('misuse' in parsed || parsed.command !== 'split' || parsed.alerts === undefined)
        return wrong('alerts', 'Their numbers in the list above, such as 2, 3.');
      const asked = { alerts: parsed.alerts, ...(runbook && { runbook }), reason };
      return withIncident(talk, number, async (incident) => {
        if ((incident.splitOff?.length ?? 0) !== sent.state.splits)
          return wrong('alerts', 'The list has changed meanwhile: open `/airb split` again for its numbers.');
        const result = await split(talk, turn, asked, incident);
        return 'rejected' in result ? wrong('alerts', sentences(result)) : { type: 'nothing' };
      });
    }
    case 'runbook':
      return withIncident(talk, number, async (incident) => {
        const { runbook: named = '', reason = '' } = values;
        const result = await switchRunbook(talk, turn, { incident, named, reason });
        if ('rejected' in result) return wrong('runbook', sentences(result));
        return result.note ? wrong('runbook', result.note) : { type: 'nothing' };
      });
  }
}

async function submitMerge(
  submitted: Submitted,
  state: { incident: number; other: number },
): Promise<ChatAnswer> {
  const { values } = submitted;
  const field = state.other === 0 ? 'other' : 'way';
  const digits = /^\s*(?:#|inc-?)?(\d{1,9})\s*$/i.exec(values.other ?? '')?.[1];
  const other = state.other === 0 ? Number(digits) : state.other;
  if (!Number.isSafeInteger(other)) return wrong('other', 'The number of an incident, such as #7.');
  if (values.way !== 'into' && values.way !== 'from') return wrong('way', 'Pick one.');
  const { talk, turn } = submitted;
  if (!(await isKnown(talk, turn, other)))
    return wrong(field, `There is no incident #${other}. \`/airb status\` lists the open ones.`);
  const [from, into] = values.way === 'into' ? [state.incident, other] : [other, state.incident];
  return mergeBy(submitted, { from, into, reason: values.reason ?? '' }, field);
}

async function mergeBy({ talk, turn }: Submitted, merging: Merging, field: string): Promise<ChatAnswer> {
  const handled = await merged(talk, turn, merging);
  if (handled === undefined || handled.ok) return { type: 'nothing' };
  if (handled.lacks === 'confirmation')
    return wrong(
      field,
      `${sentenceEnd(handled.rejected)} Say so by typing \`/airb #${merging.from} merge into #${merging.into}\`: its form asks for it.`,
    );
  return wrong(field, sentences(handled));
}

function wrong(field: string, problem: string): ChatAnswer {
  return { type: 'errors', fields: { [field]: problem } };
}

function sentences({ rejected, next }: { rejected: string; next?: string }): string {
  return [rejected, next].flatMap((text) => (text ? [sentenceEnd(text)] : [])).join(' ');
}
