import { type Block, type Document, heading, list, paragraph, type Text } from '../../documents/document.ts';
import { count, inSentence, inSeries, oneLine, sentenceEnd } from '../../domain/plain.ts';
import type { Lesson, LessonPlace } from '../../domain/revision/lesson.ts';
import type { Proposal } from '../../domain/revision/proposal.ts';
import { inWords } from '../../domain/time.ts';
import { lessonWords, numbers } from './lesson-words.ts';

/** What is proposed and from what, in a sentence. */
export function proposalHead(proposal: Proposal): string {
  const { standing, hunks, runbook, incidents, incident } = proposal;
  const earlier = incidents.length - 1;
  const from = earlier > 0 ? `INC-${incident} and ${count(earlier, 'earlier incident')}` : `INC-${incident}`;
  const name = `the runbook “${oneLine(runbook.title)}”`;
  switch (standing) {
    case 'proposed':
      return `${count(hunks.length, 'change')} to ${name} proposed, from ${from}.`;
    case 'nothing':
      return `Nothing to change in ${name} follows from ${from}.`;
    case 'deleted':
      return `The runbook “${oneLine(runbook.title)}” (${runbook.id}) was deleted since, so nothing can be changed in it.`;
    case 'broken':
      return `No change to ${name} can be proposed while the files have errors; \`airb runbooks lint\` names them.`;
  }
}

/** What has to be known before somebody takes it. */
export function proposalRemarks({ moved, unmapped, runbook, incident }: Proposal): string[] {
  return [
    ...(moved
      ? [`The file has changed since INC-${incident} opened; the change is against the file as it is now.`]
      : []),
    ...(unmapped
      ? [
          `No runbook matched INC-${incident}, so ${runbook.id} was used: a runbook of its own may help more (\`airb runbooks new <failure>\`).`,
        ]
      : []),
  ];
}

/** Where in the runbook something is, for people. */
export function placeWords(place: LessonPlace): string {
  switch (place.in) {
    case 'step':
      return `step ${place.step}`;
    case 'answer':
      return `answer ${place.check}.${place.answer}`;
    case 'cause':
      return `cause ${place.cause}`;
    case 'evidence':
      return `evidence ${place.item}`;
    case 'section':
      return `new step in ${place.section}`;
    case 'limits':
      return 'known limits';
  }
}

/** A lesson on one line: what it is about, and what incidents say of it. */
export function lessonLine(lesson: Lesson): Text {
  return [{ strong: oneLine(lesson.title) }, ` (${placeWords(lesson.place)}): `, lessonWords(lesson)];
}

/** The lessons of one list; pieces of evidence of which the same is said stand on one line. */
function together(all: { lesson: Lesson; rest: string }[]): Text[] {
  const words = ({ lesson }: { lesson: Lesson }) => JSON.stringify(lessonWords(lesson));
  return all.flatMap((one): Text[] => {
    if (one.lesson.rule !== 'not-given') return [[...lessonLine(one.lesson), one.rest]];
    const same = all.filter((other) => other.lesson.rule === 'not-given' && words(other) === words(one));
    if (same[0] !== one) return [];
    if (same.length === 1) return [[...lessonLine(one.lesson), one.rest]];
    const titles = inSeries(same.map(({ lesson }) => oneLine(lesson.title)));
    const places = inSeries(same.map(({ lesson }) => placeWords(lesson.place)));
    const rests = [...new Set(same.map(({ rest }) => rest))].join('');
    return [[{ strong: titles }, ` (${places}): `, lessonWords(one.lesson), rests]];
  });
}

/** The whole proposal as a paper: for the page, for a terminal, and as the text of a pull request. */
export function proposalDocument(proposal: Proposal): Document {
  const { incident, runbook, file, diff } = proposal;
  return {
    title: `Changes to ${runbook.id}`,
    kicker: `INC-${incident} · what its runbook may learn`,
    facts: [
      { label: 'Runbook', value: [oneLine(runbook.title)] },
      { label: 'File', value: [file ?? 'deleted since'] },
      { label: 'Asked', value: [numbers(proposal.incidents)] },
    ],
    blocks: [
      paragraph(proposalHead(proposal)),
      ...proposalRemarks(proposal).map((text) => paragraph(text)),
      ...section(
        'What and why',
        together(proposal.hunks.map(({ lesson, line }) => ({ lesson, rest: ` Line ${line}.` }))),
      ),
      ...(diff === undefined ? [] : [heading('The change'), { type: 'pre' as const, text: diff }]),
      ...section(
        'Left out',
        together(
          proposal.left.map(({ lesson, why }) => ({ lesson, rest: ` Left out: ${sentenceEnd(why)}` })),
        ),
      ),
      ...section(
        'Said by too few to propose anything',
        together(proposal.below.map((lesson) => ({ lesson, rest: '' }))),
      ),
      ...times(proposal),
    ],
  };
}

function section(title: string, items: Text[]): Block[] {
  return items.length === 0 ? [] : [heading(title), ...list(items)];
}

function times({ times }: Proposal): Block[] {
  return section(
    'Waited for longest',
    times.map(({ title, took, incidents }) => [
      `${oneLine(title)}: ${inWords(took)} (${incidents.length > 1 ? 'median of ' : ''}${numbers(incidents)})`,
    ]),
  );
}

/** The message of a commit that takes it. */
export function proposalMessage(proposal: Proposal): string {
  const { runbook, incident, hunks } = proposal;
  const lines = hunks.map(
    ({ lesson }) =>
      `- ${inSentence(oneLine(lesson.title))} (${placeWords(lesson.place)}): ${lessonWords(lesson)}`,
  );
  return `Runbook ${runbook.id}: what INC-${incident} showed\n\n${lines.join('\n')}\n`;
}
