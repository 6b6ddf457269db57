import type { TrackerName } from '../domain/runbooks/tracker.ts';

/** An issue to open. Its text comes from people, and holds nothing that the tracker would act on. */
export interface NewIssue {
  /** `owner/repository`, a project of Jira, a team of Linear. */
  project: string;
  title: string;
  /** Plain Markdown. */
  body: string;
  /** A word that stands in the body and nowhere else: the issue is found again by it. */
  marker: string;
  labels: string[];
  /** An earlier attempt may have opened it: look before it is opened. */
  doubt: boolean;
}

export interface OpenedIssue {
  /** As the tracker names it: `#12`, `AIR-12`. */
  key: string;
  link: string;
}

/** `unplanned`: it was closed, and nobody says that it was done. */
export interface SeenIssue {
  state: 'open' | 'closed';
  unplanned?: true;
}

/** Where teams keep their work. It throws DeliveryError and nothing else. */
export interface Tracker {
  readonly name: TrackerName;
  open(issue: NewIssue): Promise<OpenedIssue>;
  /** How an issue stands; where it is there no more, or not for airb, the error says `gone`. */
  look(issue: { project: string; key: string }): Promise<SeenIssue>;
  /** Whether it answers and takes the token for this project; throws what it would say. */
  check(project: string): Promise<void>;
}
