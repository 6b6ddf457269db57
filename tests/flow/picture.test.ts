import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { airb } from '../../src/domain/people.ts';
import { aboutSignal } from '../../src/domain/response/onset.ts';
import { minute } from '../../src/domain/time.ts';
import { lost } from '../support/given-chat.ts';
import { type Flow, openFlow } from '../support/given-flow.ts';
import { expectLog } from '../support/log.ts';
import { ben, person } from '../support/worked-example.ts';

describe('the chart where the chat draws none', () => {
  let flow: Flow;
  beforeEach(async () => {
    flow = await openFlow();
    await flow.alert();
    await flow.deliverer.run();
  });
  afterEach(() => flow.close());

  const files = () =>
    flow.chat.rooms
      .get('inc-20250217-1-support-bot-refusal-spike')
      ?.posts.flatMap(({ file }) => file?.name ?? []);

  /** Readings were taken on demand, with or without what was before. */
  async function read(values: number[]): Promise<void> {
    const at = flow.now();
    const signal = aboutSignal(await flow.incident())?.name ?? '';
    const readings = [{ signal, at, value: values.at(-1) ?? 0 }];
    const history =
      values.length > 1 ? [{ signal, from: at - (values.length - 1) * minute, step: minute, values }] : [];
    await flow.writer.handle(
      1,
      { type: 'readings', purpose: { for: 'demand' }, sampledAt: at, readings, history },
      airb,
    );
    await flow.deliverer.run();
    await flow.later(5000);
  }

  it('is uploaded as a picture, after the message whose words say the same', async () => {
    flow.chat.charts = false;
    await read([0.04, 0.04, 0.19]);
    expect(files()).toEqual(['inc-1-chart.png']);
  });

  it('is taken out when something is redacted, and nothing is missed where there never was one', async () => {
    const redact = async (text: string) => {
      await flow.writer.handle(1, { type: 'note', text }, person(ben));
      const entry = (await flow.log()).length;
      await flow.redact({ incident: 1, entry, why: 'names a customer', by: person(ben) });
      await flow.deliverer.run();
      await flow.later(5000);
    };
    await read([0.04, 0.04, 0.19]);
    await redact('called Maria Silva of Lisbon');
    expect(await flow.log()).not.toContain('trouble.noted');
    flow.chat.charts = false;
    await flow.later(minute);
    await read([0.04, 0.04, 0.19, 0.2]);
    const first = flow.chat.calls.filter((call) => call.startsWith('remove')).length;
    await redact('called Maria Silva once more');
    expect(flow.chat.calls.filter((call) => call.startsWith('remove')).length).toBeGreaterThan(first);
  });

  it('is no picture where charts are drawn, and none where no history is known', async () => {
    await read([0.04, 0.04, 0.19]);
    flow.chat.charts = false;
    await flow.later(minute);
    expect(files()).toEqual([]);
  });

  it('is looked for before it is uploaded again, when the answer was lost', async () => {
    expectLog(/No answer came/);
    flow.chat.charts = false;
    flow.chat.fail('upload', lost());
    await read([0.04, 0.04, 0.19]);
    await flow.later(minute);
    expect(files()).toEqual(['inc-1-chart.png']);
    expect(flow.chat.calls.filter((call) => call.startsWith('upload'))).toHaveLength(1);
  });
});
