import { cut } from '../plain.ts';
import { redSignals } from './red.ts';

/** What a warning is about. */
export type WarningKind = 'blame' | 'cause' | 'reassurance';

/** Words of an update that its writer is warned of, and why. Whoever goes on confirms exactly these. */
export interface UpdateWarning {
  kind: WarningKind;
  words: string;
  why: string;
}

type Scene = Parameters<typeof redSignals>[0] & {
  plan: { people: Record<string, { name: string }> };
  diagnosis: { concluded?: { takenBackAt?: number } };
  milestones: { contained?: number };
};

/** Suppliers that AI systems stand on. Their names are fine anywhere but as the cause. */
const vendors =
  /\b(?:OpenAI|Anthropic|Claude|Gemini|Google|Vertex|Azure|Microsoft|AWS|Amazon|Bedrock|Mistral|Cohere|Meta|Llama|xAI|DeepSeek|Groq|Together|Fireworks|Hugging ?Face|Pinecone|Weaviate|Qdrant|Cloudflare|Datadog|LaunchDarkly|Langfuse|LangSmith|Twilio|Stripe)\b/;
const team =
  /\b(?:the |our )?(?:[A-Z]\w+|\w+ing|data|platform|prompt|model|support|search|infra\w*|security|on-?call) team\b/;
/** Beside a name, these make it the cause. */
const faults =
  /\b(?:caus(?:ed|es|ing)|because|due to|fault|to blame|broke|breaking|forgot|mistake|careless(?:ness)?|failed to|pushed|deployed|shipped|merged|neglected|should have|messed|screwed|error by|outage|is down|went down|owing to)\b/i;

const causes =
  /\b(?:because(?: of)?|caused(?: by)?|due to|root cause|the cause (?:is|was)|the reason (?:is|was)|as a result of|triggered by|owing to|stems from)\b/i;
const notKnown =
  /\b(?:not (?:yet )?(?:known|clear|found)|unknown|do(?:es)? ?n[o’']t know|no cause|looking (?:for|into)|being looked)\b/i;

const ends =
  /\b(?:fixed|resolved|solved|back to normal|recovered|all clear|works? again|working again|restored|no longer (?:happening|affected|seen|an issue|a problem)|is over|under control|fully operational|healthy again)\b/gi;
const contained = /\b(?:contained|mitigated)\b/gi;
const harmless =
  /\b(?:(?:no|without(?: any)?) (?:\w+ )?(?:data|information|records?|pii)\b[^.!?]{0,40}\b(?:affected|lost|leaked|exposed|at risk|involved|accessed|compromised)|data (?:is|are|was|were) (?:safe|secure)|no (?:users?|customers?) (?:is|are|was|were) affected|(?:nobody|no one) (?:is|was) affected|no impact|nothing (?:is|was) lost|no (?:sign|evidence|indication)s?\b[^.!?]{0,40}\b(?:data|users?|customers?))\b/gi;
/** Right before such a word these make it a wish, a plan or a denial. */
const notSo =
  /\b(?:not|n[’']t|never|until|unless|once|when|if|before|to be|being|yet to|whether|hope|expect\w*|is it)\b[\w\s,]{0,24}$/i;

const most = 8;

/**
 * What in an update its writer should look at again before stakeholders read it: somebody named as the cause, a cause
 * before the diagnosis found one, and reassurance that nothing in the log supports. Words are found, not understood, so
 * this warns and never forbids.
 * @param lines the texts of the update
 * @param scene the incident it is about
 * @param now what was measured long before it supports nothing
 */
export function updateWarnings(lines: readonly string[], scene: Scene, now: number): UpdateWarning[] {
  const sentences = lines
    .flatMap((line) => line.split(/(?<=[.!?;\n])\s+/))
    .filter((one) => one.trim() !== '');
  const found = sentences.flatMap((sentence) => [
    ...blame(sentence, scene),
    ...cause(sentence, scene),
    ...reassurance(sentence, scene, now),
  ]);
  const seen = new Set<string>();
  return found.filter((one) => !seen.has(warningKey(one)) && seen.add(warningKey(one))).slice(0, most);
}

/** True for a sentence that says that nobody is harmed; nothing in a log can show that. */
export function saysHarmless(sentence: string): boolean {
  return claims(sentence, harmless, '').length > 0;
}

/** What names a warning: the same words of the same kind were seen already. */
export function warningKey({ kind, words }: Pick<UpdateWarning, 'kind' | 'words'>): string {
  return `${kind}:${words.toLowerCase()}`;
}

function blame(sentence: string, { plan }: Scene): UpdateWarning[] {
  if (!faults.test(sentence)) return [];
  const named =
    Object.values(plan.people)
      .map(({ name }) => nameIn(sentence, name))
      .find((name) => name !== undefined) ??
    team.exec(sentence)?.[0] ??
    vendors.exec(sentence)?.[0];
  if (named === undefined) return [];
  const fault = faults.exec(sentence)?.[0] ?? '';
  return [
    {
      kind: 'blame',
      words: cut(named, 40),
      why: `stands beside “${fault}”, and reads as blame: say what happened, not who did it`,
    },
  ];
}

/** The whole name, or the given name alone; `Will` and the like are also words, so case counts. */
function nameIn(sentence: string, name: string): string | undefined {
  const [given = ''] = name.split(' ');
  return [name, given].find(
    (one) => one.length > 2 && new RegExp(`(?<![\\p{L}])${escaped(one)}(?![\\p{L}])`, 'u').test(sentence),
  );
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function cause(sentence: string, { diagnosis }: Scene): UpdateWarning[] {
  const { concluded } = diagnosis;
  if (concluded !== undefined && concluded.takenBackAt === undefined) return [];
  const words = causes.exec(sentence)?.[0];
  if (words === undefined || notKnown.test(sentence)) return [];
  return [
    { kind: 'cause', words: words.toLowerCase(), why: 'gives a cause, and the diagnosis has found none yet' },
  ];
}

function reassurance(sentence: string, scene: Scene, now: number): UpdateWarning[] {
  const [red] = redSignals(scene, now);
  const early = red === undefined ? [] : claims(sentence, ends, `nothing shows it: ${red.words}`);
  const held =
    scene.milestones.contained === undefined
      ? claims(sentence, contained, 'no containment has been measured')
      : [];
  return [...early, ...held, ...claims(sentence, harmless, 'nothing in the log measures that')];
}

function claims(sentence: string, pattern: RegExp, why: string): UpdateWarning[] {
  return [...sentence.matchAll(pattern)]
    .filter(({ index }) => !notSo.test(sentence.slice(0, index)))
    .map(([words]) => ({ kind: 'reassurance', words: cut(words.toLowerCase(), 60), why }));
}
