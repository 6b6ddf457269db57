import type { Card } from '../../domain/chat/card.ts';
import { parseCommand } from '../../domain/chat/grammar.ts';
import type { ChatAnswer, ChatInput } from '../../domain/chat/input.ts';
import { type Intent, isMisuse, type Mention } from '../../domain/chat/intent.ts';
import { momentOf } from '../../domain/chat/said-time.ts';
import { unknownPart } from '../../domain/incident/containment-request.ts';
import { isOver } from '../../domain/incident/decide.ts';
import { isOpen, type Opened } from '../../domain/incident/state.ts';
import { actorName } from '../../domain/people.ts';
import type { Act } from '../../domain/response/authority.ts';
import { stepMeant } from '../../domain/response/steps.ts';
import { fullTime } from '../../domain/time.ts';
import {
  changesCard,
  helpCard,
  misuseCard,
  noteCard,
  openIncidentsCard,
  rejectionCard,
  statusCard,
  timelineCard,
} from '../../views/chat/answers.ts';
import { checklistCard } from '../../views/chat/folded.ts';
import {
  cancelModal,
  escalateModal,
  evidenceModal,
  reopenModal,
  resolveModal,
  rollbackModal,
  severityModal,
  updateModal,
} from '../../views/chat/modals.ts';
import { questionsCard } from '../../views/chat/questions.ts';
import { rollbackChooserCard } from '../../views/chat/rollback-chooser.ts';
import { timeline } from '../../views/record/timeline.ts';
import { runOrConfirm, verify } from './confirm.ts';
import { askContainment } from './contain.ts';
import {
  answerOf,
  handled,
  isKnown,
  noIncident,
  openHeads,
  refuse,
  run,
  type Talk,
  type Turn,
  withIncident,
} from './context.ts';
import { declareInWords } from './declare.ts';
import { askDiagnosis } from './diagnose.ts';
import { askExample, evidenceCommand, listEvidence, openEvidence } from './evidence.ts';
import { onCall } from './oncall.ts';
import { personMeant } from './people.ts';
import { refusedAct } from './permitted.ts';
import { previewAnswer } from './preview.ts';
import { askRedaction } from './redact.ts';

type IntentOf<C extends Intent['command']> = Extract<Intent, { command: C }>;
type On<C extends Intent['command']> = (
  talk: Talk,
  turn: Turn,
  intent: IntentOf<C>,
  incident: Opened,
) => ChatAnswer | Promise<ChatAnswer>;

/** Commands that need no incident. */
const anywhere = new Set<Intent['command']>(['help', 'declare', 'status', 'change', 'readiness', 'oncall']);

/** Commands whose forms are taken after the end as well. */
const afterTheEnd = new Set<Intent['command']>(['evidence', 'example', 'reopen']);

/** One entry per command about an incident. */
const inIncident: {
  [C in Exclude<Intent['command'], 'help' | 'declare' | 'change' | 'readiness' | 'oncall'>]: On<C>;
} = {
  status: (talk, _, __, incident) => privately(statusCard(incident, talk.clock.now())),
  ack: (talk, turn, _, { number }) => run(talk, turn, number, { type: 'acknowledge', via: 'command' }),
  changes: (_, __, ___, incident) => privately(changesCard(incident)),
  signals: (talk, turn, _, { number }) => run(talk, turn, number, { type: 'read' }),
  checklist: (_, __, ___, incident) => privately(checklistCard(incident)),
  verify: (talk, turn, _, { number }) => verify(talk, turn, number),
  postmortem: async (talk, turn, _, { number }) => {
    const result = await handled(talk, turn, number, { type: 'postmortem' });
    return result.ok
      ? privately(noteCard('The draft is being written; it comes to the channel as two files.'))
      : answerOf(result);
  },
  severity: (talk, turn, { to, reason }, incident) =>
    to === undefined || reason === ''
      ? { type: 'modal', modal: severityModal(incident) }
      : run(talk, turn, incident.number, { type: 'severity', to, reason }),
  role: (talk, turn, intent, incident) => {
    const person = whoIn(talk, turn, intent.person, incident);
    if ('rejected' in person) return privately(rejectionCard(person));
    const { role, breakGlass } = intent;
    return run(talk, turn, incident.number, { type: 'role', role, person, breakGlass });
  },
  assign: (talk, turn, { step, person: mention }, incident) => {
    const person = whoIn(talk, turn, mention, incident);
    if ('rejected' in person) return privately(rejectionCard(person));
    const meant = stepMeant(incident.plan.sections, step);
    if ('rejected' in meant) return privately(rejectionCard(meant));
    return run(talk, turn, incident.number, { type: 'step.assign', step: meant.id, person });
  },
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
  update: (talk, turn, { form = 'internal', text }, incident) => {
    const { users, mitigation } = text;
    if (users === undefined || mitigation === undefined)
      return { type: 'modal', modal: updateModal(incident, form, text) };
    const last = incident.updates.findLast((update) => !update.automatic)?.text;
    const whole = {
      users,
      mitigation,
      since: text.since ?? last?.since ?? fullTime(incident.startedAt),
      scope: text.scope ?? last?.scope ?? '',
    };
    return run(talk, turn, incident.number, { type: 'update', form, text: whole });
  },
  note: (talk, turn, { text }, { number }) => run(talk, turn, number, { type: 'note', text }),
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
  escalate: (talk, turn, { kind, reason }, incident) =>
    kind === undefined || reason === ''
      ? { type: 'modal', modal: escalateModal(incident, kind) }
      : run(talk, turn, incident.number, { type: 'escalate', kind, reason }),
  reopen: (talk, turn, { reason }, incident) =>
    reason === undefined && !isOpen(incident)
      ? { type: 'modal', modal: reopenModal(incident) }
      : run(talk, turn, incident.number, { type: 'reopen', reason: reason ?? '' }),
};

/** Handles a command. */
export async function command(
  talk: Talk,
  turn: Turn,
  input: Extract<ChatInput, { type: 'command' }>,
): Promise<ChatAnswer> {
  const intent = parseCommand(input.text);
  if (isMisuse(intent)) return privately(misuseCard(intent));
  if (intent.incident !== undefined && !(await isKnown(talk, turn, intent.incident)))
    return noIncident(intent.incident);
  const here = input.room ? await talk.store.incidentOfRoom(input.room) : undefined;
  const number = intent.incident ?? here;
  if (intent.command === 'help') return privately(helpCard(intent.topic));
  const refused = refusedAct(talk, turn, actOf(intent, number !== undefined && number === here));
  if (refused) return refused;
  if (intent.command === 'declare') return declareInWords(talk, turn, intent);
  if (intent.command === 'change') return change(talk, turn, intent, number);
  if (intent.command === 'oncall') return onCall(talk, intent, number);
  if (intent.command === 'readiness') return readiness(talk, intent, number);
  if (number === undefined) return outside(talk, turn, intent);
  return withIncident(talk, number, async (incident) => {
    const act = inIncident[intent.command as keyof typeof inIncident] as On<Intent['command']>;
    const answer = await act(talk, turn, intent, incident);
    // Nobody fills in a form whose sending would be refused.
    const inVain = answer.type === 'modal' && !isOpen(incident) && !afterTheEnd.has(intent.command);
    return inVain ? privately(rejectionCard(isOver(incident))) : answer;
  });
}

/** The row of the table for what a command asks for, before `decide` is asked for the deed itself. */
function actOf(intent: Intent, inItsRoom: boolean): Act {
  switch (intent.command) {
    case 'declare':
      return 'declare';
    case 'change':
      return inItsRoom ? 'change.tell' : 'look.elsewhere';
    case 'oncall':
    case 'readiness':
      return intent.command;
    case 'timeline':
    // Without an entry it lists them, and it finds words in them.
    case 'redact':
      return inItsRoom ? 'look' : 'timeline.elsewhere';
    case 'rollback':
    case 'fallback':
    case 'freeze':
      return intent.preview ? 'preview' : inItsRoom ? 'look' : 'look.elsewhere';
    default:
      return inItsRoom ? 'look' : 'look.elsewhere';
  }
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
    meant.length > 1 ? 'Several rollbacks wait: say which.' : 'No such rollback waits for approval.',
    parts === '' ? '`/airb rollback` lists what can be rolled back.' : `Waiting: ${parts}.`,
  );
}

function whoIn(talk: Talk, { input }: Turn, mention: Mention, incident: Opened) {
  return personMeant(mention, { people: talk.library().organization.people, input, incident });
}

function privately(card: Card): ChatAnswer {
  return { type: 'private', card };
}

/**
 * Handles a command outside an incident's channel. `status` lists the open incidents; every other command must name its
 * incident.
 */
async function outside(talk: Talk, turn: Turn, intent: Intent): Promise<ChatAnswer> {
  const heads = await openHeads(talk, turn);
  if (anywhere.has(intent.command)) return privately(openIncidentsCard(heads, talk.clock.now()));
  return refuse(
    `\`${intent.command}\` is about an incident, and this is not an incident’s channel.`,
    heads[0]
      ? `Write it in the incident's channel, or say which: \`/airb #${heads[0].number} ${intent.command}\`.`
      : 'No incident is open; `/airb declare` opens one.',
  );
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

/** Records a change that a person knows of: in a room for the incident's system, elsewhere for the named system. */
async function change(
  talk: Talk,
  turn: Turn,
  intent: IntentOf<'change'>,
  number: number | undefined,
): Promise<ChatAnswer> {
  const incident = number === undefined ? undefined : await talk.writer.incident(number);
  if (incident === undefined) {
    return refuse(
      'Say a change in the channel of the incident it matters to.',
      'Or send it to POST /changes/generic.',
    );
  }
  const { kind, summary, from, to, when } = intent;
  const moment = momentOf(when, turn.input.at);
  if ('rejected' in moment) return privately(rejectionCard(moment));
  const part = incident.plan.parts.find((one) => one.kind === kind)?.id;
  const news = {
    id: `chat/${turn.input.key}`,
    system: incident.plan.system.id,
    kind,
    part,
    from,
    to,
    summary,
    by: actorName(turn.by),
    told: turn.input.by.standing,
    at: moment.at,
  };
  const [taken] = await talk.intake.changes([news], turn.by);
  return taken?.note ? privately(noteCard(taken.note)) : { type: 'nothing' };
}

/** Shows, pulls or saves evidence; without a word, the form. */
function askEvidence(
  talk: Talk,
  turn: Turn,
  { title, content, show, sample }: IntentOf<'evidence'>,
  incident: Opened,
): ChatAnswer | Promise<ChatAnswer> {
  if (show === 'list') return listEvidence(incident);
  if (show !== undefined) return openEvidence(talk, incident, show);
  if (sample) return run(talk, turn, incident.number, { type: 'evidence.sample' });
  if (content === undefined) return { type: 'modal', modal: evidenceModal(incident) };
  const given = { title: title ?? '', content, item: itemFor(incident, title) };
  return run(talk, turn, incident.number, evidenceCommand(talk.hash, turn.input.key, given));
}

/** `evidence failing prompt: …` answers the item of the runbook whose name it begins with. */
function itemFor(incident: Opened, title: string | undefined): string | undefined {
  const word = title?.trim().toLowerCase();
  if (!word) return undefined;
  const saved = new Set(incident.evidence.map((one) => one.item));
  const items = incident.plan.evidence.filter((item) => item.source === 'people' && !saved.has(item.id));
  return items.find((item) => item.id === word || item.title.toLowerCase().startsWith(word))?.id;
}

/** Answers with the readiness of systems, to the asker alone; in an incident's room with that of its system. */
async function readiness(
  talk: Talk,
  { system }: Extract<Intent, { command: 'readiness' }>,
  number: number | undefined,
): Promise<ChatAnswer> {
  const incident = number === undefined ? undefined : await talk.writer.incident(number);
  const answer = await talk.readiness(system, incident?.plan.system.id);
  return 'rejected' in answer ? refuse(answer.rejected, answer.next) : privately(answer);
}
