import type { ChatAnswer } from '../../domain/chat/input.ts';
import type { Intent } from '../../domain/chat/intent.ts';
import { actorName, type Severity } from '../../domain/people.ts';
import type { Library, Runbook, SystemSpec } from '../../domain/runbooks/runbook.ts';
import { systemMeant } from '../../domain/runbooks/system-meant.ts';
import { unlistedSystem } from '../../domain/runbooks/unlisted.ts';
import { clockTime } from '../../domain/time.ts';
import type { Head } from '../../ports/records.ts';
import { alreadyDeclaredCard } from '../../views/chat/already-declared.ts';
import { noteCard, whichSystemCard } from '../../views/chat/answers.ts';
import { declareModal } from '../../views/chat/modals.ts';
import { openCommand, pinned } from '../opening.ts';
import type { Placed } from '../write.ts';
import { openHeads, refuse, type Talk, type Turn } from './context.ts';
import { refusedAct } from './permitted.ts';

/** What somebody says when declaring by hand. */
export interface Declared {
  system: string;
  title: string;
  failure?: string;
  severity?: Severity;
  /** Also where one of the same system has just been declared. */
  anyway?: boolean;
}

/**
 * `/airb declare …`. Opens only for a system that was named: by the name of its file, or as `system:<name>` where it has
 * none. Anything else is asked about, and nothing is opened.
 */
export function declareInWords(
  talk: Talk,
  turn: Turn,
  { system: named, unlisted, title, severity }: Extract<Intent, { command: 'declare' }>,
): ChatAnswer | Promise<ChatAnswer> {
  const refused = refusedAct(talk, turn, 'declare');
  if (refused) return refused;
  const library = talk.library();
  if (named === undefined) return { type: 'modal', modal: declareModal(library, { severity }) };
  const meant = systemMeant(named, title ?? '', library.systems);
  if ('rejected' in meant && unlisted === undefined) return { type: 'private', card: whichSystemCard(meant) };
  const system = 'system' in meant ? meant.system : named;
  if (title !== undefined) return declare(talk, turn, { system, title, severity });
  if (unlisted && 'rejected' in meant)
    return refuse(
      'Say what is wrong as well.',
      `\`/airb declare system:${named.slice(0, 60).replaceAll('`', '')} <what is wrong>\`.`,
    );
  return { type: 'modal', modal: declareModal(library, { system, severity }) };
}

/**
 * Opens an incident somebody declares. Where one of the same system and failure is open already, its channel is named
 * instead: two channels for one problem split the people who could solve it.
 */
export async function declare(talk: Talk, turn: Turn, declared: Declared): Promise<ChatAnswer> {
  const refused = refusedAct(talk, turn, 'declare');
  if (refused) return refused;
  const library = talk.library();
  const system = library.systems.find((known) => known.id === declared.system);
  const runbook = runbookFor(library, declared.failure);
  if (runbook === undefined)
    return refuse('airb has no generic runbook to open this with.', 'Run `airb runbooks lint`.');
  return open(talk, turn, declared, {
    system: system ?? unlistedSystem(declared.system, library.organization),
    runbook,
  });
}

function runbookFor(library: Library, failure: string | undefined): Runbook | undefined {
  return (
    library.runbooks.find((runbook) => runbook.failure === failure) ??
    library.runbooks.find((runbook) => runbook.id === library.generic)
  );
}

async function open(
  talk: Talk,
  turn: Turn,
  declared: Declared,
  { system, runbook }: { system: SystemSpec; runbook: Runbook },
): Promise<ChatAnswer> {
  const at = talk.clock.now();
  const known = new Set((await openHeads(talk, turn)).map(({ number }) => number));
  const { lookBack, siblingWindow } = talk.library().organization;
  const by = actorName(turn.by);
  const placed = await talk.writer.place<Found>({
    by: turn.by,
    needs: {
      inputKey: turn.input.key,
      openOf: { system: system.id },
      changesOf: { system: system.id, since: at - lookBack },
      earlierLike: { system: system.id, ...(declared.failure && { failure: runbook.failure }) },
    },
    choose(loaded) {
      // One that the person may not know of is as if it did not exist: theirs is opened beside it.
      const theirs = loaded.open.filter((head) => !head.private || known.has(head.number));
      const same = theirs.find((head) => head.failure === runbook.failure);
      if (loaded.duplicate || same) return { to: 'none', answer: { same } };
      // A private trouble is not to be joined to what everybody reads.
      const near =
        declared.anyway || runbook.sensitive
          ? undefined
          : theirs.find((head) => at - head.openedAt < siblingWindow);
      if (near) return { to: 'none', answer: { near } };
      const command = openCommand(talk.context(), {
        number: loaded.nextNumber,
        at,
        runbook,
        system,
        severity: declared.severity ?? runbook.severity.initial,
        title: declared.title.trim() || runbook.title,
        failure: runbook.failure,
        because: `declared by ${by}; ${declared.failure ? 'the failure' : 'no failure'} was named, so the runbook is ${runbook.id}`,
        unmapped: declared.failure === undefined,
        startedAt: at,
        changes: loaded.changes,
        earlier: loaded.earlier,
        failureUnknown: declared.failure === undefined,
        ...(turn.by.kind === 'person' && { declaredBy: turn.by.id }),
      });
      return { to: 'new', command, answer: {}, also: { document: pinned(runbook) } };
    },
  });
  const { near } = placed.answer;
  if (near !== undefined)
    return { type: 'private', card: alreadyDeclaredCard(near, declared, { now: at, chat: turn.input.room }) };
  return { type: 'private', card: noteCard(saidOf(placed, declared.failure)) };
}

/** What is open already: the same trouble, or something of the same system from the last minutes. */
interface Found {
  same?: Head | undefined;
  near?: Head;
}

function saidOf({ number, answer: { same } }: Placed<Found>, failure: string | undefined): string {
  if (number !== undefined)
    return `INC-${number} is open. Its channel is on the way, and the people on call are being paged.`;
  if (same) {
    const what =
      failure === undefined ? 'that system, with no kind of failure named,' : 'the same system and failure';
    const other =
      failure === undefined
        ? ' Is it something else? `/airb declare` alone shows the form, where you name the kind of failure.'
        : '';
    return `Nothing was opened: INC-${same.number} has been open for ${what} since ${clockTime(same.openedAt)} UTC. Join it there, or write \`/airb #${same.number} status\`.${other}`;
  }
  return 'That incident has been declared already.';
}
