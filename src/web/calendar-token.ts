import { createHmac } from 'node:crypto';

/**
 * The token in the address of a rotation's calendar. Calendars can send no header, and what stands in an address is
 * written to logs, so it opens this one calendar and nothing else.
 */
export function calendarToken(apiToken: string, rotation: string): string {
  return createHmac('sha256', apiToken).update(`calendar of ${rotation}`).digest('hex').slice(0, 40);
}

/** Where a calendar is subscribed to. */
export function calendarAddress(publicUrl: string, apiToken: string, rotation: string): string {
  return `${publicUrl}/oncall/${rotation}.ics?token=${calendarToken(apiToken, rotation)}`;
}
