import Fastify from 'fastify';
import ICAL from 'ical.js';
import { describe, expect, it } from 'vitest';
import type { Rotation } from '../../src/domain/oncall/rotation.ts';
import { calendarAddress, calendarToken } from '../../src/web/calendar-token.ts';
import { registerWeb } from '../../src/web/web.ts';
import { expectLog } from '../support/log.ts';
import { token, webOptions } from './web-fixture.ts';

const layer = { people: ['ana', 'dev'], turn: 'week' as const, from: '2025-02-03', handOver: '09:00' };
const rotation: Rotation = {
  id: 'first-line',
  title: 'First line, days & nights',
  zone: 'Europe/Lisbon',
  layers: [{ ...layer, zone: 'Europe/Lisbon', holidays: [] }],
  overrides: [],
};

async function get(path: string, { title = rotation.title, apiToken = token, tries = 0 } = {}) {
  const options = webOptions({ apiToken });
  const library = options.runbooks.library();
  const organization = { ...library.organization, rotations: [{ ...rotation, title }] };
  const app = Fastify();
  await registerWeb(app, {
    ...options,
    runbooks: { ...options.runbooks, library: () => ({ ...library, organization }) },
  });
  for (let n = 0; n < tries; n++) await app.inject(`/oncall/first-line.ics?token=guess${n}`);
  const answer = await app.inject(path);
  await app.close();
  return answer;
}

describe('the calendar of a rotation', () => {
  it('is read by calendars, with who has which shift', async () => {
    const address = calendarAddress('http://airb.example.com', token, 'first-line');
    const answer = await get(address.replace('http://airb.example.com', ''));
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toBe('text/calendar; charset=utf-8');
    const calendar = new ICAL.Component(ICAL.parse(answer.body));
    const events = calendar.getAllSubcomponents('vevent').map((one) => new ICAL.Event(one));
    expect(events[1]?.summary).toBe('Ana Lima: First line, days & nights');
    expect(events[2]?.summary).toBe('Dev Patel: First line, days & nights');
    // Whoever reads it after the clocks went forward finds the hand-over at nine in Lisbon all the same.
    const summer = events.find((event) => event.startDate.toJSDate() > new Date('2025-04-01T00:00:00Z'));
    expect(summer?.startDate.toJSDate().toISOString()).toMatch(/T08:00:00/);
    expect(new Set(events.map(({ uid }) => uid)).size).toBe(events.length);
  });

  it.each([
    ['without a token', '/oncall/first-line.ics'],
    ['with the API token itself', `/oncall/first-line.ics?token=${token}`],
    ['with the token of another', `/oncall/first-line.ics?token=${calendarToken(token, 'second-line')}`],
    ['of a rotation nobody has', '/oncall/third.ics?token=x'],
  ])('is shown to nobody %s', async (_, path) => {
    const answer = await get(path);
    expect(answer.statusCode).toBe(401);
    expect(answer.body).not.toContain('Ana');
  });

  const own = (apiToken: string) => calendarAddress('', apiToken, 'first-line');

  it('is no way to guess a short API token, from which its own is made', async () => {
    expectLog(/10 wrong secrets within a minute/);
    const short = 'weakpass1';
    expect((await get(own(short), { apiToken: short, tries: 9 })).statusCode).toBe(200);
    expect((await get(own(short), { apiToken: short, tries: 11 })).statusCode).toBe(429);
  });

  it('holds no lines but its own, whatever a title says', async () => {
    const { body } = await get(own(token), { title: 'Line\r\nX-EVIL:1\rBEGIN:VEVENT, a; b' });
    expect(body).not.toMatch(/^X-EVIL|\r(?!\n)/m);
    expect(body).toContain('X-WR-CALNAME;VALUE=TEXT:On call: Line X-EVIL:1 BEGIN:VEVENT\\, a\\; b');
  });

  it('says that there is none to whoever had the token of one that is gone', async () => {
    const answer = await get(`/oncall/gone.ics?token=${calendarToken(token, 'gone')}`);
    expect(answer.statusCode).toBe(404);
  });
});
