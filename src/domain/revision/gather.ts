import { isEnough, type Lesson, type LessonPlace, type LessonRule } from './lesson.ts';

/** One incident that says something, before it is counted. */
export interface Saying extends Partial<Pick<Lesson, 'added' | 'instead'>> {
  place: LessonPlace;
  title: string;
  incident: number;
  said: string[];
  /** It counts as often as it has to: somebody had to act on it. */
  outright?: true;
}

/** Counts what several incidents say of the same place. @param of how many incidents were asked */
export function counted(rule: LessonRule, of: number, sayings: readonly Saying[]): Lesson[] {
  const places = new Map<string, Saying[]>();
  for (const saying of sayings) {
    const key = keyOf(saying);
    places.set(key, [...(places.get(key) ?? []), saying]);
  }
  return [...places.values()].flatMap((alike): Lesson[] => {
    const newest = alike.at(-1);
    if (newest === undefined) return [];
    const incidents = [...new Set(alike.map(({ incident }) => incident))].sort((a, b) => a - b);
    const { place, title, added, instead } = newest;
    const enough = isEnough(rule, { incidents, of }) || alike.some(({ outright }) => outright);
    return [
      {
        ...{ rule, place, title, incidents, of, enough },
        said: [...new Set(alike.flatMap(({ said }) => said))],
        ...(added && { added }),
        ...(instead !== undefined && { instead }),
      },
    ];
  });
}

/** Two steps that say the same, whatever case and signs, are one. */
function keyOf({ place, added }: Saying): string {
  const words = added?.title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ');
  return JSON.stringify([place, words?.trim()]);
}
