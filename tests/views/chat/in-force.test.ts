import { describe, expect, it } from 'vitest';
import { containmentModal } from '../../../src/views/chat/modals.ts';
import { drawn, happened, incidentAfter, linesOf, pressing, productPlan } from './given.ts';

const off = {
  id: 'fallback',
  kind: 'fallback',
  title: 'Turn the assistant off',
  part: 'flag',
  to: 'answers-off',
  loses: 'Users get search and the contact form.',
  stops: true,
} as const;
const base = productPlan();
const plan = {
  ...base,
  parts: [
    { id: 'flag', kind: 'flag' as const, title: 'Assistant', live: 'answers-on' },
    ...base.parts.filter(({ id }) => id !== 'flag'),
  ],
  containment: [off],
};
const asked = {
  action: 'a1',
  part: 'flag',
  from: 'answers-on',
  to: 'answers-off',
  reason: 'x',
  approvalsNeeded: 0,
};
const opened = () => incidentAfter([], { plan });
const switchedOff = () =>
  incidentAfter(
    [
      happened('14:20', { type: 'rollback.requested', ...asked }),
      happened('14:20', { type: 'rollback.started', action: 'a1', manual: false }),
      happened('14:21', { type: 'rollback.responded', action: 'a1', ok: true, status: 200, response: '{}' }),
    ],
    { plan },
  );

describe('what relieves users at once', () => {
  it('is a button on the card, with a form that says what users lose', () => {
    const { verb, value } = pressing(drawn('card', opened()), 'Turn the assistant off…');
    expect({ verb, value }).toEqual({ verb: 'rollback.to', value: '42|flag|answers-off|' });
    const form = containmentModal(opened(), { part: 'flag', to: 'answers-off' });
    expect(JSON.stringify(form.intro)).toContain('Users get search and the contact form.');
    // It is no rollback, and the approvals are those of a rollback all the same.
    expect(JSON.stringify(form.intro)).toContain('Ben or Finn, 1 approval for this at SEV2.');
    expect(linesOf(drawn('card', opened()))).toContain(
      'Approves: Ben or Finn, 1 approval for each rollback, stop or fallback at SEV2',
    );
    expect(form.fields.map(({ id }) => id)).toContain('reason');
    // What the button named can't be edited on the way to the approver.
    expect(form.fields.map(({ id }) => id)).not.toContain('to');
  });
});

describe('while something is off', () => {
  it('the card begins with it, says since when and what it costs, and has the way back', () => {
    const card = drawn('card', switchedOff());
    expect(linesOf(card)[1]).toBe(
      'In force: Turn the assistant off since 14:21 UTC. Users lose: Users get search and the contact form. [Put flag back…]',
    );
    expect(pressing(card, 'Put flag back…')).toEqual({ verb: 'rollback.to', value: '42|flag|answers-on|' });
  });

  it('its own button is gone', () => {
    expect(linesOf(drawn('card', switchedOff())).join('\n')).not.toContain('Turn the assistant off…');
  });

  it('the way back says what it ends', () => {
    const form = containmentModal(switchedOff(), { part: 'flag', to: 'answers-on' });
    expect(JSON.stringify(form.intro)).toContain('This ends “Turn the assistant off”.');
  });
});
