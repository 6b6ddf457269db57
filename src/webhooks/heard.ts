import { type Instant, minute } from '../domain/time.ts';
import type { Memory } from '../ports/memory.ts';
import type { WebhookKind } from './kind.ts';

/** When a source was last heard, as it is remembered for `airb doctor`, which is another process. */
export interface Heard {
  at: Instant;
  /** The last body that was understood and opens nothing, such as a test; `times` counts since the process started. */
  passed?: { at: Instant; why: string; times: number };
}

/** The same is remembered once in this time: a storm of alerts is no storm of writes. */
const oncePer = minute;

/** The longest reason that is kept; it may quote the sender. */
const longest = 300;

/** Remembers when each source was heard, and what it last sent that opens nothing. */
export function noteHeard({ memory, failed }: { memory: Memory; failed: (error: unknown) => void }) {
  const written = new Map<string, Instant>();
  const passed = new Map<string, Heard['passed']>();

  async function remember(key: string, at: Instant): Promise<void> {
    const last = passed.get(key) ?? readHeard(await memory.recall(key))?.passed;
    await memory.remember(key, JSON.stringify({ at, ...(last && { passed: last }) } satisfies Heard));
  }

  /** @param why a sentence, where nothing in the body is to be stored */
  return (kind: WebhookKind, source: string, { at, why }: { at: Instant; why?: string }): void => {
    const key = keyOf(kind, source);
    if (why !== undefined) {
      const times = (passed.get(key)?.times ?? 0) + 1;
      passed.set(key, { at, why: why.slice(0, longest), times });
    }
    const sort = `${key} ${why === undefined ? 'taken' : 'passed'}`;
    const last = written.get(sort);
    if (last !== undefined && Math.abs(at - last) < oncePer) return;
    written.set(sort, at);
    remember(key, at).catch(failed);
  };
}

/** When a source was last heard, from the records; undefined when it never was. */
export async function lastHeard(
  memory: Pick<Memory, 'recall'>,
  kind: WebhookKind,
  source: string,
): Promise<Heard | undefined> {
  return readHeard(await memory.recall(keyOf(kind, source)));
}

function keyOf(kind: WebhookKind, source: string): string {
  return `heard/${kind}/${source}`;
}

function readHeard(text: string | undefined): Heard | undefined {
  return text === undefined ? undefined : (JSON.parse(text) as Heard);
}
