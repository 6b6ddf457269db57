/** One line of the results. */
export interface Row {
  what: string;
  /** What came out, as a reader sees it. */
  measured: string;
  aim: string;
  /** Left out where the design names no aim. */
  met?: boolean;
  /** The numbers behind it. */
  figures: Record<string, number | number[]>;
}

export interface Bench {
  /** Short rounds, to see that everything works; the figures mean little. */
  quick: boolean;
  /** Secrets made for this run, and the folder everything is kept in while it lasts. */
  dir: string;
  say(line: string): void;
}

export type Case = (bench: Bench) => Promise<Row[]>;
