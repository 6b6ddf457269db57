import { describe, expect, it } from 'vitest';
import { feltFor } from '../../../src/domain/incident/felt-for.ts';
import { outcomeOf } from '../../../src/domain/incident/outcome.ts';
import { tallyOf } from '../../../src/domain/report/tally.ts';
import type { Plan } from '../../../src/domain/runbooks/plan.ts';
import type { Change } from '../../../src/domain/signals/change.ts';
import { startedNotice } from '../../../src/views/audience/started.ts';
import { pageSummary } from '../../../src/views/chat/page.ts';
import { resolvedNotice } from '../../../src/views/chat/resolved.ts';
import { asText } from '../../../src/views/chat/spans.ts';
import { fateOf } from '../../../src/views/chat/suspect-lines.ts';
import { draftOf } from '../../../src/views/chat/update-draft.ts';
import { verdictCard } from '../../../src/views/chat/verdict.ts';
import { causeWords } from '../../../src/views/postmortem/cause.ts';
import { cured } from '../../../src/views/postmortem/cured.ts';
import { deedWords } from '../../../src/views/postmortem/deeds.ts';
import { promptChange } from '../../support/worked-example.ts';
import { at, ben, happened, incidentAfter, linesOf, openedIncident, productPlan } from './given.ts';

type Judged = Extract<Parameters<typeof happened>[1], { type: 'containment.judged' }>;

const request = {
  action: 'a1',
  part: 'prompt',
  from: 'prompt-v7',
  to: 'prompt-v6',
  reason: 'x',
  approvalsNeeded: 0,
};
const done = (what: Partial<typeof request> = {}) => [
  happened('14:20', { type: 'rollback.requested', ...request, ...what }),
  happened('14:20', { type: 'rollback.started', action: 'a1', manual: false }),
  happened('14:21', { type: 'rollback.responded', action: 'a1', ok: true, status: 200, response: '' }),
];
const refusals = (before: number | undefined, after: number | undefined, verdict: Judged['verdict']) => ({
  signal: 'refusal_rate',
  ...(before !== undefined && { before }),
  ...(after !== undefined && { after }),
  normal: 0.04,
  verdict,
});
const judged = (
  verdict: Judged['verdict'],
  signal: ReturnType<typeof refusals>,
  more: Partial<Judged> = {},
) => ({ type: 'containment.judged', action: 'a1', verdict, signals: [signal], ...more }) satisfies Judged;

const fallback = {
  id: 'fallback',
  kind: 'fallback',
  title: 'Answer from templates',
  part: 'flag',
  to: 'templates',
  loses: 'Free answers.',
  stops: false,
} as const;
const stop = { ...fallback, id: 'stop', kind: 'safe-stop', title: 'Stop the bot', stops: true } as const;
const planned = (one: NonNullable<Plan['containment']>[number]) => productPlan({ containment: [one] });

/** What card, stakeholders and the draft say of one deed, and whether it counts as the cure. */
function toldOf(verdict: Judged, plan = productPlan(), what: Partial<typeof request> = {}) {
  const events = [...done(what), happened('14:27', verdict)];
  const incident = incidentAfter(events, { plan });
  const [deed] = incident.containments;
  const last = { ...happened('14:27', verdict), ...verdict };
  const card = verdictCard(incident, last).text;
  return { incident, deed, card, update: draftOf(incident, 'internal').text.mitigation };
}

describe('a deed that came when all was in range already', () => {
  const { incident, deed, card, update } = toldOf(judged('contained', refusals(0.05, 0.05, 'contained')));

  it('contained nothing: card, stakeholders and the draft say so, and it is no cure', () => {
    expect(card).toContain('In range before and after, so no effect of it can be seen. Refusals 5 % → 5 %');
    expect(update).toContain('in range before and after.');
    expect(`${card} ${update}`).not.toMatch(/\bcontained\b(?!; recovery)/);
    const account = {
      incident,
      words: { signalTitle: () => 'Refusals', value: String, part: () => undefined },
    } as never;
    expect(deed && deedWords({ ...(account as object), opened: incident } as never, deed)).toContain(
      'left everything in range, as it was before',
    );
    expect(fateOf(incident, 'prompt')).toBe('rolled back: in range before and after');
    expect(cured(account)).toEqual([]);
    expect(tallyOf(incident).containments).toEqual([{ kind: 'rollback', outcome: 'unmeasured' }]);
    expect(outcomeOf(incident)).toBeUndefined();
  });

  it('is told otherwise where it was out of range before', () => {
    const other = toldOf(judged('contained', refusals(0.19, 0.05, 'contained')));
    expect(other.card).toContain('normal 4 %: contained.');
    expect(cured({ incident: other.incident } as never)).toEqual(['prompt']);
  });
});

it('the worst of several series before a deed and after it are named each', () => {
  const event = judged('partly contained', refusals(0.31, 0.12, 'partly contained'));
  const worst = (when: 'before' | 'after', value: number, is: string) =>
    happened('14:20', {
      type: 'readings.taken',
      purpose: { for: 'containment', action: 'a1', when },
      sampledAt: at(when === 'before' ? '14:20' : '14:27'),
      readings: [
        { signal: 'refusal_rate', at: at('14:20'), value, worst: { label: 'region', is, best: 0.04, of: 3 } },
      ],
    });
  const read = [worst('before', 0.31, 'eu-west'), worst('after', 0.12, 'us')];
  const incident = incidentAfter([...done(), ...read, happened('14:27', event)]);
  expect(verdictCard(incident, { ...happened('14:27', event), ...event }).text).toContain(
    'Refusals 31 % in region eu-west → 12 % in region us after 6 min, normal 4 %: partly contained.',
  );
});

it('a part that went back in two steps is not told as taken back while the system was off', () => {
  const second = { ...request, action: 'a2', from: 'prompt-v6', to: 'prompt-v5' };
  const incident = incidentAfter([
    ...done(),
    happened('14:27', judged('partly contained', refusals(0.19, 0.1, 'partly contained'))),
    happened('14:30', { type: 'rollback.requested', ...second }),
    happened('14:30', { type: 'rollback.started', action: 'a2', manual: false }),
    happened('14:31', { type: 'rollback.responded', action: 'a2', ok: true, status: 200, response: '' }),
    happened('14:37', { ...judged('contained', refusals(0.1, 0.05, 'contained')), action: 'a2' }),
  ]);
  const words = { part: () => undefined };
  expect(causeWords({ incident, words } as never)).not.toContain('while the system was off');
});

describe('a stop', () => {
  const off = { part: 'flag', from: 'on', to: 'templates' };

  it('is not told as seen where nothing was measured after it', () => {
    const blind = toldOf(judged('stopped', refusals(0.19, undefined, 'unknown')), planned(stop), off);
    expect(blind.card).toContain('Stopped, though nothing measured since shows it');
    const seen = toldOf(judged('stopped', refusals(0.19, 0, 'unknown')), planned(stop), off);
    expect(seen.card).toContain('Stopped: nothing runs');
  });
});

describe('what stakeholders are told was done', () => {
  it('names what changed while it was off beside switching it on', () => {
    const { update } = toldOf(
      judged('contained', refusals(0.19, 0.05, 'contained'), { together: ['index'] }),
    );
    expect(update).toContain(': contained, together with index.');
  });

  it('takes no number of a system that is off for a recovery, and names the one series it is of', () => {
    const read = (reading: object) =>
      happened('14:30', {
        type: 'readings.taken',
        purpose: { for: 'demand' },
        sampledAt: at('14:30'),
        readings: [{ signal: 'refusal_rate', at: at('14:30'), ...reading }],
      });
    const off = done({ part: 'flag', from: 'on', to: 'templates' });
    const stopped = incidentAfter([...off, read({ value: 0 })], { plan: planned(stop) });
    expect(draftOf(stopped, 'internal').text.users).toContain(
      'Refusals 0 % (normal 4 %) at 14:30 UTC, while “Stop the bot” is in force: that measures no recovery.',
    );
    const worst = { label: 'region', is: 'eu-west', best: 0.04, of: 3 };
    expect(draftOf(incidentAfter([read({ value: 0.31, worst })]), 'internal').text.users).toContain(
      'Refusals 31 % (normal 4 %) in region eu-west, the worst of 3 at 14:30 UTC.',
    );
  });

  it('tells nothing in range again as off since a time, to whoever is paged or told late', () => {
    const back = incidentAfter([
      happened('14:30', {
        type: 'readings.taken',
        purpose: { for: 'demand' },
        sampledAt: at('14:30'),
        readings: [{ signal: 'refusal_rate', at: at('14:30'), value: 0.04 }],
      }),
    ]);
    for (const text of [
      pageSummary(back),
      startedNotice({ form: 'internal', late: true } as never, back).text,
    ]) {
      expect(text).toContain('efusals 4 % (normal 4 %) at the last reading; began 14:02 UTC');
      expect(text).not.toContain('out of range');
    }
  });

  it('knows of a way back that others took', () => {
    const back: Change = { ...promptChange, id: 'back', from: 'prompt-v7', to: 'prompt-v6', at: at('14:15') };
    const noted = (change: Change) => happened('14:16', { type: 'change.noted', change });
    const text = (change: Change) => draftOf(incidentAfter([noted(change)]), 'internal').text.mitigation;
    expect(text(back)).toContain(
      'Prompt v7 → v6 was rolled back outside airb at 14:15 UTC, as its tool told.',
    );
    expect(text(back)).not.toContain('Nothing has been rolled back');
    expect(text({ ...back, to: 'prompt-v8' })).toContain('Nothing has been rolled back so far.');
  });
});

describe('the last word to an audience', () => {
  const end = {
    at: at('14:42'),
    by: { kind: 'person', standing: 'listed', ...ben },
    type: 'resolved',
  } as const;
  const override = { reason: 'seen by hand', failing: ['refusal_rate'] };

  it('does not call that as usual of which something is still off', () => {
    const { incident } = toldOf(judged('contained', refusals(0.19, 0.05, 'contained')), planned(fallback), {
      part: 'flag',
      from: 'on',
      to: 'templates',
    });
    const lines = (form: 'internal' | 'customer') => linesOf(resolvedNotice(end, incident, form)).join('\n');
    expect(lines('internal')).toContain('is in range again, though not yet as usual; it was felt for');
    expect(lines('internal')).toContain(
      'Still so: answer from templates is in force; users lose: Free answers.',
    );
    expect(lines('customer')).toContain('Still so: Free answers.');
    expect(lines('customer')).not.toMatch(/works as it should|templates/);
    expect(resolvedNotice({ ...end, override }, incident, 'customer').text).toContain(
      'does not work as usual',
    );
  });

  it('measures no length where somebody closed it against the metrics', () => {
    const held = { ...openedIncident(), normalSince: at('14:20') };
    const card = resolvedNotice({ ...end, override }, held, 'internal');
    expect(linesOf(card).join('\n')).toMatch(/working again 40 min after it began[\s\S]*Closed: /);
    expect(linesOf(card).join('\n')).not.toMatch(/felt for|Measured normal/);
    const closed = {
      ...held,
      phase: 'resolved',
      resolvedAt: end.at,
      override: { ...override, by: 'Ben' },
    } as const;
    expect(feltFor(closed as never, end.at)).toMatchObject({ to: end.at, measured: false });
  });

  it('names only the kinds of metric that were watched', () => {
    const { key } = productPlan().recovery;
    const plan = productPlan({ recovery: { ...productPlan().recovery, key, safety: [], business: [] } });
    const [, facts] = resolvedNotice(end, openedIncident({ plan }), 'internal').nodes;
    const known = facts?.type === 'facts' ? facts.items.map(({ value }) => asText(value)).join() : '';
    expect(known).toMatch(/Key metrics have been in range/);
  });
});
