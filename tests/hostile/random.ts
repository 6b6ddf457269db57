/** Chance that can be had again: the same seed, the same story. */
export interface Random {
  /** A whole number from 0 up to, but not including, `end`. */
  below(end: number): number;
  chance(share: number): boolean;
  pick<T>(from: readonly T[]): T;
  word(): string;
  bytes(count: number): Buffer;
}

/** Mulberry32, a public-domain generator by Tommy Ettinger: 32 bits of state, enough to stir requests with. */
export function random(seed: number): Random {
  let state = seed;
  function next(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  const below = (end: number) => Math.floor(next() * end);
  return {
    below,
    chance: (share) => next() < share,
    pick: (from) => from[below(from.length)] as (typeof from)[number],
    word: () => below(2 ** 32).toString(36),
    bytes: (count) => Buffer.from(Array.from({ length: count }, () => below(256))),
  };
}
