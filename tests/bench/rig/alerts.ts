import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { httpPost } from './load.ts';

/** Where a fingerprint of its own goes. */
export const mark = '@@@@@@@@@@@@@@@@';

const fixture = new URL('../../alerts/fixtures/alertmanager-one-firing.json', import.meta.url);

interface Body {
  alerts: { labels: Record<string, string>; startsAt: string; fingerprint: string }[];
  commonLabels: Record<string, string>;
}

/**
 * What Alertmanager posts for one firing alert of a system: a recorded body with this system, begun a minute ago.
 * @param severity as the rule says; that of the recording when left out
 */
export function alertBody(system: string, fingerprint: string = mark, severity?: string): string {
  const body = JSON.parse(readFileSync(fixture, 'utf8')) as Body;
  const labels = { ...body.alerts[0]?.labels, system, ...(severity !== undefined && { severity }) };
  const startsAt = new Date(Date.now() - 60_000).toISOString();
  return JSON.stringify({
    ...body,
    alerts: [{ ...body.alerts[0], labels, startsAt, fingerprint }],
    commonLabels: labels,
  });
}

export function alertPost(secret: string, body: string): string {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${secret}` };
  return httpPost('/alerts/alertmanager', headers, body);
}

/** The same alert from Grafana, which signs each body. */
export function signedPost(secret: string, body: string): string {
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  const headers = { 'content-type': 'application/json', 'x-grafana-alerting-signature': signature };
  return httpPost('/alerts/grafana', headers, body);
}

/** Sends one. @returns the incident it went to, and when it was sent and answered by the machine's clock */
export async function sendAlert(
  bot: { url: string },
  secret: string,
  body: string,
): Promise<{ incident: number; sentAt: number; answeredAt: number }> {
  const sentAt = Date.now();
  const answer = await fetch(`${bot.url}/alerts/alertmanager`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}` },
    body,
  });
  const told = (await answer.json()) as { alerts?: { incident: number }[] };
  const incident = told.alerts?.[0]?.incident;
  if (!incident) throw new Error(`the alert was answered ${answer.status}: ${JSON.stringify(told)}`);
  return { incident, sentAt, answeredAt: Date.now() };
}
