import { type Seal, sealedCard } from '../domain/chat/seal.ts';
import { type DrillSpec, drillDue } from '../domain/oncall/drill-schedule.ts';
import type { Library } from '../domain/runbooks/runbook.ts';
import { type Duration, hour, minute } from '../domain/time.ts';
import type { Chat } from '../ports/chat.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Memory } from '../ports/memory.ts';
import type { Serving } from '../ports/serving.ts';
import { invitationCard } from '../views/chat/modal-drill.ts';
import type { Drills } from './drills.ts';

/** One that could not begin for so long waits for its next day: people had set the hour aside. */
const stale: Duration = hour;

/**
 * Begins the drills that are due, and tells those that run of real incidents; called once a minute. Of several processes one
 * begins each: the incident is opened under the day's own key.
 */
export function createDrillSchedule(deps: {
  drills: Drills;
  store: Memory & Pick<Serving, 'takeTurn'>;
  chats: Pick<Chat, 'name' | 'post'>[];
  library: () => Library;
  clock: Clock;
  seal: Seal;
  log: Log;
}): () => Promise<void> {
  const { drills, store, library, clock, log } = deps;

  async function begin(spec: DrillSpec): Promise<void> {
    const now = clock.now();
    const memory = `drill/${spec.id}`;
    const [day, last] = ((await store.recall(memory)) ?? '').split(' ');
    const due = drillDue(spec, now, last ? Number(last) : undefined);
    if (due === undefined || day === due.day || now - due.at > stale) return;
    if (!(await store.takeTurn({ name: `${memory} ${due.day}`, every: minute }))) return;
    const { people } = library().organization;
    const started = await drills.start({
      scenario: spec.scenario,
      people: people.flatMap(({ id, name }) => (spec.people.includes(id) ? [{ id, name }] : [])),
      by: { kind: 'source', name: `drill ${spec.id}` },
      inputKey: `${memory}/${due.day}`,
      schedule: spec.id,
    });
    const said = 'number' in started ? `${due.day} ${due.at}` : `${due.day} ${last ?? ''}`;
    if ('number' in started) await invite(spec, started.number);
    else log.info({ drill: spec.id, why: started.rejected }, 'a drill did not begin today');
    await store.remember(memory, said.trim());
  }

  async function invite({ id, channel, chat, people, scenario }: DrillSpec, incident: number): Promise<void> {
    if (channel === undefined) return;
    const where = deps.chats.find(({ name }) => chat === undefined || name === chat);
    const title = drills.scenarios().find(({ name }) => name === scenario)?.title ?? scenario;
    const known = library().organization.people;
    const names = people.map((one) => known.find((person) => person.id === one)?.name ?? one);
    const card = sealedCard(deps.seal, invitationCard(incident, { title, people: names }));
    await where?.post({ channel }, card, `drill.${incident}.invitation`).catch((error: unknown) => {
      log.warn({ drill: id, error: String(error) }, 'the channel of a drill could not be told');
    });
  }

  return async () => {
    await drills.noteReal();
    for (const spec of library().organization.drills ?? [])
      await begin(spec).catch((error: unknown) => {
        log.warn({ drill: spec.id, error: String(error) }, 'a drill could not begin yet');
      });
  };
}
