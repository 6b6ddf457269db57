import type { Spans } from '../../domain/chat/card.ts';
import type { EventOf } from '../../domain/incident/events.ts';
import { answersOf } from '../../domain/incident/paging-reach.ts';
import { chatOfRoute, nextReach } from '../../domain/incident/rooms.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { actorName, type Person } from '../../domain/people.ts';
import { capital, count, inSeries } from '../../domain/plain.ts';
import { betweenWords } from '../../domain/time.ts';
import { callActor, mention } from '../chat/naming.ts';
import { namesOf, nextPage, pageFates, theyAre } from '../chat/people-lines.ts';
import { clip, joined, phrase, sentence, timeOf } from '../chat/spans.ts';
import { emptyWords } from '../oncall-words.ts';
import type { EventWords } from './event-words.ts';

export const words: EventWords<
  | 'page.sent'
  | 'page.failed'
  | 'page.stop-failed'
  | 'page.climbed'
  | 'page.exhausted'
  | 'page.declined'
  | 'acknowledged'
> = {
  'page.sent': {
    kind: 'page',
    weight: 'detail',
    line: ({ people, route, unsure }) =>
      unsure
        ? `${namesIn(people)} may have been paged by ${route}: its answer was lost, and nobody is needed any more`
        : `${namesIn(people)} paged by ${route}`,
  },
  'page.failed': {
    kind: 'page',
    weight: 'important',
    line: ({ people, route, why, unsure }) =>
      unsure
        ? `The page to ${namesIn(people)} by ${route} was refused in the end, though an earlier attempt may have got through: ${why}`
        : `${namesIn(people)} could not be reached by ${route}: ${why}`,
    chat: ({ people, route, why, gone, unsure }, incident) => {
      const who = namesOf(incident, people);
      const head = gone
        ? `${who} could not be reached: `
        : `The page to ${who} by ${clip(route, 30)} failed: `;
      const doubt = unsure ? 'An earlier attempt may have got through. ' : '';
      return sentence([
        `${head}${phrase(why, 300)}. ${doubt}${gone ? '' : others(incident, route, people)}`.trim(),
      ]);
    },
  },
  'page.stop-failed': {
    kind: 'page',
    weight: 'important',
    line: ({ people, route, told, why }) =>
      `${route} could not be told that ${ending[told].what}, so the page to ${namesIn(people)} may ring on: ${why}`,
    chat: ({ people, route, told, why }, incident) => {
      const there = clip(route, 30);
      const { what, next } = ending[told];
      return sentence([
        `${there} could not be told that ${what}: ${phrase(why, 300)}. `,
        `The page to ${namesOf(incident, people)} may ring on; ${next} in ${there}.`,
      ]);
    },
  },
  'page.climbed': {
    kind: 'page',
    weight: 'important',
    line: (event) =>
      `${pageFates(event, namesIn)}${emptyLine(event.empty)}${namesIn(event.people)} paged next`,
    chat: (event, incident) => {
      const fates = pageFates(event, (people) => namesOf(incident, people));
      const told = `${fates.replace(/; $/, '. ')}${emptyFate(event.empty, incident)}`;
      return sentence([told, ...mentions(event.people), ' paged now.', ...nextSpans(incident)]);
    },
  },
  'page.exhausted': {
    kind: 'page',
    weight: 'important',
    line: (event) => `Nobody acknowledged: ${count(event.levels, 'level')} of the escalation policy paged`,
    chat: ({ levels, again, empty }, incident) => {
      const next: Spans = again === undefined ? [] : [' The paging begins again at ', timeOf(again), '.'];
      const hole = emptyFate(empty, incident);
      return sentence([
        { bold: 'Nobody acknowledged.' },
        ` ${hole === '' ? `All ${levels} levels of the escalation policy were paged. ` : hole}Whoever reads this: take it, or call somebody.`,
        ...next,
      ]);
    },
  },
  'page.declined': {
    kind: 'page',
    weight: 'important',
    line: (event) => `${actorName(event.by)} can't take the page: ${event.why}`,
    chat: ({ by, why }, incident) => {
      const reason = why ? `: ${phrase(why, 200)}` : '';
      return sentence([`${callActor(by, incident)} can’t take the page${reason}.`, ...nextSpans(incident)]);
    },
  },
  acknowledged: {
    kind: 'people',
    weight: 'important',
    line: (event) => `${actorName(event.by)} acknowledged (${viaWords[event.via]})`,
    chat: ({ by, via, at }, incident) => {
      const waits = incident.paging.acknowledged ? [] : answersOf(incident).unanswered;
      const rest =
        waits.length === 0
          ? 'Nobody else is paged.'
          : `${namesOf(incident, waits)} must acknowledge as well.`;
      return sentence([
        `${callActor(by, incident)} acknowledged after ${betweenWords(incident.openedAt, at)} (${viaWords[via]}). ${rest}`,
      ]);
    },
  },
};

const viaWords: Record<EventOf<'acknowledged'>['via'], string> = {
  chat: 'via chat',
  command: 'via command',
  pagerduty: 'via pagerduty',
  action: 'by acting on it',
};

/** Without the plan it can't be told whether nobody had the turn, or whether the schedule was not to be had. */
function emptyLine(rotations: string[] = []): string {
  return rotations.length === 0 ? '' : `Nobody on call was found in ${inSeries(rotations)}; `;
}

/** `Nobody is on call in Support bot. `. */
function emptyFate(ids: string[] = [], { plan }: Opened): string {
  return ids.length === 0 ? '' : `${capital(emptyWords(ids, plan.rotations))}. `;
}

/** What a provider is told at the end of a page, and what is left to do by hand where it can't be. */
const ending = {
  acknowledge: { what: 'somebody acknowledged', next: 'acknowledge it' },
  resolve: { what: 'the incident is over', next: 'resolve it' },
};

function namesIn(them: { name: string }[]): string {
  return them.length === 0 ? 'nobody' : inSeries(them.map((it) => it.name));
}

function mentions(people: Person[]): Spans {
  return joined(
    people.slice(0, 5).map((person) => [mention(person)]),
    ', ',
  );
}

function nextSpans(incident: Opened): Spans {
  if (incident.paging.acknowledged) return [];
  const next = nextPage(incident);
  if (!next) return [' Nobody is left to page after that.'];
  return [` If nobody acknowledges by `, timeOf(next.at), `, ${theyAre(incident, next.people)} paged.`];
}

/** What may reach them all the same. Another chat counts only where one of them is found in it. */
function others(incident: Opened, route: string, people: Person[]): string {
  const { plan } = incident;
  const chat = chatOfRoute(plan, route);
  const elsewhere = chat === undefined || people.some(({ id }) => nextReach(plan, id, chat) !== undefined);
  const rest = plan.pagers.filter((pager) => pager !== route && (pager !== 'chat' || elsewhere));
  return rest.length > 0
    ? `Other routes are not affected: ${rest.join(', ')}.`
    : 'There is no other route: reach them yourself.';
}
