import type { PersonId, Role } from '../people.ts';
import type { RoomRef } from '../refs.ts';
import type { EvalTool } from '../response/eval-run.ts';
import type { PublishedWay } from '../runbooks/audience.ts';
import type { HttpAction, ReadBack } from '../runbooks/runbook.ts';
import type { TrackerName } from '../runbooks/tracker.ts';
import type { Change } from '../signals/change.ts';
import type { Instant } from '../time.ts';
import type { TimerCommand } from './commands.ts';
import type { EventOf, Form, ReadingPurpose, ToldType } from './events.ts';
import type { AlertKey } from './known-alert.ts';
import type { SlotName } from './slots.ts';

/** Where airb says something. */
export type Place =
  | { to: 'room' }
  /** The channel where incidents are announced. */
  | { to: 'incidents' }
  /** A channel by its configured name or id; `thread`: below the incident's message there. */
  | { to: 'channel'; channel: string; thread?: boolean }
  | { to: 'person'; person: PersonId };

/** What airb says, as data; `views` puts it in words. */
export type Saying =
  /** An event, told as it happened. */
  | { as: 'event'; event: EventOf<ToldType> }
  /** The first word to an audience; `late` where the incident is older than that. */
  | { as: 'started'; at: Instant; form: Form; late: boolean }
  /** A new severity; `goesOn` where the audience still gets updates at it. */
  | { as: 'severity'; event: EventOf<'severity.changed'>; form: Form; goesOn: boolean }
  /** An update or a holding statement, in the form for this audience. */
  | { as: 'update'; event: EventOf<'update.posted' | 'update.missed'>; form: Form }
  /** An update that reads otherwise now. It takes the place of the one that was sent at `event.postedAt`. */
  | { as: 'corrected'; event: EventOf<'update.corrected'>; form: Form }
  /** The next update comes later than these readers were promised. */
  | { as: 'snoozed'; event: EventOf<'update.snoozed'>; form: Form }
  /** The message that ends the updates to an audience. */
  | { as: 'resolved'; event: EventOf<'resolved'>; form: Form }
  /** Takes back what an audience was told: it is not over. */
  | { as: 'relapsed'; event: EventOf<'relapsed' | 'reopened'>; form: Form }
  /** The message that tells an audience that it was no incident. */
  | { as: 'cancelled'; event: EventOf<'cancelled'>; form: Form }
  /** The last word to an audience: it goes on as another incident. */
  | { as: 'merged'; event: EventOf<'merged'>; form: Form }
  /** To somebody who has roles from the beginning, without having been asked: which, and where. */
  | { as: 'roles'; roles: Role[] }
  /** A person's message, copied from the room in another chat. */
  | { as: 'relay'; event: EventOf<'message.said'>; from: string }
  /** What somebody outside a drill would have got; `to` names them in words. */
  | { as: 'unsent'; to: string[]; saying: Exclude<Saying, { as: 'unsent' }> };

/** What audiences are told, each in its form. */
export type ToAudience = Extract<Saying, { form: unknown }>;

/** A page to a provider. */
export interface PageBody {
  kind: 'page';
  route: string;
  action: 'trigger' | 'acknowledge' | 'resolve';
  level: number;
  people: PersonId[];
}

/** What must happen outside because something happened inside. An absent `chat` means the home chat. */
export type EffectBody =
  /** `lost`: the room it takes the place of, unless airb comes back into that; `nth` counts the rooms of the incident. */
  | { kind: 'room.open'; name: string; private: boolean; chat?: string; lost?: RoomRef; nth?: number }
  /** Once nobody needs it any more. */
  | { kind: 'room.archive'; room: RoomRef; chat?: string }
  | { kind: 'room.invite'; people: PersonId[]; chat?: string }
  /** Gives the room the name that the incident has now. */
  | { kind: 'room.rename'; chat?: string }
  | { kind: 'room.topic'; chat?: string }
  | { kind: 'room.links'; chat?: string }
  | { kind: 'room.pin'; slot: SlotName; chat?: string }
  /** `kept`: only where it was posted before. */
  | { kind: 'draw'; slot: SlotName; place: Place; chat?: string; kept?: boolean }
  | { kind: 'say'; place: Place; saying: Saying; chat?: string }
  | {
      kind: 'file';
      place: Place;
      name: string;
      /** `chart.png`: only where the chat draws no charts itself. */
      content: 'postmortem.md' | 'postmortem.html' | 'chart.png';
      chat?: string;
    }
  /**
   * Puts the postmortem into the document beside the room, where the chat has one. `unsays`: who redacted what may stand in it;
   * then it is drawn anew where it stands, and nothing else.
   */
  | { kind: 'canvas'; unsays?: string; chat?: string }
  | PageBody
  /** To an audience outside chat; `person` is whose subscription it is. */
  | { kind: 'publish'; audience: string; by: PublishedWay; saying: ToAudience; person?: PersonId }
  /** Told by e-mail, to somebody whom no chat reaches. */
  | { kind: 'letter'; person: PersonId; saying: Extract<Saying, { as: 'event' }> }
  /** Opens an action item as an issue. */
  | { kind: 'issue'; item: number; tracker: TrackerName; project: string }
  /** Asks who subscribes to incidents like this one. */
  | { kind: 'subscribers' }
  | {
      kind: 'action';
      action: string;
      part: string;
      to: string;
      reason: string;
      dryRun: boolean;
      http: HttpAction;
      current?: ReadBack;
    }
  /** Tells the other open incidents of the system of a change that airb made. */
  | { kind: 'share'; change: Change }
  /** Leaves what the incident has to the one it was merged into. */
  | { kind: 'hand-over'; to: number }
  /** Tells the incident that alerts were split out of. */
  | { kind: 'split'; from: number; alerts: AlertKey[]; who: string }
  /** Asks which version is live; `action` is the rollback that waits to know. */
  | { kind: 'look'; parts: { part: string; current: ReadBack }[]; action?: string }
  /** Asks what answers the traffic. */
  | { kind: 'observe' }
  /** Asks the place of the traces for some outputs of the bad minutes. */
  | { kind: 'sample'; page: number; from: Instant; to: Instant }
  /** Puts the failed examples into the data sets of an eval tool. */
  | { kind: 'examples'; tool: EvalTool }
  /** `since`: their history from that time on is asked for as well, of those that matter. */
  | { kind: 'read'; purpose: ReadingPurpose; signals: string[]; since?: Instant }
  | { kind: 'timer'; name: string; command: TimerCommand };

/**
 * Effects of one lane are sent one at a time, in order. A lane belongs to its incident: two incidents each have a lane
 * `room.open`, and neither waits for the other.
 */
export interface Lane {
  incident: number;
  /** `room.open`, `say`, `page:pagerduty:0`. */
  lane: string;
}

/** The number of the event that an effect follows from. */
export function seqOf(key: string): number {
  return Number(key.split('.')[1]);
}

/** A lane as one string, to use as a key of a map or a set. Nothing reads it back. */
export function laneKey({ incident, lane }: Lane): string {
  return `${incident}/${lane}`;
}

export interface Effect extends Lane {
  /**
   * `incident.seq.n`: the same decision always gives the same key. What one incident asks of another, to draw the message
   * of their storm, is `other.0.incident.seq.n`.
   */
  key: string;
  dueAt: Instant;
  /**
   * While an effect of the incident with this word is pending, a newer effect with the same word does not stand beside
   * it. A newer timer replaces it. A newer draw is dropped, because the pending one will draw the newer state.
   */
  coalesce?: string;
  /** The effect is held until this word is released: `room`, `slot:card`. */
  waitsFor?: string;
  /** 1 is most urgent; pages and sev1 first. */
  priority: number;
  body: EffectBody;
}
