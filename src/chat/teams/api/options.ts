import type { PersonId } from '../../../domain/people.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Log } from '../../../ports/log.ts';
import type { Memory } from '../../../ports/memory.ts';

/** Who is who, as the organization file says it: a person's `teams` is their Entra object id. */
export interface Directory {
  teamsIdOf(person: PersonId): string | undefined;
  personOf(aadObjectId: string): { id: PersonId; name: string } | undefined;
  /** Everybody who can be chosen in a form where Teams' own picker is missing. */
  people?(): { id: PersonId; name: string }[];
}

/** Who signs what Teams sends. */
export interface OpenId {
  issuer: string;
  metadataUrl: string;
}

export interface TeamsOptions {
  /** The Entra app of the bot. Without it nothing is authenticated, which only `development` on loopback may do. */
  appId?: string;
  appPassword?: string;
  /** The only tenant that is listened to. */
  tenantId?: string;
  /** Takes unauthenticated requests where there is no app id, from this machine alone. */
  development: boolean;
  /**
   * The incidents channel as the organization file names it now: `19:…@thread.tacv2`, its name, or a link copied from
   * Teams.
   */
  incidentsChannel(): string;
  /** A thread per incident in the incidents channel, or a channel each where Graph allows it. */
  rooms: 'thread' | 'channel';
  /** Where the Bot Connector answers, until Teams has said so itself. */
  serviceUrl?: string;
  graphUrl?: string;
  loginUrl?: string;
  publicUrl: string;
  directory: Directory;
  memory: Memory;
  log: Log;
  clock: Clock;
  /** Something did not work that no effect will report. */
  onTrouble(code: string, text: string): void;
  /** Another signer than Microsoft's, for tests. */
  openId?: OpenId;
  /** Milliseconds a message may hold its request, and an invoke its answer. */
  patience?: Patience;
}

export interface Patience {
  /** Then a command is told that it takes longer, and talk is asked for again. */
  message: number;
  /** Teams gives an invoke five seconds. */
  invoke: number;
}
