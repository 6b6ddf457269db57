import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Opened } from '../domain/incident/state.ts';
import { owesIn } from '../views/follow-up/owed.ts';
import { type Asked, livePage, type PageOptions, page, withReader } from './entry.ts';
import { mostOpen, watchedList } from './live/watched.ts';
import { chooseHomePage, homePage } from './pages/home.ts';
import { notFoundPage } from './pages/sign-in.ts';

/**
 * `/home` and `/home/:person`. Whoever holds the token may read every incident, so whose home they look at is theirs to
 * say; it shows what that person may know of, and nothing private to readers without the token.
 */
export function registerHomePages(app: FastifyInstance, options: PageOptions): void {
  const { runbooks, clock } = options;
  const peopleNow = () => runbooks.library().organization.people;
  app.get('/home', (request: Asked, reply) =>
    withReader(options, { request, reply }, () => {
      const { person } = request.query;
      const chosen = peopleNow().find(({ id }) => id === person);
      return chosen ? reply.redirect(`/home/${chosen.id}`, 303) : page(reply, chooseHomePage(peopleNow()));
    }),
  );
  app.get('/home/:person', (request: Asked<{ person: string }>, reply) =>
    withReader(options, { request, reply }, async (trusted): Promise<FastifyReply> => {
      const people = peopleNow();
      const person = people.find(({ id }) => id === request.params.person);
      if (person === undefined) return page(reply.code(404), notFoundPage('person'));
      // Asked first: what changes while the page is drawn is told to it afterwards.
      const version = (await watchedList(options, trusted).version()) ?? '';
      const incidents = await openIncidents(options, trusted);
      const live = { stream: '/incidents/live', version };
      const followUp = await owedIncidents(options, person.id, trusted);
      return livePage(reply, homePage(incidents, { person, people, now: clock.now(), live, followUp }));
    }),
  );
}

async function owedIncidents(
  { store, fold }: PageOptions,
  person: string,
  trusted: boolean,
): Promise<Opened[]> {
  const heads = await store.heads({ ...(!trusted && { private: false }), followUp: true });
  const own = heads.filter(({ items }) => owesIn(items, person));
  const folded = await Promise.all(own.map(({ number }) => fold(number)));
  return folded.filter((one) => one !== undefined);
}

async function openIncidents({ store, fold }: PageOptions, trusted: boolean): Promise<Opened[]> {
  const heads = await store.heads({ ...(!trusted && { private: false }), open: true, limit: mostOpen });
  const folded = await Promise.all(heads.map(({ number }) => fold(number)));
  return folded.filter((one) => one !== undefined);
}
