import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChatInput } from '../../src/domain/chat/input.ts';
import { minute } from '../../src/domain/time.ts';

/** A platform with one adapter that knows Ana by her account, and Dev, Kim and Lou by e-mail only; Kim and Lou share one. */
export interface WhoWorld {
  /** Accounts by what they are; `guest`, `member`, `by e-mail` and `shared e-mail` are everywhere. */
  accounts: Record<string, string>;
  /** Accounts that are no members, by what they are. */
  strangers: Record<string, string>;
  /** Somebody commands airb, and perhaps mentions somebody under a label. @returns what reached airb */
  command(account: string, mention?: { account: string; label: string }): Promise<ChatInput>;
  /** From now on this account is a guest. */
  becomesGuest(account: string): void;
  /** How often the platform was asked about an account. */
  asked(): number;
  weather(kind: 'fine' | 'down' | 'silent'): Promise<void>;
  later(ms: number): void;
  close(): Promise<void>;
}

/** How every chat tells who somebody is. */
export function whoContract(platform: string, open: () => Promise<WhoWorld>): void {
  describe(`who somebody is in ${platform}`, () => {
    let world: WhoWorld;
    beforeEach(async () => {
      world = await open();
    });
    afterEach(() => world.close());

    const account = (what: string) => world.accounts[what] ?? '';

    it('is the listed person with their account', async () => {
      const { by } = await world.command(account('listed'));
      expect(by).toEqual({ id: 'ana', name: 'Ana Lima', standing: 'listed' });
      expect(world.asked()).toBe(0);
    });

    it('is the listed person with their confirmed e-mail address, in any case', async () => {
      const { by } = await world.command(account('by e-mail'));
      expect(by).toEqual({ id: 'dev', name: 'Dev Patel', standing: 'listed' });
    });

    it('is a member where two listed people share the address', async () => {
      const { by } = await world.command(account('shared e-mail'));
      expect(by).toMatchObject({ standing: 'member' });
      expect(by.id).not.toMatch(/^(kim|lou)$/);
    });

    it('is a member where nobody lists them', async () => {
      const { by } = await world.command(account('member'));
      expect(by).toMatchObject({ name: 'Mia Sand', standing: 'member' });
      expect(by.unsure).toBeUndefined();
    });

    it('is a stranger for each who is none', async () => {
      for (const [what, user] of Object.entries(world.strangers)) {
        const { by } = await world.command(user);
        expect([what, by.standing, by.unsure]).toEqual([what, 'stranger', undefined]);
      }
    });

    it('is asked once, however many wait for it, and believed for an hour', async () => {
      await Promise.all([1, 2, 3].map(() => world.command(account('member'))));
      expect(world.asked()).toBe(1);
      world.later(59 * minute);
      await world.command(account('member'));
      expect(world.asked()).toBe(1);
      world.becomesGuest(account('member'));
      world.later(2 * minute);
      expect((await world.command(account('member'))).by.standing).toBe('stranger');
      expect(world.asked()).toBe(2);
    });

    it.each(['down', 'silent'] as const)('is a stranger for now while the platform is %s', async (kind) => {
      await world.weather(kind);
      const { by } = await world.command(account('member'));
      expect(by).toMatchObject({ standing: 'stranger', unsure: platform });
      await world.weather('fine');
      // Who asks while the late answer is under way waits for that one.
      const again = async () => (await world.command(account('member'))).by;
      await expect.poll(again, { timeout: 10_000 }).toMatchObject({ standing: 'member' });
    });

    it('is a stranger again when the hour is over and the platform is down', async () => {
      await world.command(account('by e-mail'));
      world.later(61 * minute);
      await world.weather('down');
      const { by } = await world.command(account('by e-mail'));
      expect(by).toMatchObject({ standing: 'stranger', unsure: platform });
      expect(by.id).not.toBe('dev');
    });

    it('goes by the account in a mention, whatever its label says', async () => {
      const guest = account('guest');
      const { named, ...input } = await world.command(account('listed'), { account: guest, label: 'Finn' });
      expect(named).toMatchObject([{ standing: 'stranger' }]);
      const id = named?.[0]?.id ?? '';
      expect(id).toContain(guest.replace(/^29:/, ''));
      expect(input).toMatchObject({ text: expect.stringContaining(`<@${id}`) });
      const dev = await world.command(account('listed'), { account: account('by e-mail'), label: 'x' });
      expect(dev).toMatchObject({ named: [{ id: 'dev' }], text: expect.stringContaining('<@dev>') });
    });
  });
}
