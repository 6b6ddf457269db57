import type { EventOf } from '../../domain/incident/events.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { cut, inSentence } from '../../domain/plain.ts';
import { unannounced } from '../../domain/response/unannounced.ts';
import { show } from '../../domain/signals/reading.ts';
import type { TrafficSeen } from '../../domain/signals/traffic.ts';
import { shortVersion } from '../chat/naming.ts';
import { clip, phrase, sentence } from '../chat/spans.ts';
import { sharesText } from '../chat/suspect-lines.ts';
import type { EventWords } from './event-words.ts';
import type { Lexicon } from './lexicon.ts';

/** The words for what the traffic itself tells of the versions that answer. */
export const words: EventWords<'traffic.seen'> = {
  'traffic.seen': {
    kind: 'evidence',
    weight: 'detail',
    line: trafficLine,
    chat: (event, incident) =>
      sentence([
        [...unannouncedText(incident), ...blindText(event.seen)].join(' ') || 'The traffic is as announced.',
      ]),
  },
};

function trafficLine({ seen }: EventOf<'traffic.seen'>, words: Lexicon): string {
  const parts = seen.map(({ part, values, more, problem }) => {
    const title = inSentence(words.part(part)?.title ?? part);
    if (problem !== undefined) return `${title} could not be read (${cut(problem, 100)})`;
    const listed = values.slice(0, 6).map(({ value, share }) => `${cut(value, 60)} ${show(share, 'ratio')}`);
    const rest = values.length - listed.length + (more ?? 0);
    return `${title} ${listed.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
  });
  return `Seen in the traffic: ${parts.join('; ')}`;
}

function unannouncedText(incident: Opened): string[] {
  const found = unannounced(incident);
  if (found.length === 0) return [];
  const listed = found
    .slice(0, 6)
    .map((one) => `${clip(one.part.id, 40)} ${shortVersion(one.part.id, one.value)} (${sharesText(one)})`);
  const rest = found.length - listed.length;
  return [
    `Seen in traffic, announced by nobody: ${listed.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}. It stands among the suspects; that is no proof.`,
  ];
}

/** What could not be read can hide a change, so that is said as well. */
function blindText(seen: TrafficSeen[]): string[] {
  return seen.flatMap(({ part, problem, hourProblem, dayProblem }) => {
    if (problem !== undefined)
      return [
        `Which ${clip(part, 40)} answers could not be read: ${phrase(problem, 160)}. A change nobody announced would not show.`,
      ];
    if (hourProblem === undefined || dayProblem === undefined) return [];
    return [
      `What answered before the start could not be read for ${clip(part, 40)}: ${phrase(hourProblem, 160)}. So nobody knows what is new there.`,
    ];
  });
}
