import type { Config } from '../../config.ts';
import type { Library, PersonSpec } from '../../domain/runbooks/runbook.ts';
import type { Duration } from '../../domain/time.ts';
import type { Actions } from '../../ports/action.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Signals } from '../../ports/signals.ts';
import type { Store } from '../../ports/store.ts';
import type { Tracker } from '../../ports/tracker.ts';
import type { AskedElsewhere } from '../elsewhere.ts';
import { hasSandbox } from '../settings.ts';
import type { AskAudience } from './audience.ts';
import type { Patience } from './patience.ts';

/** What one look found. */
export interface Check {
  check:
    | 'settings'
    | 'records'
    | 'redis'
    | 'runbooks'
    | 'chat'
    | 'audiences'
    | 'signals'
    | 'paging'
    | 'alerts'
    | 'actions'
    | 'targets'
    | 'pages'
    | 'oncall'
    | 'trackers';
  /** `missing` works without, at a cost; `broken` does not work although it is set up. */
  state: 'ok' | 'missing' | 'broken';
  what: string;
  cost?: string;
  fix?: string;
}

/** What the doctor looks with; whoever builds the adapters hands these in. */
export interface Means {
  clock: Clock;
  /** Begins the time that all looks share. */
  patience(within?: Duration): Patience;
  /** undefined where there are no records yet: looking must not make them. */
  openStore(): Promise<
    Pick<Store, 'place' | 'ping' | 'verify' | 'recall' | 'backlog' | 'replicas' | 'close'> | undefined
  >;
  /** The chat platforms that are set up; none where the sandbox runs. */
  chats: ChatToAsk[];
  /** Looks at Redis; absent where none is set up. */
  redis?(): Promise<{ place: string; findings: { what: string; fix: string; useless: boolean }[] }>;
  /** Those that are set up. */
  trackers: readonly Tracker[];
  /** Absent without an address to ask. */
  signals?: Signals;
  /** Reads which version of a part is live; a look of rollback targets, which changes nothing. Throws nothing. */
  currentOf(library: Library): Actions['current'];
  /** Asks the schedules kept elsewhere, and Slack about the accounts and groups the files name. */
  elsewhere(library: Library): Promise<AskedElsewhere>;
  /** Looks whether what an audience is told could arrive; tells nobody anything. */
  askAudience: AskAudience;
  /** Pages one person by each way, as a test. */
  pageTest: PageTest;
}

export interface ChatToAsk {
  name: 'Slack' | 'Teams';
  /** Asks who airb is there. `place` is absent when it gave no answer. */
  ask(files: Files): Promise<{ place?: string; problems: { code: string; text: string }[] }>;
}

/** The files as they are, when they can be used. */
export type Files = Library | undefined;

/** Pages one person by each way that is set up. */
export type PageTest = (config: Config, library: Library, person: PersonSpec) => Promise<Check[]>;

/** Is this a real installation, so that what the sandbox plays is missing here? */
export function isReal(settings: ChatSettings): boolean {
  return !hasSandbox(settings);
}

/** What of the settings says which chats are set up. */
export type ChatSettings = Pick<Config, 'slack' | 'teams'>;
