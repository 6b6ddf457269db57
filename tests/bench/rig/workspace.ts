import type { CallRecord } from '../../../src/sandbox/context.ts';
import type { Channel } from '../../../src/sandbox/state.ts';

/** The simulated workspace, looked at from outside. */
export interface Workspace {
  /** Milliseconds added to every call from now on, and whether Slack's limits hold. */
  latency(ms: number, limited?: boolean): Promise<void>;
  /** Somebody types a command. */
  command(as: string, channel: string, text: string): Promise<void>;
  channels(): Promise<Channel[]>;
  /** Every Web API call so far, in the order of the answers. */
  calls(): Promise<CallRecord[]>;
  /** Milliseconds a Web API call takes that does nothing. */
  ping(): Promise<number>;
}

export function createWorkspace(url: string): Workspace {
  async function dump<T>(part: string): Promise<T[]> {
    const answer = await fetch(`${url}/sandbox/api/dump?parts=${part}`);
    return ((await answer.json()) as Record<string, T[]>)[part] ?? [];
  }
  return {
    async command(as, channel, text) {
      const answer = await fetch(`${url}/sandbox/api/act`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ type: 'command', as, channel, text }),
      });
      const told = (await answer.json()) as { ok: boolean; note?: string };
      if (!told.ok) throw new Error(`the workspace refused ${text}: ${JSON.stringify(told)}`);
    },
    channels: () => dump<Channel>('channels'),
    calls: () => dump<CallRecord>('calls'),
    async ping() {
      const started = performance.now();
      const answer = await fetch(`${url}/sandbox/slack/api/api.test`, { method: 'POST' });
      await answer.arrayBuffer();
      return performance.now() - started;
    },
    async latency(latencyMs, rateLimits = false) {
      const answer = await fetch(`${url}/sandbox/api/faults`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ latencyMs, rateLimits }),
      });
      if (!answer.ok) throw new Error(`the workspace refused the latency: ${await answer.text()}`);
    },
  };
}

/** The channels of incidents, by the system they are about. */
export async function roomsBySystem(workspace: Workspace): Promise<Map<string, Channel>> {
  const rooms = new Map<string, Channel>();
  for (const channel of await workspace.channels()) {
    const system = /^inc-\d+-\d+-(bench-\d+)-/.exec(channel.name)?.[1];
    if (system) rooms.set(system, channel);
  }
  return rooms;
}

/** The key airb put on a message. */
export function keyOf(metadata: unknown): string {
  const payload = (metadata as { event_payload?: { key?: unknown } } | undefined)?.event_payload;
  return String(payload?.key ?? '');
}
