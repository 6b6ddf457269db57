import type { Card, Node, Spans } from '../../domain/chat/card.ts';
import { mayKnowOf } from '../../domain/incident/part-in.ts';
import { type Containment, isOpen, type Opened } from '../../domain/incident/state.ts';
import type { PersonId } from '../../domain/people.ts';
import { capital, count, inSeries, sentenceEnd } from '../../domain/plain.ts';
import { approvalsLeft, couldStillApprove } from '../../domain/response/approval.ts';
import { containmentFor } from '../../domain/response/stops.ts';
import { systemShown } from '../../domain/runbooks/system-name.ts';
import { approversOf } from '../approvers.ts';
import { actionButtons } from './action.ts';
import { dryRunWords } from './dry-run.ts';
import { deedTitle } from './in-force.ts';
import { symptomSince } from './measures.ts';
import { callName, move, severityWord, tag } from './naming.ts';
import { asText, clip, lower, phrase, timeOf } from './spans.ts';

/** The direct message that asks one person to approve: what, why, what users lose, the dry run; kept current. */
export function approvalCard(incident: Opened, action: Containment, person: PersonId): Card {
  const deed = deedTitle(incident, action);
  const system = clip(systemShown(incident.plan.system), 60);
  const still = mayStill(incident, action, person);
  const asks =
    action.requestedBy.id === person
      ? 'your own approval starts it'
      : `${callName(action.requestedBy.name, incident)} asks for your approval`;
  const what = still ? `${asks}: ${lower(deed)}` : deed;
  const head = `${severityWord(incident.severity)} ${system} — `;
  const state = stateSpans(incident, action, person);
  const room: Spans = incident.room
    ? [{ room: incident.room, name: incident.roomName }]
    : [`#${incident.roomName}`];
  const nodes: Node[] = [
    {
      type: 'text',
      spans: [head, { bold: what }, ...(deed.includes(move(action)) ? [] : [` (${move(action)})`]), '.'],
    },
    ...(still ? askNodes(incident, action) : []),
    { type: 'text', spans: state },
    { type: 'context', spans: [`${tag(incident)} ${clip(incident.title, 100)} · Open channel: `, ...room] },
  ];
  const buttons = still ? actionButtons(incident, action).slice(0, 2) : [];
  return {
    text: asText([`${head}${what}. `, ...state]),
    nodes: buttons.length > 0 ? [...nodes, { type: 'actions', controls: buttons }] : nodes,
  };
}

/** True while this person's approval would still count. */
function mayStill(incident: Opened, action: Containment, person: PersonId): boolean {
  return (
    isOpen(incident) &&
    action.status === 'waiting' &&
    couldStillApprove(incident, action).some(({ id }) => id === person)
  );
}

/** What is wrong, for an approver who has read nothing yet, and what is asked for. */
function askNodes(incident: Opened, action: Containment): Node[] {
  const [what, ...rest] = symptomSince(incident);
  const wrong: Spans = [typeof what === 'string' ? capital(what) : (what ?? ''), ...rest, '.'];
  return [
    { type: 'text', spans: wrong },
    { type: 'text', spans: whySpans(incident, action) },
  ];
}

function whySpans(incident: Opened, action: Containment): Spans {
  const loses = containmentFor(incident, action)?.loses;
  const unknown = action.unknownVersion ? ` airb has never seen ${clip(action.to, 60)}.` : '';
  const override = action.evidenceOverride
    ? ` Evidence was incomplete; went on because: ${phrase(action.evidenceOverride, 200)}.`
    : '';
  return [
    'Asked for at ',
    timeOf(action.requestedAt),
    `: ${phrase(action.reason, 300)}.${loses ? ` Users lose: ${sentenceEnd(clip(loses, 200))}` : ''}${unknown}${override} `,
    { bold: 'Dry run: ' },
    dryRun(incident, action),
  ];
}

function dryRun({ plan }: Opened, { part, preview }: Containment): string {
  if (preview !== undefined) return dryRunWords(preview);
  const http = plan.parts.find(({ id }) => id === part)?.action;
  if (http === undefined) return 'none, a person does this by hand.';
  return http.dryRun === undefined ? 'none, the target offers no dry run.' : 'asked for, no answer yet.';
}

/** What became of it, and who is missing while it waits. Once it is decided the channel tells the rest. */
function stateSpans(incident: Opened, action: Containment, person: PersonId): Spans {
  const { approved, glass } = approversOf(incident, action);
  const name = (one: { id: PersonId; name: string }) =>
    one.id === person ? 'you' : callName(one.name, incident);
  const by = approved.length > 0 ? `Approved by ${inSeries(approved.map(name))}. ` : '';
  const broken = glass.length > 0 ? `Break-glass: ${inSeries(glass)} let it go on. ` : '';
  switch (action.status) {
    case 'waiting': {
      if (!isOpen(incident)) return ['The incident is over; nothing was changed.'];
      const able = couldStillApprove(incident, action)
        .filter(({ id }) => mayKnowOf(incident, id))
        .map(name);
      const missing = count(approvalsLeft(action), 'approval is', 'approvals are');
      return [
        `${by}${missing} missing; ${able.length > 0 ? `${inSeries(able)} may give one` : 'nobody is left who may'}.`,
      ];
    }
    case 'declined':
      return [
        action.calledOff
          ? `Called off: ${phrase(action.calledOff, 200)}. Nothing was changed.`
          : 'Declined; nothing was changed.',
      ];
    case 'dropped':
    case 'stopped':
      return [`${by}${broken}Not run: ${phrase(action.because ?? 'called off', 240)}.`];
    default:
      return [`${by}${broken}Nothing is left to do here; the channel tells how it goes.`];
  }
}
