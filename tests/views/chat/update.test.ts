import { describe, expect, it } from 'vitest';
import type { EventOf } from '../../../src/domain/incident/events.ts';
import { automaticMark, updateCard } from '../../../src/views/chat/update.ts';
import { holdingText } from '../../../src/views/chat/update-holding.ts';
import { ana, at, chloe, happened, incidentAfter, linesOf, openedIncident } from './given.ts';

const text = {
  users: 'One in five questions is declined.',
  since: '14:02 UTC',
  scope: 'Paid customers writing in English.',
  mitigation: 'The last prompt change is being rolled back.',
};
const posted: EventOf<'update.posted'> = {
  at: at('14:15'),
  by: { kind: 'person', standing: 'listed', ...chloe },
  type: 'update.posted',
  form: 'internal',
  text,
  nextDueAt: at('14:45'),
  audiences: ['support-leadership'],
};

describe('an update a person wrote', () => {
  it('is six labelled lines in the agreed order', () => {
    expect(linesOf(updateCard(posted, openedIncident(), 'internal'))).toEqual([
      'SEV2 Support bot: update on INC-42',
      'Users see: One in five questions is declined.',
      'Since: 14:02 UTC',
      'Scope: Paid customers writing in English.',
      'What is being done: The last prompt change is being rolled back.',
      'Next update: 14:45 UTC',
      'Who owns it: Ben Okafor',
    ]);
  });

  it('keeps the proposed start a time, so that it follows the reader’s zone', () => {
    const proposed = { ...posted, text: { ...text, since: '2025-02-17 14:02 UTC' } };
    const card = updateCard(proposed, openedIncident(), 'internal');
    expect(JSON.stringify(card.nodes)).toContain(`{"at":${at('14:02')},"style":"date-time"}`);
    expect(linesOf(card)).toContain('Since: 2025-02-17 14:02 UTC');
  });

  it('leaves the responders’ words out for customer-facing teams', () => {
    const card = updateCard(posted, openedIncident(), 'customer');
    expect(linesOf(card)[0]).toBe('Support bot: update');
    expect(card.text).not.toMatch(/SEV2|INC-42/);
  });

  it('says so when no further one is owed', () => {
    const last = updateCard({ ...posted, nextDueAt: undefined }, openedIncident(), 'internal');
    expect(linesOf(last)).toContain('Next update: no further one is scheduled');
  });
});

describe('the automatic status when nobody wrote one', () => {
  const missed = (incident = openedIncident()): EventOf<'update.missed'> => ({
    at: at('14:40'),
    by: { kind: 'airb' },
    type: 'update.missed',
    dueAt: at('14:40'),
    text: holdingText(incident, 'internal'),
    nextDueAt: at('15:10'),
  });

  it('opens by saying that no person wrote it, in the message and to a screen reader', () => {
    const card = updateCard(missed(), openedIncident(), 'internal');
    expect(linesOf(card)[0]).toBe('Automatic status — no person has written this one');
    expect(card.text.startsWith(automaticMark)).toBe(true);
  });

  it('says only what is known before anybody has spoken', () => {
    expect(holdingText(openedIncident(), 'internal')).toEqual({
      users: 'Refusals 19 % (normal 4 %) at 14:02 UTC.',
      since: '2025-02-17 14:02 UTC',
      scope: 'paid English traffic, as the alert names it',
      mitigation: 'No responder has confirmed yet. Nothing has been rolled back so far.',
    });
  });

  it('repeats a person’s last words as theirs, and adds what happened since', () => {
    const request = {
      action: 'a1',
      part: 'prompt',
      from: 'prompt-v7',
      to: 'prompt-v6',
      reason: 'x',
      approvalsNeeded: 0,
    };
    const incident = incidentAfter([
      posted,
      happened('14:20', { type: 'rollback.requested', ...request }),
      happened('14:20', { type: 'rollback.started', action: 'a1', manual: false }),
      happened('14:21', { type: 'rollback.responded', action: 'a1', ok: true, status: 200, response: '' }),
    ]);
    const holding = holdingText(incident, 'internal');
    expect(holding.users).toBe('One in five questions is declined (as Chloe Martin wrote at 14:15 UTC)');
    expect(holding.mitigation).toContain('Prompt v7 → v6 took effect at 14:21 UTC: effect not measured yet.');
    // The minute of the reading, however long ago, and not that of the status.
    expect(holding.mitigation).toContain('Refusals 19 % (normal 4 %) at 14:02 UTC.');
  });

  it('never repeats itself as if a person had said it', () => {
    const first = missed();
    const incident = incidentAfter([first]);
    expect(holdingText(incident, 'internal').users).not.toContain('as airb wrote');
  });

  it('never gives a cause, not even the category somebody chose', () => {
    const incident = incidentAfter([
      happened('14:26', { type: 'category.chosen', category: 'data', because: 'the new index is broken' }),
      happened('14:27', { type: 'acknowledged', via: 'chat' }, ana),
    ]);
    const words = Object.values(holdingText(incident, 'internal')).join(' ');
    expect(words).not.toMatch(/index|because|category|cause/i);
  });

  it('speaks of no number where none was measured', () => {
    const incident = openedIncident({ alert: undefined });
    expect(holdingText(incident, 'internal').mitigation).toBe(
      'No responder has confirmed yet. Nothing has been rolled back so far.',
    );
  });
});
