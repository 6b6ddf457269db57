/** What went in and what came out, as far as a text says so. */
export interface Prompt {
  input: string;
  output?: string;
}

const inputs = ['input', 'prompt', 'question', 'query', 'messages', 'request'];
const outputs = ['output', 'response', 'answer', 'completion', 'reply'];

/** The prompt in a piece of evidence: fields of JSON, `Q: … A: …`, or the whole text as what went in. */
export function promptIn(content: string): Prompt {
  return inJson(content) ?? inTalk(content) ?? { input: content.trim() };
}

function inJson(content: string): Prompt | undefined {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const fields = value as Record<string, unknown>;
  const input = firstOf(fields, inputs);
  const output = firstOf(fields, outputs);
  return input === undefined ? undefined : { input, ...(output !== undefined && { output }) };
}

function firstOf(fields: Record<string, unknown>, names: string[]): string | undefined {
  const found = names.map((name) => fields[name]).find((one) => one !== undefined && one !== null);
  if (found === undefined) return undefined;
  return typeof found === 'string' ? found : JSON.stringify(found);
}

const talk =
  /^\s*(?:Q|Question|User|Prompt|In|Input)\s*:\s*(?<input>[\s\S]+?)\s+(?:A|Answer|Assistant|Bot|Response|Out|Output)\s*:\s*(?<output>[\s\S]+)$/i;

function inTalk(content: string): Prompt | undefined {
  const { input, output } = talk.exec(content)?.groups ?? {};
  return input === undefined ? undefined : { input: input.trim(), output: output?.trim() ?? '' };
}
