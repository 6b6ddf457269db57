import type { Spans } from '../../domain/chat/card.ts';
import type { EventOf } from '../../domain/incident/events.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { actorName } from '../../domain/people.ts';
import { inSeries, sentenceEnd } from '../../domain/plain.ts';
import type { EscalationTrigger } from '../../domain/response/escalation.ts';
import { inWords } from '../../domain/time.ts';
import { headline } from '../chat/incident-card.ts';
import { metWords } from '../chat/measures-met.ts';
import { callActor, mention } from '../chat/naming.ts';
import { joined, phrase, sentence } from '../chat/spans.ts';
import type { EventWords } from './event-words.ts';

const missing = { containment: 'a measured containment', commander: 'a commander' };

export const words: EventWords<'escalated'> = {
  escalated: {
    kind: 'people',
    weight: 'important',
    line: (event) => {
      const { kind, people, because, by } = event;
      const who =
        people.length === 0 ? 'nobody, the files name none' : inSeries(people.map(({ name }) => name));
      const why = 'said' in because ? `${actorName(by)}: ${because.said}` : ruleWords(because);
      return `Escalated (${kind}) to ${who}. ${sentenceEnd(why)}`;
    },
    chat: (event, incident) =>
      sentence([
        { bold: `Escalated, ${event.kind}` },
        ': ',
        ...whoComes(event, incident),
        ...whyWords(event, incident),
        ' ',
        headline(incident),
        ...(incident.room ? [' · ', { room: incident.room, name: incident.roomName }] : []),
      ] as Spans),
  },
};

function whoComes({ people, kind }: EventOf<'escalated'>, { plan, drill }: Opened): Spans {
  const [one, many] = drill ? ['would be', 'would be'] : ['is', 'are'];
  if (people.length === 0)
    return [`the file of ${plan.system.id} names nobody for ${kind}. Call somebody yourself. `];
  return [
    ...joined(
      people.map((person) => [mention(person)]),
      ', ',
    ),
    ` ${people.length === 1 ? one : many} brought in. `,
  ];
}

function whyWords({ by, because }: EventOf<'escalated'>, incident: Opened): Spans {
  if ('said' in because) return [`${callActor(by, incident)}: ${phrase(because.said, 300)}.`];
  if ('crossed' in because) return [`${metWords(incident, because.crossed)}.`];
  return [`${ruleWords(because)}.`];
}

/** `30 min after opening without a measured containment`. */
function ruleWords(because: Exclude<EscalationTrigger, { said: string }>): string {
  if ('crossed' in because) return `${because.crossed.signal} crossed the limit of the files`;
  if ('at' in because) return 'The files ask for them at once';
  const from = because.again ? 'after it was reopened' : 'after opening';
  return `${inWords(because.late)} ${from} without ${missing[because.without]}`;
}
