import { describe, expect, it } from 'vitest';
import { createTurns } from '../../../src/chat/kit/turns.ts';
import type { Turn } from '../../../src/ports/chat.ts';
import type { Wanted } from '../../../src/ports/rate-limiter.ts';

const second = 1000;
/** One call every three seconds, as Slack takes new channels. */
const create: Wanted = [['create', { burst: 1, perMs: 1 / (3 * second) }]];
const post = (channel: string): Wanted => [
  ['post', { burst: 1, perMs: 1 / second }],
  [`post ${channel}`, { burst: 1, perMs: 1 / (10 * second) }],
];

const turn = (key: string, more: Partial<Turn> = {}): Turn => ({
  key,
  incident: Number(key.split('.')[0]),
  rank: 2,
  urgent: false,
  again: false,
  check: () => undefined,
  ...more,
});

/** A queue in which the one call there was has just been made. */
function used(wanted = create) {
  const turns = createTurns();
  turns.take(wanted, 0);
  return turns;
}

/** Lets everybody come back when they were told to, until all have had a call. @returns who, in that order */
function served(turns: ReturnType<typeof createTurns>, waiting: Turn[], wanted = create): string[] {
  const due = new Map(waiting.map((one) => [one, turns.take(wanted, 0, one)]));
  const order: string[] = [];
  while (due.size > 0) {
    const now = Math.min(...due.values());
    // The last to come asks first: asking first must win nothing.
    for (const [one, at] of [...due].reverse()) {
      if (at > now) continue;
      const wait = turns.take(wanted, now, one);
      if (wait > 0) due.set(one, now + wait);
      else {
        order.push(one.key);
        turns.leave(one.key);
        due.delete(one);
      }
    }
  }
  return order;
}

describe('who calls next', () => {
  it('is the more severe, though the other has waited longer', () => {
    const waiting = [turn('1.1.0', { rank: 3 }), turn('2.1.0', { rank: 1 }), turn('3.1.0', { rank: 0 })];
    expect(served(used(), waiting)).toEqual(['3.1.0', '2.1.0', '1.1.0']);
  });

  it('is each incident in turn, however much one of them has to say', () => {
    const storm = [1, 2, 3].map((n) => turn(`1.${n}.0`));
    expect(served(used(), [...storm, turn('2.1.0'), turn('3.1.0'), turn('2.2.0')])).toEqual([
      '1.1.0',
      '2.1.0',
      '3.1.0',
      '1.2.0',
      '2.2.0',
      '1.3.0',
    ]);
  });

  it('is whoever has waited longest, where turns are even', () => {
    expect(served(used(), [turn('9.1.0'), turn('4.1.0'), turn('7.1.0')])).toEqual([
      '9.1.0',
      '4.1.0',
      '7.1.0',
    ]);
  });

  it('is never another attempt before something new', () => {
    const waiting = [turn('1.1.0', { again: true }), turn('2.1.0'), turn('3.1.0')];
    expect(served(used(), waiting)).toEqual(['2.1.0', '3.1.0', '1.1.0']);
  });

  it('is another attempt before what matters less', () => {
    const waiting = [turn('2.1.0', { rank: 3 }), turn('1.1.0', { again: true })];
    expect(served(used(), waiting)).toEqual(['1.1.0', '2.1.0']);
  });

  it('is a page before what its incident said earlier, but in its incident’s turn', () => {
    const said = [1, 2, 3].map((n) => turn(`1.${n}.0`));
    const waiting = [...said, turn('2.1.0'), turn('1.9.0', { urgent: true })];
    expect(served(used(), waiting)).toEqual(['1.1.0', '2.1.0', '1.9.0', '1.2.0', '1.3.0']);
  });

  it('is a person who waits for an answer, before any effect', () => {
    const turns = used();
    turns.take(create, 0, turn('1.1.0', { rank: 0 }));
    expect(turns.take(create, 3 * second)).toBe(0);
    expect(turns.take(create, 3 * second, turn('1.1.0', { rank: 0 }))).toBe(3 * second);
  });
});

describe('whoever has to wait', () => {
  it('is told how long, counting those ahead', () => {
    const turns = used();
    const waits = ['1.1.0', '2.1.0', '3.1.0'].map((key) => turns.take(create, 0, turn(key)));
    expect(waits).toEqual([3, 6, 9].map((s) => s * second));
    expect(turns.take(create, second, turn('4.1.0', { rank: 0 }))).toBe(2 * second);
  });

  it('finds its call there when it comes back, whoever asks meanwhile', () => {
    const turns = used();
    turns.take(create, 0, turn('1.1.0'));
    expect(turns.take(create, 3 * second, turn('2.1.0'))).toBe(3 * second);
    expect(turns.take(create, 3 * second, turn('1.1.0'))).toBe(0);
  });

  it('keeps its turn for its next call: a taken name costs the others one turn, not all of theirs', () => {
    const turns = used();
    const others = ['2.1.0', '3.1.0', '4.1.0'].map((key) => turn(key));
    turns.take(create, 0, turn('1.1.0'));
    for (const one of others) turns.take(create, 0, one);
    expect(turns.take(create, 3 * second, turn('1.1.0'))).toBe(0);
    expect(turns.take(create, 3 * second, turn('1.1.0'))).toBe(3 * second);
    expect(turns.take(create, 6 * second, turn('2.1.0'))).toBe(3 * second);
    expect(turns.take(create, 6 * second, turn('1.1.0'))).toBe(0);
  });

  it('holds up nobody who wants something else: a full channel leaves the others their posts', () => {
    const turns = used(post('C1'));
    expect(turns.take(post('C1'), second, turn('1.1.0', { rank: 0 }))).toBe(9 * second);
    expect(turns.take(post('C2'), second, turn('2.1.0'))).toBe(0);
  });

  it('holds up nobody while the platform has asked for a pause of what it wants', () => {
    const turns = createTurns();
    turns.pause('post C1', 60 * second);
    expect(turns.take(post('C1'), 0, turn('1.1.0', { rank: 0 }))).toBe(60 * second);
    expect(turns.take(post('C2'), 0, turn('2.1.0'))).toBe(0);
  });

  it('is not waited for for ever, and still has its place when it comes late', () => {
    const turns = used();
    turns.take(create, 0, turn('1.1.0'));
    expect(turns.take(create, 32 * second, turn('2.1.0'))).toBe(3 * second);
    expect(turns.take(create, 35 * second, turn('2.1.0'))).toBe(0);
    turns.take(create, 35 * second, turn('3.1.0'));
    expect(turns.take(create, 38 * second, turn('1.1.0'))).toBe(0);
  });

  it('is forgotten once it has ended', () => {
    const turns = used();
    turns.take(create, 0, turn('1.1.0'));
    turns.leave('1.1.0');
    expect(turns.take(create, 3 * second, turn('2.1.0'))).toBe(0);
  });
});
