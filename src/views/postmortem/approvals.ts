import { type Block, heading, list, paragraph, type Text } from '../../documents/document.ts';
import type { Containment, Opened } from '../../domain/incident/state.ts';
import { actorName } from '../../domain/people.ts';
import { count, inSeries, sentenceEnd } from '../../domain/plain.ts';
import { containmentFor } from '../../domain/response/stops.ts';
import { approversOf } from '../approvers.ts';
import { rangeWords } from '../chat/measures.ts';
import { eventsOf } from '../events/lexicon.ts';
import { type Account, moved } from './account.ts';

/** Who approved what, and where somebody overrode a rule under their own name. */
export function approvals(account: Account): Block[] {
  const { incident } = account;
  const overrides = [
    ...glassBroken(account),
    ...evidenceOverrides(incident),
    ...resolveOverrides(account),
    ...cancelledWhileRed(account),
  ];
  const plain = allInOrder(incident);
  const allowed = incident.containments.map((it) => approval(incident, it));
  return [
    heading('Approvals and overrides'),
    ...(plain ? [paragraph(plain)] : list(allowed)),
    ...(overrides.length === 0 ? [paragraph('No rule was overridden.')] : list(overrides)),
  ];
}

/** A sentence where every change had what it needed: who approved it stands with the changes already. */
function allInOrder(incident: Opened): string | undefined {
  const { containments } = incident;
  if (containments.length === 0) return 'Nothing needed approval.';
  const lacking = containments.some(
    (it) => approversOf(incident, it).approved.length < it.approvalsNeeded || it.unknownVersion,
  );
  if (lacking) return undefined;
  return 'Every change had the approvals it needed; who asked and who approved stands under “What was changed”.';
}

function approval(incident: Opened, it: Containment): Text {
  const { approved, glass } = approversOf(incident, it);
  const names = approved.length === 0 ? 'nobody' : inSeries(approved.map((who) => who.name));
  if (it.approvalsNeeded === 0)
    return [`${moved(it)}: no approval was needed; asked for by ${it.requestedBy.name}.`];
  const through = glass.length === 0 ? '' : `; ${inSeries(glass)} let it go on by break-glass`;
  const unknown = it.unknownVersion ? `airb had never seen ${it.to}, so it took one more; ` : '';
  return [
    `${moved(it)}: ${unknown}${approved.length} of ${count(it.approvalsNeeded, 'approval')}, by ${names}${through}; asked for by ${it.requestedBy.name}.`,
  ];
}

/** Who went on without those who decide, and who could not be reached. */
function glassBroken({ events, incident }: Account): Text[] {
  return eventsOf(events, 'glass.broken').map(({ by, for: what, action, reason, unreached }) => {
    const it = incident.containments.find(({ id }) => id === action);
    const deed = what === 'command' ? 'took command' : `let the rollback of ${it ? moved(it) : action} go on`;
    const without = unreached.length === 0 ? '' : ` ${inSeries(unreached)} had not been heard of.`;
    return [{ strong: `${actorName(by)} ${deed} by break-glass: ` }, `${sentenceEnd(reason)}${without}`];
  });
}

function cancelledWhileRed({ events, words }: Account): Text[] {
  return eventsOf(events, 'cancelled').flatMap(({ by, reason, red = [] }): Text[] => {
    if (red.length === 0) return [];
    const which = inSeries(red.map((it) => words.signalTitle(it)));
    return [
      [
        { strong: `${actorName(by)} cancelled with ${which} out of range or not measured: ` },
        sentenceEnd(reason),
      ],
    ];
  });
}

function evidenceOverrides(incident: Opened): Text[] {
  const deed = (it: Containment) => {
    const known = containmentFor(incident, it);
    return known ? `asked for “${known.title}”` : `asked to roll back ${it.part}`;
  };
  return incident.containments
    .filter((it) => it.evidenceOverride !== undefined)
    .map((it) => [
      { strong: `${it.requestedBy.name} ${deed(it)} on incomplete evidence: ` },
      sentenceEnd(it.evidenceOverride ?? ''),
    ]);
}

function resolveOverrides({ events, words }: Account): Text[] {
  return eventsOf(events, 'resolved').flatMap(({ override, by }): Text[] => {
    if (override === undefined) return [];
    const failing = rangeWords(override, (names) => inSeries(names.map((it) => words.signalTitle(it))));
    return [
      [
        { strong: `${actorName(by)} resolved with ${failing || 'nothing out of range'}: ` },
        sentenceEnd(override.reason),
      ],
    ];
  });
}
