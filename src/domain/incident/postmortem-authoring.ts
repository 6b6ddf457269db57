import { actorName } from '../people.ts';
import { fullTime } from '../time.ts';
import { canvasAgain } from './canvas.ts';
import type { Folds, Reactions, Rules } from './slice.ts';
import type { Opened } from './state.ts';

/** Longer words are a document of their own. */
export const longestWords = 40_000;

/**
 * Rules for people's own words in the postmortem. A place is a section or a question of the draft; what stood there before
 * stays in the log, and comes back when the words are taken back. Whoever writes over words that they have not seen is told.
 */
export const rules: Rules<'postmortem.write' | 'postmortem.take-back'> = {
  'postmortem.write': ({ at, by, edit, place, title, text: given, base }, incident) => {
    const text = given.trim();
    if (text === '')
      return {
        rejected: 'There is no text, and nothing was changed.',
        next: 'To have the draft’s own words again, take yours back.',
      };
    if (text.length > longestWords)
      return {
        rejected: `The text has ${text.length} characters; ${longestWords} fit. Nothing was changed.`,
        next: 'Put the rest where it can be linked to.',
      };
    const newest = newestAt(incident, place);
    if (newest?.edit === edit) return { events: [] };
    if (newest?.edit !== base)
      return {
        lacks: 'newest',
        rejected: newest
          ? `${newest.by} wrote here at ${fullTime(newest.at)}, after you began. Nothing was changed.`
          : 'The words you began with were taken back meanwhile. Nothing was changed.',
        next: 'Look at what stands there now, and save again.',
      };
    const over = newest === undefined ? {} : { over: newest.edit };
    return { events: [{ at, by, type: 'postmortem.written', edit, place, title, text, ...over }] };
  },

  'postmortem.take-back': ({ at, by, edit, place }, incident) => {
    const newest = newestAt(incident, place);
    if (newest === undefined) return { events: [], note: 'The draft’s own words stand there already.' };
    if (newest.edit !== edit)
      return {
        lacks: 'newest',
        rejected: `${newest.by} wrote here at ${fullTime(newest.at)}, after you began. Nothing was changed.`,
        next: 'Look at what stands there now.',
      };
    return { events: [{ at, by, type: 'postmortem.taken-back', edit, place, title: newest.title }] };
  },
};

export const folds: Folds<'postmortem.written' | 'postmortem.taken-back'> = {
  'postmortem.written': (incident, { at, by, edit, place, title }) => ({
    ...incident,
    written: {
      ...incident.written,
      [place]: [...writtenAt(incident, place), { edit, title, by: actorName(by), at }],
    },
  }),
  'postmortem.taken-back': (incident, { edit, place }) => ({
    ...incident,
    written: {
      ...incident.written,
      [place]: writtenAt(incident, place).filter((one) => one.edit !== edit),
    },
  }),
};

// The page shows it at once, the canvas soon, and a published version is not changed by it.
export const reactions: Reactions<'postmortem.written' | 'postmortem.taken-back'> = {
  'postmortem.written': ({ at }, incident) => canvasAgain(at, incident),
  'postmortem.taken-back': ({ at }, incident) => canvasAgain(at, incident),
};

type Writings = NonNullable<Opened['written']>;

function writtenAt({ written }: Opened, place: string): Writings[string] {
  return written !== undefined && Object.hasOwn(written, place) ? (written[place] ?? []) : [];
}

/** Whose words stand at a place; undefined where they are the draft's. */
export function newestAt(incident: Opened, place: string): Writings[string][number] | undefined {
  return writtenAt(incident, place).at(-1);
}
