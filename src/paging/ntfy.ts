import type { Severity } from '../domain/people.ts';
import { cut, oneLine } from '../domain/plain.ts';
import { ConfigError } from '../errors.ts';
import { isRecord } from '../http/json.ts';
import type { PageRequest, Pager } from '../ports/pager.ts';
import { post } from './post.ts';

export interface NtfyOptions {
  /** The address of a topic: `https://ntfy.example.org/airb-pages`. */
  url: string;
  token?: string;
  fetch?: typeof fetch;
  /** Default 10 s. */
  timeoutMs?: number;
}

/** Characters; ntfy takes 4 KB. */
const longest = 900;

/** 5 makes a phone ring on through "do not disturb". */
const priorities: Record<Severity, number> = { sev1: 5, sev2: 5, sev3: 4, sev4: 2 };

const words: Record<PageRequest['action'], string> = {
  trigger: '',
  acknowledge: 'Acknowledged, nothing is left to do: ',
  resolve: 'Over, nothing is left to do: ',
};

/**
 * Pages through a topic of ntfy: everybody who subscribes to it is woken. What came after a page is told quietly.
 * @throws ConfigError when the address names no topic
 */
export function ntfyPager(options: NtfyOptions): Pager {
  const { token, fetch: send = fetch, timeoutMs = 10_000 } = options;
  const { server, topic } = topicOf(options.url);
  return {
    route: 'ntfy',
    send: (request) =>
      post({
        route: 'ntfy',
        url: server,
        headers: { ...(token && { authorization: `Bearer ${token}` }) },
        body: JSON.stringify(messageOf(request, topic)),
        secrets: token ? [token] : [],
        confirms: (json) => isRecord(json) && json.event === 'message',
        fetch: send,
        timeoutMs,
      }),
  };
}

function messageOf(request: PageRequest, topic: string): Record<string, unknown> {
  const { action, summary, incident, severity, people, link, dedupKey } = request;
  const said = `${words[action]}${oneLine(summary)}`;
  const paged = action === 'trigger' ? ` Paged: ${people.map(({ name }) => name).join(', ')}.` : '';
  return {
    topic,
    title: incident === 0 ? 'Test of paging' : `INC-${incident} · ${severity.toUpperCase()}`,
    message: `${cut(said, longest)}${paged}`,
    priority: action === 'trigger' ? priorities[severity] : 2,
    tags: [dedupKey],
    ...(link !== undefined && { click: link }),
  };
}

function topicOf(address: string): { server: string; topic: string } {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const parts = url?.pathname.split('/').filter(Boolean) ?? [];
  const topic = parts.pop();
  if (!url || !/^https?:$/.test(url.protocol) || topic === undefined)
    throw new ConfigError(
      'NTFY_URL: expected the address of a topic, such as https://ntfy.example.org/airb-pages',
    );
  return { server: `${url.origin}/${parts.join('/')}`, topic };
}
