import type { Parsed } from './source.ts';

/** A body that can't be used, and which part of it is at fault. */
export function refuse(field: string, problem: string): Parsed<never> {
  return { items: [], rejected: [{ field, problem }] };
}

/** A body that was understood and is nothing to store. */
export function passOver(why: string): Parsed<never> {
  return { items: [], rejected: [], passed: [why] };
}
