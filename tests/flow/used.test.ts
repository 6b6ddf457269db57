import { afterEach, beforeEach, expect, it } from 'vitest';
import { minute } from '../../src/domain/time.ts';
import { type Flow, openFlow } from '../support/given-flow.ts';
import { expectLog } from '../support/log.ts';
import { ana, person } from '../support/worked-example.ts';
import { buttonsOf } from '../views/chat/given.ts';

const room = 'inc-20250217-1-support-bot-refusal-spike';
const text = { users: 'Refusals.', since: '14:09', scope: 'Paid.', mitigation: 'Rolling back.' };
let flow: Flow;
beforeEach(async () => {
  flow = await openFlow();
});
afterEach(() => flow.close());

/** The messages in a place about an update, and what can be pressed there. */
const about = (place: string, words: RegExp) =>
  (flow.chat.rooms.get(place)?.posts ?? []).flatMap(({ text: said, card }) =>
    card && words.test(said) ? [buttonsOf(card).map(({ label }) => label)] : [],
  );
const asks = (place: string) => about(place, /next stakeholder update .* is due|^No update was written by/);
const updates = () => about(room, /posted the internal update/);

async function post(users: string): Promise<void> {
  await flow.writer.handle(1, { type: 'update', form: 'internal', text: { ...text, users } }, person(ana));
  await flow.deliverer.run();
}

it('a reminder loses its buttons in the room and with whom it reminded once the update is out, and no message twice', async () => {
  expectLog(/^warn No answer came\./);
  await flow.alert();
  await flow.writer.handle(1, { type: 'acknowledge', via: 'chat' }, person(ana));
  await flow.later(minute);
  await flow.later(49 * minute);
  const reminded = [...flow.chat.rooms.keys()].filter(
    (place) => place.startsWith('@') && asks(place).length > 0,
  );
  expect(reminded).toHaveLength(1);
  const [direct = ''] = reminded;
  expect([asks(room), asks(direct)]).toEqual([
    [['Post update…', 'Put off…']],
    [['Post update…', 'Put off…']],
  ]);
  // That the deadline has passed is said, and its answers are lost.
  flow.chat.weather = 'answers lost';
  await flow.later(11 * minute);
  flow.chat.weather = 'fine';
  await flow.later(minute);
  expect([asks(room), asks(direct)]).toEqual([[['Post update…'], ['Post update…']], [['Post update…']]]);

  await post('Refusals.');
  expect([asks(room), asks(direct), updates()]).toEqual([[[], []], [[]], [['Correct it…']]]);

  const before = flow.chat.calls.length;
  await flow.later(5 * minute);
  await post('Fewer refusals.');
  expect(updates()).toEqual([[], ['Correct it…']]);
  const redrawn = flow.chat.calls.slice(before).filter((call) => /^redraw 1\.\d/.test(call));
  expect(redrawn).toHaveLength(1);
  await flow.settled();
});
