import { describe, expect, it } from 'vitest';
import type { IncidentEvent } from '../../../src/domain/incident/events.ts';
import { rollbackChooserCard } from '../../../src/views/chat/rollback-chooser.ts';
import {
  ana,
  at,
  ben,
  buttonsOf,
  dev,
  drawn,
  happened,
  incidentAfter,
  linesOf,
  openedIncident,
  pressing,
  productPlan,
} from './given.ts';

const action = 'a1';
const request = (part = 'prompt', approvalsNeeded = 1, by = ana) =>
  happened(
    '14:16',
    {
      type: 'rollback.requested',
      action,
      part,
      from: `${part}-v7`,
      to: `${part}-v6`,
      reason: 'Refusals rose after it.',
      approvalsNeeded,
    },
    by,
  );
const approved = happened('14:17', { type: 'rollback.approved', action, approvalsLeft: 0 }, ben);
const started = (manual = false) => happened('14:17', { type: 'rollback.started', action, manual });
const responded = (ok: boolean) =>
  happened('14:18', { type: 'rollback.responded', action, ok, status: ok ? 200 : 500, response: '{"x":1}' });

function card(...events: IncidentEvent[]) {
  return drawn('action:a1', incidentAfter(events));
}

describe('a rollback waiting for approval', () => {
  it('says what goes where, who asked and why, and who may approve', () => {
    expect(linesOf(card(request()))).toEqual([
      'Rollback of prompt v7 → v6',
      'Asked for by Ana at 14:16 UTC: Refusals rose after it.',
      'Waits for 1 more approval. May approve: Ben and Finn.',
      '[Approve] [Decline…] [Nobody answers…] [What it would do]',
    ]);
  });

  it('asks before it approves', () => {
    const approve = buttonsOf(card(request())).find((button) => button.verb === 'rollback.approve');
    expect(approve?.value).toBe('42|a1');
    expect(approve?.confirm?.text).toContain('prompt v7 → v6');
    expect(approve?.confirm?.text).toContain('It starts at once with this approval.');
  });

  it('says before that whether another approval has to come', () => {
    const approve = buttonsOf(card(request('prompt', 2))).find(({ verb }) => verb === 'rollback.approve');
    expect(approve?.confirm?.text).toContain('It needs 2 more approvals, and starts at once with the last.');
  });

  it('says that asking does not count where two must approve', () => {
    expect(card(request('prompt', 2)).text).toContain('Waits for 2 more approvals.');
    expect(card(request('prompt', 2)).text).toContain('The person who asked does not count.');
  });

  it('says when too few may approve it, and what to do instead', () => {
    expect(card(request('prompt', 2, ben)).text).toContain(
      'Waits for 2 more approvals. May approve: Finn. The person who asked does not count. That is too few: decline it, and let somebody ask who approves nothing.',
    );
    expect(card(request('prompt', 3)).text).toContain('That is too few: hand command to one more person');
    expect(card(request('prompt', 2)).text).not.toContain('too few');
  });
});

describe('a rollback under way', () => {
  it('never calls it an approval when somebody broke the glass', () => {
    const glass = { type: 'glass.broken', for: 'rollback', action, reason: 'it doubles' } as const;
    const broken = [
      happened('14:28', { ...glass, unreached: ['Finn Berg'] }, dev),
      happened('14:28', { type: 'rollback.approved', action, approvalsLeft: 0 }, dev),
      started(),
    ];
    const half = happened('14:17', { type: 'rollback.approved', action, approvalsLeft: 1 }, ben);
    const events = [request('prompt', 2), half, ...broken];
    expect(card(...events).text).toContain(
      'Approved by Ben. Break-glass: Dev let it go on. The rollback is being carried out.',
    );
  });

  it('says who approved and when its effect is read', () => {
    expect(card(request(), approved, started(), responded(true)).text).toContain(
      'Approved by Ben. Took effect 14:18 UTC. Its effect is read at 14:24 UTC.',
    );
  });

  it('shows the manual step where airb can’t do it, and takes the report', () => {
    const manual = card(request('code'), approved, started(true));
    expect(linesOf(manual)).toContain('Redeploy api-v17 from the release page.');
    expect(pressing(manual, 'Done by hand…')).toEqual({ verb: 'rollback.manual', value: '42|a1' });
  });

  it('shows the target’s own words when it failed, and never claims an effect', () => {
    const failed = card(request(), approved, started(), responded(false));
    expect(linesOf(failed)).toContain('{"x":1}');
    expect(failed.text).toContain('nothing is known to have changed');
    expect(failed.text).not.toContain('took effect');
  });

  it('ends with the verdict', () => {
    const signals = [
      { signal: 'refusal_rate', before: 0.19, after: 0.05, normal: 0.04, verdict: 'contained' as const },
    ];
    const judged = happened('14:24', { type: 'containment.judged', action, verdict: 'contained', signals });
    const done = card(request(), approved, started(), responded(true), judged);
    expect(done.text).toContain(
      'Prompt v7 → v6 took effect 14:18 UTC. Refusals 19 % → 5 %, normal 4 %: contained.',
    );
    expect(buttonsOf(done)).toEqual([]);
  });

  it('offers nothing once declined', () => {
    const declined = card(
      request(),
      happened('14:17', { type: 'rollback.declined', action, reason: 'no' }, ben),
    );
    expect(declined.text).toContain('Declined; nothing was changed.');
    expect(buttonsOf(declined)).toEqual([]);
  });
});

describe('choosing what to roll back', () => {
  it('lists the parts fastest first, with what is live and what was good last', () => {
    expect(linesOf(rollbackChooserCard(openedIncident()))).toEqual([
      'What to roll back on support-bot, fastest first',
      'flag assistant-on → assistant-off [Roll back…]',
      'prompt v7 → v6 [Roll back…]',
      'guardrail policy-12 → policy-11 [Roll back…]',
      'model support-3.2 → support-3.1 [Roll back…]',
      'router small-first-then-large, no known good version [Roll back…]',
      'index kb-2025-02-15 → kb-2025-02-01 [Roll back…]',
      'code api-v18 → api-v17, by hand [Roll back…]',
      'Evidence 0 of 4, missing: The alert as it arrived, Live versions of all parts, Twenty refused answers with their prompts, One full trace of a refused answer. Approval: Ben or Finn, 1 approval for each rollback at SEV2.',
    ]);
  });

  it('names the fallback of a system without parts', () => {
    const none = rollbackChooserCard(openedIncident({ plan: productPlan({ parts: [] }) }));
    expect(none.text).toContain('Its fallback: Route all questions to people.');
  });
});

describe('recovery being watched', () => {
  const start = happened('14:32', { type: 'verification.started', until: at('14:42') }, ben);
  const read = (clock: string, refusals: number) =>
    happened(clock, {
      type: 'readings.taken',
      purpose: { for: 'recovery' },
      sampledAt: at(clock),
      readings: [
        { signal: 'refusal_rate', at: at(clock), value: refusals },
        { signal: 'unsafe_answers', at: at(clock), value: 0.002 },
        { signal: 'ticket_deflection', at: at(clock), problem: 'no series' },
      ],
    });

  it('sets every metric against its limit and says until when', () => {
    expect(linesOf(drawn('recovery', incidentAfter([start])))[0]).toBe(
      'Recovery watch · Every metric must stay in range until 14:42 UTC.',
    );
    const lines = linesOf(drawn('recovery', incidentAfter([start, read('14:33', 0.08)])));
    expect(lines).toContain('Out of range: Refusals 8 %, at most 6 % · key');
    expect(lines).toContain('In range: Unsafe answers 0.2 %, at most 0.3 % · safety');
    expect(lines).toContain('Not measured: Deflection, at least 40 % (no series) · business');
  });

  it('takes no data for no recovery', () => {
    expect(drawn('recovery', incidentAfter([start, read('14:33', 0.05)])).text).toContain(
      'Deflection not measured.',
    );
  });

  it('leaves the button to what is due, where it stands once it held', () => {
    const held = incidentAfter([start, happened('14:42', { type: 'verification.held' })]);
    expect(buttonsOf(drawn('recovery', held))).toEqual([]);
    expect(pressing(drawn('now', held), 'Resolve…')).toEqual({ verb: 'resolve.try', value: '42' });
  });
});
