import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { second } from '../../../src/domain/time.ts';
import { DeliveryError } from '../../../src/errors.ts';
import type { Turn } from '../../../src/ports/chat.ts';
import { openWorkspace, type Workspace } from './support/workspace.ts';

let workspace: Workspace;
beforeEach(async () => {
  workspace = await openWorkspace();
});
afterEach(() => workspace.close());

/** Opens the room of an incident. @returns its name, or the milliseconds Slack is given to rest before */
async function open(incident: number, name = `inc-${incident}`, more: Partial<Turn> = {}) {
  const turn = {
    key: `${incident}.1.2`,
    incident,
    rank: 2,
    urgent: false,
    again: false,
    check: () => undefined,
    ...more,
  };
  try {
    const spec = { name, private: false, marker: `airb:${incident}` };
    return (await workspace.slack.inTurn(turn, (chat) => chat.openRoom(spec))).name;
  } catch (error) {
    if (error instanceof DeliveryError && error.throttled) return error.afterMs;
    throw error;
  }
}

describe('five channels at once are what Slack takes, and then one in three seconds', () => {
  beforeEach(async () => {
    for (const n of [1, 2, 3, 4]) expect(await open(n)).toBe(`inc-${n}`);
  });

  it('a name that is taken costs its incident a second turn, and the others none of theirs', async () => {
    expect(await open(5, 'inc-1')).toBe(3 * second);
    expect([await open(6), await open(7)]).toEqual([6 * second, 9 * second]);
    workspace.clock.advance(3 * second);
    expect(await open(6)).toBe(3 * second);
    expect(await open(5, 'inc-1')).toBe('inc-1-2');
    workspace.clock.advance(3 * second);
    expect(await open(7)).toBe(3 * second);
    expect(await open(6)).toBe('inc-6');
    workspace.clock.advance(3 * second);
    expect(await open(7)).toBe('inc-7');
  });

  it('a sev1 that comes last is next', async () => {
    expect(await open(5)).toBe('inc-5');
    await open(6);
    expect(await open(7, 'inc-7', { rank: 0 })).toBe(3 * second);
    workspace.clock.advance(3 * second);
    expect(await open(6)).toBe(3 * second);
    expect(await open(7, 'inc-7', { rank: 0 })).toBe('inc-7');
  });

  it('another attempt of an old incident takes no turn from a new one', async () => {
    expect(await open(5)).toBe('inc-5');
    expect(await open(6, 'inc-6', { again: true })).toBe(3 * second);
    await open(7);
    workspace.clock.advance(3 * second);
    expect(await open(6, 'inc-6', { again: true })).toBe(3 * second);
    expect(await open(7)).toBe('inc-7');
    workspace.clock.advance(3 * second);
    expect(await open(6, 'inc-6', { again: true })).toBe('inc-6');
  });
});
