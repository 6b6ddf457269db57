import { alertSources } from '../alerts/sources.ts';
import { count } from '../domain/plain.ts';
import type { Library } from '../domain/runbooks/runbook.ts';
import type { Pager } from '../ports/pager.ts';
import type { Store } from '../ports/store.ts';
import { pageRoutes } from './pagers.ts';
import type { Settings } from './settings.ts';

/** What a person at the terminal reads at the start: where, what, and what is missing and what that costs. */
export function summaryLines(
  settings: Settings,
  facts: {
    url: string;
    /** Where the records are. */
    store: Pick<Store, 'database' | 'place'>;
    /** How many processes serve them, this one included. */
    replicas: number;
    library: Library;
    chats: { place: string; problems(): { text: string }[] }[];
    pagers: Pager[];
  },
): string[] {
  const { url, store, replicas, library, chats, pagers } = facts;
  return [
    `airb listens on ${url}`,
    `  records   ${store.place}${replicas > 1 ? `, served by ${replicas} processes` : ''}`,
    `  timers    ${settings.redisUrl ? 'BullMQ on Redis' : 'in this process'}, due times in ${store.database}`,
    ...chats.map(({ place }) => `  chat      ${place}`),
    `  paging    ${pageRoutes(pagers).join(', ')}`,
    `  runbooks  ${count(library.runbooks.length, 'runbook')}, ${count(library.systems.length, 'system')} from ${settings.runbooksDir}`,
    ...missing(settings).map((line) => `  missing   ${line}`),
    ...chats.flatMap((chat) => chat.problems()).map((problem) => `  missing   ${problem.text}`),
  ];
}

function missing({ sandbox, prometheusUrl, sourceSecrets, apiToken }: Settings): string[] {
  if (sandbox) return [];
  const lines: string[] = [];
  if (!prometheusUrl) lines.push('PROMETHEUS_URL: rollbacks are not measured and recovery needs an override');
  if (!alertSources.some(({ name }) => sourceSecrets[name]))
    lines.push('AIRB_ALERTMANAGER_SECRET or that of another source: no alert is accepted');
  if (!apiToken) lines.push('AIRB_API_TOKEN: /incidents and /api stay closed');
  return lines;
}
