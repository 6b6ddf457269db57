import { type Finding, suggestedFix } from '../finding.ts';
import type { ReadRunbook } from '../library-files.ts';
import type { Path } from '../source.ts';

/** A name in the diagnosis, its place, and the names that are allowed there. */
interface Reference {
  path: Path;
  name: string;
  kind: 'check' | 'cause' | 'check or cause' | 'step of the rollback section';
}

/**
 * Proves that the checks and causes of a runbook form a tree below `start`: every name exists, every check and cause
 * can be reached, and no answer leads back to a check above it. Two answers may lead to the same check, if neither of
 * them is below it.
 */
export function unsoundDiagnoses(runbooks: ReadRunbook[]): Finding[] {
  return runbooks.flatMap((runbook) => [
    ...unknownNames(runbook),
    ...circles(runbook),
    ...neverReached(runbook),
    ...unpinnedModel(runbook),
    ...muteAnswers(runbook),
  ]);
}

/** A provider's model changes under everybody's feet, so whoever suspects it needs the way to a pinned one. */
function unpinnedModel({ value: { triage, diagnosis }, source }: ReadRunbook): Finding[] {
  const place = triage.suspects.indexOf('model');
  const pins = Object.values(diagnosis.causes).some(({ mitigation }) => mitigation.rollback === 'model');
  if (place === -1 || pins) return [];
  return [
    source.at(['triage', 'suspects', place], {
      level: 'warning',
      rule: 'model-unpinned',
      what: 'the model is a suspect, and no cause of the diagnosis is contained by pinning it',
      expected: 'a cause with `mitigation: { rollback: model }`, and an answer that leads to it',
      why: 'the responder would suspect the model and find no way to the one that worked',
      fix: 'add the cause, or take `model` out of the suspects',
    }),
  ];
}

/** `Yes` and `No` say nothing without the question, and a button is read without it. */
function muteAnswers({ value: { diagnosis }, source }: ReadRunbook): Finding[] {
  return Object.entries(diagnosis.checks).flatMap(([check, { answers }]) =>
    Object.entries(answers)
      .filter(([, { label }]) => /^(yes|no|maybe|other|neither|both)[.!]?$/i.test(label))
      .map(([answer, { label }]) =>
        source.at(['diagnosis', 'checks', check, 'answers', answer, 'label'], {
          level: 'warning',
          rule: 'answer-mute',
          what: `the button would say only “${label}”`,
          expected: 'the symptom in a few words: “No, it fails from outside as well”',
          why: 'on the timeline and on a phone the button stands apart from its question',
          fix: 'write what was seen',
        }),
      ),
  );
}

function referencesOf({ value: { diagnosis } }: ReadRunbook): Reference[] {
  const answers = Object.entries(diagnosis.checks).flatMap(([check, spec]) =>
    Object.entries(spec.answers).flatMap(([answer, { then: next, cause }]): Reference[] => {
      const path = ['diagnosis', 'checks', check, 'answers', answer];
      if (next !== undefined) return [{ path: [...path, 'then'], name: next, kind: 'check' }];
      return cause === undefined ? [] : [{ path: [...path, 'cause'], name: cause, kind: 'cause' }];
    }),
  );
  const hints = diagnosis.hints.map(
    ({ goto }, n): Reference => ({
      path: ['diagnosis', 'hints', n, 'goto'],
      name: goto,
      kind: 'check or cause',
    }),
  );
  const steps = Object.entries(diagnosis.causes).flatMap(([cause, { mitigation, instead }]) =>
    Object.entries({ mitigation, instead }).flatMap(([field, way]): Reference[] =>
      way?.step === undefined
        ? []
        : [
            {
              path: ['diagnosis', 'causes', cause, field, 'step'],
              name: way.step,
              kind: 'step of the rollback section',
            },
          ],
    ),
  );
  return [
    { path: ['diagnosis', 'start'], name: diagnosis.start, kind: 'check' },
    ...hints,
    ...answers,
    ...steps,
  ];
}

function unknownNames(runbook: ReadRunbook): Finding[] {
  const { diagnosis, rollback } = runbook.value;
  const checks = Object.keys(diagnosis.checks);
  const causes = Object.keys(diagnosis.causes);
  const known: Record<Reference['kind'], string[]> = {
    check: checks,
    cause: causes,
    'check or cause': [...checks, ...causes],
    'step of the rollback section': rollback.steps.map(({ id }, n) => id ?? String(n + 1)),
  };
  return referencesOf(runbook).flatMap(({ path, name, kind }) => {
    if (known[kind].includes(name)) return [];
    const elsewhere = known['check or cause'].includes(name)
      ? `\`${name}\` is a ${causes.includes(name) ? 'cause' : 'check'}: write \`${causes.includes(name) ? 'cause' : 'then'}\``
      : undefined;
    const fix = suggestedFix(name, known[kind]) ?? elsewhere;
    return runbook.source.at(path, {
      level: 'error',
      rule: 'diagnosis-unknown',
      what: `there is no ${kind} called \`${name}\``,
      expected: known[kind].length === 0 ? `a ${kind} with an id` : `one of ${known[kind].join(', ')}`,
      why: 'the responder would be led nowhere',
      ...(fix && { fix }),
    });
  });
}

/** The next checks of each check, with the answers that lead there. */
function nextOf({ value: { diagnosis } }: ReadRunbook, check: string): { answer: string; next: string }[] {
  const spec = Object.hasOwn(diagnosis.checks, check) ? diagnosis.checks[check] : undefined;
  return Object.entries(spec?.answers ?? {}).flatMap(([answer, { then: next }]) =>
    next === undefined ? [] : { answer, next },
  );
}

function circles(runbook: ReadRunbook): Finding[] {
  const findings: Finding[] = [];
  const done = new Set<string>();
  const walk = (check: string, above: string[]) => {
    if (done.has(check)) return;
    const here = [...above, check];
    for (const { answer, next } of nextOf(runbook, check)) {
      const from = here.indexOf(next);
      if (from === -1) walk(next, here);
      else findings.push(circle(runbook, { check, answer }, [...here.slice(from), next]));
    }
    done.add(check);
  };
  for (const check of [runbook.value.diagnosis.start, ...Object.keys(runbook.value.diagnosis.checks)])
    walk(check, []);
  return findings;
}

function circle(
  { source }: ReadRunbook,
  { check, answer }: { check: string; answer: string },
  way: string[],
): Finding {
  return source.at(['diagnosis', 'checks', check, 'answers', answer, 'then'], {
    level: 'error',
    rule: 'diagnosis-cycle',
    what: `the checks go round: ${way.join(' → ')}`,
    expected: 'a way down to a cause from every answer',
    why: 'the responder would be asked the same again and never reach a cause',
    fix: 'let this answer name a cause, or a check that is not above it',
  });
}

function neverReached(runbook: ReadRunbook): Finding[] {
  const { diagnosis } = runbook.value;
  const reached = new Set<string>();
  const waiting = [diagnosis.start];
  for (let check = waiting.pop(); check !== undefined; check = waiting.pop()) {
    if (reached.has(check)) continue;
    reached.add(check);
    waiting.push(...nextOf(runbook, check).map(({ next }) => next));
  }
  const named = new Set(
    Object.entries(diagnosis.checks).flatMap(([check, { answers }]) =>
      reached.has(check) ? Object.values(answers).flatMap(({ cause }) => cause ?? []) : [],
    ),
  );
  const unreached = (kind: 'checks' | 'causes', ids: Set<string>) =>
    Object.keys(diagnosis[kind])
      .filter((id) => !ids.has(id))
      .map((id) =>
        runbook.source.at(
          ['diagnosis', kind, id],
          {
            level: 'error',
            rule: 'diagnosis-unreachable',
            what: `no answer leads to the ${kind === 'checks' ? 'check' : 'cause'} \`${id}\``,
            expected: `an answer with \`${kind === 'checks' ? 'then' : 'cause'}: ${id}\` below \`${diagnosis.start}\``,
            why: 'the responder would never get there, and a symptom hint alone is a short cut, not a way',
            fix: 'let an answer lead to it, or take it out',
          },
          'key',
        ),
      );
  return [...unreached('checks', reached), ...unreached('causes', named)];
}
