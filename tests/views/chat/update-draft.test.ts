import { describe, expect, it } from 'vitest';
import type { IncidentEvent } from '../../../src/domain/incident/events.ts';
import { updateModal } from '../../../src/views/chat/modal-update.ts';
import { asText } from '../../../src/views/chat/spans.ts';
import { draftOf } from '../../../src/views/chat/update-draft.ts';
import { holdingText } from '../../../src/views/chat/update-holding.ts';
import { at, chloe, happened, incidentAfter, openedIncident, productPlan } from './given.ts';

const said = (users: string, mitigation = 'The agent is being paused.') =>
  happened(
    '14:15',
    {
      type: 'update.posted',
      form: 'internal',
      text: { users, since: '2025-02-17 14:02 UTC', scope: 'Paid customers writing in English.', mitigation },
      audiences: [],
    },
    chloe,
  );
const read = (clock: string, value?: number) =>
  happened(clock, {
    type: 'readings.taken',
    purpose: { for: 'demand' },
    sampledAt: at(clock),
    readings: [
      {
        signal: 'refusal_rate',
        at: at(clock),
        ...(value === undefined ? { problem: 'no data' } : { value }),
      },
    ],
  });
const deed = (action: string, clock: string, to: string, from: string): IncidentEvent[] => [
  happened(clock, {
    type: 'rollback.requested',
    action,
    part: 'flag',
    from,
    to,
    reason: 'x',
    approvalsNeeded: 0,
  }),
  happened(clock, { type: 'rollback.started', action, manual: false }),
  happened(clock, { type: 'rollback.responded', action, ok: true, status: 200, response: '' }),
];
const stop = {
  kind: 'stop',
  part: 'flag',
  to: 'off',
  title: 'Stop the agent',
  loses: 'answers of the agent.',
  stops: true,
} as const;
const withStop = () => productPlan({ containment: [stop] } as never);

describe('the draft of an update', () => {
  it('does not say that something is being paused when nothing was', () => {
    const { text } = draftOf(incidentAfter([said('Questions are declined.')]), 'internal');
    expect(text.mitigation).not.toMatch(/paus/);
    expect(text.mitigation).toContain('Nothing has been rolled back so far.');
  });

  it('takes no word of the runbook for something that somebody does', () => {
    const template = {
      users: 'Answers fail.',
      scope: 'The actions are being listed one by one.',
      mitigation: 'The agent is being paused.',
    };
    const plan = productPlan({ templates: { internal: template, customer: template } } as never);
    const { text, check } = draftOf(incidentAfter([], { plan } as never), 'internal');
    expect(Object.values(text).join(' ')).not.toMatch(/being/);
    expect(text.scope).toBe('paid English traffic, as the alert names it');
    expect(check.join()).toContain('“The actions are being listed one by one”');
  });

  it('takes no reassurance of the runbook over that nothing measures', () => {
    const template = {
      users: 'Answers fail.',
      scope: 'No sign so far that data is affected.',
      mitigation: 'x',
    };
    const plan = productPlan({ templates: { internal: template, customer: template } } as never);
    const { text, check } = draftOf(incidentAfter([], { plan } as never), 'internal');
    expect(text.scope).not.toContain('No sign');
    expect(check.join()).toContain('“No sign so far that data is affected”');
  });

  it('has no number older than the newest reading, and the newest with its moment', () => {
    const { text, check } = draftOf(
      incidentAfter([said('Questions are declined. Refusals are at 14 %.'), read('14:40', 0.006)]),
      'internal',
    );
    expect(text.users).toBe('Questions are declined. Refusals 0.6 % (normal 4 %) at 14:40 UTC.');
    expect(check.join()).toContain('left out, because it may not be so any more: “Refusals are at 14 %”');
  });

  it('does not say that users still see what is measured as contained', () => {
    const contained = happened('14:35', {
      ...{ type: 'containment.judged', action: 'r1', verdict: 'contained', signals: [] },
    });
    const events = [said('Questions are declined.'), ...deed('r1', '14:20', 'v6', 'v7'), contained];
    const { text, check } = draftOf(incidentAfter([...events, read('14:40', 0.04)]), 'internal');
    expect(text.users).toBe('Refusals 4 % (normal 4 %) at 14:40 UTC. That is in range again.');
    expect(check.join()).toContain('left out, because it may not be so any more: “Questions are declined”');
    const relapsed = draftOf(incidentAfter([...events, read('14:40', 0.19)]), 'internal');
    expect(relapsed.text.users).toMatch(/^Questions are declined\./);
  });

  it('says that a number is old where nothing is measured now', () => {
    const { text, check } = draftOf(incidentAfter([read('14:30', 0.1), read('14:40')]), 'internal');
    expect(text.users).toContain('Refusals 10 % (normal 4 %) at 14:30 UTC; it is not measured now.');
    expect(check).toContain('the number is an old one: nothing is measured now');
  });

  it('says “in force” while it is off, and not after it is on again; nor does the automatic status', () => {
    const off = incidentAfter([...deed('r1', '14:20', 'off', 'on')], { plan: withStop() } as never);
    expect(draftOf(off, 'internal').text.mitigation).toContain(
      'In force: stop the agent; users lose: answers of the agent.',
    );
    expect(draftOf(off, 'customer').text.mitigation).toContain('Meanwhile: answers of the agent.');
    const on = incidentAfter(
      [
        said('The agent is switched off. Questions wait.'),
        ...deed('r1', '14:20', 'off', 'on'),
        ...deed('r2', '14:40', 'on', 'off'),
      ],
      { plan: withStop() } as never,
    );
    const { text, check } = draftOf(on, 'internal');
    expect(Object.values(text).join(' ')).not.toMatch(/switched off|In force|on → off/);
    expect(text.users).toMatch(/^Questions wait\./);
    expect(check.join()).toContain('“The agent is switched off”');
    expect(holdingText(on, 'internal').mitigation).not.toContain('on → off');
  });

  it('says what waits and what is under way, each as that', () => {
    const [asked] = deed('r1', '14:20', 'off', 'on');
    const waiting = incidentAfter(asked ? [asked] : []);
    expect(draftOf(waiting, 'internal').text.mitigation).toMatch(/flag on → off waits for approval\./i);
  });

  it('tells whose words it took over, and the channels it goes to', () => {
    const modal = updateModal(incidentAfter([said('Questions are declined.')]), 'internal');
    const intro = modal.intro
      .flatMap((node) => ('spans' in node ? [node.spans] : node.type === 'list' ? node.items : []))
      .map((spans) => asText(spans))
      .join('\n');
    expect(intro).toMatch(/Goes to: .*\(#[\w-]+\)/);
    expect(intro).toContain('“Who and what is affected?”: Chloe’s words of 14:15 UTC');
    const template = { users: 'Answers fail.', scope: '', mitigation: '' };
    const plan = productPlan({ templates: { internal: template, customer: template } } as never);
    const first = JSON.stringify(updateModal(openedIncident({ plan }), 'internal', { since: '14:02' }).intro);
    for (const words of [
      '“What do users see?”: the runbook’s words, written before this incident',
      '“Since when?”: your command',
      '“Who and what is affected?”: what the alert says of it',
      '“What is being done?”: the log of this incident',
    ])
      expect(first).toContain(words);
  });
});
