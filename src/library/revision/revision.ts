import { createTwoFilesPatch } from 'diff';
import type { Opened } from '../../domain/incident/state.ts';
import { lessonsOf } from '../../domain/revision/lessons.ts';
import type { Proposal } from '../../domain/revision/proposal.ts';
import { stepTimes } from '../../domain/revision/steps.ts';
import type { Used } from '../../domain/revision/used.ts';
import type { Runbook } from '../../domain/runbooks/runbook.ts';
import type { Finding } from '../finding.ts';
import { type Loaded, loadFiles, type ParseCache } from '../load.ts';
import { inserted, type Placed, placeAll } from './patch.ts';

interface Given {
  /** The incident it is asked for. */
  incident: Opened;
  /** It and others that used the same runbook, oldest first. */
  used: readonly Used[];
  /** The files as they are now. */
  loaded: Loaded;
  /** What they were read with, so that only the changed file is read again. */
  cache?: ParseCache;
  /** The runbook as it was when the incident opened; absent where it was not kept or can't be read any more. */
  pinned?: Runbook | undefined;
}

const mostTimes = 3;

/**
 * The change to a runbook file that incidents ask for, against the file as it is now. What would bring a new finding of the
 * linter is left out, and so is what no longer has its place or was reworded since; both are named with the reason.
 */
export function proposalFor({ incident, used, loaded, pinned, cache = new Map() }: Given): Proposal {
  const { id, title, hash } = incident.plan.runbook;
  const lessons = lessonsOf(used);
  const asked = lessons.filter(({ enough }) => enough);
  const facts = {
    ...{ incident: incident.number, private: incident.private, unmapped: incident.unmapped },
    runbook: { id, title },
    incidents: used.map((one) => one.incident.number),
    below: lessons.filter(({ enough }) => !enough),
    times: stepTimes(used.filter((one) => one.over)).slice(0, mostTimes),
  };
  const found = loaded.found.find(({ file }) => file.startsWith('library/') && nameOf(file) === id);
  const current = loaded.files?.runbooks.find((one) => one.id === id);
  if (found === undefined)
    return { ...facts, standing: 'deleted', hunks: [], left: asked.map((lesson) => ({ lesson, why: gone })) };
  const { file } = found;
  const broken = loaded.findings.find((one) => one.level === 'error' && (one.file === file || !current));
  if (current === undefined || broken !== undefined)
    return {
      ...facts,
      standing: 'broken',
      file,
      hunks: [],
      left: asked.map((lesson) => ({ lesson, why: faulty })),
    };
  const moved = current.hash !== hash;
  const { text } = current;
  const placed = placeAll(text, asked).map((one) => (moved ? orReworded(one, { pinned, loaded }) : one));
  const clean = withoutFindings(placed, { text, file, loaded, cache });
  const patched = inserted(text, clean);
  const hunks = clean.flatMap((one) =>
    'insert' in one
      ? [{ lesson: one.lesson, line: lineAt(text, one.insert.offset), text: one.insert.text }]
      : [],
  );
  const left = clean.flatMap((one) => ('lost' in one ? [{ lesson: one.lesson, why: one.lost }] : []));
  if (hunks.length === 0) return { ...facts, standing: 'nothing', file, moved, hunks, left };
  const diff = createTwoFilesPatch(`a/${file}`, `b/${file}`, text, patched, undefined, undefined, {
    context: 3,
  });
  // Without the line of signs above the names, which git does not write.
  return {
    ...facts,
    standing: 'proposed',
    file,
    moved,
    hunks,
    left,
    text: patched,
    diff: diff.replace(/^=+\n/, ''),
  };
}

const gone = 'the runbook was deleted since';
const faulty = 'the files have errors: airb runbooks lint names them';

function nameOf(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1).replace(/\.ya?ml$/, '');
}

/** A step whose words are others by now may have taken the lesson up already. */
function orReworded(placed: Placed, { pinned, loaded }: Pick<Given, 'pinned' | 'loaded'>): Placed {
  const { lesson } = placed;
  const now = loaded.library?.runbooks.find(({ id }) => id === pinned?.id);
  if ('lost' in placed || lesson.place.in !== 'step' || pinned === undefined || now === undefined)
    return placed;
  const { step } = lesson.place;
  const before = stepIn(pinned, step);
  return before === undefined || before === stepIn(now, step)
    ? placed
    : { lesson, lost: 'the step was reworded since, so it may be taken up already' };
}

function stepIn(
  { triage, rollback, communication, recovery, postmortem }: Runbook,
  id: string,
): string | undefined {
  const all = [triage, rollback, communication, recovery, postmortem].flatMap(({ steps }) => steps);
  const step = all.find((one) => one.id === id);
  return step === undefined ? undefined : JSON.stringify(step);
}

/** Leaves out each change that would bring a finding which the file does not have now. */
function withoutFindings(
  placed: Placed[],
  { text, file, loaded, cache }: { text: string; file: string; loaded: Loaded; cache: ParseCache },
): Placed[] {
  const before = new Set(loaded.findings.map(sameFinding));
  const news = (some: Placed[]): Finding | undefined => {
    const bytes = new TextEncoder().encode(inserted(text, some));
    const files = loaded.found.map((one) => (one.file === file ? { file, bytes } : one));
    return loadFiles(files, { cache }).findings.find((one) => !before.has(sameFinding(one)));
  };
  if (news(placed) === undefined) return placed;
  return placed.map((one) => {
    const finding = 'insert' in one ? news([one]) : undefined;
    return finding === undefined
      ? one
      : { lesson: one.lesson, lost: `the linter would say: ${finding.what}` };
  });
}

function sameFinding({ rule, file, what }: Finding): string {
  return JSON.stringify([rule, file, what]);
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
