import type { Card, Node, Span, Spans } from '../../domain/chat/card.ts';
import type { IncidentEvent } from '../../domain/incident/events.ts';
import type { Outdated } from '../../domain/incident/outdated.ts';
import { count } from '../../domain/plain.ts';
import { type Instant, inWords, minute } from '../../domain/time.ts';
import { asText, clip, timeOf } from './spans.ts';

/** What waited for the chat: an event, and why it is not said any more where it is not. */
export interface Waited {
  event: IncidentEvent;
  outdated: Outdated | undefined;
}

/** `stakeholders`: those of an audience’s channel. */
export type Readers = 'responders' | 'stakeholders';

/** The most lines of what is left out; the record has all of them. */
const mostLines = 8;

/**
 * The first message after a chat took none: since when, what is left out and why, and how much follows.
 * @param facts.readers `stakeholders` are promised times and no internals
 * @param facts.why what the chat or the way to it said last
 */
export function catchUpCard(
  waited: Waited[],
  facts: { at: Instant; readers: Readers; why: string | undefined },
): Card {
  const { at, readers, why } = facts;
  const since = Math.min(...waited.map(({ event }) => event.at));
  const lead: Spans = [
    { bold: `${lateBy(since, at)} late.` },
    ' airb could not post here from ',
    timeOf(since),
    ' to ',
    timeOf(at),
    '.',
    ...(why !== undefined && readers === 'responders' ? [` ${clip(why, 200)}`] : []),
  ];
  const dropped = waited.filter(({ outdated }) => outdated !== undefined);
  const follow = waited.length - dropped.length;
  const rest: Spans = [
    follow === 0
      ? 'Nothing else waited.'
      : `${count(follow, 'message follows', 'messages follow')}, each with the time it is from.`,
  ];
  const nodes: Node[] = [{ type: 'text', spans: lead }];
  if (dropped.length > 0) {
    nodes.push({ type: 'text', spans: ['Left out, because it would mislead now:'] });
    nodes.push({ type: 'list', items: linesOf(dropped, readers) });
  }
  nodes.push({ type: 'context', spans: rest });
  const left =
    dropped.length === 0 ? '' : ` ${count(dropped.length, 'message is', 'messages are')} left out.`;
  return { text: `${asText(lead)}${left} ${asText(rest)}`, nodes };
}

/** A message that comes late says first from when it is, or for when it was promised. */
export function lateCard(
  card: Card,
  event: IncidentEvent,
  { at, readers }: { at: Instant; readers: Readers },
): Card {
  const late = `${lateBy(event.at, at)} late`;
  const spans: Spans =
    event.type !== 'update.missed'
      ? [`${late}. It is from `, timeOf(event.at), '.']
      : readers === 'stakeholders'
        ? [`${late}. It was promised for `, timeOf(event.dueAt), '.']
        : [`${late}. It is from `, timeOf(event.at), '; stakeholders who read this chat hear as late.'];
  return { text: `${asText(spans)} ${card.text}`, nodes: [{ type: 'context', spans }, ...card.nodes] };
}

/** Between the two times as they are shown, which is what readers reckon with. */
function lateBy(from: Instant, at: Instant): string {
  const shown = (moment: Instant) => moment - (moment % minute);
  return inWords(shown(at) - shown(from));
}

function linesOf(dropped: Waited[], readers: Readers): Spans[] {
  const lines = dropped
    .slice(0, mostLines)
    .map(({ event, outdated }): Spans => [...labelOf(event, readers), `: ${whys[outdated ?? 'over']}.`]);
  const more = dropped.length - mostLines;
  return more > 0 ? [...lines, [`and ${more} more; the record has all of them.`]] : lines;
}

const whys: Record<Outdated, string> = {
  passed: 'that time has passed',
  replaced: 'a newer one takes its place',
  over: 'it is no longer so',
};

/** What it was, without a word of anybody else's: what people wrote may have been redacted since. */
function labelOf(event: IncidentEvent, readers: Readers): Spans {
  const at = timeOf(event.at);
  switch (event.type) {
    case 'update.nudged':
      return [at, ', the reminder that an update was due at ', timeOf(event.dueAt)];
    case 'update.escalated':
      return [at, ', the word that the update due at ', timeOf(event.dueAt), ' was still missing'];
    case 'update.missed':
      return missed(event.dueAt, readers);
    case 'update.posted':
      return readers === 'stakeholders'
        ? ['The update that was written at ', at]
        : [at, ', the word that an update was written'];
    case 'containment.reminded':
      return [at, ', the reminder of what is in force'];
    case 'clock.reminded':
      return [at, ', the reminder of a regulatory deadline'];
    case 'page.climbed':
      return [at, ', the word that nobody had acknowledged and the next step was paged'];
    case 'page.exhausted':
      return [at, ', the word that nobody had acknowledged'];
    default:
      return [at, ', a message'];
  }
}

function missed(dueAt: Instant, readers: Readers): Spans {
  const due: Span = timeOf(dueAt);
  return readers === 'stakeholders'
    ? ['The status promised for ', due, ', which did not come']
    : ['The word that no person had written the update due at ', due];
}
