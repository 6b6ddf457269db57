import type { Rejection } from '../domain/incident/commands.ts';
import type { Actor, Person } from '../domain/people.ts';
import { matchAlert } from '../domain/runbooks/match.ts';
import type { Instant } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Head } from '../ports/records.ts';
import type { DrillStory, ScenarioSpec, Scenarios } from '../ports/scenarios.ts';
import type { Store } from '../ports/store.ts';
import { type OpeningContext, openCommand, pinned } from './opening.ts';
import type { Writer } from './write.ts';

export interface DrillAsked {
  scenario: string;
  /** Who is in it from the start. */
  people: Person[];
  by: Actor;
  /** Same for every redelivery of the same wish. */
  inputKey: string;
  /** The entry of the organization file that asks for it. */
  schedule?: string;
}

export interface Drills {
  /** Those that can be played. */
  scenarios(): ScenarioSpec[];
  /** Opens the drill; `number` is its incident, or the one an earlier delivery of the wish opened. */
  start(asked: DrillAsked): Promise<{ number: number } | Rejection>;
  /** Tells the drills that run of real incidents that began since. Safe to call at any time. */
  noteReal(): Promise<void>;
}

/** `again`: an earlier delivery of the same wish began it. */
type Found = { running?: Head; again?: boolean };

/** Where drills begin: the same way as incidents, from the alert of a scenario, and apart from them. */
export function createDrills(deps: {
  store: Store;
  writer: Writer;
  clock: Clock;
  context: () => OpeningContext;
  scenarios: Scenarios;
}): Drills {
  const { store, writer, clock, scenarios } = deps;

  async function start(asked: DrillAsked): Promise<{ number: number } | Rejection> {
    const now = clock.now();
    const story = scenarios.story(asked.scenario, now);
    if ('problem' in story)
      return { rejected: `Nothing was started, because ${story.problem}.`, next: listed(scenarios.list()) };
    const [real] = await store.heads({ open: true, system: story.system, drill: false, private: false });
    if (real !== undefined)
      return {
        rejected: `INC-${real.number} of ${story.system} is open, and it is real: that comes first.`,
        next: `\`/airb #${real.number} status\``,
      };
    const placed = await writer.place<Found>({
      by: asked.by,
      needs: { inputKey: asked.inputKey, openOf: { system: story.system, drills: true } },
      choose(loaded) {
        const [running] = loaded.open;
        const again = loaded.duplicate;
        if (running !== undefined) return { to: 'none', answer: { running, again } };
        if (again) return { to: 'none', answer: { again } };
        return {
          to: 'new',
          answer: {},
          ...opening(deps.context(), { asked, story, now, number: loaded.nextNumber }),
        };
      },
    });
    const { running, again } = placed.answer;
    if (again && running !== undefined) return { number: running.number };
    if (placed.number !== undefined && placed.handled?.ok) return { number: placed.number };
    if (placed.handled !== undefined && !placed.handled.ok) return placed.handled;
    return running === undefined
      ? { rejected: 'That drill was started already, and is over.' }
      : {
          rejected: `A drill of ${story.system} runs already: INC-${running.number}. One at a time for a system.`,
          next: `\`/airb #${running.number} drill join\`, or \`/airb #${running.number} drill stop\`.`,
        };
  }

  async function noteReal(): Promise<void> {
    const drills = await store.heads({ open: true, drill: true });
    if (drills.length === 0) return;
    const since = Math.min(...drills.map(({ openedAt }) => openedAt));
    // Who is in a drill may not be allowed to know of a private one.
    const real = await store.heads({ since, drill: false, private: false });
    for (const drill of drills) {
      const known = (await writer.incident(drill.number))?.drill?.real ?? [];
      for (const { number, severity, title, openedAt } of real) {
        if (openedAt >= drill.openedAt && !known.includes(number))
          await writer.handle(
            drill.number,
            { type: 'drill.real', number, severity, title },
            { kind: 'airb' },
          );
      }
    }
  }

  return { scenarios: () => scenarios.list(), start, noteReal };
}

function opening(
  context: OpeningContext,
  { asked, story, now, number }: { asked: DrillAsked; story: DrillStory; now: Instant; number: number },
) {
  const { library } = context;
  const { scenario, people, schedule } = asked;
  const match = matchAlert(story.alert, library, now);
  const system = match.system ?? library.systems.find(({ id }) => id === story.system);
  if (system === undefined) throw new Error(`no system ${story.system}, which was there a moment ago`);
  const { runbook, severity } = match;
  const command = openCommand(context, {
    ...{ number, at: now, runbook, system, severity },
    title: story.alert.title || story.title,
    failure: runbook.failure,
    // Who owns it is for those who play to find out.
    because: `drill of the scenario ${scenario}; its alert leads to the runbook ${runbook.id}`,
    unmapped: match.unmapped,
    startedAt: Math.min(story.alert.startsAt, now),
    alert: story.alert,
    changes: story.changes.toSorted((a, b) => b.at - a.at),
    // What contained the same before would give the answer away.
    earlier: [],
    drill: { scenario, truth: story.truth, people, ...(schedule !== undefined && { schedule }) },
  });
  return { command, also: { document: pinned(runbook) } };
}

function listed(all: ScenarioSpec[]): string {
  if (all.length === 0)
    return 'No scenario under runbooks/scenarios can be played; docs/drills.md says what one needs.';
  return `There are ${all.map(({ name }) => name).join(', ')}.`;
}
