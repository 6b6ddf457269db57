import { describe, expect, it } from 'vitest';
import type { EventBody, IncidentEvent } from '../../../src/domain/incident/events.ts';
import { evolve } from '../../../src/domain/incident/evolve.ts';
import type { Opened } from '../../../src/domain/incident/state.ts';
import { evidence, promptChange, refusalAlert, workedExample } from '../../support/worked-example.ts';
import {
  ana,
  at,
  ben,
  buttonsOf,
  chloe,
  dev,
  happened,
  incidentAfter,
  linesOf,
  openedIncident,
  pressing,
  productPlan,
  roomHears,
} from './given.ts';

/** What the channel hears of an event that comes on top of an incident. */
function said(before: Opened, event: IncidentEvent) {
  const incident = evolve(before, event);
  if (incident.phase === 'none') throw new Error('no incident');
  return roomHears(event, incident);
}

function words(before: Opened, clock: string, body: EventBody, by = ana): string | undefined {
  return said(before, happened(clock, body, by))?.text;
}

describe('a change of severity', () => {
  it('says what follows from it', () => {
    const raise = {
      type: 'severity.changed',
      from: 'sev3',
      to: 'sev2',
      reason: 'paid traffic affected',
    } as const;
    expect(words(openedIncident({ severity: 'sev3' }), '14:14', raise)).toBe(
      'Severity sev3 → sev2 (Ana: paid traffic affected). Updates every 30 min, next 14:40 UTC. Ben paged as commander. ' +
        'Invited where not here yet: Ben. Rollbacks now need an approver.',
    );
  });

  it('says what no longer follows when it is lowered', () => {
    const lower = {
      type: 'severity.changed',
      from: 'sev2',
      to: 'sev4',
      reason: 'one internal user.',
    } as const;
    expect(words(openedIncident(), '14:14', lower)).toBe(
      'Severity sev2 → sev4 (Ana: one internal user). No updates are owed at SEV4. Rollbacks still need an approver. ' +
        'No more updates for #support-leadership, until the end.',
    );
  });

  it('says that two must approve, and that a commander is missing', () => {
    const raise = { type: 'severity.changed', from: 'sev2', to: 'sev1', reason: 'safety' } as const;
    const text = words(openedIncident({ roles: { owner: ana } }), '14:14', raise);
    expect(text).toContain('Nobody holds the role of commander.');
    expect(text).toContain('Rollbacks now need two approvers.');
  });

  it('calls people by full name where two share the first', () => {
    const people = { ...productPlan().people, ana2: { name: 'Ana Costa' } };
    const raise = { type: 'severity.changed', from: 'sev2', to: 'sev3', reason: 'less' } as const;
    expect(words(openedIncident({ plan: productPlan({ people }) }), '14:14', raise)).toContain(
      '(Ana Lima: less)',
    );
  });
});

describe('the verdict of a rollback', () => {
  const request = {
    action: 'a1',
    part: 'prompt',
    from: 'prompt-v7',
    to: 'prompt-v6',
    reason: 'x',
    approvalsNeeded: 0,
  };
  const applied = incidentAfter(
    [
      happened('14:20', { type: 'rollback.requested', ...request }),
      happened('14:20', { type: 'rollback.started', action: 'a1', manual: false }),
      happened('14:21', { type: 'rollback.responded', action: 'a1', ok: true, status: 200, response: '{}' }),
    ],
    { startedAt: at('14:10') },
  );
  const judged = {
    type: 'containment.judged',
    action: 'a1',
    verdict: 'partly contained',
    signals: [
      { signal: 'refusal_rate', before: 0.19, after: 0.08, normal: 0.04, verdict: 'partly contained' },
      { signal: 'ticket_deflection', before: 0.25, after: 0.36, normal: 0.42, verdict: 'partly contained' },
    ],
    nextSuspect: 'index',
  } as const;

  it('is told in numbers, with what to suspect next', () => {
    expect(words(applied, '14:27', { ...judged, signals: [...judged.signals] })).toBe(
      'Prompt v7 → v6 took effect 14:21 UTC. Refusals 19 % → 8 % after 6 min, normal 4 %: partly contained. ' +
        'Deflection 25 % → 36 %, normal 42 %: partly contained. Next suspect: index kb-2025-02-15, changed 30 min before the start.',
    );
  });

  it('carries no button, because it stays as it is when something else is due', () => {
    const card = said(applied, happened('14:27', { ...judged, signals: [...judged.signals] }));
    expect(card && buttonsOf(card)).toEqual([]);
  });

  it('gives each signal its own word, and hides none that got worse', () => {
    const signals = [
      { signal: 'refusal_rate', before: 0.19, after: 0.05, normal: 0.04, verdict: 'contained' as const },
      { signal: 'unsafe_answers', before: 0.002, after: 0.02, normal: 0.002, verdict: 'worse' as const },
    ];
    expect(
      words(applied, '14:27', { ...judged, verdict: 'worse', signals, nextSuspect: undefined }),
    ).toContain(
      'Worse. Refusals 19 % → 5 % after 6 min, normal 4 %: back in range. Unsafe answers 0.2 % → 2 %, normal 0.2 %: worse. First put prompt v7 back.',
    );
  });

  it('takes no way back from harm for a cure of part of it', () => {
    const back = { ...request, action: 'a2', from: 'prompt-v6', to: 'prompt-v7' };
    const returned = incidentAfter([
      happened('14:20', { type: 'rollback.requested', ...request }),
      happened('14:20', { type: 'rollback.started', action: 'a1', manual: false }),
      happened('14:21', { type: 'rollback.responded', action: 'a1', ok: true, status: 200, response: '{}' }),
      happened('14:27', { ...judged, verdict: 'worse', signals: [], nextSuspect: undefined }),
      happened('14:28', { type: 'rollback.requested', ...back }),
      happened('14:28', { type: 'rollback.started', action: 'a2', manual: false }),
      happened('14:29', { type: 'rollback.responded', action: 'a2', ok: true, status: 200, response: '{}' }),
    ]);
    expect(words(returned, '14:35', { ...judged, action: 'a2', signals: [...judged.signals] })).toContain(
      'normal 4 %: put back, not contained. Deflection 25 % → 36 %, normal 42 %: put back, not contained.',
    );
  });

  it('says of the whole what keeps it from being contained, where that was not measured', () => {
    const signals = [
      { signal: 'refusal_rate', before: 0.19, after: 0.05, normal: 0.04, verdict: 'contained' as const },
      { signal: 'unsafe_answers', before: 0.002, normal: 0.002, verdict: 'unknown' as const },
    ];
    expect(words(applied, '14:27', { ...judged, signals, nextSuspect: undefined })).toContain(
      'Partly contained, because this was not measured: unsafe answers. Refusals 19 % → 5 % after 6 min, normal 4 %: back in range.',
    );
  });

  it('calls nothing contained that was in range all the while, even where it moved', () => {
    const signals = [
      {
        signal: 'refusal_rate',
        before: 0.19,
        after: 0.08,
        normal: 0.04,
        verdict: 'partly contained' as const,
      },
      { signal: 'ticket_deflection', before: 0.42, after: 0.41, normal: 0.42, verdict: 'contained' as const },
    ];
    const said = words(applied, '14:27', { ...judged, signals, nextSuspect: undefined });
    expect(said).toMatch(/partly contained\. Still in range: deflection 41 % \(normal 42 %\)\.$/);
  });

  it('is short about a signal that neither moved nor is off', () => {
    const signals = [
      { signal: 'refusal_rate', before: 0.19, after: 0.05, normal: 0.04, verdict: 'contained' as const },
      { signal: 'unsafe_answers', before: 0.002, after: 0.002, normal: 0.002, verdict: 'contained' as const },
    ];
    const event = { ...judged, verdict: 'contained', signals, nextSuspect: undefined } as const;
    expect(words(applied, '14:27', { ...event, signals })).toContain(
      'normal 4 %: contained. Still in range: unsafe answers 0.2 %.',
    );
  });

  it('says that there was nothing to read rather than that all is well', () => {
    const signals = [{ signal: 'refusal_rate', verdict: 'unknown' as const }];
    expect(
      words(applied, '14:27', { ...judged, verdict: 'unknown', signals, nextSuspect: undefined }),
    ).toContain('Refusals not measured → not measured after 6 min: no verdict.');
  });
});

describe('paging', () => {
  it('says who took it and that nobody else is called', () => {
    expect(words(openedIncident(), '14:12', { type: 'acknowledged', via: 'chat' })).toBe(
      'Ana acknowledged after 2 min (via chat). Nobody else is paged.',
    );
  });

  it('says who is called now, who did not answer and who comes next', () => {
    expect(
      words(openedIncident(), '14:15', { type: 'page.climbed', level: 1, people: [dev], unanswered: [ana] }),
    ).toBe(
      'Ana did not acknowledge. Dev Patel paged now. If nobody acknowledges by 14:20 UTC, Ben and Finn are paged.',
    );
  });

  it('asks everybody once nobody is left', () => {
    const card = said(openedIncident(), happened('14:30', { type: 'page.exhausted', levels: 3 }));
    expect(card?.text).toBe(
      'Nobody acknowledged. All 3 levels of the escalation policy were paged. Whoever reads this: take it, or call somebody.',
    );
  });

  it('says which route failed and what is left', () => {
    const failed = {
      type: 'page.failed',
      level: 0,
      route: 'pagerduty',
      people: [ana],
      why: 'HTTP 400: bad key',
    } as const;
    expect(words(openedIncident(), '14:10', { ...failed, people: [ana] })).toBe(
      'The page to Ana by pagerduty failed: HTTP 400: bad key. Other routes are not affected: chat.',
    );
    const chat = { ...failed, route: 'chat', people: [ana] };
    expect(words(openedIncident(), '14:10', chat)).toContain('There is no other route: reach them yourself.');
    // Whoever is found in Teams alone has no other chat.
    const open = openedIncident();
    const { ana: listed = { name: 'Ana Lima' }, ...people } = open.plan.people;
    const plan = { ...open.plan, people: { ...people, ana: { ...listed, chats: ['teams'] } } };
    expect(words({ ...open, plan }, '14:10', { ...chat, route: 'chat:teams' })).toContain(
      'There is no other route',
    );
  });

  it('says who passes it on', () => {
    expect(words(openedIncident(), '14:11', { type: 'page.declined', level: 0, why: 'on a train' })).toBe(
      'Ana can’t take the page: on a train. If nobody acknowledges by 14:15 UTC, Dev is paged.',
    );
  });
});

describe('updates', () => {
  it('are one short line in the incident’s own channel', () => {
    const text = { users: 'u', since: 's', scope: 'c', mitigation: 'm' };
    const posted = {
      type: 'update.posted',
      form: 'internal',
      text,
      nextDueAt: at('14:45'),
      audiences: ['support-leadership'],
    } as const;
    expect(words(openedIncident(), '14:15', { ...posted, audiences: ['support-leadership'] }, chloe)).toBe(
      'Chloe posted the internal update to support-leadership. Next due 14:45 UTC.',
    );
  });

  it('are reminded of by name, with the form one press away', () => {
    const card = said(
      openedIncident(),
      happened('14:34', { type: 'update.nudged', dueAt: at('14:40'), person: chloe }),
    );
    expect(card?.text).toBe(
      'Chloe Martin: the next stakeholder update of INC-42 is due at 14:40 UTC, in 6 min.',
    );
    expect(card && pressing(card, 'Post update…')).toEqual({ verb: 'update.open', value: '42|internal' });
  });

  it('are called late when they are', () => {
    expect(
      words(openedIncident(), '14:48', {
        type: 'update.escalated',
        rung: 1,
        person: ben,
        dueAt: at('14:40'),
      }),
    ).toBe(
      'Ben Okafor: the stakeholder update of INC-42 due at 14:40 UTC is 8 min late. Post it, or hand communications to somebody who can.',
    );
  });
});

describe('news from outside', () => {
  it('names an alert that flapped or stopped', () => {
    const incident = openedIncident();
    expect(words(incident, '14:20', { type: 'alert.flapped', alert: refusalAlert, times: 3 })).toContain(
      '3 times so far',
    );
    expect(words(incident, '14:20', { type: 'alert.resolved', alert: refusalAlert })).toContain('stays open');
  });

  it('sets a noted change against the start', () => {
    const card = said(openedIncident(), happened('14:20', { type: 'change.noted', change: promptChange }));
    expect(card?.text).toBe(
      'Change: prompt v6 → v7, 32 min before the start, by Dev Patel — Stricter wording about account data. Noted by Ana.',
    );
  });

  it('names whoever made a change once, though its feed noted it in their name', () => {
    const change = { ...promptChange, by: 'dev.patel' };
    const by = { kind: 'source' as const, name: 'dev.patel' };
    const card = said(openedIncident(), { ...happened('14:20', { type: 'change.noted', change }), by });
    expect(card?.text.match(/dev\.patel/g)).toHaveLength(1);
  });

  it('does not say that whoever noted a change in chat made it', () => {
    const change = { ...promptChange, by: 'Ana Lima', told: 'listed' as const };
    const card = said(openedIncident(), happened('14:20', { type: 'change.noted', change }));
    expect(card?.text).not.toContain('by Ana Lima');
    expect(card?.text).toMatch(/\. Noted by Ana\.$/);
  });

  it('puts the signals that decide in front, and the others in one short line', () => {
    const readings = [
      { signal: 'latency_p95', at: at('14:20'), value: 1.8 },
      { signal: 'output_tokens', at: at('14:20'), value: 190 },
      { signal: 'ticket_deflection', at: at('14:20'), value: 0.25 },
      { signal: 'unsafe_answers', at: at('14:20'), value: 0.002 },
      { signal: 'refusal_rate', at: at('14:20'), value: 0.19 },
    ];
    const tokens = { name: 'output_tokens', title: 'Output tokens', unit: 'tokens', baseline: 240 } as const;
    const plan = productPlan();
    const signals = [
      ...plan.signals.filter(({ name }) => name !== tokens.name),
      { ...tokens, better: 'lower', query: 'x' } as (typeof plan.signals)[number],
    ];
    const taken = happened('14:20', {
      type: 'readings.taken',
      purpose: { for: 'demand' },
      sampledAt: at('14:20'),
      readings,
    });
    const card = said(openedIncident({ plan: { ...plan, signals } }), taken);
    expect(card && linesOf(card)).toEqual([
      'Signals at 14:20 UTC',
      'Key: refusals 19 % (normal 4 %)',
      'Business: deflection 25 % (normal 42 %)',
      'Safety: unsafe answers 0.2 % (normal 0.2 %)',
      'Also: latency p95 1.8 s, output tokens 190 (normal 240).',
    ]);
  });

  it('tells of many other signals only what is off normal, how many are as usual, and which have no data', () => {
    const plan = productPlan();
    const base = plan.signals.find(({ name }) => name === 'latency_p95');
    if (!base) throw new Error('the plan has no latency');
    const others = Array.from({ length: 12 }, (_, n) => ({
      ...base,
      name: `other_${n}`,
      title: `Other ${n}`,
      baseline: 10,
    }));
    const readings = [
      { signal: 'refusal_rate', at: at('14:20'), value: 0.19 },
      ...others.map(({ name }, n) =>
        n < 2
          ? { signal: name, at: at('14:20'), problem: 'no series' }
          : { signal: name, at: at('14:20'), value: n < 4 ? 15 : 10.4 },
      ),
    ];
    const card = said(
      openedIncident({ plan: { ...plan, signals: [...plan.signals, ...others] } }),
      happened('14:20', {
        type: 'readings.taken',
        purpose: { for: 'demand' },
        sampledAt: at('14:20'),
        readings,
      }),
    );
    expect(card && linesOf(card)).toEqual([
      'Signals at 14:20 UTC',
      'Key: refusals 19 % (normal 4 %)',
      'Off as well: other 2 15 s (normal 10 s)',
      'Off as well: other 3 15 s (normal 10 s)',
      'Also: 8 signals as usual; not measured: other 0 and other 1.',
    ]);
  });

  it('shows readings that were asked for, against normal, and says where there are none', () => {
    const readings = [
      { signal: 'refusal_rate', at: at('14:20'), value: 0.19 },
      { signal: 'latency_p95', at: at('14:20'), problem: 'no series' },
    ];
    const card = said(
      openedIncident(),
      happened('14:20', {
        type: 'readings.taken',
        purpose: { for: 'demand' },
        sampledAt: at('14:20'),
        readings,
      }),
    );
    expect(card && linesOf(card)).toEqual([
      'Signals at 14:20 UTC',
      'Key: refusals 19 % (normal 4 %)',
      'Also: latency p95: not measured.',
    ]);
  });
});

describe('recovery and the end', () => {
  const verifying = incidentAfter([
    happened('14:32', { type: 'verification.started', until: at('14:42') }, ben),
  ]);

  it('says which metrics must hold, and until when', () => {
    expect(words(openedIncident(), '14:32', { type: 'verification.started', until: at('14:42') }, ben)).toBe(
      'Ben started verification: refusals, unsafe answers and deflection must stay in range until 14:42 UTC.',
    );
  });

  it('names what broke the hold', () => {
    expect(words(verifying, '14:35', { type: 'verification.broken', failing: ['refusal_rate'] })).toBe(
      'Not recovered: refusals out of range. The 10 min start again once every metric is in range.',
    );
  });

  it('says once it held that it can be resolved', () => {
    expect(words(verifying, '14:42', { type: 'verification.held' })).toMatch(
      /The incident can be resolved\.$/,
    );
  });

  it('puts an override on record by name, with what was out of range', () => {
    const override = { reason: 'metrics source is down.', failing: ['refusal_rate'] };
    expect(words(verifying, '14:44', { type: 'resolved', override }, ben)).toBe(
      'Resolved by Ben by override, with refusals out of range: metrics source is down. It began 14:02 UTC, 42 min before; its end was not measured. The postmortem is due in 5 days.',
    );
  });

  it('says plainly when it comes back', () => {
    const resolved = incidentAfter([happened('14:44', { type: 'resolved' }, ben)]);
    expect(words(resolved, '14:50', { type: 'relapsed', failing: ['refusal_rate'] })).toContain(
      'INC-42 is back: refusals out of range',
    );
  });
});

describe('what is on a kept-current message already', () => {
  it.each<EventBody>([
    { type: 'step.done', step: 'triage.samples' },
    { type: 'question.answered', question: 'kind', answer: 'policy' },
    { type: 'message.said', message: 'slack:C1/1', text: 'hello', files: [] },
    { type: 'page.sent', level: 0, route: 'chat', people: [ana], summary: 's' },
    { type: 'rollback.approved', action: 'a1', approvalsLeft: 0 },
    { type: 'evidence.saved', evidence: evidence({ id: 'e', title: 't', content: 'c', from: 'automatic' }) },
  ])('$type is not said again', (body) => {
    expect(said(openedIncident(), happened('14:20', body))).toBeUndefined();
  });

  it('makes the worked example a short conversation', () => {
    const events = workedExample();
    let incident = openedIncident();
    const heard = events.slice(1).filter((event) => {
      const next = evolve(incident, event);
      if (next.phase !== 'none') incident = next;
      return roomHears(event, incident) !== undefined;
    });
    expect(heard.length).toBeGreaterThan(8);
    expect(heard.length).toBeLessThan(events.length * 0.6);
  });
});

describe('trouble with a tool', () => {
  it('is said as a sentence without buttons', () => {
    const card = said(
      openedIncident(),
      happened('14:11', {
        type: 'trouble.noted',
        code: 'missing_scope:pins:write',
        text: 'Pins need the scope pins:write.',
      }),
    );
    expect(card?.text).toBe('airb has a problem: Pins need the scope pins:write.');
    expect(card && buttonsOf(card)).toEqual([]);
  });
});
