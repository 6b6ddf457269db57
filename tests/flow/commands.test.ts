import { describe, expect, it } from 'vitest';
import type { ChatAnswer } from '../../src/domain/chat/input.ts';
import type { CommandBody } from '../../src/domain/incident/commands.ts';
import type { Opened } from '../../src/domain/incident/state.ts';
import type { Talk, Turn } from '../../src/flow/interact/context.ts';
import { inIncident } from '../../src/flow/interact/in-incident.ts';
import type { Handled } from '../../src/flow/write.ts';
import { given } from '../support/given.ts';
import { hash } from '../support/mask.ts';
import { sampleLibrary } from '../support/sample-library.ts';
import { ana, at, opening, person } from '../support/worked-example.ts';

const fresh = given(opening()).incident;
const library = sampleLibrary();
type Command = keyof typeof inIncident;

/** What somebody who types a command is answered, and the commands that run for them. */
async function typing(
  command: Command,
  words: object = {},
  { incident = fresh, result = {}, files = [] as object[] } = {},
): Promise<{ answer: ChatAnswer; ran: CommandBody[] }> {
  const ran: CommandBody[] = [];
  const talk = {
    writer: {
      incident: async () => incident,
      handle: async (number: number, body: CommandBody, by: unknown, extras: unknown) => {
        expect([number, by, extras]).toEqual([incident.number, person(ana), { inputKey: 'k1' }]);
        ran.push(body);
        return { ok: true, incident, events: [], duplicate: false, ...result } as unknown as Handled;
      },
    },
    store: { events: async () => [] },
    clock: { now: () => at('14:20') },
    library: () => library,
    hash,
  } as unknown as Talk;
  const input = {
    type: 'command',
    key: 'k1',
    at: at('14:20'),
    by: { ...ana, standing: 'listed' },
    named: [],
    files,
  };
  const turn = { input, by: person(ana) } as unknown as Turn;
  const answering = inIncident[command] as (...all: unknown[]) => ChatAnswer | Promise<ChatAnswer>;
  return { answer: await answering(talk, turn, { command, ...words }, incident), ran };
}

const words = ({ answer }: { answer: ChatAnswer }) => JSON.stringify(answer);

describe('a command with all it needs runs at once', () => {
  it.each<[Command, object, CommandBody]>([
    ['ack', {}, { type: 'acknowledge', via: 'command' }],
    ['signals', {}, { type: 'read' }],
    ['severity', { to: 'sev1', reason: 'it grows' }, { type: 'severity', to: 'sev1', reason: 'it grows' }],
    [
      'category',
      { category: 'prompt', because: 'it was' },
      { type: 'category', category: 'prompt', because: 'it was' },
    ],
    ['note', { text: 'calm' }, { type: 'note', text: 'calm' }],
    ['reopen', { reason: 'it came back' }, { type: 'reopen', reason: 'it came back' }],
    // Of what is open, the domain says that it is.
    ['reopen', {}, { type: 'reopen', reason: '' }],
    ['rename', { title: 'Refusals' }, { type: 'rename', title: 'Refusals' }],
    ['escalate', { kind: 'risk', reason: 'why' }, { type: 'escalate', kind: 'risk', reason: 'why' }],
    [
      'escalate',
      { kind: 'risk', reason: 'why', clocks: ['gdpr'] },
      { type: 'escalate', kind: 'risk', reason: 'why', clocks: ['gdpr'] },
    ],
    [
      'clock',
      { deed: 'done', clock: 'gdpr', reason: 'told' },
      { type: 'clock.end', clock: 'gdpr', how: 'met', reason: 'told' },
    ],
    [
      'clock',
      { deed: 'na', clock: 'gdpr', reason: 'nobody' },
      { type: 'clock.end', clock: 'gdpr', how: 'not-applicable', reason: 'nobody' },
    ],
    [
      'clock',
      { deed: 'start', clock: 'gdpr', reason: 'x' },
      { type: 'clock.start', clock: 'gdpr', reason: 'x' },
    ],
    [
      'clock',
      { deed: 'start', clock: 'gdpr', from: '13:50', reason: 'x' },
      { type: 'clock.start', clock: 'gdpr', reason: 'x', from: at('13:50') },
    ],
    [
      'rollback',
      { part: 'prompt', to: 'prompt-v6', reason: 'it changed', preview: false },
      { type: 'rollback.request', part: 'prompt', to: 'prompt-v6', reason: 'it changed' },
    ],
    // Of a part that nobody knows, the domain says which there are.
    [
      'rollback',
      { part: 'pigeon', preview: false },
      { type: 'rollback.request', part: 'pigeon', to: undefined, reason: '' },
    ],
    ['rollback', { stop: true, preview: false }, { type: 'rollback.stop', part: undefined, reason: '' }],
    [
      'rollback',
      { stop: true, part: 'prompt', reason: 'wrong one', preview: false },
      { type: 'rollback.stop', part: 'prompt', reason: 'wrong one' },
    ],
    ['evidence', { sample: true }, { type: 'evidence.sample' }],
  ])('%s %o', async (command, said, body) => {
    const { answer, ran } = await typing(command, said);
    expect(ran).toStrictEqual([body]);
    expect(answer).toEqual({ type: 'nothing' });
  });
});

describe('a command that lacks something shows its form, and nothing runs', () => {
  it.each<[Command, object]>([
    ['severity', { reason: 'it grows' }],
    ['severity', { to: 'sev1', reason: '' }],
    ['note', { text: '' }],
    ['cancel', {}],
    ['escalate', { reason: 'why' }],
    ['escalate', { kind: 'risk', reason: '' }],
    ['rename', {}],
    ['evidence', {}],
    ['assign', { step: '' }],
    ['assign', { step: '', person: { mention: 'me' } }],
    ['rollback', { part: 'prompt', preview: false }],
  ])('%s %o', async (command, said) => {
    const { answer, ran } = await typing(command, said);
    expect(ran).toEqual([]);
    expect(answer).toMatchObject({ type: 'modal' });
  });

  it('with what was said already in it', async () => {
    expect(words(await typing('severity', { to: 'sev1', reason: '' }))).toMatch(/"initial":"sev1"/);
    expect(words(await typing('severity', { reason: 'it grows' }))).toMatch(/"initial":"it grows"/);
    expect(words(await typing('escalate', { kind: 'risk', reason: '' }))).toMatch(/"initial":"risk"/);
    expect(words(await typing('rollback', { part: 'prompt', to: 'prompt-v5', preview: false }))).toMatch(
      /prompt-v5/,
    );
  });

  it('as reopen does of what is over', async () => {
    const over = { ...fresh, phase: 'resolved' } as unknown as Opened;
    const form = await typing('reopen', {}, { incident: over });
    expect(form).toMatchObject({ answer: { type: 'modal' }, ran: [] });
    const { ran } = await typing('reopen', { reason: 'it came back' }, { incident: over });
    expect(ran).toEqual([{ type: 'reopen', reason: 'it came back' }]);
  });
});

describe('a command that asks is answered privately, and nothing runs', () => {
  it.each<[Command, object, RegExp]>([
    ['status', {}, /INC-42 · SEV3/],
    ['changes', {}, /prompt/],
    ['checklist', {}, /Read twenty refused answers/],
    ['category', { because: '' }, /category/i],
    ['clock', { reason: '' }, /clock/i],
    ['timeline', {}, /INC-42/],
    ['rollback', { preview: false }, /What to roll back on support-bot/],
    ['rollback', { part: 'prompt', preview: true }, /prompt-v6/],
    ['rollback', { part: 'pigeon', preview: true }, /pigeon/],
    ['evidence', { show: 'list' }, /Evidence/i],
    ['assign', { step: 'no such step at all', person: { mention: 'me' } }, /no such step/i],
  ])('%s %o', async (command, said, answered) => {
    const { answer, ran } = await typing(command, said);
    expect(ran).toEqual([]);
    expect(answer.type).toBe('private');
    expect(words({ answer })).toMatch(answered);
  });
});

describe('approve', () => {
  const waiting = (...parts: string[]) =>
    ({
      ...fresh,
      containments: [
        { id: 'a0', part: 'index', status: 'done' },
        ...parts.map((part, n) => ({ id: `a${n + 1}`, part, status: 'waiting' })),
      ],
    }) as unknown as Opened;

  it('takes the one that waits', async () => {
    const { ran } = await typing('approve', { breakGlass: 'nobody else' }, { incident: waiting('prompt') });
    expect(ran).toEqual([{ type: 'rollback.approve', action: 'a1', breakGlass: 'nobody else' }]);
  });

  it('takes the one of the part that was named, of several', async () => {
    const { ran } = await typing('approve', { part: 'model' }, { incident: waiting('prompt', 'model') });
    expect(ran).toEqual([{ type: 'rollback.approve', action: 'a2', breakGlass: undefined }]);
  });

  it.each([
    ['several wait', {}, ['prompt', 'model'], /Several rollbacks wait: say which.*Waiting: prompt, model\./],
    [
      'none has that name',
      { part: 'index' },
      ['prompt'],
      /No rollback of that name waits.*Waiting: prompt\./,
    ],
    ['none waits', {}, [], /No rollback waits for approval.*lists what can be rolled back/],
  ])('asks back where %s', async (_, said, parts, answered) => {
    const told = await typing('approve', said, { incident: waiting(...parts) });
    expect(told.ran).toEqual([]);
    expect(words(told)).toMatch(answered);
  });
});

describe('a rollback that was refused', () => {
  const asked = { part: 'prompt', to: 'prompt-v6', reason: 'it changed', preview: false };

  it('for want of evidence shows the form, which can go on without, with what was typed', async () => {
    const told = await typing('rollback', asked, { result: { ok: false, rejected: 'x', lacks: 'evidence' } });
    expect(told.answer.type).toBe('modal');
    expect(words(told)).toMatch(/it changed/);
  });

  it('for anything else says why', async () => {
    const told = await typing('rollback', asked, {
      result: { ok: false, rejected: 'Not now.', next: 'Wait.' },
    });
    expect(told.answer.type).toBe('private');
    expect(words(told)).toMatch(/Not now\..*Wait\./);
  });
});

describe('evidence', () => {
  const text = 'Q: How do I cancel? A: I can’t help.';
  const saved = async (said: object, more = {}) => (await typing('evidence', said, more)).ran;

  it('answers the item of the runbook that it names, by its id or the beginning of its title', async () => {
    const [item] = fresh.plan.evidence.filter(({ source }) => source === 'people');
    if (!item) throw new Error('the runbook asks people for nothing');
    const kept = { type: 'evidence', evidence: { item: item.id, title: item.title, content: text } };
    expect(await saved({ title: ` ${item.id.toUpperCase()} `, content: text })).toMatchObject([kept]);
    const begun = item.title.slice(0, 8);
    expect(await saved({ title: begun, content: text })).toMatchObject([
      { evidence: { item: item.id, title: begun } },
    ]);
  });

  it('answers no item twice, and none that airb looks at itself', async () => {
    const evidence = fresh.plan.evidence.filter(({ source }) => source === 'people');
    const already = {
      ...fresh,
      evidence: evidence.map(({ id }) => ({ item: id, files: [] })),
    } as unknown as Opened;
    for (const { id } of evidence)
      expect(await saved({ title: id, content: text }, { incident: already })).not.toMatchObject([
        { evidence: { item: id } },
      ]);
    for (const { id } of fresh.plan.evidence.filter(({ source }) => source !== 'people'))
      expect(await saved({ title: id, content: text })).not.toMatchObject([{ evidence: { item: id } }]);
  });

  it.each([
    [1, /The file was not kept: share it with/],
    [2, /The files were not kept: share them with/],
  ])('that shows a list and comes with %i files says what becomes of them', async (count, answered) => {
    const files = Array.from({ length: count }, (_, n) => ({ id: `F${n}`, name: `${n}.txt` }));
    const told = await typing('evidence', { show: 'list' }, { files });
    expect(words(told)).toMatch(answered);
    expect(words(told)).toMatch(/Evidence/i);
    expect(words(await typing('evidence', { sample: true }, { files }))).toMatch(answered);
  });
});
