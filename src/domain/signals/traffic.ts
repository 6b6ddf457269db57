/**
 * How much of the traffic each value of a label has: which model answers, which prompt version is used.
 * `unnamed` is the share without the label. Shares are 0–1.
 */
export type Shares =
  | { values: { value: string; share: number }[]; more?: number; unnamed?: number }
  | { problem: string };

/** The problem of an answer whose series all stand at zero. */
export const noTraffic = 'no traffic';

/** The problem of an empty answer: no series is no measurement, and says of no system that nobody uses it. */
export const noSeries = 'the query found no series, so there is no traffic or nobody measures it';

export interface TrafficValue {
  value: string;
  share: number;
  /** Its share an hour, and a day, before the symptom began; absent where nothing was measured then. */
  hourBefore?: number;
  dayBefore?: number;
}

/** What was seen in the traffic of a part, beside what was seen before. */
export interface TrafficSeen {
  part: string;
  label: string;
  /** Most traffic first. */
  values: TrafficValue[];
  /** Values beyond those that are kept. */
  more?: number;
  unnamed?: number;
  /** Why it could not be read. */
  problem?: string;
  /** Why it could not be compared. */
  hourProblem?: string;
  dayProblem?: string;
}

/** Puts the three answers of one query together. */
export function trafficSeen(
  { part, label }: { part: string; label: string },
  { now, hourBefore, dayBefore }: { now: Shares; hourBefore: Shares; dayBefore: Shares },
): TrafficSeen {
  if ('problem' in now) return { part, label, values: [], problem: now.problem };
  const { values, ...rest } = now;
  const before = (shares: Shares, value: string) =>
    'problem' in shares
      ? undefined
      : (shares.values.find((one) => one.value === value)?.share ?? rare(shares));
  const compared = values.map(({ value, share }): TrafficValue => {
    const [hour, day] = [before(hourBefore, value), before(dayBefore, value)];
    return {
      value,
      share,
      ...(hour !== undefined && { hourBefore: hour }),
      ...(day !== undefined && { dayBefore: day }),
    };
  });
  return {
    part,
    label,
    values: compared,
    ...rest,
    ...('problem' in hourBefore && { hourProblem: hourBefore.problem }),
    ...('problem' in dayBefore && { dayProblem: dayBefore.problem }),
  };
}

/** A value that is not in the answer had no traffic, unless only the most frequent ones are in it. */
function rare({ more }: { more?: number }): number | undefined {
  return more === undefined ? 0 : undefined;
}
