import { isMap, isScalar, parseDocument, type YAMLMap } from 'yaml';

export interface NewRunbook {
  /** Its id, and the failure it is for. */
  failure: string;
  /** Text of a runbook to start from. */
  from?: string;
  /** Day of writing, `2026-11-22`. */
  today: string;
}

/**
 * The text of a runbook file to fill in. The form is complete, so the loader accepts it. Each line that is still to be
 * written says TBD, so the linter names it.
 */
export function scaffold({ failure, from, today }: NewRunbook): string {
  return from === undefined ? blank(failure, today) : copied(from, { failure, today });
}

/** A copy of another runbook without what is particular to it: title, summary, alert labels and review. */
function copied(from: string, { failure, today }: { failure: string; today: string }): string {
  const document = parseDocument(from);
  const root = document.contents;
  if (!isMap(root)) return blank(failure, today);
  const set = (name: string, value: unknown) => replace(root, name, document.createNode(value));
  set('title', `TBD - ${failure}, in the words people use for it`);
  set('summary', 'TBD - what goes wrong, how it feels to users, and what it is easily taken for.');
  root.delete('failure');
  root.delete('match');
  set('review', { on: today, by: 'TBD - who has read it through', everyDays: 180 });
  return document.toString({ lineWidth: 120 });
}

function replace(root: YAMLMap, name: string, value: unknown): void {
  const pair = root.items.find(({ key }) => isScalar(key) && key.value === name);
  if (pair === undefined) root.set(name, value);
  else pair.value = value;
}

function blank(failure: string, today: string): string {
  return template.replaceAll('FAILURE', failure).replaceAll('TODAY', today);
}

const template = `# yaml-language-server: $schema=../../schema/runbook.v1.json
# Replace every TBD; "airb runbooks lint" lists what is left. An editor that knows the schema explains each field.
schema: 1
title: TBD - FAILURE, in the words people use for it
summary: TBD - what goes wrong, how it feels to users, and what it is easily taken for.

triggers:
  - id: first
    title: TBD - "error rate above twice its baseline for 10 min"
    signal: error_rate
    above: 2x baseline
    for: 10m

severity:
  initial: sev3
  rubric:
    sev1: TBD - broad harm to users, or a duty to report; in terms a responder can check.
    sev2: TBD - much of it is broken, and there is a way around.
    sev3: TBD - a part of it, or only colleagues.
    sev4: TBD - to be watched; nobody is paged.

owner: onCall

triage:
  suspects: [prompt, model, code]
  steps:
    - id: look
      title: TBD - the first thing to look at, as a command
      look: TBD - the page, the field, the query; named so that somebody new finds it.
      means: TBD - which finding points where.
      next: TBD - what to do for each finding.

diagnosis:
  start: first
  checks:
    first:
      ask: TBD - the question that splits the causes best
      look: TBD - what to open and what to read there.
      query: sum(rate(airb_errors_total{system="\${system}"}[10m]))
      answers:
        changed:
          label: TBD - the likelier answer
          because: TBD - why it points there.
          cause: change
        same:
          label: TBD - the other answer
          because: TBD - why it points there.
          cause: other
  causes:
    change:
      title: TBD - the most likely cause, as a statement
      category: prompt
      means: TBD - what it looks like, and what tells it from the other.
      mitigation: { rollback: prompt }
      otherwise: TBD - what to do where there is no such part, or it does not help.
    other:
      title: TBD - the next one
      category: infrastructure
      means: TBD - what it looks like, and what tells it from the other.
      mitigation: { step: contain }

rollback:
  order: [flag, prompt, model, code]
  measureAfter: 10m
  steps:
    - id: contain
      title: TBD - what contains it by hand
      look: TBD - what to change, and where.
      means: TBD - what it costs users.

communication:
  steps:
    - id: tell
      title: TBD - whom to tell, and when
      look: TBD - where they are reached.
      means: TBD - what they need it for.
  internal:
    users: TBD
    since: TBD
    scope: TBD
    mitigation: TBD
    next: At the time shown below.
    owner: The incident commander.
  customer:
    users: TBD
    since: TBD
    scope: TBD
    mitigation: TBD
    next: At the time shown below.
    owner: The support team.

recovery:
  hold: 30m
  key:
    - { signal: error_rate, atMost: 1.2x baseline }
  safety:
    - { signal: unsafe_answers, atMost: 1.5x baseline }
  business:
    - { signal: task_success, atLeast: 0.9x baseline }
  steps:
    - id: confirm
      title: TBD - what to confirm by hand
      look: TBD - where.
      means: TBD - what shows that it is over.

postmortem:
  dueDays: 5
  steps:
    - id: prevent
      title: TBD - what must come out of it
      look: TBD - what to look at.
      means: TBD - what would have caught it.

evidence:
  - { id: alert, title: The alert as it arrived, source: automatic }
  - { id: versions, title: Live versions of all parts, source: automatic }
  - { id: readings, title: Signals at opening, source: automatic }
  - { id: changes, title: Changes in the look-back window, source: automatic }
  - { id: traces, title: TBD - what is gone once it is contained, source: people }

escalation:
  criteria:
    - TBD - a fact that makes it bigger than one person.
  paths:
    - TBD - who is asked for what.

fallback: TBD - how users are served safely while the cause is unknown.

knownLimits:
  - TBD - what this runbook can't see or do.

samples:
  - input: TBD - a request.
    good: TBD - what a good answer does.

review: { on: TODAY, by: TBD - who has read it through, everyDays: 180 }
`;
