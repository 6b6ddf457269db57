import type { Config } from '../config.ts';
import type { Library } from '../domain/runbooks/runbook.ts';
import type { Pager } from '../ports/pager.ts';

/** What a person at the terminal reads at the start: where, what, and what is missing and what that costs. */
export function summaryLines(
  config: Config,
  facts: {
    url: string;
    library: Library;
    chats: { place: string; problems(): { text: string }[] }[];
    sandboxed: boolean;
    pagers: Pager[];
  },
): string[] {
  const { url, library, chats, sandboxed, pagers } = facts;
  const routes = ['chat', ...pagers.map((pager) => pager.route)];
  return [
    `airb listens on ${url}`,
    `  records   SQLite in ${config.dataDir}`,
    `  timers    ${config.redisUrl ? 'BullMQ on Redis, due times in SQLite' : 'in this process, due times in SQLite'}`,
    ...chats.map(({ place }) => `  chat      ${place}`),
    `  paging    ${routes.join(', ')}`,
    `  runbooks  ${library.runbooks.length} runbooks, ${library.systems.length} systems from ${config.runbooksDir}`,
    ...missing(config, sandboxed).map((line) => `  missing   ${line}`),
    ...chats.flatMap((chat) => chat.problems()).map((problem) => `  missing   ${problem.text}`),
  ];
}

function missing(config: Config, sandboxed: boolean): string[] {
  if (sandboxed) return [];
  const lines: string[] = [];
  if (!config.prometheusUrl)
    lines.push('PROMETHEUS_URL: rollbacks are not measured and recovery needs an override');
  if (Object.keys(config.sourceSecrets).length === 0)
    lines.push('AIRB_ALERTMANAGER_SECRET, AIRB_GENERIC_SECRET: no alert is accepted');
  if (!config.apiToken) lines.push('AIRB_API_TOKEN: /incidents and /api stay closed');
  return lines;
}
