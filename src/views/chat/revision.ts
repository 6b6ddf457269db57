import type { Card, Node, Spans } from '../../domain/chat/card.ts';
import type { Lesson } from '../../domain/revision/lesson.ts';
import type { Proposal } from '../../domain/revision/proposal.ts';
import { lessonWords } from '../runbook/lesson-words.ts';
import { placeWords, proposalHead, proposalRemarks } from '../runbook/proposal.ts';
import { press } from './controls.ts';
import { clip, withCode } from './spans.ts';

/** So many changes are named before somebody asks for all. */
const named = 4;
/** Characters of one block of a diff, and how many of them fit in a message. */
const piece = 2500;
const pieces = 3;

/**
 * The folded message after a draft: what is proposed for the runbook, with the button that shows it as a diff.
 * @returns undefined where incidents ask for nothing
 */
export function revisionCard(proposal: Proposal): Card | undefined {
  const { standing, hunks, left, incident } = proposal;
  if (hunks.length === 0 && (standing === 'nothing' || left.length === 0)) return undefined;
  const head = proposalHead(proposal);
  const show = press('revision.show', { incident }, { label: 'Show the change' });
  return {
    text: head,
    nodes: [
      { type: 'text', spans: withCode(head) },
      ...lessons(hunks.map(({ lesson }) => lesson)),
      ...(hunks.length > 0
        ? [{ type: 'actions' as const, controls: [show, ...remarkButtons(incident)] }]
        : []),
    ],
  };
}

/** The change as a diff, with its reasons, to whoever asked for it. @param page where all of it stands */
export function revisionDiffCard(proposal: Proposal, page: string): Card {
  const head = proposalHead(proposal);
  const { diff = '', hunks, left, below, incident, runbook } = proposal;
  const shown = cutPieces(diff);
  const whole = shown.join('').length >= diff.length;
  return {
    text: head,
    nodes: [
      { type: 'text', spans: withCode(head) },
      ...proposalRemarks(proposal).map((text): Node => ({ type: 'context', spans: withCode(text) })),
      ...shown.map((text): Node => ({ type: 'pre', text })),
      ...(whole ? [] : [{ type: 'context' as const, spans: ['The rest stands on the page.'] }]),
      ...more(`${left.length} left out, because the file is another by now`, left.length),
      ...more(`${below.length} seen too rarely to propose anything`, below.length),
      {
        type: 'context',
        spans: [
          { link: page, text: 'All of it, with the reasons' },
          ...(hunks.length > 0
            ? [' · as a file: ', { code: `airb runbooks propose ${incident} --out ${runbook.id}.patch` }]
            : []),
        ],
      },
      { type: 'actions', controls: remarkButtons(incident) },
    ],
  };
}

function remarkButtons(incident: number) {
  return [
    press('step.unhelpful', { incident, step: '' }, { label: 'A step was no help…' }),
    press('step.add', { incident }, { label: 'Add a step…' }),
  ];
}

function more(text: string, of: number): Node[] {
  return of === 0 ? [] : [{ type: 'context', spans: [text] }];
}

function lessons(all: Lesson[]): Node[] {
  if (all.length === 0) return [];
  const items = all
    .slice(0, named)
    .map(
      (lesson): Spans => [
        { bold: clip(lesson.title, 100) },
        ` (${clip(placeWords(lesson.place), 80)}): ${clip(lessonWords(lesson), 220)}`,
      ],
    );
  const rest = all.length - items.length;
  return [
    { type: 'list', items },
    ...(rest > 0 ? [{ type: 'context' as const, spans: [`and ${rest} more`] }] : []),
  ];
}

/** Whole lines, in pieces that platforms take. */
function cutPieces(diff: string): string[] {
  const cut: string[] = [];
  let now = '';
  for (const line of diff.split('\n').slice(0, -1)) {
    const next = `${clip(line, 400)}\n`.replace(/^ ?\n$/, '\n');
    if (now.length + next.length > piece) {
      cut.push(now);
      now = '';
    }
    now += line.length > 400 ? next : `${line}\n`;
  }
  return [...cut, now].filter((text) => text !== '').slice(0, pieces);
}
