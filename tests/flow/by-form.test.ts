import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commands } from '../../src/domain/chat/commands.ts';
import type { ChatAnswer, ChatInput, Someone } from '../../src/domain/chat/input.ts';
import { minute } from '../../src/domain/time.ts';
import { createInteract } from '../../src/flow/interact/interact.ts';
import { masking } from '../../src/redaction/masking.ts';
import { type Flow, openFlow } from '../support/given-flow.ts';
import { testLog } from '../support/log.ts';
import { hash } from '../support/mask.ts';
import { sampleLibrary } from '../support/sample-library.ts';
import { seal } from '../support/seal.ts';

const library = sampleLibrary();
const ana: Someone = { id: 'ana', name: 'Ana Lima', standing: 'listed' };
const guest: Someone = { id: 'slack:U0XYZ', name: 'Zed', standing: 'stranger' };

let flow: Flow;
let say: (by: Someone, what: string | Partial<ChatInput>, room?: string) => Promise<ChatAnswer>;

beforeEach(async () => {
  flow = await openFlow();
  await flow.alert();
  await flow.later(0);
  const { store, writer, intake, redact, postmortems, now } = flow;
  const interact = createInteract({
    ...{ store, writer, intake, redact, postmortems, seal, hash, masking },
    clock: { now },
    library: () => library,
    context: () => ({ library, pagers: ['chat'], chats: ['slack'], publicUrl: 'http://airb.test', hash }),
    log: testLog,
    metrics: { sealRefused: () => undefined } as never,
    drills: { scenarios: () => [], start: async () => ({ rejected: 'No drill is played here.' }) },
    report: async () => ({ rejected: 'There is no report.' }),
    readiness: async () => ({ rejected: 'There is no such system.' }),
    evalTools: [],
    revision: async () => undefined,
    readMessage: async () => undefined,
  });
  let inputs = 0;
  say = (by, what, room) => {
    inputs += 1;
    const facts = { key: `k${inputs}`, at: now(), by, named: [], ...(room && { room }) };
    const said = typeof what === 'string' ? { type: 'command', text: what } : what;
    return interact({ ...facts, ...said } as ChatInput);
  };
});
afterEach(() => flow.close());

/** Fills in the form that an answer opens, as the platform sends it back. */
function fill(answer: ChatAnswer, values: Record<string, string>): Partial<ChatInput> {
  if (answer.type !== 'modal') throw new Error(`no form, but ${JSON.stringify(answer)}`);
  const { form, state } = answer.modal;
  return { type: 'submit', form, state, values } as Partial<ChatInput>;
}

const wordsOf = (answer: ChatAnswer) =>
  answer.type === 'private' ? answer.card.text : JSON.stringify(answer);

describe('a command alone', () => {
  it('is a form, a list or the deed, and no question of grammar: each of the table, from another channel', async () => {
    // `step` alone has two forms, and asks which of them is meant.
    for (const { name } of commands.filter((one) => one.name !== 'step')) {
      const answer = await say(ana, `#1 ${name}`);
      expect(wordsOf(answer), name).not.toContain('Usage:');
      // Who asks from elsewhere sees nothing of the channel, so silence would be no answer.
      expect(answer.type, name).not.toBe('nothing');
    }
  });
});

describe('a change', () => {
  it('is noted by a form whose words are read as the command’s; what can’t be read is said at its field', async () => {
    const asked = await say(ana, '#1 change');
    const send = (values: Record<string, string>) => say(ana, fill(asked, values));
    expect(await send({ kind: 'prompt', what: 'x', when: 'last night' })).toEqual({
      type: 'errors',
      fields: { when: expect.stringContaining('When was it?') },
    });
    expect(await send({ kind: 'prompt', what: 'x', when: 'at 23:59' })).toEqual({
      type: 'errors',
      fields: { when: expect.stringContaining('still to come') },
    });
    expect(await send({ kind: 'prompt', what: ' ' })).toMatchObject({ fields: { what: /.+/ } });
    await send({ kind: 'prompt', what: 'v6 -> v7 shorter answers', when: '40 min ago' });
    const { changes } = await flow.incident();
    expect(changes.at(-1)).toMatchObject({
      ...{ kind: 'prompt', from: 'v6', to: 'v7', by: 'Ana Lima' },
      at: flow.now() - 40 * minute,
    });
  });

  it('that is told from another channel is answered there', async () => {
    const answer = await say(ana, '#1 change prompt v6 -> v7 40 min ago', 'slack:C0GENERAL');
    expect(wordsOf(answer)).toContain('Done in INC-1');
  });
});

describe('a step', () => {
  it('is given away by a form that asks for what was not typed', async () => {
    const any = await say(ana, '#1 assign');
    const third = await say(ana, '#1 assign 3');
    expect(any).toMatchObject({ modal: { fields: [{ id: 'step' }, { id: 'person' }] } });
    expect(third).toMatchObject({ modal: { fields: [{ id: 'person' }] } });
    const step =
      any.type === 'modal' && any.modal.fields[0]?.kind === 'choice' ? any.modal.fields[0] : undefined;
    const chosen = step?.options?.[1]?.value ?? '';
    // The channel says nothing of it, so whoever asked is answered.
    const given = await say(ana, fill(any, { step: chosen, person: 'dev' }));
    expect(wordsOf(given)).toMatch(/^Step 2, .+: Dev.* has it, is told directly, and invited\.$/);
    expect((await flow.incident()).steps[chosen]).toMatchObject({ assignee: { id: 'dev' } });
  });

  it('and a change are offered as forms to nobody whose sending would be refused', async () => {
    const { rooms } = await flow.incident();
    for (const words of ['assign', 'change'])
      expect((await say(guest, words, rooms[0]?.ref)).type, words).toBe('private');
  });
});

it('a note by a form is taken after the end as well', async () => {
  await say(ana, '#1 cancel a load test');
  const form = await say(ana, '#1 note');
  await say(ana, fill(form, { text: 'the load test was ours' }));
  expect((await flow.log()).at(-1)).toBe('note.written');
});
