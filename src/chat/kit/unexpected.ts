/**
 * Ends a switch that has a branch for every kind. A new kind without a branch does not compile.
 * @param what what could not be done: `No drawing for`
 */
export function unexpected(what: string, value: never): never {
  throw new TypeError(`${what} ${JSON.stringify(value)}`);
}
