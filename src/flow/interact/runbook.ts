import type { ChatAnswer } from '../../domain/chat/input.ts';
import type { Intent } from '../../domain/chat/intent.ts';
import type { CommandBody, Rejection } from '../../domain/incident/commands.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { countsAsLive } from '../../domain/response/standing-of.ts';
import { compilePlan } from '../../domain/runbooks/compile.ts';
import type { Library, Runbook } from '../../domain/runbooks/runbook.ts';
import { unlistedSystem } from '../../domain/runbooks/unlisted.ts';
import { withKnownChanges } from '../../domain/runbooks/versions.ts';
import { suggest } from '../../domain/suggest.ts';
import { runbookModal } from '../../views/chat/modal-hygiene.ts';
import { revisionDiffCard } from '../../views/chat/revision.ts';
import { pinned } from '../opening.ts';
import type { Handled } from '../write.ts';
import { answerOf, noIncident, refuse, type Talk, type Turn } from './context.ts';

/** `/airb runbook`: alone it shows the form. */
export async function askRunbook(
  talk: Talk,
  turn: Turn,
  { runbook, reason = '', propose }: Omit<Extract<Intent, { command: 'runbook' }>, 'command'>,
  incident: Opened,
): Promise<ChatAnswer> {
  if (propose) return showRevision(talk, incident);
  const library = talk.library();
  if (runbook === undefined) return { type: 'modal', modal: runbookModal(incident, library.runbooks) };
  const result = await switchRunbook(talk, turn, { incident, named: runbook, reason });
  return 'rejected' in result && !('ok' in result) ? refuse(result.rejected, result.next) : answerOf(result);
}

/** The change that the incident asks of its runbook, to whoever asks. */
export async function showRevision(talk: Talk, { number }: Pick<Opened, 'number'>): Promise<ChatAnswer> {
  const proposal = await talk.revision(number);
  if (proposal === undefined) return noIncident(number);
  const page = `${talk.context().publicUrl}/incidents/${number}/runbook/proposal`;
  return { type: 'private', card: revisionDiffCard(proposal, page) };
}

/**
 * Switches the runbook. What is sensitive can't be handled where everybody reads along already, so such a runbook is refused in
 * a public incident.
 */
export async function switchRunbook(
  talk: Talk,
  turn: Turn,
  { incident, named, reason }: { incident: Opened; named: string; reason: string },
): Promise<Handled | Rejection> {
  const library = talk.library();
  const runbook = runbookMeant(named, library);
  if ('rejected' in runbook) return runbook;
  if (runbook.sensitive && !incident.private)
    return {
      rejected: `The runbook ${runbook.id} is for private incidents, and INC-${incident.number} can be read by everybody.`,
      next: '`/airb declare` opens a private one with it; say there what must not be read here.',
    };
  const also = { document: pinned(runbook) };
  const body = bodyOf(talk, { incident, runbook, reason });
  return talk.writer.handle(incident.number, body, turn.by, { inputKey: turn.input.key, also });
}

function bodyOf(
  talk: Talk,
  { incident, runbook, reason }: { incident: Opened; runbook: Runbook; reason: string },
): CommandBody {
  const { library, pagers, chats } = talk.context();
  const { id } = incident.plan.system;
  const system = library.systems.find((one) => one.id === id) ?? unlistedSystem(id, library.organization);
  const { links } = incident.plan;
  const compiled = compilePlan(library, { runbook, system }, { pagers, chats, links, at: talk.clock.now() });
  const parts = withKnownChanges(compiled.parts, incident.changes.filter(countsAsLive));
  const failure = runbook.id === library.generic ? incident.failure : runbook.failure;
  return { type: 'runbook.switch', plan: { ...compiled, parts }, failure, reason };
}

/** The runbook that somebody named: by its id, its failure or its title. */
export function runbookMeant(named: string, { runbooks }: Pick<Library, 'runbooks'>): Runbook | Rejection {
  const word = named.trim().toLowerCase();
  const found =
    runbooks.find(({ id }) => id === word) ??
    runbooks.find(({ failure, title }) => failure === word || title.toLowerCase() === word);
  if (found !== undefined) return found;
  const near = suggest(
    word,
    runbooks.map(({ id }) => id),
    'quotes',
  );
  return {
    rejected: `There is no runbook “${named.slice(0, 60)}”.${near ? ` ${near}` : ''}`,
    next: '`/airb runbook` alone shows them all.',
  };
}
