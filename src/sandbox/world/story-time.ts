import { milliseconds } from './duration.ts';

/** A time of the story in a text: `{{now}}`, `{{now-40m}}`, `{{now-2h}}`, `{{now+1d}}`. */
const times = /\{\{now(?:([+-](?:\d+[smhd])+))?\}\}/g;

/** Replaces every time of the story in all texts of a value by the ISO time meant. */
export function dated(value: unknown, now: number): unknown {
  const text = JSON.stringify(value).replaceAll(times, (_, away?: string) =>
    new Date(now + (away ? milliseconds(away) : 0)).toISOString(),
  );
  return JSON.parse(text);
}

/** Milliseconds between the alert and a text that is one time of the story; undefined when it is something else. */
export function awayFromAlert(text: string): number | undefined {
  const [whole, away] = [...text.matchAll(times)][0] ?? [];
  if (whole !== text) return undefined;
  return away ? milliseconds(away) : 0;
}

/** What is left between double braces once the times are read: a misspelt one would be sent as it stands. */
export function unreadTimes(text: string): string[] {
  return text.replaceAll(times, '').match(/\{\{[^}]*\}\}/g) ?? [];
}
