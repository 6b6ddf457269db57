import { describe, expect, it } from 'vitest';
import { turnsInCalendar } from '../../src/schedules/calendar-turns.ts';

const zone = 'Europe/Lisbon';
const window = { from: Date.parse('2026-03-20T00:00:00Z'), to: Date.parse('2026-04-15T00:00:00Z'), zone };

function calendar(...events: string[][]): string {
  const inside = events.flatMap((lines) => [
    'BEGIN:VEVENT',
    'DTSTAMP:20260101T000000Z',
    ...lines,
    'END:VEVENT',
  ]);
  return around(inside);
}
function around(lines: string[]): string {
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//test//EN', ...lines, 'END:VCALENDAR', ''].join('\r\n');
}
/** `Ana 2026-03-23T09:00Z 2026-03-30T08:00Z` */
async function turns(text: string): Promise<string[]> {
  const found = await turnsInCalendar(text, window);
  const minutes = (at: number) => new Date(at).toISOString().replace(':00.000Z', 'Z');
  return found.map(({ who, from, to }) => `${who.shown} ${minutes(from)} ${minutes(to)}`);
}

describe('a calendar that is read', () => {
  it('keeps a weekly hand-over at nine by the clocks of its zone, over the change of the clocks', async () => {
    const weekly = [
      'UID:1',
      'SUMMARY:Ana',
      'DTSTART;TZID=Europe/Lisbon:20260302T090000',
      'DTEND;TZID=Europe/Lisbon:20260309T090000',
      'RRULE:FREQ=WEEKLY;INTERVAL=2',
    ];
    expect(await turns(calendar(weekly))).toEqual([
      'Ana 2026-03-16T09:00Z 2026-03-23T09:00Z',
      'Ana 2026-03-30T08:00Z 2026-04-06T08:00Z',
      'Ana 2026-04-13T08:00Z 2026-04-20T08:00Z',
    ]);
  });

  it('leaves out what EXDATE takes out, and moves what a changed occurrence moves', async () => {
    const daily = [
      'UID:2',
      'SUMMARY:Ana',
      'DTSTART:20260323T080000Z',
      'DTEND:20260323T160000Z',
      'RRULE:FREQ=DAILY;COUNT=4',
      'EXDATE:20260324T080000Z',
    ];
    const changed = [
      'UID:2',
      'RECURRENCE-ID:20260325T080000Z',
      'SUMMARY:Dev',
      'DTSTART:20260325T100000Z',
      'DTEND:20260325T180000Z',
    ];
    expect(await turns(calendar(daily, changed))).toEqual([
      'Ana 2026-03-23T08:00Z 2026-03-23T16:00Z',
      'Dev 2026-03-25T10:00Z 2026-03-25T18:00Z',
      'Ana 2026-03-26T08:00Z 2026-03-26T16:00Z',
    ]);
  });

  it('takes whole days from midnight to midnight, and times without a zone as the calendar says', async () => {
    const day = ['UID:3', 'SUMMARY:Ana', 'DTSTART;VALUE=DATE:20260328', 'DTEND;VALUE=DATE:20260330'];
    const floating = ['UID:4', 'SUMMARY:Dev', 'DTSTART:20260401T090000', 'DTEND:20260401T170000'];
    expect(await turns(calendar(day, floating))).toEqual([
      'Ana 2026-03-28T00:00Z 2026-03-29T23:00Z',
      'Dev 2026-04-01T08:00Z 2026-04-01T16:00Z',
    ]);
    const tokyo = calendar(floating).replace('VERSION', 'X-WR-TIMEZONE:Asia/Tokyo\r\nVERSION');
    expect(await turns(tokyo)).toEqual(['Dev 2026-04-01T00:00Z 2026-04-01T08:00Z']);
  });

  it('believes what the feed says of a zone only it knows, and refuses one it does not describe', async () => {
    const zoned = [
      'BEGIN:VEVENT',
      'DTSTAMP:20260101T000000Z',
      'UID:5',
      'SUMMARY:Ana',
      'DTSTART;TZID=Head office:20260401T090000',
      'DTEND;TZID=Head office:20260401T170000',
      'END:VEVENT',
    ];
    const described = [
      'BEGIN:VTIMEZONE',
      'TZID:Head office',
      'BEGIN:STANDARD',
      'DTSTART:19700101T000000',
      'TZOFFSETFROM:+0530',
      'TZOFFSETTO:+0530',
      'END:STANDARD',
      'END:VTIMEZONE',
    ];
    expect(await turns(around([...described, ...zoned]))).toEqual([
      'Ana 2026-04-01T03:30Z 2026-04-01T11:30Z',
    ]);
    await expect(turns(around(zoned))).rejects.toThrow(
      'the calendar names the time zone “Head office” and does not describe it',
    );
  });

  it('leaves out what was cancelled, and who declined', async () => {
    const cancelled = [
      'UID:6',
      'SUMMARY:Ana',
      'STATUS:CANCELLED',
      'DTSTART:20260401T080000Z',
      'DURATION:PT8H',
    ];
    const attended = [
      'UID:7',
      'SUMMARY:On call',
      'DTSTART:20260401T080000Z',
      'DURATION:PT8H',
      'ATTENDEE;CN=Ana;PARTSTAT=ACCEPTED:mailto:ana@example.com',
      'ATTENDEE;PARTSTAT=DECLINED:mailto:dev@example.com',
      'ATTENDEE;CUTYPE=ROOM:mailto:room@example.com',
    ];
    const found = await turnsInCalendar(calendar(cancelled, attended), window);
    expect(found.map(({ who }) => who.emails)).toEqual([['ana@example.com']]);
  });

  it.each([
    ['a web page', '<!doctype html><title>Sign in</title>', 'what came is not an iCalendar feed'],
    ['half a feed', 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n', 'what came is not an iCalendar feed'],
    [
      'a turn each second',
      calendar(['UID:8', 'SUMMARY:Ana', 'DTSTART:20260320T000000Z', 'DURATION:PT1S', 'RRULE:FREQ=SECONDLY']),
      'repeats more than 6000 times',
    ],
    [
      'a day that never comes',
      calendar([
        'UID:9',
        'SUMMARY:Ana',
        'DTSTART:20260320T000000Z',
        'DURATION:PT1H',
        'RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31',
      ]),
      undefined,
    ],
  ])('is not led astray by %s', async (_, text, message) => {
    const found = turns(text);
    if (message === undefined) expect((await found.catch(() => [])).length).toBeLessThan(2);
    else await expect(found).rejects.toThrow(message);
  });
});
