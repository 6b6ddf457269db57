import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createBackground } from '../../../src/chat/kit/background.ts';
import { createEar, stored } from '../../../src/chat/kit/hearing.ts';
import { within } from '../../../src/chat/kit/in-time.ts';
import { keepTrying } from '../../../src/chat/kit/keep-trying.ts';
import { createRefs } from '../../../src/chat/kit/refs.ts';
import { notStored } from '../../../src/chat/kit/sentences.ts';
import type { ChatInput } from '../../../src/domain/chat/input.ts';

const ack: ChatInput = {
  key: 'slack:press:1',
  at: 0,
  by: { id: 'ana', name: 'Ana Lima', standing: 'listed' },
  type: 'press',
  verb: 'page.ack',
  value: '42',
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('what people do in a chat', () => {
  it('is not taken before somebody listens, and the asker hears so', async () => {
    const ear = createEar();
    const errors: string[] = [];
    const note = (_: Record<string, unknown>, text: string) => void errors.push(text);
    const log = { debug: note, info: note, warn: note, error: note };
    await expect(ear.onInput(ack)).rejects.toThrow('nobody listens yet');
    expect(await stored({ ...ear, log }, ack, 'Slack')).toEqual({ type: 'private', card: notStored });
    expect(errors).toEqual(['an input from Slack could not be stored']);

    const heard: ChatInput[] = [];
    ear.listen(async (input) => {
      heard.push(input);
      return { type: 'nothing' };
    });
    expect(await stored({ ...ear, log }, ack, 'Slack')).toEqual({ type: 'nothing' });
    expect(heard).toEqual([ack]);
  });
});

describe('work that goes on after an answer', () => {
  it('is waited for at the end, with what it starts itself, and its failure ends nothing', async () => {
    const background = createBackground();
    const ended: string[] = [];
    background.add(Promise.reject(new Error('Slack is down')));
    background.add(
      Promise.resolve().then(() => {
        background.add(Promise.resolve().then(() => void ended.push('second')));
        ended.push('first');
      }),
    );
    await background.settled();
    expect(ended).toEqual(['first', 'second']);
  });
});

describe('an answer that must come in time', () => {
  it('is the work’s own when the work is quick, and none when it is late', async () => {
    expect(await within(Promise.resolve('done'), 2500)).toBe('done');
    const slow = new Promise<string>((resolve) => setTimeout(() => resolve('done'), 3000));
    const answer = within(slow, 2500);
    await vi.advanceTimersByTimeAsync(2500);
    expect(await answer).toBeUndefined();
    await vi.advanceTimersByTimeAsync(500);
    expect(await slow).toBe('done');
  });

  it('leaves no timer behind, also when the work fails', async () => {
    await expect(within(Promise.reject(new Error('no')), 2500)).rejects.toThrow('no');
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a platform that is down at the start', () => {
  it('is tried every 30 s until it answers', async () => {
    let up = false;
    let tries = 0;
    const failures: unknown[] = [];
    const trying = keepTrying(
      async () => {
        tries += 1;
        if (!up) throw new Error('down');
      },
      (error) => failures.push(error),
    );
    // 00:00
    await trying.start();
    expect([tries, failures.length]).toEqual([1, 1]);
    // 00:30
    await vi.advanceTimersByTimeAsync(30_000);
    expect([tries, failures.length]).toEqual([2, 2]);
    // 01:00
    up = true;
    await vi.advanceTimersByTimeAsync(30_000);
    expect([tries, failures.length]).toEqual([3, 2]);
    // An hour later
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(tries).toBe(3);
  });

  it('is tried no more once the program ends', async () => {
    let tries = 0;
    const trying = keepTrying(
      async () => {
        tries += 1;
        throw new Error('down');
      },
      () => undefined,
    );
    await trying.start();
    trying.stop();
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(tries).toBe(1);
  });
});

describe('the ids of a platform', () => {
  const refs = createRefs('slack', 'Slack');

  it('are ours and its own again', () => {
    expect(refs.roomIn(refs.room('C0123'))).toBe('C0123');
    expect(refs.message('C0123', '1.1')).toBe('slack:C0123/1.1');
    expect(refs.messageIn('slack:C0123/1.1')).toEqual({ room: 'C0123', message: '1.1' });
    expect(refs.strangerIn(refs.stranger('U0123'))).toBe('U0123');
    expect(refs.strangerIn('ana')).toBeUndefined();
  });

  it('of another platform are refused by name', () => {
    for (const ref of ['teams:19:a', 'slack:', 'slack:C1/1.1', 'C1', ''])
      expect(() => refs.roomIn(ref), ref).toThrow(`"${ref}" is not a place in Slack.`);
    for (const ref of ['teams:19:a/1', 'slack:C1', 'slack:C1/', 'slack:/1', 'slack:C1/1/2'])
      expect(() => refs.messageIn(ref), ref).toThrow('is not a place in Slack.');
  });
});
