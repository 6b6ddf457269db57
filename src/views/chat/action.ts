import type { Button, Card, Node, Spans } from '../../domain/chat/card.ts';
import { currentOf, nextLook } from '../../domain/incident/containment-run.ts';
import { mayKnowOf } from '../../domain/incident/part-in.ts';
import type { Containment, Opened } from '../../domain/incident/state.ts';
import { isOpen } from '../../domain/incident/state.ts';
import { count, inSeries } from '../../domain/plain.ts';
import { approvalsLeft, askerCounts, couldStillApprove, mayApprove } from '../../domain/response/approval.ts';
import { containmentFor, isUnmeasured, putsBack, stopInForce } from '../../domain/response/stops.ts';
import type { Instant } from '../../domain/time.ts';
import { approversOf } from '../approvers.ts';
import { press } from './controls.ts';
import { deedTitle } from './in-force.ts';
import { callName, move } from './naming.ts';
import { asText, clip, phrase, timeOf } from './spans.ts';
import { judgedSpans } from './verdict.ts';

/** One rollback from request to verdict, as one message that is kept current. */
export function actionCard(incident: Opened, action: Containment): Card {
  const title = deedTitle(incident, action);
  const state = stateSpans(incident, action);
  const controls = isOpen(incident) ? actionButtons(incident, action) : [];
  return {
    text: asText([`${title}. `, ...state]),
    nodes: [
      {
        type: 'text',
        spans: [{ bold: title }, ...(title.includes(move(action)) ? [] : [`: ${move(action)}`])],
      },
      { type: 'text', spans: requestSpans(incident, action) },
      { type: 'text', spans: state },
      ...detail(incident, action),
      ...(controls.length > 0 ? [{ type: 'actions', controls } satisfies Node] : []),
    ],
  };
}

function requestSpans(incident: Opened, action: Containment): Spans {
  const who = callName(action.requestedBy.name, incident);
  const reason = action.reason ? `: ${phrase(action.reason, 300)}` : '';
  const override = action.evidenceOverride
    ? ` Evidence was incomplete; went on because: ${phrase(action.evidenceOverride, 200)}.`
    : '';
  const unknown = action.unknownVersion
    ? ` airb has never seen ${clip(action.to, 60)}: not live, not last known good, in no change. It needs one approval more.`
    : '';
  return [`Asked for by ${who} at `, timeOf(action.requestedAt), `${reason}.${unknown}${override}`];
}

function stateSpans(incident: Opened, action: Containment): Spans {
  const approved = approvedBy(incident, action);
  switch (action.status) {
    case 'waiting':
      return [waitingText(incident, action)];
    case 'declined':
      return [
        action.calledOff
          ? `Called off: ${phrase(action.calledOff, 200)}. Nothing was changed.`
          : 'Declined; nothing was changed.',
      ];
    case 'running':
      return [`${approved}The rollback is being carried out.`];
    case 'manual':
      return [`${approved}airb can’t do this one: a person does it by hand, then presses “Done by hand…”.`];
    case 'unconfirmed':
      return [approved, ...unconfirmedSpans(incident, action)];
    case 'dropped':
      return [`${approved}Not run, because ${phrase(action.because ?? 'the state had moved on', 240)}.`];
    case 'stopped':
      return [`${approved}Not run: ${phrase(action.because ?? 'called off', 240)}.`];
    case 'failed':
      return [
        `${approved}It failed: ${phrase(action.because ?? 'the target refused or failed', 240)}; nothing is known to have changed. Roll back again or by hand.`,
      ];
    case 'applied':
      return [
        `${approved}${tookWords(action)} `,
        timeOf(appliedAt(action)),
        ...measureSpans(incident, action),
      ];
    case 'judged':
      return [approved, ...judgedSpans(incident, action)];
  }
}

/** How it is known that it took effect, which is not always by more than the target's word. */
function tookWords({ took }: Containment): string {
  switch (took) {
    case 'accepted':
      return 'The target accepted it; nothing confirms yet that it took effect. Accepted';
    case 'said':
      return 'Done, by a person’s word,';
    default:
      return 'Took effect';
  }
}

function appliedAt(action: Containment): Instant {
  return action.appliedAt ?? action.requestedAt;
}

function unconfirmedSpans(incident: Opened, { because, part, open }: Containment): Spans {
  const why = phrase(because ?? 'the answer was lost', 240);
  const head = open?.heard === 'doubt' ? 'Nobody knows whether it took effect' : 'Not confirmed yet';
  const looked =
    open?.seen && ('version' in open.seen ? `, and saw ${clip(open.seen.version, 60)}` : ', in vain');
  const looks = open && open.looks > 0 ? ` airb looked ${count(open.looks, 'time')}${looked ?? ''}.` : '';
  const ask = whoLooks(incident, part, open?.looks ?? 0);
  return [`${head}: ${why}.${looks} The call is not repeated. ${ask}`];
}

function whoLooks(incident: Opened, part: string, looks: number): string {
  if (currentOf({ part }, incident) === undefined) return 'Look, and say so here.';
  const more = nextLook(looks) !== undefined && (isOpen(incident) || looks === 0);
  return more
    ? 'airb looks again by itself; who knows better says so here.'
    : 'airb does not look again by itself: look, or press “Look again”, and say so here.';
}

function waitingText(incident: Opened, action: Containment): string {
  const left = approvalsLeft(action);
  const able = couldStillApprove(incident, action);
  const [inside, outside] = [true, false].map((knows) =>
    able
      .filter(({ id }) => mayKnowOf(incident, id) === knows)
      .slice(0, 6)
      .map(({ name }) => callName(name, incident)),
  );
  const who = inside?.length ? inSeries(inside) : nobodyYet(able.length);
  const others = outside?.length
    ? ` ${inSeries(outside)} may too, once they are in this private channel.`
    : '';
  const alone = askerCounts(action) ? '' : ' The person who asked does not count.';
  const few = able.length < left ? ` ${tooFew(incident, action)}` : '';
  return `${approvedBy(incident, action)}Waits for ${count(left, 'more approval', 'more approvals')}. May approve: ${who}.${others}${alone}${few}`;
}

function nobodyYet(able: number): string {
  return able === 0 ? 'nobody yet: a commander is missing' : 'nobody who is in it';
}

/** It can't be approved as it stands; what can be done instead. */
function tooFew(incident: Opened, action: Containment): string {
  return mayApprove(incident, action.requestedBy.id)
    ? 'That is too few: decline it, and let somebody ask who approves nothing.'
    : 'That is too few: hand command to one more person, or use “Nobody answers…”.';
}

function approvedBy(incident: Opened, action: Containment): string {
  const { approved, glass } = approversOf(incident, action);
  if (approved.length + glass.length === 0) return action.approvalsNeeded === 0 ? 'No approval needed. ' : '';
  const called = (names: string[]) => inSeries(names.map((name) => callName(name, incident)));
  return [
    approved.length > 0 ? `Approved by ${called(approved.map(({ name }) => name))}. ` : '',
    glass.length > 0 ? `Break-glass: ${called(glass)} let it go on. ` : '',
  ].join('');
}

function measureSpans(incident: Opened, action: Containment): Spans {
  if (action.appliedAt === undefined) return ['.'];
  if (isUnmeasured(incident, action)) return ['. No signal shows a freeze, so none is measured.'];
  const stop = stopInForce(incident);
  if (stop !== undefined && stop.id !== action.id)
    return [`. Its effect can’t be read while “${clip(deedTitle(incident, stop), 80)}” is in force.`];
  return ['. Its effect is read at ', timeOf(action.appliedAt + incident.plan.measureAfter), '.'];
}

/** The manual step while a person does it; when the target refused or failed, its own words. */
function detail(incident: Opened, action: Containment): Node[] {
  const manual = incident.plan.parts.find((part) => part.id === action.part)?.manual;
  if (action.status === 'manual' && manual) return [{ type: 'quote', text: clip(manual, 1500) }];
  const refused = action.status === 'failed' || action.status === 'unconfirmed' ? action.response : undefined;
  return refused ? [{ type: 'pre', text: clip(refused, 600) }] : [];
}

/**
 * With which approval it begins: whoever approves should know whether it is theirs.
 * @param which `this` where the reader is about to give one
 */
export function startsWhen(action: Containment, which: 'this' | 'next' = 'next'): string {
  const left = approvalsLeft(action);
  return left > 1
    ? `It needs ${left} more approvals, and starts at once with the last.`
    : `It starts at once with ${which === 'this' ? 'this' : 'the next'} approval.`;
}

/** What can be pressed about a rollback as it stands now, the likeliest first. */
export function actionButtons(incident: Opened, action: Containment): Button[] {
  const value = { incident: incident.number, action: action.id };
  const byHand = press('rollback.manual', value, { label: 'Done by hand…' });
  const again = press(
    'rollback.open',
    { incident: incident.number, part: action.part },
    { label: 'Roll back…' },
  );
  if (action.status === 'manual') return [{ ...byHand, style: 'primary' }];
  if (action.status === 'failed' || action.status === 'dropped' || action.status === 'stopped')
    return [again];
  if (action.status === 'running')
    return [press('rollback.stop', value, { label: 'Stop trying', style: 'danger' })];
  if (action.status === 'unconfirmed') return unconfirmedButtons(incident, action);
  if (action.status !== 'waiting') return [];
  const confirm = {
    title: confirmTitle(incident, action),
    text: `${move(action)} on ${clip(incident.plan.system.title, 60)}.${unseenText(action)} ${startsWhen(action, 'this')}`,
    yes: 'Approve',
  };
  const part = incident.plan.parts.find((other) => other.id === action.part);
  return [
    press('rollback.approve', value, { label: 'Approve', style: 'primary', confirm }),
    press('rollback.decline', value, { label: 'Decline…', style: 'danger' }),
    press('rollback.break-glass', value, { label: 'Nobody answers…' }),
    ...(part?.action?.dryRun
      ? [
          press(
            'rollback.preview',
            { incident: incident.number, part: action.part, to: action.to },
            { label: 'What it would do' },
          ),
        ]
      : []),
  ];
}

function confirmTitle(incident: Opened, action: Containment): string {
  if (containmentFor(incident, action)) return `Approve “${clip(deedTitle(incident, action), 60)}”?`;
  return putsBack(incident, action) ? 'Approve putting it back?' : 'Approve this rollback?';
}

function unseenText({ unknownVersion, to }: Containment): string {
  return unknownVersion ? ` airb has never seen ${clip(to, 60)}.` : '';
}

function unconfirmedButtons(incident: Opened, { id, part }: Containment): Button[] {
  const value = { incident: incident.number, action: id };
  const current = incident.plan.parts.find((other) => other.id === part)?.current;
  return [
    press('rollback.done', value, { label: 'It is done', style: 'primary' }),
    press('rollback.undone', value, { label: 'It is not' }),
    ...(current ? [press('rollback.look', value, { label: 'Look again' })] : []),
  ];
}
