import { count, inSeries } from '../domain/plain.ts';
import { floats } from '../domain/runbooks/floating.ts';
import type { PartSpec, SystemKind } from '../domain/runbooks/runbook.ts';
import type { ChangeKind } from '../domain/signals/change.ts';
import {
  type Evidence,
  graded,
  inFile,
  missing,
  notApplicable,
  type PointSpec,
  type Subject,
} from './point.ts';

/** Kinds of system that work without instructions in words. */
const withoutPrompt: SystemKind[] = ['classifier', 'search', 'other'];

const promptsSeparate: PointSpec = {
  id: 'prompts-separate',
  title: 'Prompts versioned apart from code',
  question: 'Can the prompt go back without a deployment of code?',
  why: 'A prompt is what changes most and breaks first; tied to a release, its rollback takes as long as a release.',
  weight: 6,
  judge(subject) {
    const prompts = ofKind(subject, 'prompt');
    if (prompts.length === 0)
      return withoutPrompt.includes(subject.system.kind)
        ? notApplicable(`a system of kind ${subject.system.kind} without a prompt among its parts`)
        : missing([inFile(subject, 'parts', 'no part is a prompt')], describe(subject, 'prompt'));
    const tied = prompts.filter(({ separate }) => !separate);
    const evidence = prompts.map((part) =>
      part.separate
        ? inFile(subject, `parts.${part.id}.live`, `${part.title} has a version of its own, \`${part.live}\``)
        : inFile(
            subject,
            `parts.${part.id}.separate`,
            `${part.title} changes only with a deployment of code`,
          ),
    );
    return graded(
      1 - tied.length / prompts.length,
      evidence,
      `Keep it outside the source with a version of its own; then take \`separate: false\` out of ${fields(tied)} in \`${subject.system.file}\`.`,
    );
  },
};

const modelsPinned: PointSpec = {
  id: 'models-pinned',
  title: 'Models pinned',
  question: 'Can the model change only when somebody here changes it?',
  why: 'Behind an alias the provider may put another model any day: nothing is released, and nobody suspects it.',
  weight: 6,
  judge(subject) {
    const models = ofKind(subject, 'model');
    if (models.length === 0)
      return missing([inFile(subject, 'parts', 'no part is a model')], describe(subject, 'model'));
    const grades = models.map((part) => (!part.pinned ? 0 : floats(part.live) ? 0.5 : 1));
    const loose = models.filter((_, n) => grades[n] !== 1);
    return graded(
      mean(grades),
      models.map((part) => pinEvidence(subject, part)),
      `Name the dated version in ${loose.map(({ id }) => `\`parts.${id}.live\``).join(' and ')} of \`${subject.system.file}\`, have the service ask for exactly that one, and take \`pinned: false\` out.`,
    );
  },
};

function pinEvidence(subject: Subject, { id, live, pinned }: PartSpec): Evidence {
  if (!pinned)
    return inFile(subject, `parts.${id}.pinned`, `\`${live}\` is an alias that can change by itself`);
  const says = floats(live)
    ? `\`${live}\` counts as pinned but looks like an alias: it has no number, or a word like “latest”`
    : `\`${live}\` is pinned`;
  return inFile(subject, `parts.${id}.live`, says);
}

const flagFallback: PointSpec = {
  id: 'flag-fallback',
  title: 'A flag with a defined fallback',
  question: 'Is there one switch to a safe state, and is it written down what users get then?',
  why: 'The switch is the fastest containment there is, and it works before the cause is known. Without it, users feel every minute of the search.',
  weight: 8,
  judge(subject) {
    const { fallback, file } = subject.system;
    const flags = ofKind(subject, 'flag');
    const best = flags.map((part) => ({ part, grade: flagGrade(part) })).sort((a, b) => b.grade - a.grade)[0];
    if (best === undefined)
      return missing([inFile(subject, 'parts', 'no part is a flag')], describe(subject, 'flag'));
    const { part, grade } = best;
    const written = fallback.trim() !== '';
    const evidence = [
      inFile(subject, `parts.${part.id}`, flagSays(part)),
      inFile(
        subject,
        'fallback',
        written ? 'what users get then is written down' : 'nobody wrote what users get then',
      ),
    ];
    const todo = [
      ...(hasWayBack(part) ? [] : [`name the safe position in \`parts.${part.id}.lastKnownGood\``]),
      ...(part.action ? [] : [`give \`parts.${part.id}\` an \`action\``]),
      ...(written ? [] : ['write `fallback`']),
    ];
    return graded(grade * (written ? 1 : 0.5), evidence, `In \`${file}\`: ${inSeries(todo)}.`);
  },
};

function flagGrade(part: PartSpec): number {
  if (!hasWayBack(part)) return 0.25;
  return part.action ? 1 : 0.5;
}

function flagSays(part: PartSpec): string {
  if (!hasWayBack(part)) return `${part.title}: which position is the safe one is not said`;
  const how = part.action ? 'by an action' : 'by hand only';
  return `${part.title}: \`${part.live}\` → \`${part.lastKnownGood}\` ${how}`;
}

export const wayBack: PointSpec = {
  id: 'way-back',
  title: 'A way back for every part',
  question: 'Has every part a last known good version, and a call that brings it back?',
  why: 'Finding out at night what ran before, and who may deploy it, is what makes an incident long.',
  weight: 10,
  judge(subject) {
    const { parts, file } = subject.system;
    if (parts.length === 0)
      return missing(
        [inFile(subject, 'parts', 'no part is described, so nothing can be rolled back')],
        `Describe under \`parts\` in \`${file}\` what can be changed: prompt, model, flag, code.`,
      );
    const lacking = parts.filter((part) => backGrade(part) < 1);
    const whole = parts.length - lacking.length;
    const evidence = [
      inFile(
        subject,
        'parts',
        `${whole} of ${count(parts.length, 'part')} ${whole === 1 ? 'goes' : 'go'} back by an action with a dry run`,
      ),
      ...lacking.map((part) => inFile(subject, `parts.${part.id}`, `${part.title}: ${backLack(part)}`)),
    ];
    return graded(
      mean(parts.map(backGrade)),
      evidence,
      `In \`${file}\`: ${inSeries(lacking.map(backTodo))}.`,
    );
  },
};

/**
 * How good the way back is. An action without a dry run may fail when it is needed; a person is slower and may be
 * asleep.
 */
function backGrade(part: PartSpec): number {
  if (!hasWayBack(part)) return 0;
  if (part.action) return part.action.dryRun ? 1 : 0.8;
  return part.manual ? 0.5 : 0;
}

function backLack(part: PartSpec): string {
  if (part.lastKnownGood === undefined) return 'no last known good version';
  if (!hasWayBack(part)) return `goes back to \`${part.live}\`, which is live`;
  if (part.action) return 'its action can’t be tried without changing something';
  return part.manual ? 'only by hand' : 'nobody wrote down how';
}

function backTodo(part: PartSpec): string {
  const path = `parts.${part.id}`;
  if (!hasWayBack(part)) return `name the version before in \`${path}.lastKnownGood\``;
  return part.action ? `add \`${path}.action.dryRun\`` : `give \`${path}\` an \`action\` with \`dryRun\``;
}

function hasWayBack({ lastKnownGood, live }: PartSpec): boolean {
  return lastKnownGood !== undefined && lastKnownGood !== live;
}

function ofKind({ system }: Subject, kind: ChangeKind): PartSpec[] {
  return system.parts.filter((part) => part.kind === kind);
}

function describe({ system }: Subject, kind: ChangeKind): string {
  return `Describe it under \`parts\` in \`${system.file}\`, with \`kind: ${kind}\`, \`live\`, \`lastKnownGood\` and an \`action\`.`;
}

function fields(parts: PartSpec[]): string {
  return inSeries(parts.map(({ id }) => `\`parts.${id}\``));
}

function mean(grades: number[]): number {
  return grades.reduce((sum, grade) => sum + grade, 0) / grades.length;
}

/** Points judged from what can be changed and rolled back. */
export const partPoints: PointSpec[] = [promptsSeparate, modelsPinned, flagFallback, wayBack];
