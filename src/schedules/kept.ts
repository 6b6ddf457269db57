import * as z from 'zod';
import type { Answered, ScheduleSource } from '../domain/oncall/elsewhere.ts';
import { jsonIn } from '../http/json.ts';
import type { Log } from '../ports/log.ts';
import type { Memory } from '../ports/memory.ts';

const shape = z.object({
  source: z.string(),
  answered: z.object({
    at: z.number(),
    until: z.number(),
    turns: z.array(z.object({ person: z.string(), from: z.number(), to: z.number() })),
    strangers: z.array(z.string()),
  }),
});

/** In the memory: what a rotation's schedule answered last. */
export function keptKey(rotation: string): string {
  return `schedules/${rotation}`;
}

/** The last answer of an earlier start; undefined where there is none, or the file names another schedule now. */
export async function recallAnswer(
  memory: Pick<Memory, 'recall'>,
  rotation: string,
  source: ScheduleSource,
): Promise<Answered | undefined> {
  const text = await memory.recall(keptKey(rotation));
  const kept = shape.safeParse(jsonIn(text ?? ''));
  return kept.success && kept.data.source === JSON.stringify(source) ? kept.data.answered : undefined;
}

/** Keeps an answer for the next start. It never fails: without it, the next start asks anew. */
export function keepAnswer(
  { memory, log }: { memory: Pick<Memory, 'remember'>; log: Log },
  rotation: string,
  kept: { source: ScheduleSource; answered: Answered },
): void {
  const text = JSON.stringify({ source: JSON.stringify(kept.source), answered: kept.answered });
  memory
    .remember(keptKey(rotation), text)
    .catch((error: unknown) =>
      log.warn({ rotation, error: String(error) }, 'who is on call could not be kept for the next start'),
    );
}
