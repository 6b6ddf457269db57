import type { Instant } from '../time.ts';
import type { Opened } from './state.ts';

/** The longest name that Slack takes. */
const longest = 80;

/** What stands in place of a text that was redacted begins so; see `redaction.ts`. */
const taken = '[redacted by ';

interface Named {
  at: Instant;
  number: number;
  system: string;
  /** The failure, or once people named the incident, their title. */
  about: string;
}

/**
 * `inc-20250217-42-support-bot-refusal-spike`. The same incident always gives the same name, so that a retry finds its
 * channel. Date and number come first: people who type them find the channel whatever it is called now.
 */
export function roomNameOf({ at, number, system, about }: Named): string {
  const date = new Date(at).toISOString().slice(0, 10).replaceAll('-', '');
  return slug(`inc-${date}-${number}-${system}-${about}`).slice(0, longest).replace(/-+$/, '');
}

/** The name that the incident's rooms have under a title that people gave it; the first one where no letter of it may stand there. */
export function roomNameFor(incident: Opened): string {
  const { openedAt: at, number, failure, title, plan } = incident;
  const about = isTaken(title) || slug(title) === '' ? failure : title;
  return roomNameOf({ at, number, system: plan.system.id, about });
}

/** True for words that stand in place of redacted ones. */
export function isTaken(text: string): boolean {
  return text.startsWith(taken);
}

function slug(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, '-')
    .replace(/-+/g, '-')
    .replace(/^-|-$/g, '');
}
