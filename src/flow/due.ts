import type { Outgoing } from '../domain/chat/outgoing.ts';
import type { Opened } from '../domain/incident/state.ts';
import type { Clock } from '../ports/clock.ts';
import type { DueWork, Jobs } from '../ports/jobs.ts';
import type { NextDue } from '../ports/outbox.ts';
import type { Writer } from './write.ts';

/**
 * Tells the jobs what was planned and of which incident, for people who look into the queue. The due times themselves are
 * in the records, and what falls due is asked of them.
 */
export function tellJobs({ jobs, clock }: { jobs: Pick<Jobs, 'wakeAt'>; clock: Clock }) {
  return (planned: readonly Outgoing[], incident: Opened): void => {
    const now = clock.now();
    for (const effect of planned)
      if (effect.dueAt > now) jobs.wakeAt(effect.dueAt, dueWork(effect, incident));
  };
}

/** Asks for the wake-up of what is due next. After a restart nobody else knows what that is. */
export async function wakeFor(
  { at, effects }: NextDue,
  { jobs, writer }: { jobs: Pick<Jobs, 'wakeAt'>; writer: Pick<Writer, 'incident'> },
): Promise<void> {
  for (const effect of effects) {
    const incident = await writer.incident(effect.incident);
    jobs.wakeAt(at, incident && dueWork(effect, incident));
  }
}

/** An effect in airb's own words; of a private incident only the number. */
export function dueWork(
  { body }: Pick<Outgoing, 'body'>,
  { number, severity, private: hidden }: Opened,
): DueWork {
  if (hidden) return { incident: number };
  const what = body.kind === 'timer' ? body.command.type : body.kind;
  return { incident: number, severity, what: what.replaceAll('.', ' ') };
}
