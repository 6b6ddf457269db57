import type { Card } from '../../domain/chat/card.ts';
import type { ChatAnswer } from '../../domain/chat/input.ts';
import type { Intent } from '../../domain/chat/intent.ts';
import { lastTime } from '../../domain/incident/clocks.ts';
import { unknownPart } from '../../domain/incident/containment-request.ts';
import { withPhones } from '../../domain/incident/paging-reach.ts';
import { isOpen, type Opened } from '../../domain/incident/state.ts';
import type { SharedFile } from '../../domain/response/shared-file.ts';
import { stepMeant } from '../../domain/response/steps.ts';
import type { EvidenceItem } from '../../domain/runbooks/runbook.ts';
import { changesCard, noteCard, rejectionCard, statusCard, timelineCard } from '../../views/chat/answers.ts';
import { clocksCard } from '../../views/chat/clocks.ts';
import { checklistCard } from '../../views/chat/folded.ts';
import { renameModal } from '../../views/chat/modal-hygiene.ts';
import {
  assignModal,
  cancelModal,
  escalateModal,
  evidenceModal,
  noteModal,
  reopenModal,
  resolveModal,
  rollbackModal,
  severityModal,
} from '../../views/chat/modals.ts';
import { questionsCard } from '../../views/chat/questions.ts';
import { rollbackChooserCard } from '../../views/chat/rollback-chooser.ts';
import { evidenceText, fileTitle } from '../../views/evidence/with-files.ts';
import { timeline } from '../../views/record/timeline.ts';
import { askAction } from './action-items.ts';
import { runOrConfirm, verify } from './confirm.ts';
import { askContainment } from './contain.ts';
import { answerOf, handled, refuse, run, type Talk, type Turn } from './context.ts';
import { askDiagnosis } from './diagnose.ts';
import { askExample, evidenceCommand, listEvidence, openEvidence } from './evidence.ts';
import { askMerge } from './merge.ts';
import { whoIn } from './people.ts';
import { refusedAct } from './permitted.ts';
import { askPostmortem } from './postmortem.ts';
import { previewAnswer } from './preview.ts';
import { askRedaction } from './redact.ts';
import { askRole } from './roles.ts';
import { askRunbook } from './runbook.ts';
import { askSplit } from './split.ts';
import { askStep, giveStep } from './step.ts';
import { askUpdate } from './update.ts';

/** The command with its words. */
export type IntentOf<C extends Intent['command']> = Extract<Intent, { command: C }>;
/** What a command about an incident is answered with. */
export type On<C extends Intent['command']> = (
  talk: Talk,
  turn: Turn,
  intent: IntentOf<C>,
  incident: Opened,
) => ChatAnswer | Promise<ChatAnswer>;

/** One entry per command about an incident. */
export const inIncident: {
  [C in Exclude<
    Intent['command'],
    'help' | 'declare' | 'change' | 'report' | 'readiness' | 'oncall' | 'drill' | 'subscribe' | 'unsubscribe'
  >]: On<C>;
} = {
  status: (talk, _, __, incident) => {
    const { people } = talk.library().organization;
    return privately(statusCard(withPhones(incident, people), talk.clock.now()));
  },
  ack: (talk, turn, _, { number }) => run(talk, turn, number, { type: 'acknowledge', via: 'command' }),
  changes: (_, __, ___, incident) => privately(changesCard(incident)),
  signals: (talk, turn, _, { number }) => run(talk, turn, number, { type: 'read' }),
  checklist: (_, __, ___, incident) => privately(checklistCard(incident)),
  verify: (talk, turn, _, { number }) => verify(talk, turn, number),
  postmortem: askPostmortem,
  severity: (talk, turn, { to, reason }, incident) =>
    to === undefined || reason === ''
      ? { type: 'modal', modal: severityModal(incident, { to, reason }) }
      : run(talk, turn, incident.number, { type: 'severity', to, reason }),
  role: askRole,
  assign: async (talk, turn, { step, person: mention }, incident) => {
    const meant = step === '' ? undefined : stepMeant(incident.plan.sections, step);
    if (meant !== undefined && 'rejected' in meant) return privately(rejectionCard(meant));
    if (meant === undefined || mention === undefined)
      return (
        refusedAct(talk, turn, 'step', incident) ?? {
          type: 'modal',
          modal: assignModal(incident, meant?.id),
        }
      );
    const person = whoIn(talk, turn, mention, incident);
    if ('rejected' in person) return privately(rejectionCard(person));
    return giveStep(talk, turn, { step: meant.id, person }, incident);
  },
  step: askStep,
  category: (talk, turn, { category, because }, incident) =>
    category === undefined
      ? privately(questionsCard(incident))
      : run(talk, turn, incident.number, { type: 'category', category, because }),
  diagnose: askDiagnosis,
  evidence: askEvidence,
  example: askExample,
  rollback: askRollback,
  fallback: askContainment,
  freeze: askContainment,
  approve: approveWaiting,
  update: askUpdate,
  note: (talk, turn, { text }, incident) =>
    text === ''
      ? { type: 'modal', modal: noteModal(incident) }
      : run(talk, turn, incident.number, { type: 'note', text }),
  redact: askRedaction,
  timeline: async (talk, _, { count }, incident) => {
    const events = (await talk.store.events(incident.number)).map((stored) => stored.event);
    return privately(timelineCard(timeline(events), incident, count));
  },
  resolve: (talk, turn, { override }, { number }) =>
    runOrConfirm(talk, turn, {
      number,
      body: { type: 'resolve', override },
      form: (incident) => resolveModal(incident, talk.clock.now(), override),
    }),
  cancel: (talk, turn, { reason }, incident) =>
    reason === undefined
      ? { type: 'modal', modal: cancelModal(incident, talk.clock.now()) }
      : runOrConfirm(talk, turn, {
          number: incident.number,
          body: { type: 'cancel', reason },
          form: (newest) => cancelModal(newest, talk.clock.now(), reason),
        }),
  escalate: (talk, turn, { kind, reason, clocks }, incident) =>
    kind === undefined || reason === ''
      ? { type: 'modal', modal: escalateModal(incident, kind) }
      : run(talk, turn, incident.number, { type: 'escalate', kind, reason, ...(clocks && { clocks }) }),
  clock: askClock,
  action: askAction,
  reopen: (talk, turn, { reason }, incident) =>
    reason === undefined && !isOpen(incident)
      ? { type: 'modal', modal: reopenModal(incident) }
      : run(talk, turn, incident.number, { type: 'reopen', reason: reason ?? '' }),
  merge: askMerge,
  split: askSplit,
  runbook: askRunbook,
  rename: (talk, turn, { title }, incident) =>
    title === undefined
      ? { type: 'modal', modal: renameModal(incident) }
      : run(talk, turn, incident.number, { type: 'rename', title }),
};

/** Lists the clocks, starts one, or ends one. */
function askClock(
  talk: Talk,
  turn: Turn,
  { deed, clock = '', from, reason }: IntentOf<'clock'>,
  incident: Opened,
): ChatAnswer | Promise<ChatAnswer> {
  if (deed === undefined) return privately(clocksCard(incident, talk.clock.now()));
  if (deed !== 'start') {
    const how = deed === 'done' ? 'met' : 'not-applicable';
    return run(talk, turn, incident.number, { type: 'clock.end', clock, how, reason });
  }
  const since = from === undefined ? {} : { from: lastTime(from, talk.clock.now()) };
  return run(talk, turn, incident.number, { type: 'clock.start', clock, reason, ...since });
}

/** Approves the rollback that waits; of several, the one of the part that was named. */
function approveWaiting(
  talk: Talk,
  turn: Turn,
  { part, breakGlass }: IntentOf<'approve'>,
  incident: Opened,
): ChatAnswer | Promise<ChatAnswer> {
  const waiting = incident.containments.filter(({ status }) => status === 'waiting');
  const meant = part === undefined ? waiting : waiting.filter((one) => one.part === part);
  const [only] = meant;
  if (only !== undefined && meant.length === 1)
    return run(talk, turn, incident.number, { type: 'rollback.approve', action: only.id, breakGlass });
  const parts = waiting.map((one) => one.part).join(', ');
  return refuse(
    meant.length > 1
      ? 'Several rollbacks wait: say which.'
      : `No rollback${part === undefined ? '' : ' of that name'} waits for approval.`,
    parts === '' ? '`/airb rollback` lists what can be rolled back.' : `Waiting: ${parts}.`,
  );
}

function privately(card: Card): ChatAnswer {
  return { type: 'private', card };
}

function noPart(part: string, incident: Opened): ChatAnswer {
  const refusal = unknownPart(part, incident);
  return 'rejected' in refusal ? refuse(refusal.rejected, refusal.next) : { type: 'nothing' };
}

async function askRollback(
  talk: Talk,
  turn: Turn,
  intent: IntentOf<'rollback'>,
  incident: Opened,
): Promise<ChatAnswer> {
  const { part, to, reason, preview } = intent;
  if (intent.stop)
    return run(talk, turn, incident.number, { type: 'rollback.stop', part, reason: reason ?? '' });
  if (part === undefined) return privately(rollbackChooserCard(incident));
  const known = incident.plan.parts.some((one) => one.id === part);
  if (preview) return known ? previewAnswer(incident, { part, to, by: turn.by }) : noPart(part, incident);
  if (reason === undefined && known) return { type: 'modal', modal: rollbackModal(incident, part, { to }) };
  const result = await handled(talk, turn, incident.number, {
    type: 'rollback.request',
    part,
    to,
    reason: reason ?? '',
  });
  // Only the form has a field for the reason to go on without evidence.
  if (!result.ok && result.lacks === 'evidence') {
    return { type: 'modal', modal: rollbackModal(incident, part, { to, reason }) };
  }
  return answerOf(result);
}

/** Shows, pulls or saves evidence; without a word, the form. */
async function askEvidence(
  talk: Talk,
  turn: Turn,
  { title, content, show, sample }: IntentOf<'evidence'>,
  incident: Opened,
): Promise<ChatAnswer> {
  const { files = [] } = turn.input.type === 'command' ? turn.input : {};
  if (show === 'list') return unkept(files, listEvidence(incident));
  if (show !== undefined) return unkept(files, await openEvidence(talk, incident, show));
  if (sample) return unkept(files, await run(talk, turn, incident.number, { type: 'evidence.sample' }));
  const all = evidenceText(content ?? '', files);
  if (all === '') return { type: 'modal', modal: evidenceModal(incident) };
  const item = itemFor(incident, title);
  const given = { title: titleOf(title, { content, files, item }), content: all, item: item?.id };
  return run(talk, turn, incident.number, evidenceCommand(talk.hash, turn.input.key, given));
}

/** The answer to a command that saves nothing, with what became of the files that came with it. */
function unkept(files: SharedFile[], answer: ChatAnswer): ChatAnswer {
  if (files.length === 0) return answer;
  const [what, it] = files.length === 1 ? ['The file was', 'it'] : ['The files were', 'them'];
  const note = noteCard(
    `${what} not kept: share ${it} with \`evidence\` alone, or with a title and a colon.`,
  );
  if (answer.type !== 'private') return privately(note);
  const { card } = answer;
  return privately({ ...card, text: `${note.text} ${card.text}`, nodes: [...note.nodes, ...card.nodes] });
}

/** A file alone bears its own name; an item's name is for typing, and whoever reads the list is told what it is. */
function titleOf(
  title: string | undefined,
  {
    content,
    files,
    item,
  }: { content?: string | undefined; files: SharedFile[]; item: EvidenceItem | undefined },
): string {
  if (title === undefined) return content === undefined ? fileTitle(files) : '';
  return title.trim().toLowerCase() === item?.id ? item.title : title;
}

/** `evidence failing prompt: …` answers the item of the runbook whose name it begins with. */
function itemFor(incident: Opened, title: string | undefined): EvidenceItem | undefined {
  const word = title?.trim().toLowerCase();
  if (!word) return undefined;
  const saved = new Set(incident.evidence.map((one) => one.item));
  const items = incident.plan.evidence.filter((item) => item.source === 'people' && !saved.has(item.id));
  return items.find((item) => item.id === word || item.title.toLowerCase().startsWith(word));
}
