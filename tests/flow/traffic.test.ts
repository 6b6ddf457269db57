import { afterEach, beforeEach, expect, it } from 'vitest';
import { unannounced } from '../../src/domain/response/unannounced.ts';
import { hour, minute } from '../../src/domain/time.ts';
import { type Flow, openFlow } from '../support/given-flow.ts';
import { ana, at, person } from '../support/worked-example.ts';

let flow: Flow;
beforeEach(async () => {
  flow = await openFlow();
});
afterEach(() => flow.close());

const room = 'inc-20250217-1-support-bot-refusal-spike';

const observations = async () => (await flow.log()).filter((type) => type === 'traffic.seen').length;

it('a model nobody announced is found at the opening, beside an hour and a day before the start, and again on demand', async () => {
  // 13:55  The provider begins to answer with another model. 14:09  Users feel it.
  const asked: number[] = [];
  flow.signals.shares = (spec, when) => {
    expect(spec.label).toBe('gen_ai_response_model');
    asked.push(when);
    const share = when < at('13:55') ? 0 : 0.38;
    return {
      values: [
        { value: 'support-3.2', share: 1 - share },
        ...(share > 0 ? [{ value: 'support-3.2-turbo', share }] : []),
      ],
    };
  };

  // 14:10  The alert comes.
  await flow.alert();
  await flow.later(0);
  await flow.settled();
  expect(asked.toSorted()).toEqual([at('14:09') - 24 * hour, at('13:09'), at('14:10')]);
  expect(unannounced(await flow.incident())).toMatchObject([
    {
      value: 'support-3.2-turbo',
      share: 0.38,
      hourBefore: 0,
      dayBefore: 0,
      risen: { within: 'hour', by: 1 },
    },
  ]);
  expect(flow.chat.texts(room).join('\n')).toContain('Seen in traffic, announced by nobody: model');

  // 14:15  Somebody asks for the signals, and the traffic is asked too.
  await flow.later(5 * minute);
  await flow.writer.handle(1, { type: 'read' }, person(ana));
  await flow.later(0);
  expect(await observations()).toBe(2);
  expect(asked.at(-3)).toBe(at('14:15'));
});

it('nothing is said while every answer comes from what is known', async () => {
  await flow.alert();
  await flow.later(0);
  await flow.settled();
  expect(await observations()).toBe(1);
  expect(flow.chat.texts(room).join('\n')).not.toContain('Seen in traffic');
});
