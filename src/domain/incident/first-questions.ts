import { standingCauses } from '../response/diagnosis.ts';
import { inForce } from '../response/stops.ts';
import { changedSuspects } from '../response/suspects.ts';
import type { ChangeKind } from '../signals/change.ts';
import { type Question, questions } from './events.ts';
import type { Opened } from './state.ts';

/** A question of the first fifteen minutes (requirement R4) as far as it is answered, and by whom. */
export interface Asked {
  question: Question;
  /** `changed` holds the ids of changes, `switch` the id of a part, the others a word that is offered as an answer. */
  answer?: Answer;
}

/** `given` by a person; otherwise airb knows it from what was pressed, measured and reported. */
export type Answer =
  | { by: 'person'; given: string; name: string; at: number }
  | { by: 'airb'; kind: 'word'; word: string }
  | { by: 'airb'; kind: 'changes'; changes: string[] }
  | { by: 'airb'; kind: 'part'; part: string };

/** All five, in their order. What airb can tell by itself is not asked; what a person answered stands. */
export function firstQuestions(incident: Opened): Asked[] {
  return questions.map((question) => {
    const given = incident.answers[question];
    const answer: Answer | undefined = given
      ? { by: 'person', given: given.answer, name: given.by, at: given.at }
      : known(incident, question);
    return { question, ...(answer && { answer }) };
  });
}

function known(incident: Opened, question: Question): Answer | undefined {
  switch (question) {
    case 'kind': {
      const word = kindFound(incident) ?? kinds.find(([pattern]) => pattern.test(incident.failure))?.[1];
      return word === undefined ? undefined : { by: 'airb', kind: 'word', word };
    }
    case 'changed': {
      const before = changedSuspects(incident).flatMap((suspect) =>
        suspect.change !== undefined && !suspect.misdated && suspect.minutesBefore >= 0
          ? [suspect.change]
          : [],
      );
      if (before.length === 0) return undefined;
      return { by: 'airb', kind: 'changes', changes: before.slice(0, 2).map(({ id }) => id) };
    }
    case 'switch': {
      const switches = incident.plan.parts.filter(({ kind }) => kind === 'flag' || kind === 'router');
      if (switches.length === 0) return { by: 'airb', kind: 'word', word: 'No' };
      // What else is in force, as a frozen index, is no flag and no route.
      const switched = inForce(incident).find((one) => switches.some(({ id }) => id === one.part));
      const part = switched?.part ?? switches.find(({ action }) => action !== undefined)?.id;
      return part === undefined ? undefined : { by: 'airb', kind: 'part', part };
    }
    case 'reviewer':
      return mustAgree(incident) ? { by: 'airb', kind: 'word', word: 'Yes' } : undefined;
    case 'examples':
      return undefined;
  }
}

/** The kind that the newest cause of the diagnosis shows; what people found says more than the name of the failure. */
function kindFound({ plan, diagnosis }: Opened): string | undefined {
  const cause = standingCauses(plan.diagnosis, diagnosis.found).at(-1);
  if (cause?.mitigation.kind !== 'rollback') return undefined;
  const { part } = cause.mitigation;
  const kind = plan.parts.find(({ id }) => id === part)?.kind;
  return kind === undefined ? undefined : kindOfPart[kind];
}

/** Where a part fails, this is how. A prompt, a model or a route can fail in every way, so they say nothing. */
const kindOfPart: Partial<Record<ChangeKind, string>> = {
  index: 'retrieval',
  data: 'retrieval',
  tool: 'tool',
  guardrail: 'policy',
};

/** People decide on what goes out while such a containment is in force. */
function mustAgree(incident: Opened): boolean {
  return inForce(incident).some(({ kind }) => kind === 'review');
}

/** Which of the six kinds a failure is, by its name; a failure of another name is asked about. */
const kinds: readonly [RegExp, string][] = [
  [/retriev|index|stale/, 'retrieval'],
  [/tool|agent|workflow|injection/, 'tool'],
  [/refus|policy|guardrail|unsafe|exposure/, 'policy'],
  [/cost|cach|overuse|retries/, 'cost'],
  [/latency|outage|slow/, 'latency'],
  [/schema|quality|claims|regression|drift|feedback/, 'output'],
];
