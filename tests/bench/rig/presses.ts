import { createHmac } from 'node:crypto';
import type { Channel, Json, Message } from '../../../src/sandbox/state.ts';
import { sealedPress } from '../../support/seal.ts';
import { httpPost } from './load.ts';
import { keyOf } from './workspace.ts';

/** A checklist section as it stands in a channel, with the steps it shows. */
export interface Section {
  channel: Channel;
  message: Message;
  incident: number;
  steps: string[];
}

/** The first checklist section of an incident's channel; undefined while it is not posted. */
export function sectionIn(channel: Channel): Section | undefined {
  const message = channel.messages.find((one) => keyOf(one.metadata).endsWith(':section:triage'));
  if (!message) return undefined;
  const values = buttonsOf(message).map((button) => String(button.value).split('~', 1)[0]?.split('|') ?? []);
  const steps = values.map(([, step]) => step ?? '').filter((step) => step !== '');
  return { channel, message, incident: Number(values[0]?.[0]), steps };
}

function buttonsOf(message: Message): Json[] {
  return message.blocks
    .flatMap((block) => (block.elements ?? []) as Json[])
    .filter((element) => String(element.action_id).startsWith('airb:step.done#'));
}

const person = { id: 'U01ANA', username: 'ana.lima', name: 'ana.lima', team_id: 'T01' };
let pressed = 0;

/**
 * The request Slack sends when somebody presses Done or Undo on a step, signed for now. The nth press of a section
 * does and undoes one step after the other, so every one changes something.
 */
export function pressRequest(section: Section, n: number, signingSecret: string): string {
  const step = section.steps[Math.floor(n / 2) % section.steps.length];
  const verb = n % 2 === 0 ? 'step.done' : 'step.undo';
  const body = new URLSearchParams({ payload: JSON.stringify(payload(section, verb, step)) }).toString();
  const seconds = Math.floor(Date.now() / 1000);
  const digest = createHmac('sha256', signingSecret).update(`v0:${seconds}:${body}`).digest('hex');
  return httpPost(
    '/slack/events',
    {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': String(seconds),
      'x-slack-signature': `v0=${digest}`,
    },
    body,
  );
}

function payload({ channel, message, incident }: Section, verb: string, step: string | undefined): Json {
  const { ts, user, text, blocks } = message;
  return {
    type: 'block_actions',
    team: { id: 'T01', domain: 'bench' },
    user: person,
    api_app_id: 'A01',
    container: { type: 'message', message_ts: ts, channel_id: channel.id, is_ephemeral: false },
    trigger_id: `${++pressed}.1.bench`,
    channel: { id: channel.id, name: channel.name },
    message: { type: 'message', ts, user, text, blocks },
    state: { values: {} },
    actions: [
      {
        type: 'button',
        action_id: `airb:${verb}#0`,
        block_id: 'b',
        value: sealedPress(verb, `${incident}|${step}`),
        action_ts: `${pressed}.000001`,
      },
    ],
  };
}
