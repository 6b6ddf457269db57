import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createClosing } from '../../src/app/closing.ts';
import { expectLog, testLog } from '../support/log.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const never = () => new Promise<void>(() => undefined);

describe('the end', () => {
  it('closes what was opened last first, waits for each, and closes nothing twice', async () => {
    const closed: string[] = [];
    const { onStop, stop } = createClosing(testLog);
    onStop('the port', () => void closed.push('port'));
    onStop('the records', async () => {
      await new Promise((done) => setTimeout(done, 1000));
      closed.push('records');
    });
    onStop('the sender', () => void closed.push('sender'));
    const stopped = stop();
    await vi.advanceTimersByTimeAsync(999);
    expect(closed).toEqual(['sender']);
    await vi.advanceTimersByTimeAsync(1);
    expect(await stopped).toEqual([]);
    expect(closed).toEqual(['sender', 'records', 'port']);
    expect(await stop()).toEqual([]);
    expect(closed).toHaveLength(3);
  });

  it('leaves behind what hangs, names it, and still closes the records within seven seconds', async () => {
    expectLog(/stopped without waiting for slack, the sender, the timers/);
    const records = vi.fn();
    const { onStop, stop } = createClosing(testLog);
    onStop('the records', records);
    for (const name of ['the timers', 'the sender', 'slack']) onStop(name, never);
    const stopped = stop();
    await vi.advanceTimersByTimeAsync(7000);
    expect(await stopped).toEqual(['slack', 'the sender', 'the timers']);
    expect(records).toHaveBeenCalledOnce();
  });

  it('goes on after a part that fails, and names it', async () => {
    expectLog(/a part of airb failed while it stopped .*the socket is gone/, /without waiting for slack/);
    const records = vi.fn();
    const { onStop, stop } = createClosing(testLog);
    onStop('the records', records);
    onStop('slack', () => {
      throw new Error('the socket is gone');
    });
    expect(await stop()).toEqual(['slack']);
    expect(records).toHaveBeenCalledOnce();
  });
});
