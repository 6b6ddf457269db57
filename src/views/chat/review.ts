import type { Card, Spans } from '../../domain/chat/card.ts';
import { count } from '../../domain/plain.ts';
import { reviewDueAt } from '../../domain/runbooks/review-stage.ts';
import type { Runbook } from '../../domain/runbooks/runbook.ts';
import { type Instant, inWords } from '../../domain/time.ts';
import { clip, sentence } from './spans.ts';

const most = 20;

/** Which runbooks somebody has to read through again. @param reviewer named where it goes to others than them */
export function reviewCard(
  runbooks: Runbook[],
  { now, publicUrl, reviewer }: { now: Instant; publicUrl: string; reviewer?: string },
): Card {
  const due = runbooks.toSorted((a, b) => reviewDueAt(a.review) - reviewDueAt(b.review));
  const items = due.slice(0, most).map(({ id, title, file, review }): Spans => {
    const late = now - reviewDueAt(review);
    const day = new Date(reviewDueAt(review)).toISOString().slice(0, 10);
    const when = late >= 0 ? `due since ${day}` : `due ${day}, in ${inWords(-late)}`;
    return [
      { link: `${publicUrl}/runbooks/${id}`, text: clip(title, 100) },
      `: ${when} (last reviewed ${review.on}, `,
      { code: file },
      ')',
    ];
  });
  const whose = reviewer === undefined ? '' : ` of ${clip(reviewer, 80)}, whom airb can’t reach`;
  const rest = due.length > most ? ` ${due.length - most} more are due.` : '';
  return sentence(
    [
      {
        bold: `${count(due.length, 'runbook')} ${due.length === 1 ? 'waits' : 'wait'} for a review${whose}.`,
      },
    ],
    [
      { type: 'list', items },
      {
        type: 'context',
        spans: [
          'Read it through, correct names and limits, and write the day under ',
          { code: 'review.on' },
          `; then this reminder ends.${rest}`,
        ],
      },
    ],
  );
}
