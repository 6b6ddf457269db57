import type { Instant } from '../domain/time.ts';

/** `Tue 24 Nov 09:00`, as clocks in the zone show it; for texts that can't follow the reader's zone. */
export function momentWords(at: Instant, timeZone: string): string {
  const shown = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
  return shown.format(at).replaceAll(',', '');
}
