import type { Node, Spans } from '../../domain/chat/card.ts';
import { type Containment, isOpen, type Opened } from '../../domain/incident/state.ts';
import { measuredWith, putsBack } from '../../domain/response/stops.ts';
import { distance, rankSuspects, type Suspect } from '../../domain/response/suspects.ts';
import { heldInRange } from '../../domain/response/verdict.ts';
import type { Change } from '../../domain/signals/change.ts';
import { show } from '../../domain/signals/reading.ts';
import type { TrafficValue } from '../../domain/signals/traffic.ts';
import { press } from './controls.ts';
import { move, shortVersion } from './naming.ts';
import { shareOf } from './shares.ts';
import { clip, lower, timeOf } from './spans.ts';

/** Up to three suspect changes, most suspect first, each with a button for its rollback. */
export function suspectNodes(incident: Opened): Node[] {
  const suspects = rankSuspects(incident);
  if (suspects.length === 0) {
    return [
      { type: 'text', spans: [{ bold: 'What changed' }, ': nothing is known to have changed lately.'] },
    ];
  }
  const rest = suspects.length - 3;
  const more: Node[] =
    rest > 0 ? [{ type: 'context', spans: [`and ${rest} more: `, { code: '/airb changes' }] }] : [];
  const known = suspects.some(({ change, seen }) => change !== undefined || seen !== undefined);
  const nothing = known ? [] : [': nothing is known to have changed lately, but this can change unseen.'];
  return [
    { type: 'text', spans: [{ bold: 'What changed' }, ...nothing] },
    ...suspects.slice(0, 3).map((suspect, place) => suspectNode(incident, suspect, isFirst(suspects, place))),
    ...more,
  ];
}

/** One button a part: its form is the same for all changes of it. */
function isFirst(suspects: Suspect[], place: number): boolean {
  const part = suspects[place]?.part?.id;
  return suspects.findIndex((one) => one.part?.id === part && !isSuperseded(one)) === place;
}

function isSuperseded(suspect: Suspect): boolean {
  return suspect.change !== undefined && suspect.superseded !== undefined;
}

function suspectNode(incident: Opened, suspect: Suspect, first: boolean): Node {
  const { part } = suspect;
  const fate = part ? fateOf(incident, part.id) : undefined;
  const spans: Spans = [
    ...nameSpans(suspect),
    `, ${suspect.change && suspect.again ? 'first changed ' : ''}${why(suspect)}${told(suspect)}${reasons(suspect)}`,
    ...(fate ? [` — ${fate}`] : sinceSpans(suspect)),
  ];
  if (!part || fate || !first || isSuperseded(suspect) || !isOpen(incident)) return { type: 'text', spans };
  const control = press(
    'rollback.open',
    { incident: incident.number, part: part.id },
    { label: 'Roll back…' },
  );
  return { type: 'row', spans, control };
}

/** What was taken back and is live all the same is told first: airb left another version. */
function nameSpans(suspect: Suspect): Spans {
  if (suspect.change === undefined || suspect.again === undefined) return [{ bold: suspectName(suspect) }];
  const { takenBack, live } = suspect.again;
  const part = takenBack.part ?? takenBack.kind;
  const [from, to] = [takenBack.from ?? live, takenBack.to ?? ''].map((one) => shortVersion(part, one));
  return [
    { bold: `${clip(part, 40)} ${from} was rolled back to ${to}` },
    ` ${placeOf(takenBack)}at `,
    timeOf(takenBack.at),
    '; ',
    { bold: `live now: ${clip(live, 60)}` },
    ' (seen)',
  ];
}

/** `taken back in INC-1 at 14:21`. */
function sinceSpans(suspect: Suspect): Spans {
  if (suspect.change === undefined || suspect.superseded === undefined) return [];
  const { by, takenBack } = suspect.superseded;
  return takenBack
    ? [` — taken back ${placeOf(by)}at `, timeOf(by.at)]
    : [` — replaced by ${changeMove(by)} at `, timeOf(by.at)];
}

/** `in INC-1 `, where airb's own rollback says so: of a private incident it does not. */
function placeOf({ rollback, summary }: Change): string {
  const incident = rollback ? / in (INC-\d+): /.exec(summary)?.[1] : undefined;
  return incident === undefined ? '' : `in ${incident} `;
}

/** `, by dev.patel`. Who told of it in chat need not be who made it. */
export function makerOf({ by, told }: Change): string {
  return by ? `, ${told === undefined ? 'by' : 'noted by'} ${clip(by, 40)}` : '';
}

/** Who made the change, in the words of its sender. */
function told({ change }: Suspect): string {
  if (change === undefined) return '';
  const by = makerOf(change);
  const said = clip(change.summary, 110);
  return said === '' || changeMove(change).endsWith(said) ? by : `${by}: “${said}”`;
}

/** What speaks for it, or that its signals are in order. */
function reasons({ reasons, unlikely }: Suspect): string {
  if (unlikely) return '. Less likely: what it moves is in order';
  return reasons.length === 0 ? '' : `. Why: ${clip(lower(reasons.join('; ')), 160)}`;
}

/** What has happened to a part since: it is being rolled back, or has been. */
export function fateOf(incident: Opened, part: string): string | undefined {
  const last = incident.containments.findLast((containment) => containment.part === part);
  const first = last && putsBack(incident, last);
  if (first) return returnOf(last, first);
  switch (last?.status) {
    case 'applied':
      return 'rolled back';
    case 'judged':
      return `rolled back: ${shareOf(incident, part) ?? outcomeOf(incident, last)}`;
    case 'waiting':
      return 'rollback waits for approval';
    case 'running':
    case 'manual':
      return 'being rolled back';
    case 'unconfirmed':
      return 'rollback not confirmed';
    default:
      return undefined;
  }
}

/** What was taken back need not have helped, or not enough; of several that helped, the share says more than a word. */
function outcomeOf(incident: Opened, last: Containment): string {
  const { verdict } = last;
  if (heldInRange(incident.plan, last)) return 'in range before and after';
  const end = measuredWith(incident, last);
  if (end?.verdict !== undefined && end.together?.includes(last.part))
    return `${end.verdict}, together with ${clip(end.part, 40)}`;
  return verdict === undefined || verdict === 'unknown' ? 'no verdict' : verdict;
}

/** What was rolled back and is taken up again is live again: it must not read as rolled back. */
function returnOf({ status }: Containment, { verdict }: Containment): string | undefined {
  const before = verdict === undefined ? 'rolled back' : `rolled back (${verdict})`;
  switch (status) {
    case 'applied':
    case 'judged':
      return `${before}, then put back`;
    case 'waiting':
      return `${before}; putting it back waits for approval`;
    case 'running':
    case 'manual':
      return `${before}; being put back`;
    case 'unconfirmed':
      return `${before}; putting it back is not confirmed`;
    default:
      return before;
  }
}

/** `prompt v6 → v7`; of the traffic, and of a part that is not pinned, `model gpt-latest`. */
export function suspectName({ change, seen, part }: Suspect): string {
  if (change) return changeMove(change);
  if (seen) return `${clip(seen.part.id, 40)} ${shortVersion(seen.part.id, seen.value)}`;
  return part ? `${clip(part.id, 40)} ${shortVersion(part.id, part.live)}` : 'an unknown part';
}

/** When it changed; for what the traffic shows, how much of it; for a part that is not pinned, why it is a suspect anyway. */
export function why(suspect: Suspect): string {
  if (suspect.change) return when(suspect);
  return suspect.seen ? `seen in traffic, announced by nobody: ${sharesText(suspect.seen)}` : unpinned;
}

/** `38 % of it, 0 % an hour before the start`. */
export function sharesText({ share, hourBefore, dayBefore }: TrafficValue): string {
  const before =
    hourBefore !== undefined
      ? `, ${show(hourBefore, 'ratio')} an hour before the start`
      : dayBefore !== undefined
        ? `, ${show(dayBefore, 'ratio')} a day before the start`
        : ', and what it was before is not known';
  const day =
    hourBefore !== undefined && dayBefore !== undefined && differ(hourBefore, dayBefore)
      ? `, ${show(dayBefore, 'ratio')} a day before`
      : '';
  return `${show(share, 'ratio')} of it${before}${day}`;
}

function differ(one: number, other: number): boolean {
  return show(one, 'ratio') !== show(other, 'ratio');
}

const unpinned = 'not pinned: it can change without a change being recorded';

/** `40 min before the start`. */
export function when(suspect: { minutesBefore: number; misdated?: boolean }): string {
  if (suspect.misdated) return 'at an unknown time, as its sender dated it ahead';
  const minutes = Math.abs(suspect.minutesBefore);
  if (minutes === 0) return 'within a minute of the start';
  return `${distance(minutes)} ${suspect.minutesBefore < 0 ? 'after' : 'before'} the start`;
}

/** `prompt v6 → v7` where the versions are known, else what the sender wrote. */
export function changeMove(change: Change): string {
  const part = change.part ?? change.kind;
  if (change.from && change.to) return move({ part, from: change.from, to: change.to });
  if (change.to) return `${clip(part, 40)} ${shortVersion(part, change.to)}`;
  return `${clip(part, 40)}: ${clip(change.summary, 100)}`;
}
