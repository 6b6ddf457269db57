import type { Rejection } from '../incident/commands.ts';
import type { Grouping } from './groups.ts';
import type { Report } from './report.ts';

export interface AskedReport {
  /** `30d`, or a day; a month where it is absent. */
  since?: string | undefined;
  by?: Grouping | undefined;
  /** Whether the reader may know of private incidents more than how many there were. */
  trusted: boolean;
}

/** Answers whoever asks how incidents went; a rejection says what a period looks like. */
export type AskReport = (asked: AskedReport) => Promise<Report | Rejection>;
