import { describe, expect, it } from 'vitest';
import { airb, type Person, type Severity } from '../../../src/domain/people.ts';
import type { Plan } from '../../../src/domain/runbooks/plan.ts';
import { minute } from '../../../src/domain/time.ts';
import { bodiesOf, eva, finn, given, incident42, timersOf } from '../../support/given.ts';
import { ana, ben, chloe, event } from '../../support/worked-example.ts';

const routes = { pagers: ['chat', 'pagerduty'] };
type Story = ReturnType<typeof given>;

/** Somebody says another severity. */
const says = (story: Story, who: Person, to: Severity, clock = '14:20') =>
  story.after([clock, who, { type: 'severity', to, reason: 'worse' }]);
/** An alert does. */
const alerted = (story: Story, from: Severity, to: Severity) =>
  given(...story.log, event('14:20', airb, { type: 'severity.changed', from, to, reason: 'its label' }));
/** Whom the newest event has paged, by step. */
const paged = (story: Story) =>
  bodiesOf(story.asked(), 'page').map(({ level, people }) => `${level}: ${people.join(' ')}`);
const drawn = (story: Story) => bodiesOf(story.asked(), 'draw').map(({ slot }) => slot);
const invited = (story: Story) => bodiesOf(story.asked(), 'room.invite').flatMap(({ people }) => people);

describe('whom a raise calls', () => {
  it('is the commander and nobody else where a person says so; by an alert also the first on call', () => {
    const story = incident42({ plan: routes });
    expect(paged(says(story, eva, 'sev2'))).toEqual(['4: ben']);
    expect(paged(alerted(story, 'sev3', 'sev1'))).toEqual(['3: ben ana']);
    expect(invited(alerted(story, 'sev3', 'sev1'))).toEqual(['ben', 'ana']);
    expect(invited(alerted(story, 'sev3', 'sev2'))).toEqual(['ben', 'ana']);
    expect(paged(says(story, ben, 'sev1'))).toEqual([]);
    expect(invited(says(story, ben, 'sev1'))).toEqual([]);
  });

  it('is the first on call where nobody has command, whoever says so', () => {
    const headless = incident42({ plan: routes, roles: { owner: ana } });
    expect(paged(says(headless, eva, 'sev1'))).toEqual(['3: ana']);
    expect(invited(says(headless, eva, 'sev1'))).toEqual(['ana']);
  });

  it('up to SEV3 is not the commander: they are invited, and only those are paged whom SEV4 did without', () => {
    const watched = incident42({ severity: 'sev4', plan: routes });
    const raised = says(watched, eva, 'sev3');
    expect(paged(raised)).toEqual(['0: ana']);
    expect(invited(raised)).toEqual(['ben', 'ana']);
  });

  it('is nobody when it is lowered, to a severe one as well', () => {
    const severe = incident42({ severity: 'sev1', plan: routes });
    const lowered = says(severe, finn, 'sev2');
    expect([paged(lowered), invited(lowered)]).toEqual([[], []]);
    expect(paged(alerted(severe, 'sev1', 'sev2'))).toEqual([]);
  });

  it('is nobody on call any more once somebody has answered', () => {
    const taken = incident42({ severity: 'sev4', plan: routes }).after([
      '14:12',
      ana,
      { type: 'acknowledge', via: 'command' },
    ]);
    const raised = says(taken, eva, 'sev3');
    expect(paged(raised)).toEqual([]);
    expect(timersOf(raised.asked()).filter((one) => one.startsWith('page.'))).toEqual([]);
    expect(raised.incident.paging).toEqual(taken.incident.paging);
    expect(invited(alerted(taken, 'sev4', 'sev3'))).toEqual(['ben']);
  });

  it('is whoever is on call by then, where nobody was when it opened and it was lowered to SEV4 meanwhile', () => {
    const afternoons = [{ from: '15:00', to: '20:00' }];
    const layer = {
      people: ['ana'],
      turn: 'week' as const,
      from: '2025-02-10',
      handOver: '09:00',
      zone: 'UTC',
    };
    const rotations = [
      {
        id: 'bots',
        title: 'Bots',
        zone: 'UTC',
        layers: [{ ...layer, hours: afternoons, holidays: [] }],
        overrides: [],
      },
    ];
    const escalation = [{ people: [], names: ['bots'], after: 5 * minute }];
    const nobody = incident42({ plan: { ...routes, rotations, escalation } });
    const lowered = says(nobody, ben, 'sev4', '15:30');
    expect([paged(nobody), paged(lowered)]).toEqual([[], []]);
    expect(paged(says(lowered, eva, 'sev3', '15:40'))).toEqual(['0: ana']);
  });
});

describe('a first step of two, one of whom raises it from SEV4', () => {
  const two = (acknowledge?: 'all'): Partial<Plan> => ({
    ...routes,
    escalation: [{ people: ['ana', 'dev'], after: 5 * minute, ...(acknowledge && { acknowledge }) }],
  });
  const watched = (acknowledge?: 'all') =>
    given(...incident42({ severity: 'sev4', plan: two(acknowledge), roles: { commander: ben } }).log);
  const raise = { type: 'severity' as const, to: 'sev3' as const, reason: 'more users' };

  it('has answered for both by that, unless all must', () => {
    const one = watched().when('14:20', ana, raise).decision;
    expect(one).toMatchObject({ events: [{ type: 'severity.changed' }, { type: 'acknowledged' }, {}] });
    const changed = 'events' in one ? one.events.slice(0, 1) : [];
    expect(paged(given(...watched().log, ...changed))).toEqual([]);
  });

  it('pages the other where all must, and waits for their answer', () => {
    const both = watched('all').when('14:20', ana, raise).decision;
    const events = 'events' in both ? both.events : [];
    expect(paged(given(...watched('all').log, ...events.slice(0, 1)))).toEqual(['0: dev']);
    const after = given(...watched('all').log, ...events);
    expect(after.incident.paging.acknowledged).toBeUndefined();
    after
      .when('14:25', airb, { type: 'page.timeout', level: 0 })
      .decides({ type: 'page.exhausted', levels: 1 });
  });

  it('pages both where somebody else raises it', () => {
    expect(paged(says(watched(), eva, 'sev3'))).toEqual(['0: ana dev']);
    expect(paged(says(watched('all'), eva, 'sev3'))).toEqual(['0: ana dev']);
  });
});

describe('what else follows from another severity', () => {
  it('is that airb proposes none any more once a person has said it, and goes on where an alert did', () => {
    expect(says(incident42(), ana, 'sev2').incident.severityBy).toBe('person');
    expect(alerted(incident42(), 'sev3', 'sev2').incident.severityBy).toBeUndefined();
  });

  it('is that what waits for approval is asked for anew, with as many as it takes now; what is done stays', () => {
    const ask = (part: string) => ({ type: 'rollback.request' as const, part, reason: 'it rose with it' });
    const asked = incident42({ plan: { evidence: [] } }).after(['14:12', ana, ask('prompt')]);
    const action = asked.incident.containments[0]?.id ?? '';
    const two = asked.after(
      ['14:13', finn, { type: 'rollback.decline', action, reason: 'the index first' }],
      ['14:14', ana, ask('index')],
    );
    const [declined, waits] = two.incident.containments;
    const raised = says(two, chloe, 'sev1');
    expect(raised.incident.containments).toMatchObject([
      { id: declined?.id, approvalsNeeded: declined?.approvalsNeeded, status: 'declined' },
      { id: waits?.id, approvalsNeeded: 2, status: 'waiting' },
    ]);
    expect(drawn(raised)).toContain(`action:${waits?.id}`);
    expect(drawn(raised)).toContain(`approval:${waits?.id}:finn`);
    expect(drawn(raised).filter((slot) => slot.includes(`:${declined?.id}`))).toEqual([]);
  });
});
