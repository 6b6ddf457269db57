import type { MovableClock } from '../clock.ts';
import type { Rejection } from '../domain/incident/commands.ts';
import type { Person } from '../domain/people.ts';
import type { AudienceSpec } from '../domain/runbooks/audience.ts';
import type { Library } from '../domain/runbooks/runbook.ts';
import type { Finding } from '../library/finding.ts';
import type { ParseCache } from '../library/load.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { ScenarioSpec } from '../ports/scenarios.ts';
import type { Store } from '../ports/store.ts';
import type { Sandbox } from '../sandbox/open.ts';
import type { PlayedTeams } from './chats.ts';

export interface AppOptions {
  log: Log;
  /** A clock that can be moved, for the sandbox and for tests; the machine's clock when left out. */
  clock?: MovableClock;
  /**
   * What runbook files are judged by: whether a review is overdue is a matter of the real calendar, not of the time a
   * sandbox plays. The machine's clock when left out.
   */
  calendar?: Clock;
  /** The only hosts rollbacks may call; any when left out. */
  actionHosts?: readonly string[];
  /** Which scenario the sandbox has on stage at the start. */
  scenario?: string;
  /** Runbook files that were read before, by content: for tests, which start airb again and again on the same files. */
  cache?: ParseCache;
  /** Audiences besides those of the files, for a demo that plays them. */
  audiences?: readonly AudienceSpec[];
  /** A test plays Microsoft's side of Teams; see there. */
  playedTeams?: PlayedTeams;
}

/** A running airb. */
export interface App {
  url: string;
  store: Store;
  library(): Library;
  /** What is doubtful or wrong in the runbook files as they are now. */
  findings(): Finding[];
  sandbox: Sandbox | undefined;
  /** What drills can play. */
  scenarios(): ScenarioSpec[];
  /** Starts a drill with these people in it. */
  startDrill(scenario: string, people: Person[]): Promise<{ number: number } | Rejection>;
  /** Lines for the person at the terminal: where, which store, timers, chat, what is missing and what that costs. */
  summary(): string[];
  /**
   * Stops in the reverse order of starting; work under way is finished, and what hangs is left behind.
   * @returns the names of the parts that did not stop in time
   */
  stop(): Promise<string[]>;
}

/** Notes how something that was opened is closed, and what it is called. What was opened last is closed first. */
export type OnStop = (name: string, close: () => Promise<void> | void) => void;
