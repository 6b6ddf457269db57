import { journal } from './log.ts';
import { type Program, start } from './prometheus-programs.ts';

export const token = 'a-token-for-tests-only';

/** What the API prints of an incident, as far as these tests look at it. */
export interface Shown {
  number: number;
  title: string;
  severity: string;
  system: string;
  failure: string;
  phase: string;
  open: boolean;
  runbook: { id: string };
  owner: { id: string; name: string };
  alerts: { status: string; value: number; baseline: number; signal: string; times: number }[];
  readings: {
    purpose: { for: string };
    values: { signal: string; value: number | null; problem: string | null }[];
  }[];
}

/**
 * The real bot, `node dist/main.js serve`, on a port that stays its own when it comes back. What it logs is held against
 * the story.
 */
export interface Bot {
  url: string;
  start(): Promise<void>;
  /** SIGKILL: nothing is finished, nothing is said. */
  kill(): Promise<void>;
  stop(): Promise<void>;
  said(): string;
  incidents(): Promise<Shown[]>;
  timeline(number: number): Promise<string[]>;
  /** A sample of /metrics, by its name with labels as it is printed; 0 when it is not there. */
  metric(name: string): Promise<number>;
}

/** @param settings environment variables; nothing of the surroundings but PATH reaches the bot */
export function bot(port: number, settings: Record<string, string>): Bot {
  const url = `http://127.0.0.1:${port}`;
  const { PATH } = process.env;
  const env = { PATH, AIRB_PORT: String(port), AIRB_API_TOKEN: token, ...settings };
  let running: Program | undefined;
  let before = '';

  async function end(signal: NodeJS.Signals) {
    await running?.end(signal);
    before += running?.said() ?? '';
    running = undefined;
  }

  async function read<T>(path: string): Promise<T> {
    const answer = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  return {
    url,
    async start() {
      const ready = `${url}/readyz`;
      const logs = journal.take;
      running = await start([process.execPath, 'dist/main.js', 'serve'], { ready, env, logs });
    },
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    said: () => before + (running?.said() ?? ''),
    async incidents() {
      const { incidents } = await read<{ incidents: { number: number }[] }>('/api/incidents');
      return Promise.all(incidents.map(({ number }) => read<Shown>(`/api/incidents/${number}`)));
    },
    async timeline(number) {
      const path = `/api/incidents/${number}/timeline`;
      return (await read<{ entries: { what: string }[] }>(path)).entries.map(({ what }) => what);
    },
    async metric(name) {
      const text = await (await fetch(`${url}/metrics`)).text();
      const line = text.split('\n').find((one) => one.startsWith(`${name} `));
      return Number(line?.slice(name.length + 1) ?? 0);
    },
  };
}
