import type { Category, Cause, Diagnosis, Lookup } from '../domain/runbooks/runbook.ts';

/** What contains a cause, in words. */
export interface Remedy {
  /** A few words, for the diagram. */
  short: string;
  /** The whole sentence. */
  text: string;
  /** Id of the step it is, when it is one of the runbook's own. */
  step?: string;
}

/** A diagnosis tree as it is drawn: each check appears once, under the first answer that leads to it. */
export interface CheckNode extends Lookup {
  kind: 'check';
  id: string;
  /** `1` is the first question; questions are numbered in reading order. */
  mark: string;
  ask: string;
  look: string;
  branches: Branch[];
}

export interface Branch {
  label: string;
  because: string;
  to: CheckNode | CauseNode | SeenNode | LostNode;
}

export interface CauseNode {
  kind: 'cause';
  id: string;
  /** `A` is the most likely one. */
  mark: string;
  title: string;
  category: Category;
  means: string;
  remedy: Remedy;
  otherwise?: string;
  /** True when the cause was drawn before, under another answer. */
  again: boolean;
}

/** A question that another answer has already led to. */
export interface SeenNode {
  kind: 'seen';
  id: string;
  mark: string;
  ask: string;
}

/** A name that the tree does not have. Only a file that the loader refuses has one. */
export interface LostNode {
  kind: 'lost';
  id: string;
}

/** A tree whose mitigations are not words yet: a runbook's own, or one bound to a system. */
export type Undrawn<M> = Omit<Diagnosis, 'causes'> & {
  causes: (Omit<Cause, 'mitigation' | 'instead'> & { mitigation: M; instead?: M })[];
};

interface Drawing<M> {
  tree: Undrawn<M>;
  say: (mitigation: M) => Remedy;
  /** Marks of the checks drawn so far, by id. */
  checks: Map<string, string>;
  causes: Set<string>;
}

/**
 * Unfolds a tree from its first question. A check that two answers lead to is drawn once; the second answer refers to
 * it, so even a circle ends.
 * @param say puts a mitigation into words
 * @returns undefined when the first check does not exist
 */
export function decisionTree<M>(tree: Undrawn<M>, say: (mitigation: M) => Remedy): CheckNode | undefined {
  const root = checkNode({ tree, say, checks: new Map(), causes: new Set() }, tree.start);
  return root?.kind === 'check' ? root : undefined;
}

function checkNode<M>(drawing: Drawing<M>, id: string): CheckNode | SeenNode | undefined {
  const check = drawing.tree.checks.find((one) => one.id === id);
  if (check === undefined) return undefined;
  const seen = drawing.checks.get(id);
  if (seen !== undefined) return { kind: 'seen', id, mark: seen, ask: check.ask };
  const mark = String(drawing.checks.size + 1);
  drawing.checks.set(id, mark);
  const { answers, ...rest } = check;
  const branches = answers.map(({ label, because, then, cause }): Branch => {
    const to = then === undefined ? causeNode(drawing, cause ?? '') : checkNode(drawing, then);
    return { label, because, to: to ?? { kind: 'lost', id: then ?? cause ?? '' } };
  });
  return { kind: 'check', mark, branches, ...rest };
}

function causeNode<M>({ tree, say, causes }: Drawing<M>, id: string): CauseNode | undefined {
  const place = tree.causes.findIndex((one) => one.id === id);
  const cause = tree.causes[place];
  if (cause === undefined) return undefined;
  const again = causes.has(id);
  causes.add(id);
  const { mitigation, ...rest } = cause;
  return { kind: 'cause', mark: letter(place), remedy: say(mitigation), again, ...rest };
}

/** The mark of a cause, `A` for the first; a file contains at most twenty. */
function letter(place: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + (place % 26));
}

/** All checks in reading order. */
export function checksOf(root: CheckNode): CheckNode[] {
  return [root, ...root.branches.flatMap(({ to }) => (to.kind === 'check' ? checksOf(to) : []))];
}

/** All causes, each once, most likely first. */
export function causesOf(root: CheckNode): CauseNode[] {
  const found = root.branches.flatMap(({ to }) => {
    if (to.kind === 'check') return causesOf(to);
    return to.kind === 'cause' && !to.again ? [to] : [];
  });
  return found.sort((a, b) => a.mark.localeCompare(b.mark));
}
