import { addressReader } from '../../src/http/address.ts';
import { createDoors, type Doors } from '../../src/http/doors.ts';
import { testLog } from './log.ts';

/** Doors as the program has them, by the clock of a story. */
export function doorsAt(
  now: () => number = Date.now,
  counted: (door: string) => void = () => undefined,
): Doors {
  return createDoors({ clock: { now }, log: testLog, addressOf: addressReader([]), counted });
}
