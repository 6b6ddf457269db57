import { describe, expect, it } from 'vitest';
import { homeDocument } from '../../../src/views/home/home-document.ts';
import { incidentPage } from '../../../src/web/pages/incident.ts';
import { opening } from '../../support/worked-example.ts';
import { at, drawn, happened, incidentAfter, linesOf, productPlan, roomHears } from './given.ts';

/** Ben and Finn may approve; only Ben has a part in it, as its commander. */
const plan = productPlan();
const commands = happened('14:11', {
  type: 'role.assigned',
  role: 'commander',
  person: { id: 'ben', name: 'Ben Okafor' },
});
const asked = happened('14:20', {
  type: 'rollback.requested',
  action: 'a1',
  part: 'prompt',
  from: 'prompt-v7',
  to: 'prompt-v6',
  reason: 'it declines',
  approvalsNeeded: 2,
});
const missed = happened('14:40', { type: 'update.missed', dueAt: at('14:40'), forms: ['internal'] });
const told = (hidden: boolean, audiences = plan.audiences) => {
  const facts = { plan: { ...plan, audiences }, private: hidden };
  return roomHears(missed, incidentAfter([missed], facts))?.text;
};

describe('in a private incident', () => {
  const incident = incidentAfter([commands, asked], { plan, private: true });

  it('those who may approve and are not in it are named apart: nobody asks them, and they see nothing', () => {
    expect(linesOf(drawn('action:a1', incident)).join()).toContain(
      'May approve: Ben. Finn may too, once they are in this private channel.',
    );
    expect(linesOf(drawn('approval:a1:ben', incident)).join()).toContain('2 approvals are missing; you may');
    expect(linesOf(drawn('card', incident))).toContain('Approves: Ben, 1 approval for each rollback at SEV2');
  });
});

describe('an update that nobody wrote in time', () => {
  it('is told as a status that stakeholders got only where somebody got one', () => {
    expect(told(false)).toBe('No update was written by 14:40 UTC: stakeholders got an automatic status.');
    expect(told(true)).toMatch(/by 14:40 UTC: nobody outside was told, as the incident is private\.$/);
    expect(told(false, [])).toMatch(/by 14:40 UTC: nobody hears of it by themselves\.$/);
  });

  it('is late by the same time on the card, at home and on the page of the incident', () => {
    const late = { ...missed, nextDueAt: at('15:10') };
    const incident = incidentAfter([late]);
    expect(linesOf(drawn('card', incident)).join()).toContain('Next update due: overdue since 14:40 UTC');
    const now = at('14:51') + 2_000;
    const home = homeDocument([incident], { person: { id: 'ana', name: 'Ana' }, now });
    expect(JSON.stringify(home)).toContain('11 min late, was due 14:40, to be written by Chloe Martin');
    const page = incidentPage(incident, [opening({ plan }), late], { now, listed: false, at: { limit: 1 } });
    expect(page).toMatch(/11\smin late, was due 14:40/);
    expect(page).not.toContain('15:10');
  });
});
