import { describe, expect, it } from 'vitest';
import type { OutgoingBody } from '../../src/domain/chat/outgoing.ts';
import type { Opened } from '../../src/domain/incident/state.ts';
import { DeliveryError } from '../../src/errors.ts';
import { outcomeOfFailure, releaseOf } from '../../src/flow/deliver/give-up.ts';
import type { DeliverDeps } from '../../src/flow/deliver/sending.ts';
import type { StoredEffect } from '../../src/ports/outbox.ts';
import { given } from '../support/given.ts';
import { ana, at, opening } from '../support/worked-example.ts';

const { incident } = given(opening());
const slackOnly = { ...incident, plan: { ...incident.plan, chats: ['slack'] } } as Opened;
const refused = (code = 'no_way', facts: object = {}) =>
  new DeliveryError('It says no.', { retry: false, code, ...facts });
const trouble = { type: 'trouble', code: 'no_way', text: 'It says no.' };

const effectOf = (body: object, state = 'sending') =>
  ({ key: '42.4.0', incident: 42, state, body: body as OutgoingBody }) as StoredEffect;
/** What the incident hears of an effect that failed for good. */
const hears = (
  body: object,
  { error = refused(), state = 'sending', cannot = [] as string[], where = slackOnly } = {},
) =>
  outcomeOfFailure({ chats: [{ name: 'slack', cannot }] } as unknown as DeliverDeps, effectOf(body, state), {
    incident: where,
    error,
  });

describe('a page that failed', () => {
  const page = { kind: 'page', action: 'trigger', level: 1, route: 'pagerduty', people: ['ana'] };
  const failed = { level: 1, route: 'pagerduty', people: [ana], why: 'It says no.' };

  it('is no page, so the next step is asked', () => {
    expect(hears(page)).toStrictEqual({ type: 'page.failed', ...failed });
  });

  it.each([
    ['no answer came at last', { error: refused('x', { uncertain: true }) }],
    ['none came before', { state: 'uncertain' }],
  ])('may have gone through where %s', (_, how) => {
    expect(hears(page, how)).toStrictEqual({ type: 'page.failed', ...failed, unsure: true });
  });

  it.each(['acknowledge', 'resolve'])('is still there where it could not be told to %s', (action) => {
    expect(hears({ ...page, action })).toStrictEqual({ type: 'page.stop-failed', ...failed, told: action });
  });

  it.each([
    ['user_disabled', true],
    ['user_not_found:U123', true],
    ['cannot_dm_bot', true],
    ['channel_not_found', false],
  ])('by a message, because of %s: has left is %s', (code, gone) => {
    const body = { kind: 'draw', slot: 'page:1:ana', place: { to: 'person', person: 'ana' } };
    expect(hears(body, { error: refused(code) })).toMatchObject({
      type: 'page.failed',
      level: 1,
      people: [ana],
      why: 'It says no.',
      gone,
    });
  });
});

describe('somebody who has left and was to be told of an action item', () => {
  const toAna = { place: { to: 'person', person: 'ana' } };
  const gone = { error: refused('user_not_found') };
  const unreached = { type: 'action-item.unreached', item: 3, person: 'ana' };

  it('is not reached, by a sentence or by a message', () => {
    expect(hears({ kind: 'say', ...toAna, item: 3 }, gone)).toStrictEqual(unreached);
    expect(hears({ kind: 'draw', ...toAna, slot: 'item:3' }, gone)).toStrictEqual(unreached);
  });

  it.each([
    ['it only failed', { kind: 'say', ...toAna, item: 3 }, {}],
    ['it was of no item', { kind: 'say', ...toAna }, gone],
    ['it was another message', { kind: 'draw', ...toAna, slot: 'card' }, gone],
    ['it was for the channel', { kind: 'say', place: { to: 'room' }, item: 3 }, gone],
    ['it was another thing', { kind: 'file', ...toAna, item: 3 }, gone],
  ])('is no such case where %s', (_, body, how) => {
    expect(hears(body, how)).toMatchObject({ type: 'trouble' });
  });
});

describe('what a command waits for', () => {
  it('a rollback that was refused has not been carried out', () => {
    const body = { kind: 'action', action: 'a1', dryRun: false, part: 'prompt' };
    const answered = { type: 'rollback.responded', action: 'a1', dryRun: false };
    expect(hears(body)).toStrictEqual({ ...answered, ok: false, status: 0, response: 'It says no.' });
  });

  it('examples that a tool refused stand in none', () => {
    expect(hears({ kind: 'examples', tool: 'langfuse' })).toStrictEqual({
      type: 'examples.pushed',
      tool: 'langfuse',
      pushed: [],
      because: 'It says no.',
    });
  });
});

describe('a canvas that failed', () => {
  it('says once where the draft is instead', () => {
    const text =
      'The postmortem as it stands is in no canvas: It says no. It is in the files of this channel';
    const said = { type: 'trouble', about: 'limit', chat: 'slack', code: 'canvas' };
    const at = (page?: string) =>
      ({ ...slackOnly, plan: { ...slackOnly.plan, links: { page } } }) as unknown as Opened;
    expect(hears({ kind: 'canvas' }, { where: at() })).toStrictEqual({ ...said, text: `${text}.` });
    expect(hears({ kind: 'canvas' }, { where: at('http://airb.test/1') })).toStrictEqual({
      ...said,
      text: `${text} and at http://airb.test/1/postmortem.`,
    });
  });

  it('that was to lose what was redacted may hold it still', () => {
    expect(hears({ kind: 'canvas', unsays: 'Ana Lima' })).toStrictEqual({
      type: 'trouble',
      about: 'limit',
      chat: 'slack',
      code: 'redacted:42.4.0',
      text: 'The canvas of this channel may still hold what Ana Lima redacted: It says no. Please look there and take it out by hand.',
    });
  });
});

describe('what was redacted and could not be taken out', () => {
  const earlier = { key: '42.2.0', since: at('14:12'), by: 'Ana Lima' };

  it.each([
    [{ to: 'room' }, 'this incident’s channel'],
    [{ to: 'incidents' }, 'the incidents channel'],
    [{ to: 'channel', channel: 'finance' }, 'finance'],
    [{ to: 'person', person: 'ana' }, 'a direct message to Ana Lima'],
  ])('is named by whom, since when and where: %o', (place, where) => {
    const still = `from 14:12 UTC in ${where} may still hold what Ana Lima redacted: It says no. Please look there and delete it by hand.`;
    expect(hears({ kind: 'say', place, replaces: earlier })).toStrictEqual({
      type: 'trouble',
      code: 'redacted:42.4.0',
      text: `A message of airb ${still}`,
    });
    expect(hears({ kind: 'remove', place, earlier, name: 'a.png' })).toMatchObject({
      text: `The file a.png ${still}`,
    });
  });
});

describe('anything else', () => {
  it('is a trouble of the incident', () => {
    expect(hears({ kind: 'say', place: { to: 'room' } })).toStrictEqual(trouble);
    expect(hears({ kind: 'publish' })).toStrictEqual(trouble);
  });

  it('is a limit of the chat where that chat says beforehand that it can’t', () => {
    const cannot = ['It says no.'];
    const body = { kind: 'room.pin', slot: 'card' };
    expect(hears(body, { cannot })).toStrictEqual({ ...trouble, about: 'limit', chat: 'slack' });
    expect(hears({ ...body, chat: 'teams' }, { cannot })).toStrictEqual(trouble);
  });
});

describe('what waits for a message', () => {
  it('is let go when the message is given up, in the chat it was meant for', () => {
    const released = (body: object) => releaseOf(effectOf(body), slackOnly);
    expect(released({ kind: 'draw', slot: 'card' })).toStrictEqual({ incident: 42, words: ['slot:card'] });
    expect(released({ kind: 'draw', slot: 'card', chat: 'slack' })).toStrictEqual({
      incident: 42,
      words: ['slot:card'],
    });
    expect(released({ kind: 'draw', slot: 'card', chat: 'teams' })).toStrictEqual({
      incident: 42,
      words: ['slot:card@teams'],
    });
  });

  it('is nothing where it was no message', () => {
    expect(releaseOf(effectOf({ kind: 'say' }), slackOnly)).toBeUndefined();
  });
});
