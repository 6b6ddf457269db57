import { setFlagsFromString } from 'node:v8';

/**
 * Lets the heap grow by two fifths of what is in use before it is cleaned up, not to its fourfold: a storm leaves much behind
 * that nobody needs, and the memory it once took is not given back for a long while. A program that does nothing but
 * fill memory takes a quarter more processor time for it.
 */
export function spareMemory(): void {
  setFlagsFromString('--heap-growing-percent=40');
}
