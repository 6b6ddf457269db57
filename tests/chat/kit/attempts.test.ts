import { describe, expect, it } from 'vitest';
import { createAttempts, type Step } from '../../../src/chat/kit/attempts.ts';
import type { Turn } from '../../../src/ports/chat.ts';
import { refused, throttled } from '../../support/given-chat.ts';

const second = 1000;
const turn = (key: string): Turn => ({
  key,
  incident: 1,
  rank: 2,
  urgent: false,
  again: false,
  check: () => undefined,
});
const deed = (name: string): Step => ({ name, look: false });
const look = (name: string): Step => ({ name, look: true });

/** Effects that call a platform, which answers as told: a value, or an error to throw. */
function platform() {
  let now = 0;
  const made: string[] = [];
  const ended: string[] = [];
  const attempts = createAttempts({ now: () => now }, (key) => void ended.push(key));
  const answers = new Map<string, unknown[]>();
  const asked = async (name: string): Promise<unknown> => {
    made.push(name);
    const answer = answers.get(name)?.shift() ?? `${name} done`;
    if (answer instanceof Error) throw answer;
    return answer;
  };
  /** One go at an effect that makes these calls, one after the other, whatever they bring. */
  const go = (key: string, steps: Step[]) =>
    attempts
      .run(turn(key), async (attempt) => {
        const brought: unknown[] = [];
        for (const step of steps) {
          const result = await attempt
            .step(step, () => asked(step.name))
            .catch((error) => {
              if (error.throttled) throw error;
              return error.code;
            });
          brought.push(result);
        }
        return brought;
      })
      .catch((error) => error.code);
  return {
    made,
    ended,
    attempts,
    go,
    answer: (name: string, ...list: unknown[]) => void answers.set(name, list),
    pass: (ms: number) => (now += ms),
  };
}

describe('an effect that was put off', () => {
  const room = [deed('create #a'), look('list'), deed('create #a-2')];

  it('goes on where it stopped: what it did is not done again, and it sees the same', async () => {
    const { answer, go, made, ended } = platform();
    answer('create #a', refused('name_taken'));
    answer('create #a-2', throttled(3000), throttled(3000));
    expect(await go('1.1.0', room)).toBe('ratelimited');
    expect(await go('1.1.0', room)).toBe('ratelimited');
    expect(ended).toEqual([]);
    expect(await go('1.1.0', room)).toEqual(['name_taken', 'list done', 'create #a-2 done']);
    expect(made).toEqual(['create #a', 'list', 'create #a-2', 'create #a-2', 'create #a-2']);
    expect(ended).toEqual(['1.1.0']);
  });

  it('tells the same call made twice from one made once', async () => {
    const { answer, go, made } = platform();
    answer('page', 'first', throttled(3000), 'second');
    const pages = [look('page'), look('page')];
    await go('1.1.0', pages);
    expect(await go('1.1.0', pages)).toEqual(['first', 'second']);
    expect(made).toEqual(['page', 'page', 'page']);
  });

  it('looks again after a long wait, but does nothing again', async () => {
    const { answer, go, made, pass } = platform();
    answer('post', throttled(40_000));
    await go('1.1.0', [deed('open'), look('find'), deed('post')]);
    pass(40 * second);
    await go('1.1.0', [deed('open'), look('find'), deed('post')]);
    expect(made).toEqual(['open', 'find', 'post', 'find', 'post']);
  });

  it('keeps what it saw while it gets on, however long the list', async () => {
    const { answer, go, made, pass } = platform();
    const pages = Array.from({ length: 12 }, (_, n) => look(`page ${n}`));
    for (const { name } of pages) answer(name, throttled(20_000));
    for (const _ of pages) {
      await go('1.1.0', pages);
      pass(20 * second);
    }
    expect(await go('1.1.0', pages)).toHaveLength(12);
    expect(made).toHaveLength(24);
  });

  it('is nothing to another effect', async () => {
    const { answer, go, made } = platform();
    answer('post', throttled(3000));
    await go('1.1.0', [deed('open'), deed('post')]);
    await go('1.2.0', [deed('open'), deed('post')]);
    expect(made).toEqual(['open', 'post', 'open', 'post']);
  });
});

describe('an effect that ended', () => {
  it('begins anew when it is tried again after a failure', async () => {
    const { attempts, made, go, ended } = platform();
    const failing = attempts.run(turn('1.1.0'), async ({ step }) => {
      await step(deed('open'), async () => void made.push('open'));
      throw refused('down');
    });
    await expect(failing).rejects.toThrow('down');
    expect(ended).toEqual(['1.1.0']);
    await go('1.1.0', [deed('open')]);
    expect(made).toEqual(['open', 'open']);
  });

  it('leaves work beside it to nobody’s turn', async () => {
    const { attempts } = platform();
    const attempt = await attempts.run(turn('1.1.0'), async (own) => {
      expect(own.turn()?.key).toBe('1.1.0');
      return own;
    });
    expect(attempt.turn()).toBeUndefined();
  });
});
