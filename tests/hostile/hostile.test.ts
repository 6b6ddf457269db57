import { describe, expect, it } from 'vitest';
import { mayLog } from '../support/log.ts';
import { attack, everybody } from './campaign.ts';
import { random } from './random.ts';
import { openHostileWorld } from './world.ts';

describe('the built program with every door open', () => {
  it('takes nothing of what nobody may send, fails at nothing anybody may do, and goes on', async () => {
    // What strangers and made-up presses cause is logged; here it counts that nothing else comes of it.
    mayLog(/./);
    const world = await openHostileWorld();
    try {
      const before = await world.told();
      const attacked = await attack(world, { requests: 1500, slow: 0, seed: 7 });
      expect(attacked.faults).toEqual([]);
      expect(await world.told()).toEqual(before);
      for (const who of ['unlisted', 'listed'] as const)
        expect((await everybody(world, random(7), who)).faults).toEqual([]);
    } finally {
      const how = await world.close();
      // It says so where it did not wait for what hung; nothing else may end it with 1.
      expect(how).toBe(/stopped without waiting for/.test(world.bot.log()) ? 1 : 0);
    }
  }, 240_000);
});
