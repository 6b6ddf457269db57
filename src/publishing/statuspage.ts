import { DeliveryError } from '../errors.ts';
import { isObject, isRecord } from '../http/json.ts';
import { call, type Service } from '../http/service.ts';
import type { Publisher } from '../ports/publisher.ts';
import type { AddresseeOf } from './email.ts';
import { type PageDestination, type Post, statusPagePublisher } from './page.ts';

export interface StatuspageOptions {
  key: string;
  /** `https://api.statuspage.io` */
  url: string;
  addresseeOf: AddresseeOf<'statuspage'>;
  fetch?: typeof fetch;
  timeoutMs?: number;
}

type To = PageDestination<'statuspage'>;

/**
 * Posts on a page of Statuspage. The key of the effect stands in the metadata of an incident, so that one whose making
 * was not answered is found. Source: developer.statuspage.io (v1, incidents).
 */
export function statuspagePublisher({ key, url, addresseeOf, ...rest }: StatuspageOptions): Publisher {
  const service = { ...statuspageService(key), ...rest };
  const incidents = ({ page }: To) => statuspageIncidents(url, page);
  const one = (to: To, id: string) => `${incidents(to)}/${encodeURIComponent(id)}`;
  const page = {
    by: 'statuspage' as const,
    name: 'Statuspage',
    async create(to: To, post: Post) {
      const metadata = { airb: { key: post.marker } };
      const incident = { name: post.name, ...changed(to, post), metadata };
      const answer = await call(service, { method: 'POST', url: incidents(to), body: text({ incident }) });
      return idIn(answer);
    },
    async update(to: To, id: string, post: Post) {
      const incident = changed(to, post);
      await call(service, { method: 'PATCH', url: one(to, id), body: text({ incident }) });
    },
    async find(to: To, post: Post) {
      const answer = await call(service, { method: 'GET', url: `${incidents(to)}?limit=100` });
      const all = Array.isArray(answer) ? answer : [];
      const ours = all.find((incident) => markerIn(incident) === post.marker);
      return ours && idIn(ours);
    },
    async says(to: To, id: string, post: Post) {
      const answer = await call(service, { method: 'GET', url: one(to, id) });
      const updates =
        isRecord(answer) && Array.isArray(answer.incident_updates) ? answer.incident_updates : [];
      return updates.some(
        (update) => isObject(update) && update.body === post.body && update.status === post.status,
      );
    },
  };
  return statusPagePublisher(page, addresseeOf);
}

/** How Statuspage is called. */
export function statuspageService(key: string): Service {
  return {
    name: 'Statuspage',
    headers: { authorization: `OAuth ${key}` },
    secrets: [key],
    setting: 'STATUSPAGE_API_KEY',
  };
}

/** The address of a page's incidents. @param url where the API is */
export function statuspageIncidents(url: string, page: string): string {
  return `${url}/v1/pages/${encodeURIComponent(page)}/incidents`;
}

function changed({ components = [], componentStatus = 'degraded_performance' }: To, { body, status }: Post) {
  const stand = status === 'resolved' ? 'operational' : componentStatus;
  return {
    status,
    body,
    deliver_notifications: true,
    ...(components.length > 0 && {
      component_ids: components,
      components: Object.fromEntries(components.map((id) => [id, stand])),
    }),
  };
}

function markerIn(incident: unknown): unknown {
  const metadata = isObject(incident) ? incident.metadata : undefined;
  const ours = isObject(metadata) ? metadata.airb : undefined;
  return isObject(ours) ? ours.key : undefined;
}

function idIn(answer: unknown): string {
  if (isObject(answer) && typeof answer.id === 'string' && answer.id !== '') return answer.id;
  throw new DeliveryError('Statuspage answered without the id of an incident.', {
    retry: true,
    uncertain: true,
    code: 'statuspage_unclear',
  });
}

function text(body: unknown): string {
  return JSON.stringify(body);
}
