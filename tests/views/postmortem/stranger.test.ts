import { expect, it } from 'vitest';
import { markdown } from '../../../src/documents/markdown.ts';
import type { IncidentEvent } from '../../../src/domain/incident/events.ts';
import { eventsOf } from '../../../src/views/events/lexicon.ts';
import { words } from '../../../src/views/events/recovery.ts';
import { postmortem } from '../../../src/views/postmortem/postmortem.ts';
import { given } from '../../support/given.ts';
import { ben, event, workedExample } from '../../support/worked-example.ts';
import { workedExamplePlan } from '../../support/worked-example-plan.ts';

/** What somebody noticed in the drafts who had never seen airb: each was untrue, or said two things at once. */
const draft = (events: IncidentEvent[]) => markdown(postmortem(events));

/** The worked example without its second rollback: the first brought all back, but for a number that was missing. */
function blind(): IncidentEvent[] {
  return workedExample().flatMap((it): IncidentEvent[] => {
    if ('action' in it && it.action === 'rb-2') return [];
    if (it.type === 'readings.taken' && it.purpose.for === 'containment' && it.purpose.action === 'rb-2')
      return [];
    if (it.type !== 'containment.judged') return [it];
    const read = { ...it.signals[0], signal: 'refusal_rate', before: 0.19, after: 0.05 };
    return [
      {
        ...it,
        signals: [
          { ...read, verdict: 'contained' },
          { signal: 'unsafe_answers', before: 0.002, verdict: 'unknown' },
        ],
      },
    ];
  });
}

it('a verdict that lacks only a number is no half measure: nothing more was needed, and the number is asked for', () => {
  const text = draft(blind());
  expect(text).toContain('brought back all but “Unsafe answers”, for which there was no number');
  expect(text).toMatch(
    /No verdict said that all of it was contained; everything .* measured in range from 14:\d\d on\./,
  );
  expect(text).toContain('When it was contained nobody can say, as “Unsafe answers” was not measured.');
  expect(text).toContain('Alert when “Unsafe answers” is not measured');
  expect(text).not.toMatch(
    /took more than one change|Nothing was measured to contain it|partly contained it/,
  );
});

it('money is not felt: no user, no eval, no switching off, and chat says so as well', () => {
  const plan = workedExamplePlan();
  const signals = plan.signals.map((one) =>
    one.name === 'refusal_rate' ? { ...one, unit: 'usd' as const } : one,
  );
  const events = workedExample({ plan: { ...plan, signals } });
  const text = draft(events);
  expect(text).toContain('**How much it was.**');
  expect(text).toContain('| Began | 14:10 |');
  expect(text).toContain('How much was spent above what is normal');
  expect(text).not.toMatch(
    /[Uu]sers (began to |begin to )?feel it|Users felt|Felt by users|Eval in CI|Which eval/,
  );
  const { log, incident } = given(...events);
  const [end] = eventsOf(log, 'resolved');
  expect(end && words.resolved.chat?.(end, incident)?.text).toContain('Lasted for 21 min');
});

it('what took back a wrong turn is told so in the timeline, where it would pass for half a cure', () => {
  const back = { part: 'prompt', from: 'prompt-v6', to: 'prompt-v7', approvalsNeeded: 0, reason: 'worse' };
  const events = workedExample().map(
    (it): IncidentEvent =>
      it.type === 'containment.judged' && it.action === 'rb-1' ? { ...it, verdict: 'worse' } : it,
  );
  const rest = events.slice(events.findIndex(({ type }) => type === 'verification.started'));
  const text = draft([
    ...events.slice(0, -rest.length),
    event('14:31:45', ben, { type: 'rollback.requested', action: 'rb-3', ...back }),
    event('14:31:46', ben, {
      type: 'rollback.responded',
      action: 'rb-3',
      ok: true,
      status: 200,
      response: '',
    }),
    event('14:31:50', ben, {
      type: 'containment.judged',
      action: 'rb-3',
      verdict: 'partly contained',
      signals: [
        { signal: 'refusal_rate', before: 0.29, after: 0.19, normal: 0.04, verdict: 'partly contained' },
      ],
    }),
    ...rest,
  ]);
  expect(text).toContain(
    'Prompt (prompt-v6 → prompt-v7): took back what had made it worse. Refusal rate 29 %',
  );
});

it('a signal that read the same and good all along has not moved, whatever the file calls normal', () => {
  const plan = workedExamplePlan();
  const signals = plan.signals.map((one) =>
    one.name === 'latency_p95' ? { ...one, baseline: 1_209_600 } : one,
  );
  expect(draft(workedExample({ plan: { ...plan, signals } }))).not.toContain('| Latency p95 | watched |');
});

it('the name beside a line is not said again, and a quoted message stays as it was written', () => {
  const said = event('14:12:20', ben, {
    type: 'message.said',
    message: 'm9',
    files: [],
    text: 'approved by Ben Okafor, says the log',
  });
  const text = draft([...workedExample(), said].sort((a, b) => a.at - b.at));
  expect(text).toMatch(/\| 14:11(:\d\d)? \| Ana Lima \| Acknowledged/);
  expect(text).toMatch(/\| Ben Okafor \| Rollback of prompt \(prompt-v7 → prompt-v6\) approved \|/);
  expect(text).toContain('approved by Ben Okafor, says the log');
  expect(text).toMatch(/\| 14:44 \| Ben Okafor \| Resolved \|/);
});
