/** Milliseconds since 1970-01-01T00:00:00Z. Time is data: it always arrives as an argument. */
export type Instant = number;

/** Milliseconds. */
export type Duration = number;

export const second: Duration = 1000;
export const minute: Duration = 60_000;
export const hour: Duration = 3_600_000;
export const day: Duration = 86_400_000;

/**
 * A duration in words for people: `45 s`, `12 min`, `2 h 5 min`, `3 days`.
 * @param ms duration in milliseconds; the sign is ignored
 */
export function inWords(ms: Duration): string {
  const size = Math.abs(ms);
  if (size < minute) return `${Math.round(size / second)} s`;
  const minutes = Math.round(size / minute);
  if (minutes < 60) return `${minutes} min`;
  if (size < 2 * day) {
    const rest = minutes % 60;
    return rest === 0 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 60)} h ${rest} min`;
  }
  return `${Math.round(size / day)} days`;
}

/**
 * How long something took between two moments that are told to the minute beside it: a reader who subtracts what is shown
 * finds the same, so both ends are cut to the minute first. Below a minute, seconds.
 */
export function betweenWords(from: Instant, to: Instant): string {
  return inWords(Math.abs(to - from) < minute ? to - from : minutesBetween(from, to) * minute);
}

/** The same as a number of minutes; negative where `to` comes first. */
export function minutesBetween(from: Instant, to: Instant): number {
  return Math.floor(to / minute) - Math.floor(from / minute);
}

/** `14:10` in UTC; for texts that can't show a time in the reader's zone. */
export function clockTime(at: Instant): string {
  return new Date(at).toISOString().slice(11, 16);
}

/** `2025-02-17 14:10 UTC`. */
export function fullTime(at: Instant): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** The end of the working day (Monday to Friday, UTC) that comes so many working days after a moment. */
export function workingDaysAfter(at: Instant, days: number): Instant {
  let end = Math.floor(at / day) * day;
  for (let left = days; left > 0; ) {
    end += day;
    const weekday = new Date(end).getUTCDay();
    if (weekday !== 0 && weekday !== 6) left -= 1;
  }
  return end + day - minute;
}

/** `2025-02-17`, in UTC. */
export function dayOf(at: Instant): string {
  return new Date(at).toISOString().slice(0, 10);
}
