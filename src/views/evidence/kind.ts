import type { Opened, SavedEvidence } from '../../domain/incident/state.ts';
import { natureWords } from '../../domain/response/evidence-nature.ts';

const origins: Record<SavedEvidence['from'], string> = {
  automatic: 'collected at the opening',
  command: 'typed in chat',
  message: 'a message of the channel',
  upload: 'a file',
  api: 'handed over by a program',
  trace: 'sampled from the traces',
};

/** What it is and where it came from: `pointer, typed in chat`. */
export function kindOf({ nature, from, unconfirmed }: SavedEvidence): string {
  if (unconfirmed) return 'handed over by an agent, not looked at yet';
  return nature === undefined ? origins[from] : `${natureWords[nature]}, ${origins[from]}`;
}

/** Who saved it: what was collected at the opening was collected by airb, whatever opened the incident. */
export function saverOf({ from, by }: Pick<SavedEvidence, 'from' | 'by'>): string {
  return from === 'automatic' ? 'airb' : by;
}

/** Whether its text was taken out of the record; the tombstone stands in its place. */
export function isRedacted({ content }: Pick<SavedEvidence, 'content'>): boolean {
  return content.startsWith('[redacted by ');
}

/** Whose words these are: what airb did not measure itself is shown as foreign. */
export function isForeign({ from }: SavedEvidence): boolean {
  return from !== 'automatic';
}

/** The set an item was sorted into, where it was. */
export function setsOf({ examples }: Opened, { id }: SavedEvidence): string {
  return [...new Set(examples.filter(({ source }) => source === id).map(({ set }) => set))].join(', ');
}
