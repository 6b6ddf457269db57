/** What somebody has written in the form and not saved yet. */
export interface Draft {
  text: string;
  /** The edit they began from; absent where that were the draft's own words. */
  base?: string;
  /** The id of the words, the same however often the form is sent. */
  edit: string;
}

/** What the page is asked to show. */
export interface AskedFor {
  /** The place to write at. */
  edit?: string;
  /** Words to find in the log. */
  log?: string;
  /** What the person has written and not saved. */
  draft?: Draft;
  /** Somebody else wrote there while they did. */
  overtaken?: boolean;
  /** What became of what they did. */
  told?: { text: string; wrong: boolean };
}
