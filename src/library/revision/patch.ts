import { type Document, isMap, isSeq, parseDocument, stringify } from 'yaml';
import { oneLine } from '../../domain/plain.ts';
import type { Lesson } from '../../domain/revision/lesson.ts';
import { lessonWords, numbers } from '../../views/runbook/lesson-words.ts';
import { type Spot, spotAbove, spotAfter } from './place.ts';

/** A lesson with what becomes of it in the file. */
export type Placed =
  | { lesson: Lesson; insert: { offset: number; text: string } }
  | { lesson: Lesson; lost: string };

/** Lines of what is put in end here, as those of the library do. */
const width = 120;

/**
 * Where in a runbook file each lesson goes, and as which lines. Nothing of the file is written anew: lines are put between its
 * own, so that comments, quotes and order stay as they are.
 */
export function placeAll(text: string, lessons: readonly Lesson[]): Placed[] {
  const document = parseDocument(text, { prettyErrors: false, logLevel: 'silent' });
  const taken = new Set<string>();
  return lessons.map((lesson) => placed(lesson, { document, text, taken }));
}

/** The text with these lines put in. */
export function inserted(text: string, placed: readonly Placed[]): string {
  const crlf = text.includes('\r\n');
  const inserts = placed.flatMap((one) => ('insert' in one ? [one.insert] : []));
  // From the end, so that no offset moves; what goes to the same line keeps its order.
  return inserts
    .map((insert, order) => ({ ...insert, order }))
    .sort((a, b) => b.offset - a.offset || b.order - a.order)
    .reduce((so, { offset, text: more }) => {
      const lines = crlf ? more.replaceAll('\n', '\r\n') : more;
      const open = offset > 0 && so[offset - 1] !== '\n' ? (crlf ? '\r\n' : '\n') : '';
      return `${so.slice(0, offset)}${open}${lines}${so.slice(offset)}`;
    }, text);
}

interface File {
  document: Document;
  text: string;
  /** Ids of steps that were added, by section. */
  taken: Set<string>;
}

function placed(lesson: Lesson, file: File): Placed {
  const { place } = lesson;
  if (place.in === 'section') return addedStep(lesson, place.section, file);
  if (place.in === 'limits') return addedLimit(lesson, place, file);
  const spot = spotAbove(file.document, file.text, place);
  return at(spot, lesson, file, ({ indent }) => comment(lessonWords(lesson), indent));
}

function addedStep(lesson: Lesson, section: string, file: File): Placed {
  const { added } = lesson;
  if (added === undefined) return { lesson, lost: 'what the step is stays in the private incident' };
  const steps = file.document.getIn([section, 'steps']);
  const known = isSeq(steps) ? steps.items.flatMap((one) => (isMap(one) ? [one] : [])) : [];
  if (known.some((one) => alike(String(one.get('title')), added.title)))
    return { lesson, lost: `the section ${section} has that step already` };
  const ids = new Set([...known.map((one) => String(one.get('id'))), ...file.taken]);
  const id = freeId(added.title, ids);
  file.taken.add(id);
  const step = {
    id,
    title: oneLine(added.title).slice(0, 120),
    look: prose(added.look ?? 'To be said by whoever knows: the query, the page or the field.'),
    means: prose(added.means ?? 'To be said by whoever knows: which finding points where.'),
  };
  const spot = spotAfter(file.document, file.text, [section, 'steps']);
  return at(spot, lesson, file, ({ indent }) => {
    const yaml = stringify([step], { lineWidth: width - indent.length });
    return `${comment(lessonWords(lesson), indent)}${indented(yaml, indent)}`;
  });
}

function addedLimit(lesson: Lesson, { system, part }: { system: string; part: string }, file: File): Placed {
  const limit = `On ${system}, ${part} is rolled back by hand: its file names no way to do it (${numbers(lesson.incidents)}).`;
  const limits = file.document.get('knownLimits');
  const known = isSeq(limits) ? limits.items.map(String) : [];
  if (known.some((one) => one.includes(`On ${system}, ${part} is rolled back by hand`)))
    return { lesson, lost: 'the known limits say so already' };
  const spot = spotAfter(file.document, file.text, ['knownLimits']);
  return at(spot, lesson, file, ({ indent }) =>
    indented(stringify([limit], { lineWidth: width - indent.length }), indent),
  );
}

function at(
  spot: Spot | { lost: string },
  lesson: Lesson,
  { text }: File,
  linesAt: (spot: Spot) => string,
): Placed {
  if ('lost' in spot) return { lesson, lost: spot.lost };
  const lines = linesAt(spot);
  const plain = text.replaceAll('\r\n', '\n');
  if (plain.includes(lines)) return { lesson, lost: 'the file says so already' };
  return { lesson, insert: { offset: spot.offset, text: lines } };
}

/** `# airb: …`, in lines. */
function comment(words: string, indent: string): string {
  const room = width - indent.length - 2;
  const lines: string[] = [];
  let line = 'airb:';
  for (const word of oneLine(words).split(' ')) {
    if (line.length + word.length + 1 > room) {
      lines.push(line);
      line = word;
    } else line = `${line} ${word}`;
  }
  return [...lines, line].map((one) => `${indent}# ${one}\n`).join('');
}

function indented(yaml: string, indent: string): string {
  return yaml.replace(/^(?=.)/gm, indent);
}

function prose(text: string): string {
  return oneLine(text).slice(0, 1500);
}

function alike(one: string, other: string): boolean {
  const plain = (text: string) =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim();
  return plain(one) === plain(other);
}

/** `ask-the-provider`, from the first words of the title; numbered where that id is taken. */
function freeId(title: string, taken: ReadonlySet<string>): string {
  const words = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
    .split(' ')
    .slice(0, 4)
    .join('-')
    .slice(0, 50);
  const base = /^[a-z]/.test(words) ? words : `step-${words}`.replace(/-$/, '');
  for (let n = 1; ; n++) {
    const id = n === 1 ? base : `${base}-${n}`;
    if (!taken.has(id)) return id;
  }
}
