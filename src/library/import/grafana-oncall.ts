import * as z from 'zod';
import { type Instant, minute, second } from '../../domain/time.ts';
import { durationText, type Imported, idFrom, type KnownPerson, type RotationDraft } from './draft.ts';
import { type GrafanaShift, layerOf, overrideOf, shiftShape } from './grafana-layers.ts';
import { type ExportFile, itemsIn, pagesMissing } from './items.ts';
import { type ImportedUser, importedPeople } from './people.ts';

const text = z.string().min(1);
const schedule = z.object({
  id: text,
  name: text,
  time_zone: text.nullish(),
  shifts: z.array(text).nullish(),
  ical_url_primary: text.nullish(),
  ical_url_overrides: text.nullish(),
});
const step = z.object({
  escalation_chain_id: text,
  position: z.number().default(0),
  type: text,
  duration: z.number().nullish(),
  persons_to_notify: z.array(text).nullish(),
  notify_on_call_from_schedule: text.nullish(),
});
const chain = z.object({ id: text, name: text });
const slackAccount = z.object({ user_id: text });
const user = z.object({
  id: text,
  username: text,
  name: z.string().nullish(),
  email: z.string().nullish(),
  slack: z.union([slackAccount, z.array(slackAccount)]).nullish(),
});

type Schedule = z.output<typeof schedule>;
type Step = z.output<typeof step>;

/**
 * Reads what the API of Grafana OnCall gives: schedules, on_call_shifts, escalation_chains, escalation_policies and users
 * (`GET /api/v1/…`). Higher levels become earlier layers.
 */
export function fromGrafanaOnCall(
  files: readonly ExportFile[],
  { known, now }: { known: readonly KnownPerson[]; now: Instant },
): Imported {
  const left = pagesMissing(files);
  const schedules: Schedule[] = [];
  const shifts: GrafanaShift[] = [];
  const steps: Step[] = [];
  const chains: z.output<typeof chain>[] = [];
  const users: ImportedUser[] = [];
  for (const { file, value } of files.flatMap(itemsIn)) {
    if ('escalation_chain_id' in value && 'type' in value && 'position' in value)
      steps.push(...taken(step, value, file));
    else if ('start' in value && 'duration' in value) shifts.push(...taken(shiftShape, value, file));
    else if ('username' in value) users.push(...taken(user, value, file).map(toUser));
    else if ('shifts' in value || 'ical_url_primary' in value || 'on_call_now' in value)
      schedules.push(...taken(schedule, value, file));
    else if ('name' in value && 'team_id' in value) chains.push(...taken(chain, value, file));
    else
      left.push(
        `${file}: what has the fields ${Object.keys(value).slice(0, 6).join(', ')} is none of schedules, shifts, escalation chains, escalation policies and users`,
      );
  }

  function taken<T>(shape: z.ZodType<T>, value: unknown, file: string): T[] {
    const read = shape.safeParse(value);
    if (read.success) return [read.data];
    left.push(
      `${file}: an entry is not as documented at ${read.error.issues[0]?.path.join('.') || 'its root'}`,
    );
    return [];
  }

  const people = importedPeople(users, known);
  const draft: Imported['draft'] = { people: {}, rotations: {}, policies: {} };
  const made = new Map<string, string>();
  const used = new Set<string>();
  for (const one of schedules) {
    const rotation = rotationOf(one);
    if (rotation === undefined) continue;
    const id = idFrom(one.name, (name) => people.isTaken(name) || Object.hasOwn(draft.rotations, name));
    draft.rotations[id] = rotation;
    made.set(one.id, id);
  }
  for (const { id, name } of shifts)
    if (!used.has(id)) left.push(`shift “${name ?? id}” is in no schedule that was given`);

  function rotationOf(one: Schedule): RotationDraft | undefined {
    const where = `schedule “${one.name}”`;
    const [title, zone] = [one.name, one.time_zone ?? 'UTC'];
    if (one.ical_url_primary) {
      if (one.ical_url_overrides)
        left.push(`${where}: its calendar of overrides; a rotation has one calendar here`);
      return { title, zone, source: { calendar: one.ical_url_primary } };
    }
    const own = (one.shifts ?? []).flatMap((id) => {
      const shift = shifts.find((other) => other.id === id);
      used.add(id);
      if (shift === undefined) left.push(`${where}: the shift ${id} is not in the export`);
      return shift ?? [];
    });
    const about = (shift: GrafanaShift) => ({
      ...{ zone, now, idOf: people.idOf },
      refuse: (why: string) => void left.push(`${where}, shift “${shift.name ?? shift.id}”: ${why}`),
    });
    const isOnce = ({ type }: GrafanaShift) => type === 'single_event' || type === 'override';
    const ordered = own.filter((shift) => !isOnce(shift)).sort((a, b) => (b.level ?? 0) - (a.level ?? 0));
    if (new Set(ordered.map(({ level }) => level ?? 0)).size < ordered.length)
      left.push(`${where}: that shifts of one level are on call together; here the first of its layers is`);
    const layers = ordered.flatMap((shift) => layerOf(shift, about(shift)) ?? []);
    const overrides = own.filter(isOnce).flatMap((shift) => overrideOf(shift, about(shift)) ?? []);
    if (layers.length === 0)
      return void left.push(`${where}: nothing of it repeats, so there is no rotation`);
    return { title, zone, layers, ...(overrides.length > 0 && { overrides }) };
  }

  for (const { id, name } of chains) {
    const own = steps.filter((one) => one.escalation_chain_id === id).sort((a, b) => a.position - b.position);
    const rungs = rungsOf(own, `escalation chain “${name}”`);
    if (rungs.length > 0)
      draft.policies[idFrom(name, (one) => Object.hasOwn(draft.policies, one))] = { steps: rungs };
    else left.push(`escalation chain “${name}”: nothing is left of it`);
  }
  for (const { escalation_chain_id: id } of steps)
    if (!chains.some((one) => one.id === id))
      left.push(`a step of the escalation chain ${id}, which was not given`);

  function rungsOf(own: Step[], where: string) {
    const rungs: { people: string[]; wait: number }[] = [];
    for (const one of own) {
      const last = rungs.at(-1);
      if (one.type === 'wait') {
        const wait = (one.duration ?? 0) * second;
        if (last) last.wait += wait;
        else left.push(`${where}: a wait of ${durationText(wait)} before anybody is paged`);
        continue;
      }
      const named = namedIn(one, where);
      if (named.length === 0) continue;
      if (last && last.wait === 0) last.people = [...new Set([...last.people, ...named])];
      else rungs.push({ people: named, wait: 0 });
    }
    const day = 24 * 60 * minute;
    return rungs.map(({ people: them, wait }) => {
      if (wait > day) left.push(`${where}: a wait of ${durationText(wait)}; here it is a day`);
      return { people: them, after: durationText(Math.min(wait || 10 * minute, day)) };
    });
  }

  function namedIn(one: Step, where: string): string[] {
    const lost = (what: string) => void left.push(`${where}, step ${one.position}: ${what}`);
    if (one.type === 'notify_persons')
      return (one.persons_to_notify ?? []).flatMap((key) => {
        const id = people.idOf(key);
        if (id === undefined) lost(`the user ${key} is not in the export`);
        return id ?? [];
      });
    if (one.type === 'notify_on_call_from_schedule') {
      const rotation = made.get(one.notify_on_call_from_schedule ?? '');
      if (rotation === undefined)
        lost(`the schedule ${one.notify_on_call_from_schedule} was not carried over`);
      return rotation === undefined ? [] : [rotation];
    }
    lost(
      one.type === 'repeat_escalation'
        ? 'its repeat; airb begins again by itself at sev1 and sev2, at most every ten minutes'
        : `\`${one.type}\`, which no policy has here`,
    );
    return [];
  }

  return { draft: { ...draft, people: people.added() }, left };
}

function toUser({ id, username, name, email, slack }: z.output<typeof user>): ImportedUser {
  const account = [slack ?? []].flat()[0]?.user_id;
  return {
    name: name || username,
    ...(email && { email }),
    ...(account && { slack: account }),
    keys: [id, username, ...(email ? [email] : [])],
  };
}
