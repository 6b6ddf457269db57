import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { minute, second } from '../../src/domain/time.ts';
import { lost } from '../support/given-chat.ts';
import { type Flow, openFlow } from '../support/given-flow.ts';
import { expectLog } from '../support/log.ts';
import { ana, person } from '../support/worked-example.ts';

const room = 'inc-20250217-1-support-bot-refusal-spike';
let flow: Flow;

beforeEach(async () => {
  flow = await openFlow(undefined, { both: true });
  await flow.alert();
  await flow.deliverer.run();
});
afterEach(() => flow.close());

const roomsOf = (chat: Flow['chat']) => [...chat.rooms.keys()].filter((name) => name.startsWith('inc-'));
const note = async (text: string) => {
  await flow.writer.handle(1, { type: 'note', text }, person(ana));
  await flow.deliverer.run();
};

describe('a room of one chat is lost', () => {
  it('is replaced there alone; the other chat hears of it and goes on', async () => {
    expectLog(/^warn The channel is archived\./);
    flow.other.lose(`teams:${room}`);
    await note('still rising');
    for (let n = 0; n < 3; n += 1) await flow.later(10 * second);
    expect(roomsOf(flow.other)).toEqual([room, `${room}-2`]);
    expect(roomsOf(flow.chat)).toEqual([room]);
    const keys = flow.other.rooms.get(`${room}-2`)?.posts.map(({ key }) => key) ?? [];
    expect(keys.filter((key) => key === '1:card')).toHaveLength(1);
    expect(flow.other.texts(`${room}-2`).join('\n')).toMatch(/goes on here.*takes the place of #/s);
    expect(flow.other.texts(`${room}-2`).join('\n')).toMatch(/still rising/);
    expect(flow.chat.texts(room).join('\n')).toMatch(/has lost its channel/);
    expect(await flow.store.incidentOfRoom(`teams:${room}-2`)).toBe(1);
    await flow.settled();
  });

  it('is replaced once, also where the answer to the making of the new one is lost', async () => {
    expectLog(/^warn The channel is archived\./, /^warn No answer came\./);
    flow.chat.lose(`slack:${room}`);
    flow.chat.fail('openRoom', lost());
    await note('still rising');
    await note('and rising');
    for (let n = 0; n < 4; n += 1) await flow.later(30 * second);
    expect(roomsOf(flow.chat)).toEqual([room, `${room}-2`]);
    expect((await flow.log()).filter((type) => type === 'room.lost')).toHaveLength(1);
    expect((await flow.log()).filter((type) => type === 'room.replaced')).toHaveLength(1);
    await flow.settled();
  });

  it('two who find it gone say so once', async () => {
    const why = 'The channel is archived.';
    const command = { type: 'room.lost' as const, room: `slack:${room}`, why };
    const airb = { kind: 'airb' as const };
    await Promise.all([flow.writer.handle(1, command, airb), flow.writer.handle(1, command, airb)]);
    for (let n = 0; n < 3; n += 1) await flow.later(10 * second);
    expect((await flow.log()).filter((type) => type === 'room.lost')).toHaveLength(1);
    expect(roomsOf(flow.chat)).toEqual([room, `${room}-2`]);
    await flow.settled();
  });

  it('is let go once the incident is over', async () => {
    expectLog(/^warn The channel is archived\./);
    await flow.writer.handle(
      1,
      { type: 'cancel', reason: 'a load test', confirmed: ['refusal_rate'] },
      person(ana),
    );
    await flow.deliverer.run();
    flow.chat.lose(`slack:${room}`);
    await note('for the record');
    await flow.later(minute);
    expect(roomsOf(flow.chat)).toEqual([room]);
    expect(await flow.log()).not.toContain('room.lost');
  });
});
