import type { FastifyInstance } from 'fastify';
import { type Rotation, shifts } from '../domain/oncall/rotation.ts';
import { oneLine } from '../domain/plain.ts';
import type { PersonSpec } from '../domain/runbooks/runbook.ts';
import { day, type Instant } from '../domain/time.ts';
import { isGuessable } from '../http/doors.ts';
import { Problem } from '../http/problem.ts';
import { sameSecret } from '../http/secrets.ts';
import { calendarToken } from './calendar-token.ts';
import type { WebOptions } from './options.ts';

/** A calendar shows the last week and the coming quarter of a year. */
const [back, ahead] = [7 * day, 90 * day];

/** `GET /oncall/<rotation>.ics?token=…`: who is on call, for calendars people subscribe to. */
export function registerCalendar(
  app: FastifyInstance,
  { runbooks, apiToken, doors, clock }: WebOptions,
): void {
  app.get<{ Params: { file: string }; Querystring: Record<string, unknown> }>(
    '/oncall/:file',
    async (request, reply) => {
      const id = /^([a-z][a-z0-9_-]{0,59})\.ics$/.exec(request.params.file)?.[1] ?? '';
      const { token } = request.query;
      const given = typeof token === 'string' ? token : '';
      const isRight = () => !!apiToken && sameSecret(given, calendarToken(apiToken, id));
      // Whoever guesses the API token can make this one, so it is as guessable as that. Asked before the rotation is looked
      // for, so that nobody learns which there are.
      if (!doors.shown(request.raw, { door: 'pages', guessable: isGuessable(apiToken ?? ''), isRight }))
        throw new Problem(401, 'The address of a calendar ends with its token.', {
          hint: 'airb oncall --calendars prints the addresses.',
        });
      const { people, rotations = [] } = runbooks.library().organization;
      const rotation = rotations.find((one) => one.id === id);
      if (rotation === undefined) throw new Problem(404, `There is no rotation ${id}.`);
      const text = await calendarOf(rotation, { people, now: clock.now() });
      return reply.type('text/calendar; charset=utf-8').send(text);
    },
  );
}

/** The shifts of a rotation as iCalendar (RFC 5545). A shift keeps its id as long as it begins at the same moment. */
export async function calendarOf(
  rotation: Rotation,
  { people, now }: { people: PersonSpec[]; now: Instant },
): Promise<string> {
  const { default: ical } = await import('ical.js');
  const time = (at: Instant) => ical.Time.fromJSDate(new Date(at), true);
  const calendar = new ical.Component('vcalendar');
  calendar.updatePropertyWithValue('version', '2.0');
  calendar.updatePropertyWithValue('prodid', '-//airb//on call//EN');
  const title = oneLine(rotation.title);
  const name = new ical.Property('x-wr-calname');
  // A property ical.js does not know is written as it is, and this one is text.
  name.resetType('text');
  name.setValue(`On call: ${title}`);
  calendar.addProperty(name);
  for (const { person, from, to, override } of shifts(rotation, now - back, now + ahead)) {
    if (person === undefined) continue;
    const known = people.find(({ id }) => id === person);
    const event = new ical.Component('vevent');
    event.updatePropertyWithValue('uid', `${rotation.id}-${from}@airb`);
    event.updatePropertyWithValue('dtstamp', time(now));
    event.updatePropertyWithValue('dtstart', time(from));
    event.updatePropertyWithValue('dtend', time(to));
    const standsIn = override ? ', standing in' : '';
    event.updatePropertyWithValue('summary', `${oneLine(known?.name ?? person)}: ${title}${standsIn}`);
    event.updatePropertyWithValue('transp', 'TRANSPARENT');
    calendar.addSubcomponent(event);
  }
  return `${calendar.toString()}\r\n`;
}
