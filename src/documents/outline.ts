import type { Branch, CauseNode, CheckNode } from './decision.ts';
import type { Text } from './document.ts';

/** One point of a nested list: its lines, and the points below it. */
export interface Point {
  /** The anchor that links lead to; only the first mention of a question or cause has one. */
  anchor?: string;
  lines: Text[];
  points: Point[];
}

/**
 * The whole tree as a nested list. It says all that the drawing says, and also what to look at and how to tell causes
 * apart.
 */
export function outline(root: CheckNode): Point {
  return { anchor: `check-${root.id}`, lines: questionLines(root), points: root.branches.map(answerPoint) };
}

function questionLines({ mark, ask, look, query, link }: CheckNode): Text[] {
  return [
    [{ strong: `${mark}. ${ask}` }],
    ['Look at: ', look],
    ...(query === undefined ? [] : [['Query: ', { code: query }] satisfies Text]),
    ...(link === undefined ? [] : [lookLink(link)]),
  ];
}

/** The link, unless it still has a name to fill in. */
function lookLink(link: string): Text {
  return link.includes('${') ? ['Page: ', { code: link }] : ['Page: ', { link, text: link }];
}

function answerPoint({ label, because, to }: Branch): Point {
  const answer: Text = [{ strong: label }, ' — ', because];
  switch (to.kind) {
    case 'check':
      return {
        anchor: `check-${to.id}`,
        lines: [answer, ...questionLines(to)],
        points: to.branches.map(answerPoint),
      };
    case 'seen':
      return {
        lines: [answer, ['Go on with question ', { here: `#check-${to.id}`, text: `${to.mark}. ${to.ask}` }]],
        points: [],
      };
    case 'cause':
      return to.again
        ? { lines: [answer, [{ here: `#cause-${to.id}`, text: causeTitle(to) }, ', as above.']], points: [] }
        : { anchor: `cause-${to.id}`, lines: [answer, ...causeLines(to)], points: [] };
    case 'lost':
      return { lines: [answer, [`This leads nowhere: there is no “${to.id}”.`]], points: [] };
  }
}

function causeLines(cause: CauseNode): Text[] {
  const { remedy, otherwise } = cause;
  const way: Text =
    remedy.step === undefined ? [remedy.text] : [{ here: `#${remedy.step}`, text: remedy.text }];
  return [
    [{ strong: causeTitle(cause) }, ` Category: ${cause.category}.`],
    ['It looks like this: ', cause.means],
    [{ strong: 'Mitigation: ' }, ...way],
    ...(otherwise === undefined ? [] : [['Otherwise: ', otherwise] satisfies Text]),
  ];
}

/** `B. The prompt was edited.` */
export function causeTitle({ mark, title }: Pick<CauseNode, 'mark' | 'title'>): string {
  return `${mark}. ${title}${/[.!?]$/.test(title) ? '' : '.'}`;
}
