import { describe, expect, it } from 'vitest';
import type { AdaptiveCard } from '../../../src/chat/teams/render/adaptive.ts';
import { pressedOf } from '../../../src/chat/teams/render/data.ts';
import {
  type DialogDrawing,
  dialogCard,
  formDialog,
  noticeDialog,
  questionDialog,
} from '../../../src/chat/teams/render/dialog.ts';
import type { Field, Modal } from '../../../src/domain/chat/card.ts';

const ana = '0a000000-0000-4000-8000-00000000000a';
const ben = '0b000000-0000-4000-8000-00000000000b';
const stranger = '0f000000-0000-4000-8000-00000000000f';
const ids: Record<string, string> = { ana, ben };
const personIdOf = (teamsId: string) => Object.keys(ids).find((person) => ids[person] === teamsId);
const drawing: DialogDrawing = {
  teamsIdOf: (person) => ids[person],
  people: [
    { id: 'ana', name: 'Ana Lima' },
    { id: 'ben', name: 'Ben Okafor' },
    { id: 'dev', name: 'Dev Patel' },
  ],
};
const modal: Modal = {
  form: 'rollback',
  title: 'Roll back a part of support-bot',
  submit: 'Roll back',
  state: '42|prompt',
  intro: [{ type: 'text', spans: ['Evidence 3 of 5'] }],
  fields: [
    { id: 'to', label: 'To', kind: 'line', initial: 'prompt-v6', maxLength: 100 },
    {
      id: 'reason',
      label: 'Why?',
      kind: 'paragraph',
      hint: 'One sentence, or /airb note',
      placeholder: 'refusals',
      optional: true,
    },
    {
      id: 'part',
      label: 'Part',
      kind: 'choice',
      initial: 'prompt',
      options: [
        { value: 'prompt', label: 'Prompt', description: 'fastest' },
        { value: 'index', label: 'Index' },
      ],
    },
    { id: 'person', label: 'Who', kind: 'person', initial: 'ana' },
    { id: 'override', label: 'Go on without', kind: 'check', initial: 'yes' },
  ],
};
const inputs = (card: AdaptiveCard) => card.body.filter(({ type }) => type.startsWith('Input.'));
const submitOf = (card: AdaptiveCard) => {
  const [action] = card.actions ?? [];
  return action?.type === 'Action.Submit' ? action : expect.fail('no submit');
};
const textsOf = (card: AdaptiveCard) =>
  card.body.map((one) =>
    one.type === 'RichTextBlock' ? one.inlines.map(({ text }) => text).join('') : (one.id ?? one.type),
  );
const withField = (field: Field): Modal => ({ ...modal, fields: [field] });

describe('a form', () => {
  const card = dialogCard(modal, drawing);

  it('starts with what is known already', () => {
    expect(inputs(card)).toMatchObject([
      { type: 'Input.Text', id: 'to', label: 'To', value: 'prompt-v6', maxLength: 100, isRequired: true },
      { type: 'Input.Text', id: 'reason', isMultiline: true, placeholder: 'refusals' },
      { type: 'Input.ChoiceSet', id: 'part', value: 'prompt' },
      { type: 'Input.ChoiceSet', id: 'person', value: ana },
      { type: 'Input.Toggle', id: 'override', value: 'yes' },
    ]);
  });

  it('says in words what is missing, and asks nobody for what is optional', () => {
    expect(inputs(card)[0]).toMatchObject({ errorMessage: 'To: this is needed.' });
    expect(inputs(card)[1]).not.toHaveProperty('isRequired');
    expect(inputs(card)[4]).not.toHaveProperty('isRequired');
  });

  it('explains choices, and puts a hint under its field', () => {
    expect(inputs(card)[2]).toMatchObject({
      choices: [
        { title: 'Prompt — fastest', value: 'prompt' },
        { title: 'Index', value: 'index' },
      ],
    });
    expect(textsOf(card)).toEqual([
      'Evidence 3 of 5',
      'to',
      'reason',
      'One sentence, or @airb note',
      'part',
      'person',
      'override',
    ]);
  });

  it('offers people with and without Teams’ own picker', () => {
    expect(inputs(card)[3]).toMatchObject({
      'choices.data': { type: 'Data.Query', dataset: 'graph.microsoft.com/users' },
      choices: [
        { title: 'Ana Lima', value: ana },
        { title: 'Ben Okafor', value: ben },
        { title: 'Dev Patel', value: 'airb:dev' },
      ],
    });
  });

  it('is a dialog with a title Teams can show', () => {
    const long = formDialog({ ...modal, title: 'x'.repeat(100) }, drawing);
    expect(long.title).toHaveLength(64);
    expect(long).toMatchObject({
      height: 'large',
      card: { contentType: 'application/vnd.microsoft.card.adaptive' },
    });
  });

  it('never has more than fits, however long its introduction is', () => {
    const intro = Array.from({ length: 200 }, () => ({ type: 'text' as const, spans: ['x'.repeat(400)] }));
    const long = dialogCard({ ...modal, intro }, drawing);
    expect(Buffer.byteLength(JSON.stringify(long))).toBeLessThan(26_000);
    expect(inputs(long)).toHaveLength(5);
  });

  it('is refused before it is sent when it can not work', () => {
    const nothing: Field = { id: 'part', label: 'Part', kind: 'choice', options: [] };
    expect(() => dialogCard(withField(nothing), drawing)).toThrow('offers nothing to choose');
    const clash: Field = { id: 'state', label: 'State', kind: 'line' };
    expect(() => dialogCard(withField(clash), drawing)).toThrow('reserved name');
  });
});

describe('a sent form', () => {
  const { data } = submitOf(dialogCard(modal, drawing));
  const sent = (answers: Record<string, string>) => pressedOf({ ...data, ...answers }, personIdOf);
  const valuesOf = (answers: Record<string, string>) => {
    const pressed = sent(answers);
    return pressed?.type === 'submit' ? pressed.values : expect.fail('no submit');
  };

  it('knows itself again and gives one answer a field', () => {
    const answers = { to: 'prompt-v6', reason: 'x', part: 'prompt', person: ben, override: 'yes' };
    expect(sent(answers)).toEqual({
      type: 'submit',
      form: 'rollback',
      state: '42|prompt',
      values: { to: 'prompt-v6', reason: 'x', part: 'prompt', person: 'ben', override: 'yes' },
    });
  });

  it('is empty where nothing was put in or ticked', () => {
    expect(valuesOf({ to: 'v5', override: 'no' })).toEqual({
      to: 'v5',
      reason: '',
      part: '',
      person: '',
      override: '',
    });
  });

  it('keeps a person only Teams knows, and one who has no Teams account', () => {
    expect(valuesOf({ person: stranger }).person).toBe(`teams:${stranger}`);
    expect(valuesOf({ person: 'airb:dev' }).person).toBe('dev');
  });

  it('takes an id in a text for text', () => {
    expect(valuesOf({ to: ana }).to).toBe(ana);
  });

  it('brings no answers to questions that were not asked', () => {
    expect(valuesOf({ to: 'v5', extra: 'x' })).not.toHaveProperty('extra');
  });
});

describe('a form that was refused', () => {
  const card = dialogCard(modal, drawing, {
    errors: { to: 'support-bot has no version `v9`. Try `/airb rollback`.', other: 'Somebody was faster.' },
    values: { to: 'v9', reason: 'because', part: 'index', person: `teams:${stranger}`, override: '' },
  });

  it('says why at the field, and above all of them what belongs to none', () => {
    expect(textsOf(card)).toEqual([
      'Somebody was faster.',
      'Evidence 3 of 5',
      'to',
      'support-bot has no version v9. Try @airb rollback.',
      'reason',
      'One sentence, or @airb note',
      'part',
      'person',
      'override',
    ]);
  });

  it('keeps what was typed', () => {
    expect(inputs(card)).toMatchObject([
      { value: 'v9' },
      { value: 'because' },
      { value: 'index' },
      { value: stranger },
      { value: 'no' },
    ]);
  });
});

describe('other dialogs', () => {
  it('ask before a press, and the yes is the press', () => {
    const ask = { title: 'Cancel INC-42?', text: 'It *stays* in the log.', yes: 'Cancel it' };
    const dialog = questionDialog({ verb: 'incident.cancel', value: '42' }, ask);
    expect(dialog.title).toBe('Cancel INC-42?');
    expect(textsOf(dialog.card.content)).toEqual(['It *stays* in the log.']);
    const { title, data } = submitOf(dialog.card.content);
    expect(title).toBe('Cancel it');
    expect(data).toEqual({ airb: 1, verb: 'incident.cancel', value: '42', confirm: true });
    expect(pressedOf(data, personIdOf)).toEqual({ type: 'press', verb: 'incident.cancel', value: '42' });
  });

  it('show an answer whose buttons work inside a dialog', () => {
    const control = { verb: 'declare.open', value: '', label: 'Declare…', form: true };
    const { card } = noticeDialog(
      'airb',
      { text: 'x', nodes: [{ type: 'actions', controls: [control] }] },
      drawing,
    );
    expect(card.content.body).toEqual([
      {
        type: 'ActionSet',
        actions: [
          { type: 'Action.Submit', title: 'Declare…', data: { airb: 1, verb: 'declare.open', value: '' } },
        ],
      },
    ]);
  });
});

describe('data that is none of ours', () => {
  it('means nothing', () => {
    const strange = [
      undefined,
      null,
      'x',
      [],
      {},
      { verb: 'a' },
      { airb: 1 },
      { airb: 1, verb: 7 },
      { airb: '1', verb: 'a' },
    ];
    const broken = [
      { airb: 1, form: 'note' },
      { airb: 1, form: 'note', state: '42', kinds: 'x' },
    ];
    for (const data of [...strange, ...broken]) expect(pressedOf(data, personIdOf)).toBeUndefined();
  });

  it('is a press without its odd parts', () => {
    expect(pressedOf({ airb: 1, verb: 'a', value: 9, ask: { title: 1 } }, personIdOf)).toEqual({
      type: 'press',
      verb: 'a',
      value: '',
    });
  });
});
