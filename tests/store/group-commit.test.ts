import { beforeEach, describe, expect, it } from 'vitest';
import type { Transaction } from '../../src/store/database.ts';
import { type GroupCommit, groupCommit } from '../../src/store/group-commit.ts';

/** What each transaction held, in order; an open one comes last. */
let transactions: string[][];
let elapsed: number;
let commits: GroupCommit;

beforeEach(() => {
  transactions = [];
  elapsed = 0;
  const nothing = () => undefined;
  const transaction: Transaction = {
    ...{ commit: nothing, rollback: nothing, savepoint: nothing, undo: nothing, release: nothing },
    begin: () => void transactions.push([]),
    isOver: () => false,
  };
  const gathered = { write: async () => undefined, forget: nothing };
  const around = { capacity: 5000, explain: (error: unknown) => error, afterCommit: nothing };
  commits = groupCommit(transaction, { ...around, gathered, elapsed: () => elapsed });
});

/** @param takes milliseconds */
const run = (kind: 'alerts' | 'intake' | 'own', name: string, takes = 0) =>
  commits.run(kind, () => {
    transactions.at(-1)?.push(name);
    elapsed += takes;
    return name;
  });
const names = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => `alert ${from + n}`);

describe('a storm comes in', () => {
  it('what fits into one transaction keeps its order, whoever asked for it', async () => {
    const order = ['a', 'b', 'c'];
    await Promise.all([run('alerts', 'a'), run('own', 'b'), run('intake', 'c')]);
    expect(transactions).toEqual([order]);
  });

  it('of more than fit, our own goes with the first, and all others keep their order', async () => {
    const storm = names(0, 600).map((name) => run('alerts', name));
    await Promise.all([...storm, run('own', 'the lease')]);
    expect(transactions).toEqual([[...names(0, 255), 'the lease'], names(255, 511), names(511, 600)]);
  });
});

describe('the database is slow', () => {
  it('a transaction takes no more from outside after a while, and our own all the same; nobody is left out', async () => {
    const storm = names(0, 7).map((name) => run('alerts', name, 50));
    const answers = await Promise.all([...storm, run('own', 'the lease', 50), run('own', 'the page')]);
    expect(transactions).toEqual([[...names(0, 4), 'the lease', 'the page'], names(4, 7)]);
    expect(answers).toEqual([...names(0, 7), 'the lease', 'the page']);
  });

  it('one that takes longer than all of it is taken all the same', async () => {
    await Promise.all(names(0, 3).map((name) => run('intake', name, 1000)));
    expect(transactions).toEqual(names(0, 3).map((name) => [name]));
  });

  it('what waits for the next is waited for at the end', async () => {
    const storm = names(0, 3).map((name) => run('alerts', name, 1000));
    await new Promise(setImmediate);
    await commits.end();
    expect(await Promise.all(storm)).toEqual(names(0, 3));
  });
});
