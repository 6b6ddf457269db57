import type { Instant } from '../time.ts';
import type { Change } from './change.ts';

/** Tools that tell of changes by names of their own; a system file says which part each name stands for. */
export const feedSources = ['github', 'langfuse', 'launchdarkly', 'braintrust'] as const;
export type FeedSource = (typeof feedSources)[number];

/** What a part is fed from: a repository, a prompt, a flag, each in one environment. */
export interface FeedSpec {
  source: FeedSource;
  /** The sender's name for it: `example/support-bot`, `support-bot/system`. */
  name: string;
  environment: string;
  /** The sender's project, by id, key or name; absent means any. */
  project?: string;
}

/** The thing that an event is about, as its sender names it. */
export interface FeedObject {
  source: FeedSource;
  name: string;
  /** Every word the sender has for the project. */
  projects: readonly string[];
  /** Where the name stands in the body. */
  field: string;
}

/** A change as such a tool tells it. */
export interface FedChange {
  of: FeedObject;
  environment: string;
  id: string;
  from?: string;
  to?: string;
  summary: string;
  by?: string;
  at: Instant;
  link?: string;
  /** True where it says which version is live, and comes again when something else about it changes. */
  restates?: true;
}

/** A version that is no longer live, except where it still is; which one is comes in a message of its own. */
export interface FedLoss {
  of: FeedObject;
  lost: string;
  liveIn: string[];
}

/** What a change source reads from a body. */
export type Sent = Change | FedChange | FedLoss;

/** True when the object is what the part is fed from, whatever the environment. GitHub's names have no case. */
export function isFedBy(spec: FeedSpec, { source, name, projects }: FeedObject): boolean {
  const plain = (text: string) => (source === 'github' ? text.toLowerCase() : text);
  return (
    spec.source === source &&
    plain(spec.name) === plain(name) &&
    (spec.project === undefined || projects.includes(spec.project))
  );
}

/** True when one event could be about both. */
export function feedsOverlap(one: FeedSpec, other: FeedSpec): boolean {
  const projects = other.project === undefined ? [] : [other.project];
  const either = one.project === undefined || other.project === undefined;
  return (
    one.environment === other.environment &&
    isFedBy(either ? { ...one, project: undefined } : one, { ...other, projects, field: '' })
  );
}
