import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSlack, type SlackChat } from '../../../src/chat/slack/slack.ts';
import type { ChatAnswer, ChatInput } from '../../../src/domain/chat/input.ts';
import { expectLog, mayLog, testLog } from '../../support/log.ts';
import { botToken } from '../../support/slack-workspace.ts';
import { type SocketServer, socketServer } from './support/socket-server.ts';
import { directory, opening } from './support/workspace.ts';

describe('Socket Mode', () => {
  let server: SocketServer;
  let slack: SlackChat;
  let inputs: ChatInput[];
  let answer: (input: ChatInput) => Promise<ChatAnswer>;
  let listener: (input: ChatInput) => Promise<ChatAnswer>;

  beforeEach(async () => {
    server = await socketServer();
    inputs = [];
    answer = async () => ({ type: 'nothing' });
    slack = createSlack({
      botToken,
      appToken: 'app-token-in-tests',
      apiUrl: server.apiUrl,
      directory,
      log: testLog,
      clock: { now: () => opening },
      onTrouble: () => {},
    });
    listener = (input) => {
      inputs.push(input);
      return answer(input);
    };
  });
  afterEach(async () => {
    await slack.stop();
    await server.close();
  });

  const command = {
    envelope_id: 'envelope-1',
    type: 'slash_commands',
    accepts_response_payload: true,
    payload: {
      command: '/airb',
      text: 'status',
      user_id: 'U01ANA',
      user_name: 'ana',
      channel_id: 'C01INC',
      trigger_id: 't',
    },
  };
  const message = (envelope: string) => ({
    envelope_id: envelope,
    type: 'events_api',
    payload: {
      type: 'event_callback',
      event_id: 'Ev1',
      team_id: 'T0AIRB',
      event: {
        type: 'message',
        channel: 'C01INC',
        channel_type: 'channel',
        user: 'U01ANA',
        text: 'hello',
        ts: '1739801400.000100',
      },
    },
  });

  it('carries a command and its answer in one envelope', async () => {
    answer = async () => ({ type: 'private', card: { text: 'INC-42 is in triage', nodes: [] } });
    await slack.start(listener);
    server.send(command);
    await until(() => server.heard.length === 1);
    expect(server.heard).toMatchObject([
      { envelope_id: 'envelope-1', payload: { text: 'INC-42 is in triage' } },
    ]);
    expect(inputs).toMatchObject([{ type: 'command', text: 'status', by: { id: 'ana' } }]);
  });

  it.each<[what: string, envelope: unknown]>([
    ['null', null],
    ['a number', 42],
    ['a list', []],
    ['nothing', {}],
    ['a type that is none', { type: { toString: null }, payload: {} }],
    ['a type nobody knows', { envelope_id: 'x', type: 'tomorrow', payload: {} }],
    ['the name of an error', { envelope_id: 'x', type: 'error', payload: {} }],
    ['the name of the SDK’s own message', { envelope_id: 'x', type: 'ws_message', payload: {} }],
    ['too many events', { envelope_id: 'x', type: 'events_api', payload: { type: 'app_rate_limited' } }],
    ['an event without a payload', { envelope_id: 'x', type: 'events_api' }],
    ['an event with an empty payload', { envelope_id: 'x', type: 'events_api', payload: {} }],
    ['an event whose payload is null', { envelope_id: 'x', type: 'events_api', payload: null }],
    ['an event that is null', { ...message('x'), payload: { type: 'event_callback', event: null } }],
    ['an event of no type', { ...message('x'), payload: { type: 'event_callback', event: {} } }],
    [
      'an event named error',
      { ...message('x'), payload: { type: 'event_callback', event: { type: 'error' } } },
    ],
    [
      'an event named disconnected',
      { ...message('x'), payload: { type: 'event_callback', event: { type: 'disconnected' } } },
    ],
    [
      'a message with nothing in it',
      { ...message('x'), payload: { type: 'event_callback', event: { type: 'message' } } },
    ],
    [
      'a reaction to nothing',
      { ...message('x'), payload: { type: 'event_callback', event: { type: 'reaction_added' } } },
    ],
    ['a command without a payload', { envelope_id: 'x', type: 'slash_commands' }],
    ['a command with an empty payload', { envelope_id: 'x', type: 'slash_commands', payload: {} }],
    ['a command that is only its name', { ...command, payload: { command: '/airb' } }],
    ['a press of nothing', { envelope_id: 'x', type: 'interactive', payload: { type: 'block_actions' } }],
    [
      'a press of a null',
      { envelope_id: 'x', type: 'interactive', payload: { type: 'block_actions', actions: [null] } },
    ],
    [
      'a form without a view',
      { envelope_id: 'x', type: 'interactive', payload: { type: 'view_submission' } },
    ],
    ['an interaction that is null', { envelope_id: 'x', type: 'interactive', payload: null }],
  ])('goes on in the same connection after %s', async (_, envelope) => {
    mayLog(/^warn left out what came through the Socket Mode connection/, /^warn .*from: 'slack-sdk'/);
    mayLog(/^error a Slack delivery could not be taken/);
    const failures: unknown[] = [];
    const note = (reason: unknown) => failures.push(reason);
    process.on('unhandledRejection', note);
    await slack.start(listener);
    server.send(envelope);
    server.send(command);
    await until(() => server.heard.some(({ envelope_id }) => envelope_id === 'envelope-1'));
    process.off('unhandledRejection', note);
    expect(failures).toEqual([]);
    expect(inputs.filter(({ type }) => type === 'command')).toMatchObject([{ text: 'status' }]);
    expect(server.connections()).toBe(1);
  });

  it('acks an event only once it is stored', async () => {
    let store = () => {};
    const storing = new Promise<void>((resolve) => {
      store = resolve;
    });
    answer = async (input) => {
      if (input.type === 'message') await storing;
      return { type: 'nothing' };
    };
    await slack.start(listener);
    server.send(message('envelope-2'));
    await until(() => inputs.length === 1);
    server.send(command);
    await until(() => server.heard.length === 1);
    expect(server.heard[0]?.envelope_id).toBe('envelope-1');
    store();
    await until(() => server.heard.length === 2);
    expect(server.heard[1]?.envelope_id).toBe('envelope-2');
  });

  it('leaves an event that could not be stored to be brought again', async () => {
    expectLog(
      /^error a Slack delivery could not be taken/,
      /^warn An unhandled error occurred while Bolt processed \(type:/,
    );
    answer = () => Promise.reject(new Error('disk full'));
    await slack.start(listener);
    server.send(message('envelope-3'));
    await until(() => inputs.length === 1);
    answer = async () => ({ type: 'nothing' });
    server.send(message('envelope-4'));
    await until(() => server.heard.length === 1);
    expect(server.heard.map((ack) => ack.envelope_id)).toEqual(['envelope-4']);
    expect(inputs[0]?.key).toBe(inputs[1]?.key);
  });

  it('comes back after the connection broke, and says meanwhile that it hears nothing', async () => {
    expectLog(/^warn WebSocket error/, /^warn no Socket Mode connection; trying again/);
    await slack.start(listener);
    expect(slack.problems()).not.toContainEqual(expect.objectContaining({ code: 'socket' }));
    server.drop();
    await until(() => slack.problems().some((problem) => problem.code === 'socket'));
    await until(() => server.connections() === 2);
    server.send(command);
    await until(() => server.heard.length === 1);
  });

  it('starts without Slack, and connects when Slack is there', async () => {
    expectLog(
      /^warn Failed to retrieve a new WSS URL \(error: WebAPIHTTPError: An HTTP/,
      /^warn no Socket Mode connection; trying again/,
    );
    server.refuse(true);
    await slack.start(listener);
    expect(slack.problems()).toContainEqual(expect.objectContaining({ code: 'socket' }));
    server.refuse(false);
    await until(() => slack.problems().every((problem) => problem.code !== 'socket'));
    expect(server.connections()).toBe(1);
  });

  it('leaves no connection when it is stopped while it connects', async () => {
    const starting = slack.start(listener);
    await until(() => server.connections() === 1);
    await slack.stop();
    await starting;
    await until(() => server.standing() === 0);
  });

  it('closes the door for requests, which would not be signed', async () => {
    let status = 0;
    const ended = { writeHead: (code: number) => (status = code), end: () => {} };
    slack.requestListener({} as never, ended as never);
    expect(status).toBe(404);
  });
});

const until = (met: () => boolean) => vi.waitUntil(met, { timeout: 30_000, interval: 5 });
