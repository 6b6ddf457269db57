import type { EvalExample } from '../../domain/incident/eval-example.ts';
import { datasetOf } from '../../views/evidence/exported.ts';

/** The forms an eval set is read in, one JSON value a line. */
export const exampleFormats = ['jsonl', 'promptfoo', 'langfuse'] as const;
export type ExampleFormat = (typeof exampleFormats)[number];

/** One example as a line of the form. */
export const lineIn: Record<ExampleFormat, (example: EvalExample) => object> = {
  /** `input`, `expected` and `metadata`, as Braintrust's `Eval` and its datasets take them. */
  jsonl: (one) => ({
    id: one.id,
    input: one.input,
    expected: one.expected,
    tags: [one.set, one.system],
    metadata: { ...about(one), ...(one.output !== undefined && { output: one.output }) },
  }),
  /** Test cases of promptfoo; `tests: file://examples.jsonl`. */
  promptfoo: (one) => ({
    // Cut before it is made literal, so that no template is left half open.
    description: `${one.id} ${one.set}: ${literal(one.expected.slice(0, 150))}`,
    vars: { input: literal(one.input) },
    assert: [
      { type: 'llm-rubric', value: literal(one.expected) },
      ...(one.output === undefined ? [] : [{ type: 'not-equals', value: literal(one.output) }]),
    ],
    // By the id airb finds the example again in what promptfoo writes about a run.
    metadata: { id: one.id, ...about(one) },
  }),
  /** The body of `POST /api/public/dataset-items` of Langfuse. */
  langfuse: (one) => ({
    datasetName: datasetOf(one),
    // No other data set of the project may use the id of an item.
    id: `${one.id}-${one.set}`,
    input: one.input,
    expectedOutput: one.expected,
    metadata: { ...about(one), ...(one.output !== undefined && { output: one.output }) },
  }),
};

function about({ set, system, failure, incident, reason, evidence, sortedAt }: EvalExample) {
  return { set, system, failure, incident, reason, evidence, sortedAt };
}

/**
 * Text that promptfoo takes as it is. It fills templates in what it reads, and opens files that a value names: an input of
 * a user must do neither. Each opening of a template, and an end of a comment that nobody began, is printed as a text of its
 * own, because a raw block ends, or nests, where the input says so.
 */
function literal(text: string): string {
  const plain = /^\s*(?:file:\/\/|package:|exec:|python:)/i.test(text) ? `“${text.trim()}”` : text;
  return plain.replace(/\{[{%#]|#\}/g, (sign) => `{{ "${sign}" }}`);
}
