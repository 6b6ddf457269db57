import { setTimeout as pause } from 'node:timers/promises';
import { superviseBot, type World } from './world.ts';

/** Several bots on one database, each started again when it dies, behind one address: who is asked in turn. */
export function superviseReplicas(count: number): ReturnType<typeof superviseBot> {
  const bots = Array.from({ length: count }, () => superviseBot());
  let turn = 0;
  /** The next of them that fits, each in its turn. */
  const next = (fits: (bot: (typeof bots)[number]) => boolean) => {
    turn += 1;
    return bots.map((_, i) => bots[(turn + i) % count]).find((bot) => bot !== undefined && fits(bot));
  };
  return {
    // Not in the same instant, as no one starts them: the first makes the tables.
    start: (env) => {
      for (const bot of bots) bot.start(env);
    },
    strike: (held) => next((bot) => bot.running())?.strike(held),
    freeze: () => next((bot) => bot.url() !== undefined)?.freeze() ?? (() => undefined),
    revive() {
      for (const bot of bots) bot.revive();
    },
    url: () => next((bot) => bot.url() !== undefined)?.url(),
    running: () => bots.some((bot) => bot.running()),
    up: () => bots.reduce((sum, bot) => sum + bot.up(), 0),
    lives: () => bots.reduce((sum, bot) => sum + bot.lives(), 0),
    async end() {
      const ends = await Promise.all(bots.map((bot) => bot.end()));
      return ends.find((how) => how !== 0) ?? 0;
    },
    async over() {
      for (const bot of bots) bot.strike('held');
      await Promise.all(bots.map((bot) => bot.over()));
    },
    faults: () => bots.flatMap((bot) => bot.faults()),
    log: () => bots.map((bot) => bot.log()).join('\n'),
  };
}

/** Longer than a lease and its takeover. */
const away = 12_000;

/**
 * By a small generator, so that a seed repeats its instants: mostly at work, one time in five while it starts. Where there are
 * several, the second of these times one is not killed but stands still, and goes on when others have taken over.
 * `pause` is the longest wait between two of them at work, in milliseconds.
 */
export function strikeAtRandom(
  world: World,
  {
    seed,
    kills,
    replicas = 1,
    pause: longest = 3000,
  }: { seed: number; kills: number; replicas?: number; pause?: number },
): { stop(): void } {
  const next = numbers(seed);
  let going = true;
  void (async () => {
    for (let death = 0; going && death < kills; death++) {
      const starting = next() < 0.2;
      while (going && !starting && !world.ready()) await pause(20);
      await pause(next() * (starting ? Math.min(1000, longest) : longest));
      if (going && replicas > 1 && death === 1) await standStill(world);
      else if (going) world.strike();
    }
  })();
  return {
    stop() {
      going = false;
    },
  };
}

async function standStill(world: World): Promise<void> {
  const goOn = world.freeze();
  await pause(away);
  goOn();
}

/** The same numbers for the same seed, from 0 up to 1. */
export function numbers(seed: number): () => number {
  let state = seed * 2654435761;
  return () => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return state / 2 ** 32;
  };
}
