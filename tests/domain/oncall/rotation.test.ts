import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gaps, type Layer, type Rotation, shifts, whoIsOnCall } from '../../../src/domain/oncall/rotation.ts';
import { momentOf } from '../../../src/domain/oncall/wall-time.ts';
import { day, hour } from '../../../src/domain/time.ts';

const utc = (text: string) => Date.parse(`${text}Z`);
const shown = (at: number) => new Date(at).toISOString().slice(0, 16);

/** Ana, Dev and Ben take turns by the week, from Monday 2026-01-05, 9 o'clock in Lisbon. */
function layer(change: Partial<Layer> = {}): Layer {
  const base = {
    people: ['ana', 'dev', 'ben'],
    turn: 'week',
    from: '2026-01-05',
    handOver: '09:00',
  } as const;
  return { ...base, people: [...base.people], zone: 'Europe/Lisbon', holidays: [], ...change };
}
function rotation(change: Partial<Rotation> = {}): Rotation {
  return { id: 'first', title: 'First', zone: 'Europe/Lisbon', layers: [layer()], overrides: [], ...change };
}

describe('turns', () => {
  it('change by the week, at the hour that clocks show in the zone', () => {
    const weekly = rotation();
    expect(whoIsOnCall(weekly, utc('2026-01-05T08:59'))).toBeUndefined();
    expect(whoIsOnCall(weekly, utc('2026-01-05T09:00'))).toBe('ana');
    expect(whoIsOnCall(weekly, utc('2026-01-12T08:59'))).toBe('ana');
    expect(whoIsOnCall(weekly, utc('2026-01-12T09:00'))).toBe('dev');
    // Lisbon is an hour ahead of UTC in summer.
    expect(whoIsOnCall(weekly, utc('2026-07-06T07:59'))).toBe('dev');
    expect(whoIsOnCall(weekly, utc('2026-07-06T08:00'))).toBe('ben');
  });

  it('change by the day, also on days of 23 and 25 hours', () => {
    const daily = rotation({ layers: [layer({ turn: 'day', from: '2026-03-28', people: ['ana', 'dev'] })] });
    const found = shifts(daily, utc('2026-03-28T09:00'), utc('2026-03-31T08:00'));
    expect(found.map(({ person, from, to }) => [person, shown(from), (to - from) / hour])).toEqual([
      ['ana', '2026-03-28T09:00', 23],
      ['dev', '2026-03-29T08:00', 24],
      ['ana', '2026-03-30T08:00', 24],
    ]);
    const autumn = shifts(daily, utc('2026-10-24T08:00'), utc('2026-10-26T09:00'));
    expect(autumn.map(({ to, from }) => (to - from) / hour)).toEqual([25, 24]);
  });

  it('follow the sun: each layer has its own zone and hours', () => {
    const office = (person: string, zone: string, from: string, to: string) =>
      layer({ people: [person], turn: 'day', zone, handOver: from, hours: [{ from, to }] });
    const sun = rotation({
      layers: [
        office('ana', 'Europe/Lisbon', '09:00', '17:00'),
        office('eva', 'America/New_York', '12:00', '20:00'),
        office('dev', 'Asia/Kolkata', '06:30', '14:30'),
      ],
    });
    // In winter New York is five hours behind Lisbon: noon there is 17:00 here. Kolkata begins at 01:00 UTC.
    const found = shifts(sun, utc('2026-01-14T09:00'), utc('2026-01-15T09:00'));
    expect(found.map(({ person, from }) => [person, shown(from)])).toEqual([
      ['ana', '2026-01-14T09:00'],
      ['eva', '2026-01-14T17:00'],
      ['dev', '2026-01-15T01:00'],
    ]);
    // America is three weeks earlier in summer time: an hour is covered twice, and another by nobody.
    const march = gaps(sun, utc('2026-03-11T09:00'), utc('2026-03-12T09:00'));
    expect(march.map(({ from, to }) => [shown(from), shown(to)])).toEqual([
      ['2026-03-12T00:00', '2026-03-12T01:00'],
    ]);
  });
});

describe('hours, holidays and overrides', () => {
  const nights = rotation({
    layers: [layer({ hours: [{ days: ['friday'], from: '22:00', to: '06:00' }] })],
  });

  it('runs over midnight from the day it begins on', () => {
    const found = shifts(nights, utc('2026-01-16T12:00'), utc('2026-01-17T12:00'));
    expect(found.map(({ person, from }) => [person, shown(from)])).toEqual([
      [undefined, '2026-01-16T12:00'],
      ['dev', '2026-01-16T22:00'],
      [undefined, '2026-01-17T06:00'],
    ]);
  });

  it('leaves a holiday to the next layer, or to nobody', () => {
    const holidays = ['2026-01-14'];
    const filled = rotation({ layers: [layer({ holidays }), layer({ people: ['finn'] })] });
    expect(whoIsOnCall(filled, utc('2026-01-13T23:59'))).toBe('dev');
    expect(whoIsOnCall(filled, utc('2026-01-14T00:00'))).toBe('finn');
    expect(whoIsOnCall(filled, utc('2026-01-15T00:00'))).toBe('dev');
    const left = rotation({ layers: [layer({ holidays })] });
    expect(gaps(left, utc('2026-01-12T09:00'), utc('2026-01-19T09:00'))).toEqual([
      { from: utc('2026-01-14T00:00'), to: utc('2026-01-15T00:00') },
    ]);
  });

  it('gives an override what it takes over, and the later of two counts', () => {
    const away = { person: 'finn', from: utc('2026-01-11T00:00'), to: utc('2026-01-14T00:00'), for: 'dev' };
    const night = { person: 'eva', from: utc('2026-01-13T20:00'), to: utc('2026-01-14T06:00') };
    const found = shifts(
      rotation({ overrides: [away, night] }),
      utc('2026-01-11T00:00'),
      utc('2026-01-15T00:00'),
    );
    expect(found.map(({ person, from }) => [person, shown(from)])).toEqual([
      ['ana', '2026-01-11T00:00'],
      ['finn', '2026-01-12T09:00'],
      ['eva', '2026-01-13T20:00'],
      ['dev', '2026-01-14T06:00'],
    ]);
  });
});

describe('a year in two zones, whatever its hand-overs', () => {
  const clocks = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom('00', '15', '30', '45'))
    .map(([hours, minutes]) => `${String(hours).padStart(2, '0')}:${minutes}`);

  it.each(['Europe/Lisbon', 'America/New_York'])('somebody is on call at every moment in %s', (zone) => {
    fc.assert(
      fc.property(
        clocks,
        fc.constantFrom('day' as const, 'week' as const),
        fc.integer({ min: 1, max: 5 }),
        (handOver, turn, many) => {
          const people = Array.from({ length: many }, (_, n) => `person-${n}`);
          const one = rotation({ zone, layers: [layer({ people, turn, handOver, zone })] });
          const from = momentOf('2026-01-05', handOver, zone);
          const to = momentOf('2027-01-04', handOver, zone);
          const found = shifts(one, from, to);
          expect(gaps(one, from, to)).toEqual([]);
          expect(found[0]?.from).toBe(from);
          expect(found.at(-1)?.to).toBe(to);
          const length = turn === 'week' ? 7 * day : day;
          for (const [n, shift] of found.entries()) {
            expect(shift.person).toBe(`person-${n % many}`);
            if (n > 0) expect(shift.from).toBe(found[n - 1]?.to);
            // Who looks up any moment of a shift finds the same person.
            expect(whoIsOnCall(one, shift.to - 1)).toBe(shift.person);
            if (many > 1) expect(Math.abs(shift.to - shift.from - length)).toBeLessThanOrEqual(hour);
          }
          if (many > 1) expect(found).toHaveLength(turn === 'week' ? 52 : 364);
        },
      ),
      { numRuns: 10 },
    );
  });

  it('a time the clocks leave out means the moment after; of one that comes twice, the first', () => {
    expect(shown(momentOf('2026-03-29', '01:30', 'Europe/Lisbon'))).toBe('2026-03-29T01:30');
    expect(shown(momentOf('2026-10-25', '01:30', 'Europe/Lisbon'))).toBe('2026-10-25T00:30');
    expect(shown(momentOf('2026-03-08', '02:30', 'America/New_York'))).toBe('2026-03-08T07:30');
    expect(shown(momentOf('2026-11-01', '01:30', 'America/New_York'))).toBe('2026-11-01T05:30');
  });
});
