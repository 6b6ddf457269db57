import type { ChatAnswer } from '../../domain/chat/input.ts';
import type { Intent } from '../../domain/chat/intent.ts';
import { refuseDeed } from '../../domain/incident/authorised.ts';
import type { Rejection } from '../../domain/incident/commands.ts';
import { isOver } from '../../domain/incident/decide.ts';
import type { KnownAlert } from '../../domain/incident/known-alert.ts';
import { isOpen, type Opened } from '../../domain/incident/state.ts';
import { actorName } from '../../domain/people.ts';
import { cut } from '../../domain/plain.ts';
import type { Library, Runbook } from '../../domain/runbooks/runbook.ts';
import { unlistedSystem } from '../../domain/runbooks/unlisted.ts';
import { worstOf } from '../../domain/signals/severity-words.ts';
import { noteCard } from '../../views/chat/answers.ts';
import { splitModal } from '../../views/chat/modal-hygiene.ts';
import { openCommand, pinned } from '../opening.ts';
import { refuse, type Talk, type Turn } from './context.ts';
import { runbookMeant } from './runbook.ts';

type Asked = Omit<Extract<Intent, { command: 'split' }>, 'command'>;

/** `/airb split`: alone it lists the alerts; with their numbers it opens the incident they go on in. */
export async function askSplit(talk: Talk, turn: Turn, asked: Asked, incident: Opened): Promise<ChatAnswer> {
  const { alerts } = asked;
  if (alerts === undefined) return { type: 'modal', modal: splitModal(incident, talk.library().runbooks) };
  const result = await split(talk, turn, { ...asked, alerts }, incident);
  if ('rejected' in result) return refuse(result.rejected, result.next);
  return result.said === undefined ? { type: 'nothing' } : { type: 'private', card: noteCard(result.said) };
}

/**
 * Opens the incident that the alerts go on in.
 * @returns what to say to whoever asked; nothing where the same input has done it already
 */
export async function split(
  talk: Talk,
  turn: Turn,
  asked: Asked & { alerts: number[] },
  incident: Opened,
): Promise<{ said?: string } | Rejection> {
  const refused = refuseDeed('split', turn.by, incident);
  if (refused) return refused;
  if (!isOpen(incident)) return isOver(incident);
  const chosen = asked.alerts.flatMap((place) => incident.alerts[place - 1] ?? []);
  const none = asked.alerts.find((place) => incident.alerts[place - 1] === undefined);
  if (none !== undefined)
    return {
      rejected: `INC-${incident.number} has no alert ${none}; it has ${incident.alerts.length}.`,
      next: '`/airb split` lists them with their numbers.',
    };
  const [first] = chosen;
  if (first === undefined || chosen.length === incident.alerts.length)
    return {
      rejected: `Those are all alerts of INC-${incident.number}, so nothing would stay here.`,
      next: '`/airb runbook <name>` switches the runbook instead, `/airb rename <title>` the title.',
    };
  const runbook = runbookFor(talk.library(), asked.runbook, first, incident);
  if ('rejected' in runbook) return runbook;
  const alerts = chosen.map(({ alert: { source, fingerprint } }) => ({ source, fingerprint }));
  const inputKey = `${turn.input.key}:begun`;
  const begun = await talk.writer.handle(incident.number, { type: 'split.begin', alerts }, turn.by, {
    inputKey,
  });
  if (!begun.ok) return begun;
  if (begun.duplicate) return {};
  return open(talk, turn, { incident, chosen, first, runbook, reason: asked.reason });
}

interface Splitting {
  incident: Opened;
  chosen: KnownAlert[];
  first: KnownAlert;
  runbook: Runbook;
  reason: string | undefined;
}

async function open(
  talk: Talk,
  turn: Turn,
  { incident, chosen, first, runbook, reason }: Splitting,
): Promise<{ said?: string }> {
  const { systems, organization } = talk.library();
  const { id } = incident.plan.system;
  const named =
    systems.find((known) => known.id === first.alert.system) ?? systems.find((one) => one.id === id);
  const system = named ?? unlistedSystem(id, organization);
  const who = actorName(turn.by);
  const startedAt = Math.min(...chosen.map(({ alert }) => alert.startsAt));
  const failure = first.failure ?? runbook.failure;
  const said = chosen.flatMap(({ severity }) => severity ?? []);
  const people = Object.values(incident.roles).map((person) => person.id);
  const placed = await talk.writer.place({
    by: turn.by,
    needs: {
      inputKey: turn.input.key,
      changesOf: { system: system.id, since: startedAt - organization.lookBack },
      earlierLike: { system: system.id, failure },
    },
    choose(loaded) {
      if (loaded.duplicate) return { to: 'none', answer: undefined };
      const at = talk.clock.now();
      const command = openCommand(talk.context(), {
        number: loaded.nextNumber,
        at,
        runbook,
        system,
        severity: worstOf(said) ?? incident.severity,
        title: first.alert.title || runbook.title,
        failure,
        because: `split out of INC-${incident.number} by ${who}${reason ? `: ${reason}` : ''}`,
        unmapped: false,
        startedAt: Math.min(startedAt, at),
        changes: loaded.changes,
        earlier: loaded.earlier,
        splitFrom: { number: incident.number, alerts: chosen.map(({ wave: _, ...known }) => known), who },
        ...(turn.by.kind === 'person' && { declaredBy: turn.by.id }),
        ...(incident.private && { keptPrivate: [...(incident.plan.invited ?? []), ...people] }),
      });
      return { to: 'new', command, answer: undefined, also: { document: pinned(runbook) } };
    },
  });
  if (placed.number === undefined) return {};
  const title = first.alert.title ? `“${cut(first.alert.title, 120)}”` : 'that alert';
  const what = chosen.length === 1 ? title : `${title} and ${chosen.length - 1} more`;
  return {
    said: `INC-${placed.number} is open with ${what}. Its channel is on the way, and the people on call are being paged.`,
  };
}

/** The one that was named; else that of the failure the alert speaks of; else the one that the incident follows. */
function runbookFor(
  library: Library,
  named: string | undefined,
  { failure }: KnownAlert,
  incident: Opened,
): Runbook | ReturnType<typeof runbookMeant> {
  if (named !== undefined) return runbookMeant(named, library);
  const { runbooks, generic } = library;
  const own =
    runbooks.find((one) => failure !== undefined && one.failure === failure) ??
    runbooks.find(({ id }) => id === incident.plan.runbook.id) ??
    runbooks.find(({ id }) => id === generic);
  return own ?? runbookMeant(generic, library);
}
