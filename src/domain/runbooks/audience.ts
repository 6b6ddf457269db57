import type { PersonId, Severity } from '../people.ts';

/** Ways to an audience outside chat. A publisher carries each; what it needs stands in the organization file. */
export const publishedWays = ['email', 'statuspage', 'instatus', 'webhook'] as const;
export type PublishedWay = (typeof publishedWays)[number];

interface AudienceFacts {
  id: string;
  title: string;
  form: 'internal' | 'customer';
  severities: Severity[];
}

export interface ChannelAudience extends AudienceFacts {
  by?: 'channel';
  /** Name or id of the chat channel. */
  channel: string;
  /** The chat the channel is in: `slack`, `teams`; the incident's home when left out. */
  chat?: string;
}

/** Somebody who subscribed, told by direct message. */
export interface PersonAudience extends AudienceFacts {
  by: 'person';
  person: PersonId;
  /** The chat they are written to in. */
  chat?: string;
}

export interface PublishedAudience extends AudienceFacts {
  by: PublishedWay;
  /** Whose subscription it is; absent for an audience of the organization file. */
  person?: PersonId;
}

/** Who is kept informed, and by what way. Addresses stay in the file, so that one put right there counts at once. */
export type Audience = ChannelAudience | PersonAudience | PublishedAudience;

/** Where a publisher sends what an audience is to hear. */
export type Destination =
  | { by: 'email'; addresses: string[] }
  | { by: 'statuspage'; page: string; components?: string[]; componentStatus?: ComponentStatus }
  | { by: 'instatus'; page: string; components?: string[]; componentStatus?: ComponentStatus }
  | { by: 'webhook'; url: string };

/** How components of a status page stand while an incident is open there. */
export const componentStatuses = ['degraded_performance', 'partial_outage', 'major_outage'] as const;
export type ComponentStatus = (typeof componentStatuses)[number];

/** An audience of the organization file. */
export type AudienceSpec = Audience & {
  /** Systems it hears of besides those whose file names it. */
  systems?: string[] | 'all';
  /** IANA zone of its times; UTC when left out. Chat shows each reader their own. */
  zone?: string;
  /** Absent where a chat reaches it. */
  destination?: Destination;
};

/** True for what everybody can read. Nothing internal goes there, and nothing that no person wrote for customers. */
export function isStatusPage({ by }: Pick<Audience, 'by'>): boolean {
  return by === 'statuspage' || by === 'instatus';
}

/** Whether an audience hears of a system: the system's file names it, or it names the system. */
export function hearsOf({ id, systems }: AudienceSpec, system: { id: string; audiences: string[] }): boolean {
  return system.audiences.includes(id) || systems === 'all' || (systems?.includes(system.id) ?? false);
}

const ways: Record<PublishedWay, string> = {
  email: 'e-mail',
  statuspage: 'Statuspage',
  instatus: 'Instatus',
  webhook: 'webhook',
};

/** The way to an audience in words: `#support-leadership`, `e-mail`. */
export function wayInWords(audience: Audience): string {
  if (audience.by === 'person') return 'direct message';
  return audience.by === undefined || audience.by === 'channel'
    ? `#${audience.channel.replace(/^#/, '')}`
    : ways[audience.by];
}

/** What an incident keeps of an audience. */
export function audienceOf({ systems: _, zone: __, destination: ___, ...audience }: AudienceSpec): Audience {
  return audience;
}
