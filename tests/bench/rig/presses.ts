import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Channel, Json, Message } from '../../../src/sandbox/state.ts';
import { sealedPress } from '../../support/seal.ts';
import { httpPost } from './load.ts';
import { keyOf } from './workspace.ts';

/** The checklist as it stands in a channel, with the first steps of its runbook. */
export interface Checklist {
  channel: Channel;
  message: Message;
  incident: number;
  steps: string[];
}

/** The runbook of the alert that opens the incidents of a scene; what is not due is folded in the message itself. */
const runbook = parse(readFileSync('runbooks/library/governance/refusal-spike.yaml', 'utf8')) as {
  triage: { steps: { id: string }[] };
};
const steps = runbook.triage.steps.map(({ id }) => id);

/** The checklist of an incident's channel; undefined while it is not posted. */
export function checklistIn(channel: Channel): Checklist | undefined {
  const message = channel.messages.find((one) => keyOf(one.metadata).endsWith(':checklist'));
  return message && { channel, message, incident: Number.parseInt(keyOf(message.metadata), 10), steps };
}

const person = { id: 'U01ANA', username: 'ana.lima', name: 'ana.lima', team_id: 'T01' };
let pressed = 0;

/**
 * The request Slack sends when somebody presses Done or Undo on a step, signed for now. The nth press of a checklist
 * does and undoes one step after the other, so every one changes something.
 */
export function pressRequest(checklist: Checklist, n: number, signingSecret: string): string {
  const step = checklist.steps[Math.floor(n / 2) % checklist.steps.length];
  const verb = n % 2 === 0 ? 'step.done' : 'step.undo';
  const body = new URLSearchParams({ payload: JSON.stringify(payload(checklist, verb, step)) }).toString();
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

function payload({ channel, message, incident }: Checklist, verb: string, step: string | undefined): Json {
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
