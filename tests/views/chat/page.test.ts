import { describe, expect, it } from 'vitest';
import type { IncidentEvent } from '../../../src/domain/incident/events.ts';
import { react } from '../../../src/domain/incident/react.ts';
import { pageSummary } from '../../../src/views/chat/page.ts';
import {
  ana,
  ben,
  buttonsOf,
  dev,
  drawn,
  happened,
  incidentAfter,
  linesOf,
  openedIncident,
  pressing,
} from './given.ts';

const room = happened('14:10', { type: 'room.opened', room: 'slack:C0INC42', name: 'inc-42' });

describe('a page to the owner on call', () => {
  const card = drawn('page:0:ana', incidentAfter([room]));

  it('tells a tired reader what, whether it is theirs, and who is called next and when', () => {
    expect(card.text).toBe(
      'SEV2 support-bot — refusals 19 % (normal 4 %) since 14:02 UTC, paid English traffic. ' +
        'You are the owner on call. If nobody acknowledges by 14:15 UTC, Dev is paged.',
    );
    expect(linesOf(card).slice(2, 4)).toEqual([
      'First: Read twenty refused answers. Runbook: Refusal spike',
      'INC-42 support-bot refuses too much · Open channel: #inc-42',
    ]);
  });

  it('can be acknowledged or passed on', () => {
    expect(pressing(card, 'Acknowledge')).toEqual({ verb: 'page.ack', value: '42' });
    expect(pressing(card, 'Can’t take it')).toEqual({ verb: 'page.decline', value: '42|0' });
  });

  it('says the same on every other route', () => {
    expect(pageSummary(openedIncident())).toBe(
      'SEV2 support-bot — refusals 19 % (normal 4 %) since 14:02 UTC, paid English traffic.',
    );
  });
});

describe('a page somebody has acknowledged', () => {
  const incident = incidentAfter([room, happened('14:12', { type: 'acknowledged', via: 'chat' })]);

  it('asks nothing more of anybody', () => {
    expect(buttonsOf(drawn('page:0:ana', incident))).toEqual([]);
    expect(drawn('page:0:ana', incident).text).toContain('You acknowledged at 14:12 UTC.');
    expect(drawn('page:1:dev', incident).text).toContain(
      'Ana acknowledged at 14:12 UTC. Nobody else is paged.',
    );
  });

  it('says so once the incident is over', () => {
    const over = incidentAfter([
      room,
      happened('14:12', { type: 'acknowledged', via: 'chat' }),
      happened('14:50', { type: 'cancelled', reason: 'a load test' }),
    ]);
    expect(drawn('page:0:ana', over).text).toContain(
      'You acknowledged at 14:12 UTC. The incident is cancelled. Nothing is left to do here.',
    );
  });
});

describe('a page nobody acknowledged', () => {
  const incident = incidentAfter([
    room,
    happened('14:15', { type: 'page.climbed', level: 1, people: [dev], unanswered: [ana] }),
  ]);

  it('tells the next person why they are called', () => {
    expect(drawn('page:1:dev', incident).text).toContain(
      'Ana did not acknowledge. You are next on call. If nobody acknowledges by 14:20 UTC, Ben and Finn are paged.',
    );
  });

  it('tells the first that it went on, and can still be taken', () => {
    const card = drawn('page:0:ana', incident);
    expect(card.text).toContain('Not acknowledged in time; Dev paged at 14:15 UTC. You can still take it.');
    expect(pressing(card, 'Acknowledge').verb).toBe('page.ack');
  });

  it('says when nobody is left', () => {
    const last = incidentAfter([
      happened('14:20', { type: 'page.climbed', level: 2, people: [ben], unanswered: [dev] }),
    ]);
    expect(drawn('page:2:ben', last).text).toContain('Nobody is left to page after you.');
  });
});

describe('the page of a commander called because the severity was raised', () => {
  it('says so', () => {
    const incident = incidentAfter([
      happened('14:14', {
        type: 'severity.changed',
        from: 'sev3',
        to: 'sev2',
        reason: 'paid traffic affected',
      }),
    ]);
    expect(drawn('page:4:ben', incident).text).toContain('Raised to SEV2. You are the incident commander.');
  });

  it('does not say that those on call failed to acknowledge: nobody asked them', () => {
    const raised = happened('14:14', {
      type: 'severity.changed',
      from: 'sev2',
      to: 'sev1',
      reason: 'paid traffic affected',
    });
    expect(drawn('page:3:ben', incidentAfter([raised])).text).not.toContain('did not acknowledge');
  });
});

describe('a page to somebody only chat knows', () => {
  it('is drawn although the id holds a colon', () => {
    expect(drawn('page:0:slack:U0XYZ', openedIncident()).text).toContain('You are on call.');
  });
});

describe('a page that left before the channel was there', () => {
  const sent = happened('14:10', {
    type: 'page.sent',
    level: 0,
    route: 'chat',
    people: [ana],
    summary: 'refusals',
  });
  const drawnAgain = (events: IncidentEvent[]) =>
    events.slice(-1).flatMap((event) => react(event, incidentAfter(events), 3).map(({ body }) => body));

  it('is drawn again with the way in, whichever of the two was recorded first', () => {
    const page = { kind: 'draw', slot: 'page:0:ana', place: { to: 'person', person: 'ana' } };
    expect(drawnAgain([sent, room])).toContainEqual(page);
    expect(drawnAgain([room, sent])).toContainEqual(page);
    expect(drawnAgain([sent])).not.toContainEqual(page);
  });
});
