import { describe, expect, it } from 'vitest';
import type { ChatAnswer } from '../../src/domain/chat/input.ts';
import { encodePress, type PressValues, type Verb } from '../../src/domain/chat/press.ts';
import type { CommandBody } from '../../src/domain/incident/commands.ts';
import type { Opened } from '../../src/domain/incident/state.ts';
import type { Talk, Turn } from '../../src/flow/interact/context.ts';
import { press } from '../../src/flow/interact/presses.ts';
import { given } from '../support/given.ts';
import { sampleLibrary } from '../support/sample-library.ts';
import { ana, at, event, opening, person, workedExample } from '../support/worked-example.ts';

const fresh = given(opening()).incident;
const library = sampleLibrary();

/** What somebody who presses it is answered, and the commands that run for them. */
async function pressing<V extends Verb>(
  verb: V,
  values: PressValues[V],
  {
    incident = fresh,
    by = ana,
    room,
  }: { incident?: Opened; by?: { id: string; name: string }; room?: string } = {},
) {
  const commands: CommandBody[] = [];
  const talk = {
    writer: {
      incident: async (number: number) => (number === incident.number ? incident : undefined),
      handle: async (number: number, body: CommandBody, actor: unknown, extras: unknown) => {
        expect([number, actor, extras]).toEqual([42, person(by), { inputKey: 'k1' }]);
        commands.push(body);
        return { ok: true, incident, events: [], duplicate: false };
      },
    },
    clock: { now: () => at('14:20') },
    library: () => library,
  } as unknown as Talk;
  const input = {
    ...{ type: 'press', key: 'k1', at: at('14:20'), by: { ...by, standing: 'listed' }, named: [], room },
    ...{ verb, value: encodePress(verb, values) },
  } as const;
  const answer = await press(talk, { input, by: person(by) } as unknown as Turn, input as never);
  return { answer, commands };
}

const wordsOf = (answer: ChatAnswer) => JSON.stringify(answer);

describe('a button that acts', () => {
  const [incident, step] = [42, 'triage.1'];
  const cases: { [V in Verb]?: [PressValues[V], CommandBody] } = {
    'page.ack': [{ incident }, { type: 'acknowledge', via: 'chat' }],
    'role.release': [
      { incident, role: 'scribe' },
      { type: 'role.release', role: 'scribe' },
    ],
    'role.accept': [
      { incident, handover: 'h1' },
      { type: 'role.answer', handover: 'h1', accept: true },
    ],
    'role.decline': [
      { incident, handover: 'h1' },
      { type: 'role.answer', handover: 'h1', accept: false },
    ],
    'role.withdraw': [
      { incident, handover: 'h1' },
      { type: 'role.withdraw', handover: 'h1' },
    ],
    'section.show': [
      { incident, section: 'triage' },
      { type: 'section.fold', section: 'triage', folded: false },
    ],
    'section.hide': [
      { incident, section: 'triage' },
      { type: 'section.fold', section: 'triage', folded: true },
    ],
    'step.done': [
      { incident, step },
      { type: 'step.do', step },
    ],
    'step.undo': [
      { incident, step },
      { type: 'step.undo', step },
    ],
    'question.set': [
      { incident, question: 'changed', answer: 'all' } as never,
      { type: 'question.answer', question: 'changed', answer: 'all' } as never,
    ],
    'category.set': [
      { incident, category: 'prompt' } as never,
      { type: 'category', category: 'prompt', because: '' } as never,
    ],
    'rollback.approve': [
      { incident, action: 'a1' },
      { type: 'rollback.approve', action: 'a1' },
    ],
    'rollback.stop': [
      { incident, action: 'a1' },
      { type: 'rollback.stop', action: 'a1', reason: '' },
    ],
    'rollback.look': [
      { incident, action: 'a1' },
      { type: 'rollback.look', action: 'a1' },
    ],
    'rollback.done': [
      { incident, action: 'a1' },
      { type: 'rollback.settle', action: 'a1', done: true },
    ],
    'rollback.undone': [
      { incident, action: 'a1' },
      { type: 'rollback.settle', action: 'a1', done: false },
    ],
    'evidence.pull': [{ incident }, { type: 'evidence.sample' }],
    'proposal.decline': [
      { incident, proposal: 'p1' },
      { type: 'proposal.decline', proposal: 'p1' },
    ],
    'read.now': [{ incident }, { type: 'read' }],
    'postmortem.draft': [{ incident }, { type: 'postmortem' }],
    'drill.join': [{ incident }, { type: 'drill.join' }],
  };

  it.each(Object.entries(cases) as [Verb, [never, CommandBody]][])(
    '%s runs one command',
    async (verb, [values, command]) => {
      const { answer, commands } = await pressing(verb, values);
      expect(commands).toStrictEqual([command]);
      expect(answer).toEqual({ type: 'nothing' });
    },
  );

  it('answers the diagnosis, in agreement or not, and takes one answer back or all of them', async () => {
    const run = async <V extends Verb>(verb: V, values: PressValues[V]) =>
      (await pressing(verb, values)).commands;
    const said = { check: 'c1', answer: 'yes' };
    const answered = { type: 'diagnosis.answer', ...said };
    expect(await run('diagnosis.answer', { incident, ...said })).toStrictEqual([answered]);
    expect(await run('diagnosis.answer', { incident, ...said, agree: 'agree' })).toStrictEqual([
      { ...answered, agree: true },
    ]);
    const back = { type: 'diagnosis.back', last: said };
    expect(await run('diagnosis.back', { incident, ...said })).toStrictEqual([{ ...back, all: false }]);
    expect(await run('diagnosis.back', { incident, ...said, all: 'all' })).toStrictEqual([
      { ...back, all: true },
    ]);
  });

  it('confirms the evidence at a place of the list, and none where there is none', async () => {
    const { incident: long } = given(...workedExample());
    const [, second] = long.evidence;
    const confirming = async (place: number) =>
      (await pressing('evidence.confirm', { incident, place }, { incident: long })).commands;
    expect(await confirming(2)).toEqual([{ type: 'evidence.confirm', id: second?.id }]);
    expect(await confirming(99)).toEqual([{ type: 'evidence.confirm', id: '' }]);
  });
});

describe('a button that opens a form', () => {
  const [incident, step] = [42, Object.keys(fresh.steps)[0] ?? ''];
  const cases: { [V in Verb]?: [PressValues[V], form: string, state: string] } = {
    'page.decline': [{ incident, level: 0 }, 'decline-page', '42|0'],
    'role.hand': [{ incident, role: 'commander' }, 'handover', '42|commander'],
    'step.find': [{ incident, step }, 'find', `42|${step}`],
    'step.skip': [{ incident, step }, 'skip', `42|${step}`],
    'step.assign': [{ incident, step }, 'assign', `42|${step}`],
    'step.note': [{ incident, step }, 'step-note', `42|${step}`],
    'step.unhelpful': [{ incident, step }, 'unhelpful', '42'],
    'step.add': [{ incident }, 'add-step', '42'],
    'rollback.open': [{ incident, part: 'prompt', reason: 'worse' }, 'rollback', '42'],
    'rollback.to': [
      { incident, part: 'prompt', to: 'prompt-v6', reason: 'worse' },
      'containment',
      '42|prompt|prompt-v6',
    ],
    'rollback.decline': [{ incident, action: 'a1' }, 'decline', '42|a1'],
    'rollback.break-glass': [{ incident, action: 'a1' }, 'break-glass', '42|a1'],
    'rollback.manual': [{ incident, action: 'a1' }, 'manual', '42|a1'],
    'update.open': [{ incident, form: 'internal' }, 'update', '42|internal'],
    'update.decline': [{ incident, update: 'u1' }, 'update-decline', '42|u1'],
    'evidence.open': [{ incident }, 'evidence', '42'],
    'note.open': [{ incident, text: 'seen' }, 'note', '42'],
    'severity.open': [{ incident }, 'severity', '42'],
    'resolve.try': [{ incident }, 'resolve', '42|refusal_rate'],
  };

  it.each(Object.entries(cases) as unknown as [Verb, [never, string, string]][])(
    '%s opens its own, and runs nothing',
    async (verb, [values, form, state]) => {
      const { answer, commands } = await pressing(verb, values);
      expect(commands).toEqual([]);
      expect(answer).toMatchObject({ type: 'modal', modal: { form, state } });
    },
  );

  it.each([
    ['note.open', { incident, text: 'seen before' }],
    ['rollback.open', { incident, part: 'prompt', reason: 'seen before' }],
    ['rollback.to', { incident, part: 'prompt', to: 'prompt-v6', reason: 'seen before' }],
  ] as const)('%s begins with what was said', async (verb, values) => {
    expect(wordsOf((await pressing(verb, values as never)).answer)).toContain('seen before');
  });

  it('says how it ended where there is nothing to resolve any more', async () => {
    const over = given(...workedExample()).incident;
    const { answer } = await pressing('resolve.try', { incident }, { incident: over });
    expect(over.phase).toBe('resolved');
    expect(answer.type).toBe('private');
    expect(wordsOf(answer)).toContain('resolved');
  });
});

describe('a private incident', () => {
  const hidden = given(opening({ private: true })).incident;
  const outsider = { id: 'eva', name: 'Eva Sato' };
  const asks = async (verb: 'role.accept' | 'page.ack', incident: Opened, room?: string) =>
    pressing(verb, { incident: 42, handover: 'h1' } as never, {
      ...{ incident, by: outsider },
      ...(room && { room }),
    });

  it('is there for nobody else, in the words for one that is not there', async () => {
    const { answer, commands } = await asks('page.ack', hidden);
    expect(commands).toEqual([]);
    expect(wordsOf(answer)).toContain('There is no incident #42.');
    const missing = await pressing('page.ack', { incident: 41 });
    expect(wordsOf(missing.answer)).toBe(wordsOf(answer).replaceAll('#42', '#41'));
    expect((await asks('role.accept', hidden)).commands).toEqual([]);
  });

  it('is there in its own room', async () => {
    const room = 'slack:C1';
    const open = given(
      opening({ private: true }),
      event('14:11', ana, { type: 'room.opened', room, name: 'inc-42' }),
    ).incident;
    expect((await asks('page.ack', open, room)).commands).toHaveLength(1);
    expect((await asks('page.ack', open, 'slack:C2')).commands).toEqual([]);
  });

  it('is there for whoever is asked to take a role in it, for that answer alone', async () => {
    const offer = { handover: 'h1', role: 'commander', person: outsider, until: at('14:30') } as const;
    const offered = given(
      opening({ private: true }),
      event('14:12', ana, { type: 'role.offered', ...offer }),
    ).incident;
    expect((await asks('role.accept', offered)).commands).toHaveLength(1);
    expect((await asks('page.ack', offered)).commands).toEqual([]);
  });
});

describe('a severity that the rubric asked for', () => {
  it('is refused once it asks for another one, or for none', async () => {
    const { answer, commands } = await pressing('severity.take', { incident: 42, severity: 'sev1' });
    expect(commands).toEqual([]);
    expect(wordsOf(answer)).toContain('The rubric does not ask for sev1 any more.');
  });
});

it('a button of another version says so, and runs nothing', async () => {
  const talk = {} as Talk;
  const input = { type: 'press', verb: 'step.burn', value: '42' };
  const answer = await press(talk, { input } as unknown as Turn, input as never);
  expect(answer.type).toBe('private');
  expect(wordsOf(answer)).toMatch(/button/);
});
