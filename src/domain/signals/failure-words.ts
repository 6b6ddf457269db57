/** How tools and people speak of a failure; the first that is found wins, so what is narrower stands higher. */
const spoken: readonly (readonly [failure: string, words: RegExp])[] = [
  ['prompt-injection', /prompt[\s-]?injection|jailbreak/],
  ['data-exposure', /\bpii\b|data (?:leak|exposure|breach)|secrets? (?:leaked|exposed)/],
  ['guardrail-bypass', /guardrails?\b.{0,30}(?:bypass|fail|trip|trigger|block)|moderation (?:bypass|flag)/],
  ['refusal-spike', /\brefus(?:al|es|ed|ing)/],
  ['schema-breakage', /\bschema\b|invalid json|malformed (?:json|output)|parse errors?/],
  ['unsupported-claims', /hallucinat|groundedness|faithfulness|unsupported claims?/],
  ['retrieval-decline', /\bretriev|\brecall@|vector (?:store|index|db)/],
  ['tool-failure', /\btool(?:[\s-]?calls?)?\b.{0,20}(?:fail|error|timeout)/],
  ['runaway-retries', /runaway|retry storm|too many retries/],
  ['caching-failure', /\bcach(?:e|ing)\b.{0,30}(?:fail|miss|down|error|rate)/],
  ['cost-spike', /\bbudget\b|\bspend(?:ing)?\b|\bcosts?\b/],
  [
    'provider-outage',
    /\boutages?\b|provider.{0,30}(?:down|error|fail|unavailable)|(?:llm|model|api) (?:api )?exceptions?|cool(?:ed|ing)?[\s-]?down|\bfallbacks?\b|deployments? (?:is |are )?(?:unhealthy|down)|\b(?:429|5\d\d)s?\b.{0,20}errors?/,
  ],
  ['latency-degradation', /\blatency\b|\bslow(?:er)?\b|\bhanging\b|\btime[sd]?[\s-]?outs?\b|response times?/],
  ['input-drift', /\b(?:data|input|feature) drift\b/],
  ['quality-drift', /\bdrift\b|quality (?:drop|score|decline)|\bscores?\b.{0,30}(?:drop|below|fell|low)/],
  ['user-feedback-spike', /thumbs[\s-]?down|negative feedback|user feedback/],
];

/**
 * The failure that words speak of, where nothing names it; undefined where none is known, which leads to triage.
 * @returns the words it was read from as well, so that a person sees why
 */
export function failureInWords(text: string): { failure: string; words: string } | undefined {
  const plain = text.slice(0, 600).toLowerCase();
  for (const [failure, pattern] of spoken) {
    const found = pattern.exec(plain);
    if (found) return { failure, words: found[0] };
  }
  return undefined;
}
