import { type Document, isMap, isNode, isScalar, isSeq, type Node, type Pair } from 'yaml';
import type { LessonPlace } from '../../domain/revision/lesson.ts';

/** Where something goes into a text, and what stands before it on its line. */
export interface Spot {
  /** The beginning of a line. */
  offset: number;
  indent: string;
}

type Found = Spot | { lost: string };

/** The line above which a note on this place belongs. */
export function spotAbove(document: Document, text: string, place: LessonPlace): Found {
  const begins = beginningOf(document, place);
  if (typeof begins === 'string') return { lost: begins };
  return lineOf(text, begins);
}

/** The line after the last item of a list, with the indent of its items. */
export function spotAfter(document: Document, text: string, path: string[]): Found {
  const list = document.getIn(path);
  const last = isSeq(list) ? list.items.at(-1) : undefined;
  const first = isSeq(list) ? list.items[0] : undefined;
  const end = isNode(last) ? last.range?.[1] : undefined;
  const begin = isNode(first) ? first.range?.[0] : undefined;
  if (end === undefined || begin === undefined) return { lost: `the file has no list \`${path.join('.')}\`` };
  const line = lineOf(text, begin);
  if ('lost' in line) return line;
  // The end of folded text may lie behind blank lines.
  const filled = text.slice(0, end).trimEnd().length;
  const next = text.indexOf('\n', filled);
  return { offset: next === -1 ? text.length : next + 1, indent: line.indent };
}

/** The character where it begins; words when it is not there. */
function beginningOf(document: Document, place: LessonPlace): number | string {
  switch (place.in) {
    case 'step': {
      const [section = '', ...rest] = place.step.split('.');
      const id = rest.join('.');
      const steps = document.getIn([section, 'steps']);
      const items = isSeq(steps) ? steps.items : [];
      const item = items.find((one, n) => isMap(one) && String(one.get('id') ?? n + 1) === id);
      return startOf(item) ?? `the file has no step \`${place.step}\` any more`;
    }
    case 'answer':
      return (
        keyIn(document, ['diagnosis', 'checks', place.check, 'answers'], place.answer) ??
        `the question \`${place.check}\` has no answer \`${place.answer}\` any more`
      );
    case 'cause':
      return (
        keyIn(document, ['diagnosis', 'causes'], place.cause) ??
        `the file has no cause \`${place.cause}\` any more`
      );
    case 'evidence': {
      const list = document.get('evidence');
      const items = isSeq(list) ? list.items : [];
      const item = items.find((one) => isMap(one) && one.get('id') === place.item);
      return startOf(item) ?? `the file has no evidence item \`${place.item}\` any more`;
    }
    default:
      return 'it has no place of its own';
  }
}

function keyIn(document: Document, path: string[], key: string): number | undefined {
  const map = document.getIn(path);
  const pair = isMap(map)
    ? (map.items as Pair[]).find((one) => isScalar(one.key) && String(one.key.value) === key)
    : undefined;
  return isNode(pair?.key) ? startOf(pair.key) : undefined;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? ((node as Node).range?.[0] ?? undefined) : undefined;
}

/** The line a thing begins in; nothing can be put above what shares its line with others. */
function lineOf(text: string, begins: number): Found {
  const offset = text.lastIndexOf('\n', begins - 1) + 1;
  const before = text.slice(offset, begins);
  if (!/^\s*(?:- +)?$/.test(before)) return { lost: 'it is written on one line with others' };
  return { offset, indent: /^\s*/.exec(before)?.[0] ?? '' };
}
