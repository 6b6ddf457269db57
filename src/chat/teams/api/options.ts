import type { Seal } from '../../../domain/chat/seal.ts';
import type { PersonId } from '../../../domain/people.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Log } from '../../../ports/log.ts';
import type { Memory } from '../../../ports/memory.ts';
import type { RateLimiter } from '../../../ports/rate-limiter.ts';

/** People and their Teams accounts, from the organization file: a person's `teams` is their Entra object id. */
export interface Directory {
  teamsIdOf(person: PersonId): string | undefined;
  personOf(aadObjectId: string): { id: PersonId; name: string } | undefined;
  /** The one person with this e-mail address. */
  withEmail?(email: string): { id: PersonId; name: string } | undefined;
  /** The people a form offers where Teams' own picker is missing. */
  people?(): { id: PersonId; name: string }[];
}

/** Where to find the keys that sign what Teams sends. */
export interface OpenId {
  issuer: string;
  metadataUrl: string;
}

export interface TeamsOptions {
  /**
   * The Entra app of the bot. Without it airb can authenticate nobody; only `development` on loopback may run like
   * that.
   */
  appId?: string;
  appPassword?: string;
  /** The only tenant from which airb accepts anything. */
  tenantId?: string;
  /** Without an app id, accepts unauthenticated requests from this machine only. */
  development: boolean;
  /**
   * The incidents channel as the organization file names it now: `19:…@thread.tacv2`, its name, or a link copied from
   * Teams.
   */
  incidentsChannel(): string;
  /** Each incident gets a thread in the incidents channel, or a channel of its own where Graph allows that. */
  rooms: 'thread' | 'channel';
  /** Where the Bot Connector answers, until Teams has named the address itself. */
  serviceUrl?: string;
  graphUrl?: string;
  loginUrl?: string;
  publicUrl: string;
  directory: Directory;
  memory: Memory;
  /** Seals the command that the button of its form asks again. */
  seal: Seal;
  log: Log;
  clock: Clock;
  /** Keeps account of the limits; by this process alone when left out. */
  limiter?: RateLimiter;
  /** Called for each request that claims to be Teams' and is not signed by it. */
  onForged?(): void;
  /** Reports a failure that no effect will report. */
  onTrouble(code: string, text: string): void;
  /** Another signer than Microsoft, for tests. */
  openId?: OpenId;
  /** Milliseconds a message may keep its request open, and an invoke may wait for its answer. */
  patience?: Patience;
  /** Milliseconds a person waits while Teams is asked who they are. */
  acquaintance?: number;
}

export interface Patience {
  /** After this time a command is told that it takes longer, and Teams is asked to send other messages again. */
  message: number;
  /** Teams gives an invoke five seconds. */
  invoke: number;
}
