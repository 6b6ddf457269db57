import { DeliveryError } from '../errors.ts';
import { isObject, isRecord } from '../http/json.ts';
import { call, type Service } from '../http/service.ts';
import type { Publisher } from '../ports/publisher.ts';
import type { AddresseeOf } from './email.ts';
import { type PageDestination, type Post, statusPagePublisher } from './page.ts';

export interface InstatusOptions {
  key: string;
  /** `https://api.instatus.com` */
  url: string;
  addresseeOf: AddresseeOf<'instatus'>;
  fetch?: typeof fetch;
  timeoutMs?: number;
}

type To = PageDestination<'instatus'>;

/**
 * Posts on a page of Instatus. It keeps no key with an incident, so one whose making was not answered is found by its name
 * and by when it started, to the millisecond. Source: instatus.com/help/api/incidents.
 */
export function instatusPublisher({ key, url, addresseeOf, ...rest }: InstatusOptions): Publisher {
  const service = { ...instatusService(key), ...rest };
  const incidents = ({ page }: To) => instatusIncidents(url, page);
  const one = (to: To, id: string) => `${incidents(to)}/${encodeURIComponent(id)}`;
  const page = {
    by: 'instatus' as const,
    name: 'Instatus',
    async create(to: To, post: Post) {
      const body = JSON.stringify({ name: post.name, started: iso(post), ...changed(to, post) });
      return idIn(await call(service, { method: 'POST', url: incidents(to), body }));
    },
    async update(to: To, id: string, post: Post) {
      const body = JSON.stringify(changed(to, post));
      await call(service, { method: 'POST', url: `${one(to, id)}/incident-updates`, body });
    },
    async find(to: To, post: Post) {
      const answer = await call(service, { method: 'GET', url: incidents(to) });
      const ours = (Array.isArray(answer) ? answer : []).find(
        (incident) => isObject(incident) && incident.name === post.name && incident.started === iso(post),
      );
      return ours && idIn(ours);
    },
    async says(to: To, id: string, post: Post) {
      const answer = await call(service, { method: 'GET', url: one(to, id) });
      const updates = isRecord(answer) && Array.isArray(answer.updates) ? answer.updates : [];
      return updates.some(
        (update) => isObject(update) && update.message === post.body && update.status === word(post.status),
      );
    },
  };
  return statusPagePublisher(page, addresseeOf);
}

/** How Instatus is called. */
export function instatusService(key: string): Service {
  return {
    name: 'Instatus',
    headers: { authorization: `Bearer ${key}` },
    secrets: [key],
    setting: 'INSTATUS_API_KEY',
  };
}

/** The address of a page's incidents. @param url where the API is */
export function instatusIncidents(url: string, page: string): string {
  return `${url}/v1/${encodeURIComponent(page)}/incidents`;
}

function changed({ components = [], componentStatus = 'degraded_performance' }: To, { body, status }: Post) {
  const stand = status === 'resolved' ? 'OPERATIONAL' : word(componentStatus);
  return {
    message: body,
    status: word(status),
    notify: true,
    components,
    statuses: components.map((id) => ({ id, status: stand })),
  };
}

/** `degraded_performance` is `DEGRADEDPERFORMANCE` there. */
function word(text: string): string {
  return text.replaceAll('_', '').toUpperCase();
}

function iso({ startedAt }: Post): string {
  return new Date(startedAt).toISOString();
}

function idIn(answer: unknown): string {
  if (isObject(answer) && typeof answer.id === 'string' && answer.id !== '') return answer.id;
  throw new DeliveryError('Instatus answered without the id of an incident.', {
    retry: true,
    uncertain: true,
    code: 'instatus_unclear',
  });
}
