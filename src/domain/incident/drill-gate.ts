import type { PersonId } from '../people.ts';
import { wayInWords } from '../runbooks/audience.ts';
import type { Instant } from '../time.ts';
import type { EffectBody, Place, Saying } from './effects.ts';
import type { Opened } from './state.ts';
import { say, type Wish } from './wishes.ts';

/** What is said here because it does not leave. */
interface Unsent {
  to: string;
  saying: Exclude<Saying, { as: 'unsent' }>;
}

/**
 * What a drill may reach: its own room, and those who joined. Everything that would leave to anybody else stays; what
 * readers would have got is shown in the room, as it would have gone. An effect that is new has to say here what a drill
 * does with it, or it does not compile.
 */
export function withinDrill(at: Instant, incident: Opened, wishes: Wish[]): Wish[] {
  if (incident.drill === undefined) return wishes;
  const unsent: Unsent[] = [];
  const own = wishes.flatMap((wish) => {
    if (wish.of !== undefined && wish.of !== incident.number) return [];
    const kept = inDrill(wish.body, incident);
    if (kept === undefined) return [];
    if ('kind' in kept) return [{ ...wish, body: kept }];
    unsent.push(kept);
    return [];
  });
  return [...own, ...together(unsent).map((saying) => say(at, { to: 'room' }, saying))];
}

/** The effect as a drill has it; what is only shown; or nothing. */
function inDrill(body: EffectBody, incident: Opened): EffectBody | Unsent | undefined {
  switch (body.kind) {
    case 'room.open':
    case 'room.archive':
    case 'room.topic':
    case 'room.links':
    case 'room.pin':
    case 'canvas':
    // The ports of a drill are the played world's: see `flow/deliver/in-drill.ts`.
    case 'action':
    case 'look':
    case 'observe':
    case 'read':
    case 'timer':
      return body;
    case 'room.invite': {
      const people = body.people.filter((person) => isIn(incident, person));
      return people.length === 0 ? undefined : { ...body, people };
    }
    case 'draw':
    case 'file':
      return staysIn(body.place, incident) ? body : undefined;
    case 'say':
      return staysIn(body.place, incident) ? body : unsent(wayTo(body.place, incident), body.saying);
    case 'publish': {
      const audience = incident.plan.audiences.find(({ id }) => id === body.audience);
      const way = audience ? `${audience.title} (${wayInWords(audience)})` : body.audience;
      return unsent(way, body.saying);
    }
    // A drill keeps its title, and its channel the name that says what it is.
    case 'room.rename':
    case 'page':
    case 'letter':
    case 'issue':
    case 'examples':
    case 'sample':
    case 'subscribers':
    case 'share':
    case 'hand-over':
    case 'split':
      return undefined;
    default:
      return body satisfies never;
  }
}

function isIn({ drill }: Opened, person: PersonId): boolean {
  return drill?.joined.some(({ id }) => id === person) === true;
}

/** Whether a message at this place is seen by those who joined alone. */
export function staysIn(place: Place, incident: Opened): boolean {
  return place.to === 'room' || (place.to === 'person' && isIn(incident, place.person));
}

function unsent(to: string | undefined, saying: Saying): Unsent | undefined {
  // That a drill was stopped is no news that anybody would have got.
  const untold = saying.as === 'unsent' || saying.as === 'cancelled';
  return to === undefined || untold ? undefined : { to, saying };
}

function wayTo(place: Place, { plan }: Opened): string | undefined {
  switch (place.to) {
    case 'channel':
      return `#${place.channel.replace(/^#/, '')}`;
    case 'person':
      return `${plan.people[place.person]?.name ?? place.person} (direct message)`;
    case 'room':
    case 'incidents':
      return undefined;
  }
}

/** The same words to several readers are shown once. */
function together(all: Unsent[]): Extract<Saying, { as: 'unsent' }>[] {
  const told = new Map<string, { to: string[]; saying: Unsent['saying'] }>();
  for (const { to, saying } of all) {
    const key = JSON.stringify(saying);
    const known = told.get(key);
    if (known === undefined) told.set(key, { to: [to], saying });
    else if (!known.to.includes(to)) known.to.push(to);
  }
  return [...told.values()].map(({ to, saying }) => ({ as: 'unsent', to, saying }));
}
