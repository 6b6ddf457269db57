import { describe, expect, it } from 'vitest';
import {
  ana,
  at,
  ben,
  buttonsOf,
  drawn,
  happened,
  incidentAfter,
  linesOf,
  openedIncident,
  pressing,
} from './given.ts';

describe('the card of an incident that has just opened', () => {
  const card = drawn('card', openedIncident({ roles: { commander: ben, owner: ana } }));

  it('says in its first lines what is wrong, how much, since when and for whom, and the one thing to do', () => {
    expect(linesOf(card).slice(0, 5)).toEqual([
      'INC-42 · SEV2 · support-bot refuses too much',
      'Refusals 19 % (normal 4 %) since 14:02 UTC, paid English traffic',
      'Now: acknowledge, so that nobody else is called.',
      '[Acknowledge]',
      '▸ Triage since 14:10 UTC (2025-02-17 14:10 UTC) → mitigating → verifying → resolved',
    ]);
  });

  it('is a whole sentence to a screen reader', () => {
    expect(card.text).toBe(
      'INC-42 SEV2 support-bot refuses too much. Triage since 14:10 UTC. Refusals 19 % (normal 4 %) since 14:02 UTC, ' +
        'paid English traffic. Paged: Ana Lima, not acknowledged; Dev next at 14:15 UTC. Next update: 14:40 UTC.',
    );
  });

  it('names who is paged, decides, approves and owns, and offers the empty roles', () => {
    const lines = linesOf(card);
    expect(lines).toContain('Paged: Ana Lima, not acknowledged; Dev next at 14:15 UTC');
    expect(lines).toContain('Approves: Ben or Finn, 1 approval for each rollback at SEV2');
    expect(lines).toContain('Decides: Ben Okafor (commander)');
    expect(lines).toContain('Owns the follow-up: Ana Lima (owner)');
    expect(lines).toContain(
      'Nobody yet: communicates (communications) and takes notes (scribe) [Take it: Take it: communications, Take it: scribe]',
    );
    expect(pressing(card, 'Take it: communications')).toEqual({
      verb: 'role.take',
      value: '42|communications',
    });
  });

  it('lists what changed before the start, each with its rollback one press away', () => {
    expect(linesOf(card)).toContain(
      'prompt v6 → v7, 32 min before the start, by Dev Patel: “Stricter wording about account data” [Roll back…]',
    );
    expect(linesOf(card)).toContain(
      'index kb-2025-02-01 → kb-2025-02-15, 22 min before the start, by index pipeline: “Fortnightly rebuild of the help articles” [Roll back…]',
    );
    expect(pressing(card, 'Roll back…')).toEqual({ verb: 'rollback.open', value: '42|prompt' });
  });

  it('counts evidence and steps, and says when the next update is due', () => {
    expect(linesOf(card)).toContain(
      'Next update due: 14:40 UTC · Evidence: 0 of 4 · Steps: 0 of 7 · Category: not chosen',
    );
  });
});

describe('the card as the incident goes on', () => {
  it('stops asking for an acknowledgement once there is one', () => {
    const incident = incidentAfter([happened('14:12', { type: 'acknowledged', via: 'chat' })]);
    const card = drawn('card', incident);
    expect(linesOf(card)).toContain('Paged: Ana Lima, acknowledged 14:12 UTC');
    expect(buttonsOf(card).map((button) => button.verb)).not.toContain('page.ack');
  });

  it('shows the newest number and which suspect is rolled back already', () => {
    const request = {
      action: 'a1',
      part: 'prompt',
      from: 'prompt-v7',
      to: 'prompt-v6',
      reason: '',
      approvalsNeeded: 0,
    };
    const incident = incidentAfter([
      happened('14:20', { type: 'rollback.requested', ...request }),
      happened('14:20', { type: 'rollback.started', action: 'a1', manual: false }),
      happened('14:21', { type: 'rollback.responded', action: 'a1', ok: true, status: 200, response: '' }),
      happened('14:27', {
        type: 'readings.taken',
        purpose: { for: 'demand' },
        sampledAt: at('14:27'),
        readings: [{ signal: 'refusal_rate', at: at('14:27'), value: 0.08 }],
      }),
    ]);
    const lines = linesOf(drawn('card', incident));
    expect(lines[1]).toContain('Refusals 8 % (normal 4 %)');
    expect(lines[2]).toMatch(
      /^Now: wait for the effect of: rollback of prompt v7 → v6\. It is read at 14:2\d UTC\.$/,
    );
    expect(lines.join()).toContain('triage → ▸ Mitigating since 14:20 UTC');
    expect(lines).toContain(
      'prompt v6 → v7, 32 min before the start, by Dev Patel: “Stricter wording about account data” — rolled back',
    );
  });

  it('says of what was rolled back how much of a relief it was', () => {
    const move = { part: 'prompt', from: 'prompt-v7', to: 'prompt-v6', reason: '', approvalsNeeded: 0 };
    const incident = incidentAfter([
      happened('14:20', { type: 'rollback.requested', action: 'a1', ...move }),
      happened('14:20', { type: 'rollback.started', action: 'a1', manual: false }),
      happened('14:21', { type: 'rollback.responded', action: 'a1', ok: true, status: 200, response: '' }),
      happened('14:27', {
        type: 'containment.judged',
        action: 'a1',
        verdict: 'partly contained',
        signals: [],
      }),
    ]);
    const lines = linesOf(drawn('card', incident));
    expect(lines.join('\n')).toMatch(/prompt v6 → v7.* — rolled back: partly contained/);
  });

  it('does not call rolled back what was put back, nor its return a rollback', () => {
    const asked = (clock: string, action: string, [from, to]: [string, string]) =>
      happened(clock, {
        type: 'rollback.requested',
        ...{ action, part: 'prompt', from, to, reason: '', approvalsNeeded: 1 },
      });
    const done = (clock: string, action: string) => [
      happened(clock, { type: 'rollback.started', action, manual: false }),
      happened(clock, { type: 'rollback.responded', action, ok: true, status: 200, response: '' }),
    ];
    const events = [
      asked('14:20', 'a1', ['prompt-v7', 'prompt-v6']),
      ...done('14:21', 'a1'),
      happened('14:27', { type: 'containment.judged', action: 'a1', verdict: 'worse', signals: [] }),
      asked('14:28', 'a2', ['prompt-v6', 'prompt-v7']),
    ];
    const waiting = linesOf(drawn('card', incidentAfter(events)));
    expect(waiting.join('\n')).toContain('Now: approve putting back prompt v6 → v7.');
    expect(waiting.join('\n')).toContain('— rolled back (worse); putting it back waits for approval');
    const back = linesOf(drawn('card', incidentAfter([...events, ...done('14:29', 'a2')])));
    expect(back.join('\n')).toContain('— rolled back (worse), then put back');
  });

  it('no longer says “since” once the key signal is back in range', () => {
    const read = (value: number) =>
      happened('14:27', {
        type: 'readings.taken',
        purpose: { for: 'demand' },
        sampledAt: at('14:27'),
        readings: [{ signal: 'refusal_rate', at: at('14:27'), value }],
      });
    expect(linesOf(drawn('card', incidentAfter([read(0.08)])))[1]).toContain(
      '8 % (normal 4 %), out of range since 14:02 UTC',
    );
    expect(linesOf(drawn('card', incidentAfter([read(0.041)])))[1]).toBe(
      'Refusals 4.1 % (normal 4 %) at the last reading; began 14:02 UTC',
    );
  });

  it('marks an update that is overdue', () => {
    const text = { users: '', since: '', scope: '', mitigation: '' };
    const incident = incidentAfter([
      happened('14:40', { type: 'update.missed', dueAt: at('14:40'), text, nextDueAt: at('15:10') }),
    ]);
    expect(linesOf(drawn('card', incident)).join()).toContain('Next update due: overdue since 14:40 UTC');
  });

  it('offers nothing but the postmortem once resolved', () => {
    const card = drawn('card', incidentAfter([happened('14:50', { type: 'resolved' })]));
    expect(buttonsOf(card).map((button) => button.verb)).toEqual(['postmortem.draft']);
    expect(linesOf(card)).toContain('triage → mitigating → verifying → ▸ Resolved at 14:50 UTC');
  });

  it('offers nothing at all once cancelled', () => {
    const card = drawn(
      'card',
      incidentAfter([happened('14:20', { type: 'cancelled', reason: 'load test' })]),
    );
    expect(buttonsOf(card)).toEqual([]);
  });

  it('says that nothing is known to have changed rather than nothing', () => {
    const lines = linesOf(drawn('card', openedIncident({ changes: [] })));
    expect(lines).toContain('What changed: nothing is known to have changed lately.');
  });
});

describe('the line in the incidents channel', () => {
  it('is one line with the number and the way in', () => {
    const incident = incidentAfter([
      happened('14:10', { type: 'room.opened', room: 'slack:C0INC42', name: 'inc-42' }),
    ]);
    const card = drawn('announcement', incident);
    expect(linesOf(card)).toEqual([
      'INC-42 · SEV2 · support-bot refuses too much — in triage: refusals 19 % (normal 4 %) since 14:02 UTC, ' +
        'paid English traffic. Ben decides. #inc-42',
    ]);
    expect(JSON.stringify(card.nodes)).toContain('"room":"slack:C0INC42"');
  });

  it('does not say “since” of what is back in range', () => {
    const readings = [{ signal: 'refusal_rate', at: at('14:27'), value: 0.041 }];
    const purpose = { for: 'demand' } as const;
    const read = happened('14:27', { type: 'readings.taken', purpose, sampledAt: at('14:27'), readings });
    expect(linesOf(drawn('announcement', incidentAfter([read])))[0]).toContain(
      ': refusals 4.1 % (normal 4 %) at the last reading. Ben decides.',
    );
  });

  it('keeps title, system and symptom of a private incident to itself', () => {
    const card = drawn('announcement', openedIncident({ private: true }));
    expect(linesOf(card)).toEqual([
      'INC-42 · SEV2 · a private incident is in triage. Its channel is by invitation.',
    ]);
    expect(JSON.stringify(card)).not.toMatch(/support|refus/i);
  });
});
