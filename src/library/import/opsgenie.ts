import * as z from 'zod';
import { type Instant, minute } from '../../domain/time.ts';
import { durationText, type Imported, idFrom, type KnownPerson, wallText } from './draft.ts';
import { type ExportFile, itemsIn, pagesMissing } from './items.ts';
import { layersOf, type OpsgenieRotation, rotationShape } from './opsgenie-layers.ts';
import { type ImportedUser, importedPeople } from './people.ts';

const text = z.string().min(1);
const schedule = z.object({
  id: text,
  name: text,
  timezone: text.optional(),
  enabled: z.boolean().optional(),
  rotations: z.array(rotationShape).nullish(),
});
const recipient = z.object({
  type: text,
  id: text.nullish(),
  username: text.nullish(),
  name: text.nullish(),
});
const delay = z.union([
  z.number(),
  z.object({ timeAmount: z.number(), timeUnit: z.enum(['minutes', 'hours', 'days']).default('minutes') }),
]);
const escalation = z.object({
  id: text.optional(),
  name: text,
  rules: z.array(
    z.object({
      condition: z.string().nullish(),
      notifyType: z.string().nullish(),
      delay: delay.nullish(),
      recipient: recipient.nullish(),
    }),
  ),
  repeat: z.unknown().optional(),
});
const override = z.object({
  _parent: z.object({ id: text.nullish(), name: text.nullish() }).nullish(),
  user: z.object({ id: text.nullish(), username: text.nullish() }),
  startDate: text,
  endDate: text,
  rotations: z.array(z.object({ id: text.nullish() })).nullish(),
});
/** Of Opsgenie, and of Jira, whose accounts JSM Operations names. */
const user = z.union([
  z.object({ id: text, username: text, fullName: z.string().nullish() }),
  z.object({ accountId: text, displayName: text, emailAddress: text.nullish() }),
]);

type Schedule = z.output<typeof schedule>;
type Escalation = z.output<typeof escalation>;
type Override = z.output<typeof override>;

/**
 * Reads what Opsgenie and JSM Operations give by API: schedules with their rotations (`?expand=rotation`), overrides,
 * escalations and users. All rotations of a schedule are on call at once there, so each becomes a rotation here, and a
 * step that names the schedule names all of them.
 */
export function fromOpsgenie(
  files: readonly ExportFile[],
  { known, now }: { known: readonly KnownPerson[]; now: Instant },
): Imported {
  const left = pagesMissing(files);
  const found = { schedules: [] as Schedule[], escalations: [] as Escalation[], overrides: [] as Override[] };
  const users: ImportedUser[] = [];
  for (const { file, value } of files.flatMap(itemsIn)) {
    if (Array.isArray(value.rules)) found.escalations.push(...taken(escalation, value, file));
    else if ('startDate' in value && 'user' in value) found.overrides.push(...taken(override, value, file));
    else if ('participants' in value)
      left.push(
        `${file}: the rotation “${String(value.name)}” does not say of which schedule it is; export the schedules with expand=rotation`,
      );
    else if ('username' in value || 'accountId' in value) users.push(...taken(user, value, file).map(toUser));
    else if ('timezone' in value || Array.isArray(value.rotations))
      found.schedules.push(...taken(schedule, value, file));
    else
      left.push(
        `${file}: what has the fields ${Object.keys(value).slice(0, 6).join(', ')} is none of schedules, escalations, overrides and users`,
      );
  }

  function taken<T>(shape: z.ZodType<T>, value: unknown, file: string): T[] {
    const read = shape.safeParse(value);
    if (read.success) return [read.data];
    const name =
      typeof value === 'object' && value !== null && 'name' in value ? ` “${String(value.name)}”` : '';
    left.push(
      `${file}:${name} is not as documented at ${read.error.issues[0]?.path.join('.') || 'its root'}`,
    );
    return [];
  }

  const people = importedPeople(users, known);
  const draft: Imported['draft'] = { people: {}, rotations: {}, policies: {} };
  const isTaken = (id: string) => people.isTaken(id) || Object.hasOwn(draft.rotations, id);
  const made = new Map<string, string[]>();
  for (const one of found.schedules) {
    const where = `schedule “${one.name}”`;
    const ids: string[] = [];
    made.set(one.id, ids).set(one.name, ids);
    if (one.enabled === false) {
      left.push(`${where} is switched off`);
      continue;
    }
    const rotations = one.rotations ?? [];
    if (rotations.length === 0) left.push(`${where} has no rotations; export it with expand=rotation`);
    const zone = one.timezone ?? 'UTC';
    for (const rotation of rotations) {
      const title = rotations.length === 1 ? one.name : `${one.name}: ${rotation.name ?? rotation.id}`;
      const layers = layersOf(rotation, {
        zone,
        now,
        idOf: people.idOf,
        left,
        where: `${where}, rotation “${rotation.name ?? rotation.id}”`,
      });
      if (layers === undefined) continue;
      const id = idFrom(title, isTaken);
      const overrides = overridesOf(one, rotation, zone);
      draft.rotations[id] = { title, zone, layers, ...(overrides.length > 0 && { overrides }) };
      ids.push(id);
    }
  }

  function overridesOf({ id, name }: Schedule, rotation: OpsgenieRotation, zone: string) {
    const mine = found.overrides.filter(
      ({ _parent: parent, rotations }) =>
        (parent?.id === id || parent?.name === name) &&
        (!rotations || rotations.length === 0 || rotations.some((one) => one.id === rotation.id)),
    );
    return mine.flatMap(({ user: who, startDate, endDate }) => {
      const [from, to] = [Date.parse(startDate), Date.parse(endDate)];
      const where = `schedule “${name}”, override from ${startDate}`;
      const person = people.idOf(who.username ?? who.id ?? undefined);
      if (person === undefined)
        left.push(`${where}: the user ${who.username ?? who.id} is not in the export`);
      else if (!(to > from)) left.push(`${where}: its times can't be read`);
      else if (to <= now) left.push(`${where}: it is over`);
      else return [{ person, from: wallText(from, zone), to: wallText(to, zone) }];
      return [];
    });
  }

  for (const { _parent: parent, startDate } of found.overrides)
    if (!made.has(parent?.id ?? '') && !made.has(parent?.name ?? ''))
      left.push(`an override from ${startDate} is of a schedule that was not given`);
  const policyTaken = (id: string) => Object.hasOwn(draft.policies, id);
  for (const one of found.escalations) {
    const steps = stepsOf(one);
    if (steps.length > 0) draft.policies[idFrom(one.name, policyTaken)] = { steps };
    else left.push(`escalation “${one.name}”: nothing is left of it`);
  }

  function stepsOf({ name, rules, repeat }: Escalation) {
    const where = `escalation “${name}”`;
    if (repeat)
      left.push(
        `${where}: its repeat; airb begins again by itself at sev1 and sev2, at most every ten minutes`,
      );
    const byDelay = new Map<number, string[]>();
    for (const rule of [...rules].sort((a, b) => delayOf(a.delay) - delayOf(b.delay))) {
      const after = delayOf(rule.delay);
      const { type = '', username, id, name: called } = rule.recipient ?? {};
      const shown = username ?? called ?? id ?? type;
      if (rule.condition && rule.condition !== 'if-not-acked')
        left.push(
          `${where}: the condition ${rule.condition} of the rule for ${shown}; here a step is paged when nobody acknowledged`,
        );
      const isPlain = !rule.notifyType || rule.notifyType === 'default';
      const named =
        type === 'user'
          ? [people.idOf(username ?? id ?? undefined)].flatMap((one) => one ?? [])
          : type === 'schedule'
            ? (made.get(id ?? '') ?? made.get(called ?? '') ?? [])
            : [];
      if (!isPlain) left.push(`${where}: the rule that notifies “${rule.notifyType}” of ${shown}`);
      else if (named.length === 0) left.push(`${where}: the rule for the ${type || 'recipient'} ${shown}`);
      else byDelay.set(after, [...new Set([...(byDelay.get(after) ?? []), ...named])]);
    }
    const delays = [...byDelay.keys()];
    if ((delays[0] ?? 0) > 0)
      left.push(
        `${where}: it waits ${durationText(delays[0] ?? 0)} before anybody is paged; here the first step is paged at once`,
      );
    return delays.map((at, n) => {
      const wait = (delays[n + 1] ?? at + 10 * minute) - at;
      if (wait > 24 * 60 * minute)
        left.push(`${where}: a step waits ${durationText(wait)}; here it is a day`);
      return { people: byDelay.get(at) ?? [], after: durationText(Math.min(wait, 24 * 60 * minute)) };
    });
  }

  return { draft: { ...draft, people: people.added() }, left };
}

function toUser(one: z.output<typeof user>): ImportedUser {
  if ('username' in one) {
    const email = one.username.includes('@') ? { email: one.username } : {};
    return { name: one.fullName || one.username, ...email, keys: [one.id, one.username] };
  }
  const email = one.emailAddress ? { email: one.emailAddress } : {};
  return { name: one.displayName, ...email, keys: [one.accountId] };
}

function delayOf(given: z.output<typeof delay> | null | undefined): number {
  if (given === null || given === undefined) return 0;
  if (typeof given === 'number') return given * minute;
  const units = { minutes: minute, hours: 60 * minute, days: 24 * 60 * minute };
  return given.timeAmount * units[given.timeUnit];
}
