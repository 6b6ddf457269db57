import type { Examined } from '../../app/doctor/examine.ts';
import type { Asker } from './answers.ts';
import type { Sources } from './sources.ts';
import type { Wishes } from './wishes.ts';

/** What the verb works with. */
export interface Means extends Sources {
  version: string;
  /** The environment of the process, unread. */
  environment: Record<string, string | undefined>;
  /** Where runbooks come from that a new installation has not. */
  samples: string;
  /** undefined where nobody sits at a terminal. */
  asker(): Promise<Asker> | undefined;
  /** The doctor for the settings in a file. */
  examined(settings: Record<string, string | undefined>): Examined;
  testIncident(settings: Record<string, string | undefined>, person: string): Promise<Tested>;
}

export interface Tested {
  incident: number;
  pages: { route: string; state: string; why?: string }[];
  room: boolean;
}

export interface Asked extends Wishes {
  fromSlack?: boolean;
  fromPagerduty?: boolean;
  dir: string;
  env: string;
  force?: boolean;
  dryRun?: boolean;
  testIncident?: boolean;
  doctor: boolean;
  json?: boolean;
}
