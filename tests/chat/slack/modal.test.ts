import { describe, expect, it } from 'vitest';
import { answersOf, formOf, renderModal, renderNotice } from '../../../src/chat/slack/render/modal.ts';
import type { Modal } from '../../../src/domain/chat/card.ts';
import { checkView } from '../../../src/sandbox/blocks/check.ts';
import { directory } from './support/workspace.ts';

const userOf = directory.slackIdOf;
const modal: Modal = {
  form: 'rollback',
  title: 'Roll back a part of support-bot',
  submit: 'Roll back',
  state: '42|prompt',
  intro: [{ type: 'text', spans: ['Evidence 3 of 5'] }],
  fields: [
    { id: 'to', label: 'To', kind: 'line', initial: 'prompt-v6', maxLength: 100 },
    { id: 'reason', label: 'Why', kind: 'paragraph', hint: 'One sentence', optional: true },
    {
      id: 'part',
      label: 'Part',
      kind: 'choice',
      initial: 'prompt',
      options: [{ value: 'prompt', label: 'Prompt' }],
    },
    { id: 'person', label: 'Who', kind: 'person', initial: 'ana' },
    { id: 'override', label: 'Go on without', kind: 'check', initial: 'yes' },
  ],
};

describe('a form', () => {
  const view = renderModal(modal, userOf);

  it('is one Slack takes, with its title cut to 24 characters', () => {
    expect(checkView(view)).toEqual([]);
    expect(view.title.text).toHaveLength(24);
  });

  it('starts with what is known already', () => {
    expect(view.blocks.slice(1)).toMatchObject([
      { block_id: 'to', element: { initial_value: 'prompt-v6', max_length: 100 }, optional: false },
      { block_id: 'reason', element: { multiline: true }, optional: true },
      { block_id: 'part', element: { initial_option: { value: 'prompt' } } },
      { block_id: 'person', element: { initial_user: 'U01ANA' } },
      { block_id: 'override', element: { initial_options: [{ value: 'yes' }] }, optional: true },
    ]);
  });

  it('has the cursor in what it begins with, where that is to be typed and nothing is to be read first', () => {
    const fields = [{ id: 'text', label: 'Note', kind: 'paragraph' as const }];
    const note = { ...modal, intro: [], fields };
    const [typed] = renderModal(note, userOf).blocks;
    expect(typed).toMatchObject({ element: { focus_on_load: true } });
    expect(checkView(renderModal(note, userOf))).toEqual([]);
    expect(JSON.stringify(renderModal({ ...modal, fields }, userOf))).not.toContain('focus_on_load');
  });

  it('knows itself again when it comes back', () => {
    expect(formOf(view.private_metadata ?? '')).toEqual({ form: 'rollback', state: '42|prompt' });
    expect(formOf('{"form":1}')).toBeUndefined();
    expect(formOf('not ours')).toBeUndefined();
  });

  it('gives one answer a field, empty where nothing was put in', () => {
    const answers = answersOf(
      {
        to: { value: { value: 'prompt-v6' } },
        reason: { value: { value: null } },
        part: { value: { selected_option: { value: 'prompt' } } },
        person: { value: { selected_user: 'U01BEN' } },
        override: { value: { selected_options: [] } },
      },
      (user) => directory.personOf(user)?.id ?? user,
    );
    expect(answers).toEqual({ to: 'prompt-v6', reason: '', part: 'prompt', person: 'ben', override: '' });
  });

  it('is refused before it is sent when its state is too long for Slack', () => {
    expect(() => renderModal({ ...modal, state: 's'.repeat(3000) }, userOf)).toThrow(/Slack takes 3000/);
  });
});

describe('a notice in the place of a form', () => {
  it('shows the sentence of a card without nodes', () => {
    const view = renderNotice('Roll back', { text: 'Already resolved.', nodes: [] }, userOf);
    expect(checkView(view)).toEqual([]);
    expect(JSON.stringify(view.blocks)).toContain('Already resolved.');
  });
});
