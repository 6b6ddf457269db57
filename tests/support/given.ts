import { expect } from 'vitest';
import type { Outgoing, OutgoingBody } from '../../src/domain/chat/outgoing.ts';
import type { Command, CommandBody, Decision } from '../../src/domain/incident/commands.ts';
import { decide } from '../../src/domain/incident/decide.ts';
import type { Effect } from '../../src/domain/incident/effects.ts';
import type { EventBody, IncidentEvent } from '../../src/domain/incident/events.ts';
import { fold, nothing } from '../../src/domain/incident/evolve.ts';
import { react } from '../../src/domain/incident/react.ts';
import type { Incident, Opened } from '../../src/domain/incident/state.ts';
import { type Actor, airb, type Person } from '../../src/domain/people.ts';
import type { Plan } from '../../src/domain/runbooks/plan.ts';
import { hour, minute } from '../../src/domain/time.ts';
import { outgoing } from '../../src/flow/write.ts';
import { at, event, opening, person } from './worked-example.ts';
import { workedExamplePlan } from './worked-example-plan.ts';

export const finn: Person = { id: 'finn', name: 'Finn Berg' };
export const eva: Person = { id: 'eva', name: 'Eva Sato' };

/** Somebody only chat knows. */
export const stranger: Actor = { kind: 'person', id: 'slack:U0XYZ', name: 'Zed', standing: 'stranger' };

/** What a command decided, and where the story goes on from there. */
export interface Decided {
  decision: Decision;
  /** Exactly these events, each at the command's time and by its actor. */
  decides(...bodies: EventBody[]): Story;
  /** Nothing happens; `note` is what the asker hears. */
  ignores(note?: string | RegExp): Story;
  /** @returns the story unchanged; a refusal leaves nothing behind */
  refuses(rejected: string | RegExp, next?: string | RegExp): Story;
}

/** A log so far, and what can be asked of it. */
export interface Story {
  log: IncidentEvent[];
  incident: Opened;
  /** One command; the clock stands in the margin. */
  when(clock: string, by: Actor | Person, body: CommandBody): Decided;
  /** Plays commands that must decide something. */
  after(...steps: [clock: string, by: Actor | Person, body: CommandBody][]): Story;
  /** What the newest event asked for. */
  asked(): Outgoing[];
}

/** A story that begins with these events. */
export function given(...log: IncidentEvent[]): Story {
  const incident = fold(nothing, log) as Opened;
  const story: Story = {
    log,
    incident,
    when: (clock, by, body) => decided(log, command(clock, by, body)),
    after: (...steps) =>
      steps.reduce((before, [clock, by, body]) => {
        const { decision } = before.when(clock, by, body);
        const events = 'events' in decision ? decision.events : [];
        expect(events, `${body.type} at ${clock}: ${JSON.stringify(decision)}`).not.toEqual([]);
        return given(...before.log, ...events);
      }, story),
    asked: () => {
      const newest = log.at(-1);
      return (newest ? outgoing(newest, incident, log.length) : []).map(whole);
    },
  };
  return story;
}

/** Fails where an effect lacks its time, a timer what it wakes airb for, or a message its place to stand. */
function whole(asked: Outgoing): Outgoing {
  const { body, dueAt } = asked;
  expect(Number.isFinite(dueAt), body.kind).toBe(true);
  if (body.kind === 'timer') expect(body.command, body.name).toHaveProperty('type', expect.any(String));
  if (body.kind === 'draw') expect(body.slot).toMatch(/^(?!.*undefined)./);
  return asked;
}

/** A command at a story time. */
export function command(clock: string, by: Actor | Person, body: CommandBody): Command {
  return { at: at(clock), by: 'kind' in by ? by : person(by), ...body };
}

function decided(log: IncidentEvent[], asked: Command): Decided {
  const before: Incident = fold(nothing, log);
  const decision = decide(asked, before);
  const base = { at: asked.at, by: asked.by };
  return {
    decision,
    decides(...bodies) {
      const events = bodies.map((body) => ({ ...base, ...body }));
      expect(decision).toEqual({ events });
      return given(...log, ...events);
    },
    ignores(note) {
      expect(decision).toMatchObject({ events: [] });
      if (note !== undefined) expect(decision).toHaveProperty('note', matching(note));
      return given(...log);
    },
    refuses(rejected, next) {
      expect(decision).toHaveProperty('rejected', matching(rejected));
      if (next !== undefined) expect(decision).toHaveProperty('next', matching(next));
      return given(...log);
    },
  };
}

function matching(text: string | RegExp): unknown {
  return typeof text === 'string' ? text : expect.stringMatching(text);
}

type Opening = NonNullable<Parameters<typeof opening>[0]>;

/** The support bot's plan with the cadence of the incident response guides: sev1 every 20 min for two hours, then 30. */
export function planWith(change: Partial<Plan> = {}): Plan {
  const plan = workedExamplePlan();
  // biome-ignore lint/suspicious/noThenProperty: the later interval of a cadence is called so in the files
  const sev1 = { first: 5 * minute, every: 20 * minute, firstFor: 2 * hour, then: 30 * minute };
  return { ...plan, cadence: { ...plan.cadence, sev1 }, ...change };
}

/** INC-42, opened at 14:10 as SEV3 with Ana as owner, Ben commanding and Chloe communicating; its channel is there. */
export function incident42({ plan, ...facts }: Omit<Opening, 'plan'> & { plan?: Partial<Plan> } = {}): Story {
  const opened = { ...opening({ plan: planWith(plan), ...facts }), at: at('14:10') };
  const room = { room: 'slack:C0INC42', name: 'inc-20250217-42-support-bot-refusal-spike' };
  return given(opened, event('14:10', airb, { type: 'room.opened', ...room }));
}

/** The same without any evidence list, so that rollbacks can be asked for at once. */
export function readyToRollBack(facts: Parameters<typeof incident42>[0] = {}): Story {
  return incident42({ ...facts, plan: { evidence: [], ...facts.plan } });
}

/** What one command changes: its events, the state after them and all that they ask for. */
export function happens(
  story: Story,
  ...[clock, by, body]: [clock: string, by: Actor | Person, body: CommandBody]
): { events: IncidentEvent[]; incident: Opened; effects: Effect[] } {
  const after = story.after([clock, by, body]);
  const events = after.log.slice(story.log.length);
  const effects = events.flatMap((event, n) => react(event, after.incident, story.log.length + n + 1));
  return { events, incident: after.incident, effects };
}

/** Timers among effects: `update.deadline 14:40`. */
export function timersOf(effects: Outgoing[]): string[] {
  return effects.flatMap(({ body, dueAt }) =>
    body.kind === 'timer' ? [`${body.name} ${new Date(dueAt).toISOString().slice(11, 16)}`] : [],
  );
}

/** The bodies of one kind among effects. */
export function bodiesOf<K extends OutgoingBody['kind']>(
  effects: Outgoing[],
  kind: K,
): Extract<OutgoingBody, { kind: K }>[] {
  return effects.flatMap(({ body }) =>
    body.kind === kind ? [body as Extract<OutgoingBody, { kind: K }>] : [],
  );
}
