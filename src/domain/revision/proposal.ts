import type { Duration } from '../time.ts';
import type { Lesson } from './lesson.ts';

/** The change to a runbook file that incidents ask for. A person decides what becomes of it. */
export interface Proposal {
  /** The incident it was asked for. */
  incident: number;
  private: boolean;
  /** No runbook matched, and the generic one was used. */
  unmapped: boolean;
  runbook: { id: string; title: string };
  /** All incidents that were asked, oldest first. */
  incidents: number[];
  /**
   * `nothing`: there is nothing to change. `deleted`: the runbook is gone. `broken`: the files have errors, so that nobody
   * can tell what a change would do.
   */
  standing: 'proposed' | 'nothing' | 'deleted' | 'broken';
  /** The path below the runbooks folder. */
  file?: string;
  /** The file is another than the one the incident was opened with. */
  moved?: boolean;
  /** What is put in; `line` is that of the present file. */
  hunks: { lesson: Lesson; line: number; text: string }[];
  /** What has no place in the present file, and why. */
  left: { lesson: Lesson; why: string }[];
  /** What too few incidents say. */
  below: Lesson[];
  /** The steps that were waited for longest, by the median. */
  times: { step: string; title: string; took: Duration; incidents: number[] }[];
  /** The whole file with the change. */
  text?: string;
  /** The change as a unified diff. */
  diff?: string;
}
