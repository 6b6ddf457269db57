import type { FastifyReply } from 'fastify';
import type { Pass } from '../../domain/chat/pass.ts';
import { refuseDeed } from '../../domain/incident/authorised.ts';
import { mayKnowOf } from '../../domain/incident/part-in.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { type Exchange, type PageOptions, page, refuse } from '../entry.ts';
import { incidentNumber } from '../number.ts';
import { notFoundPage } from '../pages/sign-in.ts';
import { actorOf, type People } from './session.ts';

export type PostmortemOptions = PageOptions & { people: People };

/** An incident with whoever reads its postmortem; `person` is who the browser is, where it is somebody. */
export interface Reading {
  incident: Opened;
  person: Pass | undefined;
}

/**
 * Shows something of a postmortem to whoever may read it: with the API token, where pages are open, and as a person who may
 * know of the incident. Everybody else gets the form for the token, also for a number that nobody has used.
 */
export async function withPostmortem(
  options: PostmortemOptions,
  { request, reply }: Exchange<{ number: string }>,
  show: (reading: Reading) => Promise<FastifyReply> | FastifyReply,
): Promise<FastifyReply> {
  const [trusted, person] = await Promise.all([options.access.browser(request), options.people.of(request)]);
  const number = incidentNumber(request.params.number);
  const incident = number === undefined ? undefined : await options.fold(number);
  const open = options.openPages === true && incident?.private === false;
  const known = incident !== undefined && person !== undefined && mayRead(incident, person);
  if (!trusted && !open && !known)
    return refuse(options.access, reply, { next: request.url.split('?')[0] ?? '' });
  if (incident === undefined) return page(reply.code(404), notFoundPage());
  return show({ incident, person: known ? person : undefined });
}

function mayRead(incident: Opened, person: Pass): boolean {
  const by = actorOf(person);
  return mayKnowOf(incident, by.id) && refuseDeed('look.elsewhere', by, incident) === undefined;
}
