import { count, cut, inSeries, oneLine, sentenceEnd } from '../../domain/plain.ts';
import type { Lesson } from '../../domain/revision/lesson.ts';
import { inWords } from '../../domain/time.ts';

/** Words of people are told up to here, and so many of them. */
const longest = 160;
const most = 2;

/** What incidents say, in a sentence or two with their numbers: it stands in the file, in chat and on the page alike. */
export function lessonWords(lesson: Lesson): string {
  const said = lesson.said.slice(0, most).map((text) => `“${cut(oneLine(text), longest)}”`);
  const quoted = said.length === 0 ? '' : ` They wrote: ${inSeries(said)}.`;
  return `${sentenceEnd(fact(lesson))}${quoted}`;
}

function fact({ rule, incidents, of, took = 0, instead = '', place }: Lesson): string {
  const where = numbers(incidents);
  const share = `${incidents.length} of ${count(of, 'incident')} (${where})`;
  switch (rule) {
    case 'unhelpful':
      return `Said to be of no help in ${where}: reword it, or say when it helps`;
    case 'added':
      return `A step that people lacked in ${where}`;
    case 'skipped':
      return `Skipped in ${share}: reword it, or say when it does not apply`;
    case 'untouched':
      return `Nobody settled it in ${share}: is it in the way?`;
    case 'taken-back':
      return `Taken back in ${where} for “${oneLine(instead)}”: say what tells the two apart`;
    case 'refuted':
      return `Found in ${where}, and its rollback measurably did not help: say what else would have to be seen`;
    case 'by-hand':
      return place.in === 'limits'
        ? `Done by hand in ${where}: systems/${place.system}.yaml names no way to roll ${place.part} back`
        : `Done by hand in ${where}`;
    case 'not-given':
      return `Nobody gave it in ${share}: say where it is found, or let it go`;
    case 'slow':
      return `Waited for longest of all steps, ${inWords(took)} (median of ${where}): say how it is done faster`;
  }
}

/** `INC-7, INC-9 and INC-42`. */
export function numbers(incidents: readonly number[]): string {
  return inSeries(incidents.map((number) => `INC-${number}`));
}
