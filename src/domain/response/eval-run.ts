/** Eval tools whose data sets airb fills. */
export const evalTools = ['langfuse', 'langsmith', 'braintrust'] as const;
export type EvalTool = (typeof evalTools)[number];

/** As people write them. */
export const evalToolNames: Record<EvalTool, string> = {
  langfuse: 'Langfuse',
  langsmith: 'LangSmith',
  braintrust: 'Braintrust',
};

/** A run of an eval: where it ran, in words, and where it is looked at. */
export interface EvalRunSource {
  /** The same for the same run, so that it is noted once however often it is sent. */
  id: string;
  name: string;
  link?: string;
}

/** What a run says of the cases that bear a name of airb. */
export interface EvalRun extends EvalRunSource {
  /** By the name an example has in the data sets: `inc-42-17-5f0c93ab`. A case that ran several times passed when all of them did. */
  results: Map<string, boolean>;
}

/** A blocking example, and what a run says of it. */
export interface RunExample {
  id: string;
  /** Its name in the data sets: `inc-42-17-5f0c93ab`. */
  name: string;
  outcome: 'passed' | 'failed' | 'missing';
}

const longest = { id: 200, name: 200, link: 1000 };

/**
 * The run that a file or a body tells of: what promptfoo writes with `--output run.json`, or `{ id, name, link, results: [{ id,
 * passed }] }`, which anything can write.
 * @param given parsed JSON
 */
export function readEvalRun(given: unknown): EvalRun | { wrong: string; field: string } {
  if (!isRecord(given)) return { wrong: 'expected an object with `id` and `results`', field: 'results' };
  return isRecord(given.results) ? promptfooRun(given, given.results) : genericRun(given);
}

function genericRun(given: Record<string, unknown>): ReturnType<typeof readEvalRun> {
  const { id, name = id, link, results } = given;
  if (!isText(id, longest.id))
    return { wrong: `expected a text of up to ${longest.id} characters`, field: 'id' };
  if (!isText(name, longest.name))
    return { wrong: `expected a text of up to ${longest.name} characters`, field: 'name' };
  if (link !== undefined && !isLink(link))
    return { wrong: 'expected an http:// or https:// address', field: 'link' };
  if (!Array.isArray(results) || results.length === 0)
    return { wrong: 'expected a list of `{ id, passed }`', field: 'results' };
  const found = new Map<string, boolean>();
  for (const [at, one] of results.entries()) {
    if (!isRecord(one) || typeof one.id !== 'string' || typeof one.passed !== 'boolean')
      return { wrong: 'expected `{ "id": "inc-42-17-5f0c93ab", "passed": true }`', field: `results.${at}` };
    note(found, one.id, one.passed);
  }
  return { id, name, ...(link !== undefined && { link }), results: found };
}

/** As promptfoo 0.121 writes it: a result for each case, prompt and provider. A case of airb bears its name in the metadata. */
function promptfooRun(
  given: Record<string, unknown>,
  { results }: Record<string, unknown>,
): ReturnType<typeof readEvalRun> {
  const { evalId, shareableUrl } = given;
  if (!isText(evalId, longest.id))
    return { wrong: 'expected the id that promptfoo gives a run', field: 'evalId' };
  if (!Array.isArray(results) || results.length === 0)
    return { wrong: 'expected the list of results that promptfoo writes', field: 'results.results' };
  const found = new Map<string, boolean>();
  for (const [at, one] of results.entries()) {
    if (!isRecord(one) || typeof one.success !== 'boolean')
      return { wrong: 'expected a result with `success`', field: `results.results.${at}` };
    const test = isRecord(one.testCase) ? one.testCase : {};
    const name = isRecord(test.metadata) ? test.metadata.id : undefined;
    if (typeof name === 'string') note(found, name, one.success);
  }
  const link = isLink(shareableUrl) ? { link: shareableUrl } : {};
  return { id: evalId, name: `promptfoo ${evalId}`.slice(0, longest.name), ...link, results: found };
}

function note(found: Map<string, boolean>, name: string, passed: boolean): void {
  // In Langfuse the set stands behind the name.
  const plain = name.replace(/^(inc-\d+-\d+-[0-9a-f]+)-(?:blocking|monitoring|backlog)$/, '$1');
  found.set(plain, passed && found.get(plain) !== false);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown, most: number): value is string {
  return typeof value === 'string' && value.trim() !== '' && value.length <= most;
}

function isLink(value: unknown): value is string {
  return isText(value, longest.link) && /^https?:\/\/[^\s<>"|]+$/.test(value);
}
