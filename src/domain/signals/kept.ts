/** Where the whole of a text lies that is too long for an event: in the contents of its incident, under its hash. */
export interface Kept {
  /** sha-256 of the text, hex. */
  hash: string;
  /** Its length in characters. */
  length: number;
}
