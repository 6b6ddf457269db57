import type { ChatAnswer } from '../../domain/chat/input.ts';
import type { Intent } from '../../domain/chat/intent.ts';
import type { CommandBody } from '../../domain/incident/commands.ts';
import type { EvidenceRecord, ExampleSet } from '../../domain/incident/events.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { cut, oneLine } from '../../domain/plain.ts';
import { type EvalTool, evalToolNames } from '../../domain/response/eval-run.ts';
import { withoutFiles } from '../../domain/response/shared-file.ts';
import { noteCard } from '../../views/chat/answers.ts';
import { evidenceCard, evidenceListCard, examplesCard } from '../../views/chat/evidence.ts';
import { exampleModal } from '../../views/chat/modal-evidence.ts';
import { promptIn } from '../../views/evidence/prompt-in.ts';
import { answerOf, handled, refuse, run, type Talk, type Turn } from './context.ts';
import { refusedAct } from './permitted.ts';

/** The command for evidence that a person or a program adds. The log keeps its text and its hash. */
export function evidenceCommand(
  hash: (text: string) => string,
  id: string,
  given: { item?: string; title: string; content: string; message?: string; from?: EvidenceRecord['from'] },
): Extract<CommandBody, { type: 'evidence' }> {
  const { item, content, message, from = message ? 'message' : 'command' } = given;
  const title = given.title.trim() || titleFrom(content);
  return { type: 'evidence', evidence: { id, item, title, content, sha256: hash(content), from, message } };
}

/** The first words on one line. What airb says of a file is none of them: cut, it would no longer say that it is not kept. */
function titleFrom(content: string): string {
  const { rest, files } = withoutFiles(content);
  return cut(oneLine(rest.slice(0, 200)), 60) || (files ? 'A shared file' : 'untitled');
}

/** Answers with the list, to the asker alone. */
export function listEvidence(incident: Opened): ChatAnswer {
  return { type: 'private', card: evidenceListCard(incident) };
}

/** Shows an item, to the asker alone. */
export async function openEvidence(talk: Talk, incident: Opened, place: number): Promise<ChatAnswer> {
  const card = evidenceCard(incident, { place, content: await contentOf(talk, incident, place) });
  return card ? { type: 'private', card } : noEvidence(incident, place);
}

/** The form that sorts an example, or the reason why not. */
export async function openExample(
  talk: Talk,
  turn: Turn,
  { incident, place, chosen }: { incident: Opened; place: number; chosen?: ExampleSet | undefined },
): Promise<ChatAnswer> {
  const refused = refusedAct(talk, turn, 'example', incident);
  if (refused) return refused;
  const content = await contentOf(talk, incident, place);
  const modal = exampleModal(incident, { place, content, chosen });
  return modal ? { type: 'modal', modal } : noEvidence(incident, place);
}

/** `/airb example`: the list, the form, or the deed itself where everything is said. */
export async function askExample(
  talk: Talk,
  turn: Turn,
  intent: Omit<Extract<Intent, { command: 'example' }>, 'command'>,
  incident: Opened,
): Promise<ChatAnswer> {
  const { place, set, expected, reason } = intent;
  if (intent.push) return pushExamples(talk, turn, { ...intent, tool: intent.push }, incident);
  if (place === undefined) return { type: 'private', card: examplesCard(incident) };
  if (incident.evidence[place - 1] === undefined) return noEvidence(incident, place);
  if (set === undefined || expected === undefined || reason === undefined)
    return openExample(talk, turn, { incident, place, chosen: set });
  const body = exampleCommand(incident, turn.input.key, { place, set, expected, reason });
  return run(talk, turn, incident.number, body);
}

/** Whoever asks hears at once that it is on its way, or that nobody set the tool up; the channel hears what came of it. */
async function pushExamples(
  talk: Talk,
  turn: Turn,
  { tool, withPrivate }: { tool: EvalTool; withPrivate?: true },
  incident: Opened,
): Promise<ChatAnswer> {
  const refused = refusedAct(talk, turn, 'example.push', incident);
  if (refused) return refused;
  const name = evalToolNames[tool];
  if (!talk.evalTools.includes(tool))
    return refuse(`airb has no key for ${name}.`, 'Whoever runs airb sets it; docs/evals.md says how.');
  const body = { type: 'examples.push' as const, tool, ...(withPrivate && { withPrivate }) };
  const result = await handled(talk, turn, incident.number, body);
  if (!result.ok || result.note) return answerOf(result);
  return {
    type: 'private',
    card: noteCard(`They are on their way to ${name}; the channel hears what came of it.`),
  };
}

/**
 * The command for an example; without an input of its own the evidence says what went in. A form comes back with what the
 * evidence says filled in, which makes it no example of its own.
 */
export function exampleCommand(
  incident: Pick<Opened, 'evidence'>,
  key: string,
  given: {
    place: number;
    set: ExampleSet;
    expected: string;
    reason: string;
    input?: string;
    output?: string;
  },
): CommandBody {
  const { place, set, expected, reason } = given;
  const from = incident.evidence[place - 1];
  const said = from ? promptIn(from.content) : { input: '' };
  const own = (text: string | undefined, known: string | undefined) =>
    text?.trim() && text.trim() !== known?.trim() ? text : undefined;
  const input = own(given.input, said.input);
  const output = own(given.output, said.output);
  const texts = { ...(input && { input }), ...(output && { output }) };
  const example = { id: `ex-${key}`, source: from?.id ?? '', set, expected, reason, ...texts };
  return { type: 'example.sort', example };
}

/** The whole text of an item, which lies beside the log where it is long. */
async function contentOf(talk: Talk, { number, evidence }: Opened, place: number): Promise<string> {
  const one = evidence[place - 1];
  if (one === undefined) return '';
  return (one.kept && (await talk.store.content(number, one.kept.hash))) ?? one.content;
}

function noEvidence({ evidence }: Opened, place: number): ChatAnswer {
  const there =
    evidence.length === 0 ? 'Nothing is saved yet.' : `They are numbered 1 to ${evidence.length}.`;
  return refuse(`There is no evidence ${place}.`, `${there} \`/airb evidence list\` shows them.`);
}
