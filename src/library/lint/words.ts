import type { Finding } from '../finding.ts';
import type { ReadRunbook } from '../library-files.ts';
import type { Path } from '../source.ts';

/** Finds texts that nobody has written yet, and texts that were written for another failure. */
export function unwrittenWords(runbooks: ReadRunbook[]): Finding[] {
  return [...runbooks.flatMap(placeholders), ...copies(runbooks)];
}

/** Marks people leave where a text is still to come. */
const mark = /\b(?:TBD|TBC|TODO|FIXME|XXX)\b|lorem ipsum|<fill|\[fill/i;
const markInCapitals = /\b(?:TBD|TBC|TODO|FIXME|XXX)\b|[Ll]orem ipsum|<[Ff]ill|\[[Ff]ill/;
/** Only punctuation, or a part in angle or square brackets that should be replaced. */
const blank = /^[\s.…?_-]*$|<[a-z][^<>]{0,60}>|\[(?:insert|your|name|time|date|number)\b[^\]]{0,60}\]/i;

function placeholders(runbook: ReadRunbook): Finding[] {
  const { communication } = runbook.value;
  const templates = (['internal', 'customer'] as const).flatMap((form) =>
    Object.entries(communication[form])
      .filter(([, text]) => blank.test(text) || mark.test(text))
      .map(([line]) => unwritten(runbook, ['communication', form, line])),
  );
  const others = markInCapitals.test(runbook.source.text)
    ? textsBelow(runbook.value, []).filter(
        ({ path, text }) =>
          !(path[0] === 'communication' && path[1] !== 'steps') && markInCapitals.test(text),
      )
    : [];
  return [...templates, ...others.map(({ path }) => unwritten(runbook, path))];
}

function unwritten({ source }: ReadRunbook, path: Path): Finding {
  return source.at(path, {
    level: 'warning',
    rule: 'template-placeholder',
    what: 'this text is still to be written',
    expected: 'the text itself',
    why: 'it would be posted or read as it stands, in the middle of an incident',
    fix: 'write it now, when nobody is waiting for it',
  });
}

function textsBelow(value: unknown, path: Path): { path: Path; text: string }[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (Array.isArray(value)) return value.flatMap((item, n) => textsBelow(item, [...path, n]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) => textsBelow(item, [...path, name]));
}

const sections = ['triage', 'rollback', 'communication', 'recovery', 'postmortem'] as const;

interface Told {
  runbook: ReadRunbook;
  title: string;
}

/** Reports each pair of runbooks once, so that a copied file does not hide all other findings. */
function copies(runbooks: ReadRunbook[]): Finding[] {
  const told = new Map<string, Told>();
  const shared = new Map<string, { path: Path; runbook: ReadRunbook; first: Told; count: number }>();
  for (const runbook of runbooks) {
    for (const section of sections) {
      for (const [n, { title, look, means }] of runbook.value[section].steps.entries()) {
        const words = `${look} ${means}`.toLowerCase();
        const first = told.get(words);
        if (first === undefined) told.set(words, { runbook, title });
        if (first === undefined || first.runbook === runbook) continue;
        const pair = `${first.runbook.id} ${runbook.id}`;
        const known = shared.get(pair);
        if (known === undefined) shared.set(pair, { path: [section, 'steps', n], runbook, first, count: 1 });
        else known.count++;
      }
    }
  }
  return [...shared.values()].map(({ path, runbook, first, count }) =>
    runbook.source.at(path, {
      level: 'warning',
      rule: 'text-copied',
      what: `${count === 1 ? 'this step is' : `${count} steps from here on are`} word for word as in ${first.runbook.id} ("${first.title}")`,
      expected: 'what to look at for this failure, and what it means here',
      why: 'a step that fits every failure tells nothing about this one',
      fix: 'say what is different here, or leave the step to one of the two',
    }),
  );
}
