import { oneLine } from '../domain/plain.ts';
import type { Branch, CheckNode } from './decision.ts';

/** Breaks one line of words into lines of at most so many characters. */
export type Fill = (text: string, columns: number) => string[];

/**
 * A decision tree drawn with box characters, one line a question, answer, cause and mitigation where they fit.
 * @param columns how wide the terminal is taken to be
 */
export function treeText(root: CheckNode, columns: number, fill: Fill): string[] {
  const draw = (node: CheckNode, margin: string): string[] => {
    const last = node.branches.length - 1;
    return [
      ...hung(`${margin}${node.mark}  `, node.ask, margin),
      ...node.branches.flatMap((branch, n) => answer(branch, margin, n === last)),
    ];
  };
  const hung = (lead: string, text: string, margin: string): string[] => {
    const rest = margin + ' '.repeat(lead.length - margin.length);
    return fill(oneLine(text), Math.max(20, columns - lead.length)).map(
      (line, n) => `${n === 0 ? lead : rest}${line}`,
    );
  };
  const answer = ({ label, to }: Branch, margin: string, last: boolean): string[] => {
    const below = `${margin}${last ? '   ' : '│  '}`;
    const said = hung(`${margin}${last ? '└─ ' : '├─ '}`, label, below);
    switch (to.kind) {
      case 'check':
        return [...said, ...draw(to, below)];
      case 'cause':
        return [
          ...said,
          ...hung(`${below}▸ ${to.mark}  `, `${to.title} [${to.category}]`, below),
          ...hung(`${below}     → `, to.remedy.short, below),
        ];
      case 'seen':
        return [...said, ...hung(`${below}↑ ${to.mark}  `, to.ask, below)];
      case 'lost':
        return [...said, ...hung(`${below}?  `, `there is no “${to.id}”`, below)];
    }
  };
  return draw(root, '');
}
