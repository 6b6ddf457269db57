import { describe, expect, it } from 'vitest';
import { createSeal } from '../../../src/app/seal.ts';
import { encodeChoice } from '../../../src/domain/chat/press.ts';
import {
  openedState,
  openedValue,
  sealedCard,
  sealedModal,
  sealedValue,
} from '../../../src/domain/chat/seal.ts';

const seal = createSeal('of this test alone');
const modal = { form: 'note', state: '8', title: 'Note', submit: 'Save', intro: [], fields: [] };

describe('a button', () => {
  it.each(['8', '', '8|a~b|c', '8|~', '8|Fallback is on: \\| ~'])('carries %j and its seal', (value) => {
    const sealed = sealedValue(seal, 'note.open', value);
    expect(sealed).toMatch(/~[\w-]{16}$/);
    expect(openedValue(seal, 'note.open', sealed)).toBe(value);
  });

  it('is sealed wherever it stands in a card, and a link is not', () => {
    const button = { verb: 'page.ack', value: '8', label: 'Acknowledge' };
    const link = { ...button, url: 'https://airb.example/8' };
    const card = sealedCard(seal, {
      text: 'x',
      nodes: [
        { type: 'row', spans: ['x'], control: button },
        { type: 'row', spans: ['x'], control: { menu: 'More', options: [button] } },
        { type: 'actions', controls: [button, link, { menu: 'More', options: [button, button] }] },
      ],
    });
    const values = [...JSON.stringify(card).matchAll(/"value":"([^"]*)"/g)].map(([, value]) => value);
    const sealed = sealedValue(seal, 'page.ack', '8');
    expect(values).toEqual([sealed, sealed, sealed, '8', sealed, sealed]);
  });

  it.each([
    ['has no seal', 'page.ack', '8'],
    ['has the seal of another verb', 'page.ack', sealedValue(seal, 'verify.start', '8')],
    ['has another value', 'page.ack', sealedValue(seal, 'page.ack', '8').replace('8', '9')],
    ['has a seal of another key', 'page.ack', sealedValue(createSeal('another'), 'page.ack', '8')],
    ['has half a seal', 'page.ack', sealedValue(seal, 'page.ack', '8').slice(0, -3)],
    ['has the seal of a form', 'note', sealedModal(seal, modal).state],
  ])('that %s is not opened', (_, verb, value) => {
    expect(openedValue(seal, verb, value)).toBeUndefined();
  });

  it('still fits a menu entry of Slack, 150 characters', () => {
    const value = sealedValue(seal, 'step.assign', '1000|communication.tell-the-stakeholders-of-it');
    expect(encodeChoice({ verb: 'step.assign', value }).length).toBeLessThan(150);
  });
});

describe('a form', () => {
  it('carries its state and the room it was opened in', () => {
    const room = 'teams:19:incidents@thread.tacv2;messageid=1700000000000';
    const { state } = sealedModal(seal, { ...modal, state: '8|a\\|b' }, room);
    expect(openedState(seal, 'note', state)).toEqual({ state: '8|a\\|b', room });
    expect(openedState(seal, 'note', sealedModal(seal, modal).state)).toEqual({ state: '8' });
  });

  it('is not opened as another form, with another state, in another room, or as a button', () => {
    const { state } = sealedModal(seal, modal, 'slack:C1');
    expect(openedState(seal, 'cancel', state)).toBeUndefined();
    expect(openedState(seal, 'note', state.replace('8', '9'))).toBeUndefined();
    expect(openedState(seal, 'note', state.replace('C1', 'C2'))).toBeUndefined();
    expect(openedState(seal, 'note', sealedValue(seal, 'note', '8'))).toBeUndefined();
    expect(openedState(seal, 'note', '8')).toBeUndefined();
  });
});
