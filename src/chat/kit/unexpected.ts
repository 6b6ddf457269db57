/**
 * The end of a switch that has a branch for every kind: one that is added without a branch does not compile.
 * @param what could not be done: `No drawing for`
 */
export function unexpected(what: string, value: never): never {
  throw new TypeError(`${what} ${JSON.stringify(value)}`);
}
