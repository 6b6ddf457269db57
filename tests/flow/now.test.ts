import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CommandBody } from '../../src/domain/incident/commands.ts';
import { standing } from '../../src/domain/response/diagnosis.ts';
import { minute } from '../../src/domain/time.ts';
import { type Flow, openFlow } from '../support/given-flow.ts';
import { expectLog } from '../support/log.ts';
import { ana, person } from '../support/worked-example.ts';

const room = 'inc-20250217-1-support-bot-refusal-spike';
let flow: Flow;
beforeEach(async () => {
  flow = await openFlow();
});
afterEach(() => flow.close());

/** Ana does these, one after the other; what they lead to is sent after the last. */
async function does(...bodies: CommandBody[]): Promise<void> {
  for (const body of bodies) await flow.writer.handle(1, body, person(ana));
  await flow.deliverer.run();
}

const acknowledge: CommandBody = { type: 'acknowledge', via: 'chat' };

/** Goes down the shipped tree by the first answer that ends in a cause, else by the first. */
async function findsCause(): Promise<void> {
  for (;;) {
    const { plan, diagnosis } = await flow.incident();
    const now = plan.diagnosis && standing(plan.diagnosis, diagnosis.path);
    if (now?.at !== 'check') return;
    const { id: check, answers } = now.check;
    const answer = answers.find(({ cause }) => cause !== undefined) ?? answers[0];
    await does({ type: 'diagnosis.answer', check, answer: answer?.id ?? '' });
  }
}

/** The messages that say what is due: their text, and whether they still have a button. */
const due = () =>
  (flow.chat.rooms.get(room)?.posts ?? [])
    .filter(({ text }) => /^(Now|Was due):? /.test(text))
    .map(
      ({ text, card }) =>
        `${text.slice(0, 7).trim()}${card?.nodes.some(({ type }) => type === 'actions') ? ' [button]' : ''}`,
    );

describe('nobody answers any page', () => {
  it('and the channel is told whom to call, which no record keeps', async () => {
    await flow.close();
    const phone = '+351 21 555 0100';
    flow = await openFlow(({ organization, ...library }) => ({
      ...library,
      organization: {
        ...organization,
        people: organization.people.map((one) => (one.id === 'ana' ? { ...one, phone } : one)),
      },
    }));
    await flow.alert();
    await flow.later(0);
    const shown = () => JSON.stringify(flow.chat.rooms.get(room)?.posts.map(({ card }) => card));
    expect(shown()).not.toContain(phone);
    for (let n = 0; n < 5; n += 1) await flow.later(5 * minute);
    expect(await flow.log()).toContain('page.exhausted');
    expect(shown()).toContain(phone);
    const kept = [await flow.store.events(1), await flow.store.effects(1)];
    expect(JSON.stringify(kept)).not.toContain(phone);
    await does(acknowledge);
    expect(shown()).not.toContain(phone);
  });
});

describe('what is due is said where the channel ends', () => {
  it('not while the card or the first question has just been posted with its buttons', async () => {
    await flow.alert();
    await flow.deliverer.run();
    await does(acknowledge);
    expect(due()).toEqual([]);
  });

  it('once for each step, and only the newest can be pressed', async () => {
    await flow.alert();
    await does(acknowledge);
    await findsCause();
    expect(due()).toEqual(['Now: do [button]']);
    await does({ type: 'diagnosis.back', all: true });
    expect(due()).toEqual(['Was due', 'Now: an [button]']);
    await does({ type: 'verify', confirmed: ['refusal_rate'], seen: 'x' });
    expect(due()).toEqual(['Was due', 'Was due']);
  });

  it('not twice when the answer of the chat was lost', async () => {
    expectLog(/^warn No answer came\./);
    await flow.alert();
    await does(acknowledge);
    flow.chat.weather = 'answers lost';
    await findsCause();
    flow.chat.weather = 'fine';
    await flow.later(minute);
    await flow.later(minute);
    expect(due()).toEqual(['Now: do [button]']);
    await flow.settled();
  });
});
