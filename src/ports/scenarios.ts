import type { DrillTruth } from '../domain/incident/drill-facts.ts';
import type { Opened } from '../domain/incident/state.ts';
import type { Alert } from '../domain/signals/alert.ts';
import type { Change } from '../domain/signals/change.ts';
import type { Instant } from '../domain/time.ts';
import type { Actions } from './action.ts';
import type { Signals } from './signals.ts';
import type { Traces } from './traces.ts';

/** A scenario that a drill can play. */
export interface ScenarioSpec {
  name: string;
  title: string;
  system: string;
}

/** How a drill of it begins. */
export interface DrillStory extends ScenarioSpec {
  truth: DrillTruth;
  alert: Alert;
  changes: Change[];
}

/** The stories that drills play, and the world in which each is played. */
export interface Scenarios {
  /** Those that can be played, in their order. Never throws. */
  list(): ScenarioSpec[];
  /** @returns why it can't be played, to follow "because", where it can't. Never throws. */
  story(name: string, startedAt: Instant): DrillStory | { problem: string };
  /**
   * The world of a drill: it answers for what is real. Where it can't be played any more, signals have no value and targets
   * refuse; nothing real is ever asked instead.
   */
  world(incident: Opened): { actions: Actions; signals: Signals; traces: Traces };
}
