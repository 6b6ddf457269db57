import type { SandboxMessage } from '../../../src/sandbox/protocol.ts';

/** Sample messages of the worked example, as airb and the people of the sample workspace would leave them. */

const START = Date.UTC(2025, 1, 17, 14, 10) / 1000;

/** A Slack timestamp some seconds after the alert. */
export function ts(seconds: number): string {
  return `${START + seconds}.000100`;
}

export function message(
  given: Partial<SandboxMessage> & Pick<SandboxMessage, 'ts' | 'channel' | 'user'>,
): SandboxMessage {
  return { text: '', blocks: [], replyCount: 0, ephemeral: false, reactions: [], files: [], ...given };
}

export const HOSTILE = 'label <img src=x onerror=window.hacked=1> [press](javascript:alert(1)) *not* bold';

const md = (text: string) => ({ type: 'mrkdwn', text });
const plain = (text: string) => ({ type: 'plain_text', text });
const section = (text: string, rest = {}) => ({ type: 'section', text: { type: 'mrkdwn', text }, ...rest });
const button = (text: string, action_id: string, rest = {}) => ({
  type: 'button',
  text: { type: 'plain_text', text },
  action_id,
  value: '42',
  ...rest,
});
const option = (value: string, text: string) => ({ value, text: { type: 'plain_text', text } });

const card = [
  {
    type: 'header',
    block_id: 'head',
    text: plain('INC-42 · SEV2 · support-bot refuses too much'),
  },
  section('triage → *mitigating* (6 min) → verifying → resolved', { block_id: 'phase' }),
  {
    type: 'section',
    block_id: 'facts',
    fields: [
      md(`*Refusals*\n19 % (normal 4 %) since <!date^${START}^{time}|14:10 UTC>`),
      md('*Next update*\ndue 14:40, written by <@U01CHLOE>'),
      md('*Decides*\n<@U01BEN>'),
      md('*Evidence*\n3 of 5'),
    ],
  },
  { type: 'divider' },
  section('*prompt-v7* live since 13:30, 40 min before the start', {
    block_id: 'suspect',
    accessory: button('Roll back…', 'airb_rollback', { style: 'danger', value: 'prompt' }),
  }),
  {
    type: 'actions',
    block_id: 'roles',
    elements: [
      button('Acknowledge', 'airb_ack', { style: 'primary' }),
      button('Cancel incident', 'airb_cancel', {
        confirm: {
          title: plain('Cancel INC-42?'),
          text: md('Everyone paged is told it was a *false alarm*.'),
          confirm: plain('Cancel it'),
          deny: plain('Keep it'),
          style: 'danger',
        },
      }),
      {
        type: 'static_select',
        action_id: 'airb_category',
        placeholder: plain('What kind of failure?'),
        option_groups: [
          {
            label: plain('Ours'),
            options: [option('prompt', 'Prompt'), option('index', 'Index')],
          },
          { label: plain('Theirs'), options: [option('model', 'Model provider')] },
        ],
      },
      {
        type: 'overflow',
        action_id: 'airb_more',
        options: [option('note', 'Add a note'), option('merge', 'Merge into…')],
      },
    ],
  },
  {
    type: 'context',
    block_id: 'links',
    elements: [md(':books: <https://example.com/runbook|Runbook> · <https://example.com/grafana|Dashboard>')],
  },
];

const checklist = [
  section('*Orient* · 2 of 3 done', { block_id: 'sec' }),
  {
    type: 'rich_text',
    block_id: 'steps',
    elements: [
      {
        type: 'rich_text_list',
        style: 'ordered',
        elements: [
          {
            type: 'rich_text_section',
            elements: [
              { type: 'text', text: 'Confirm the refusal rate on the dashboard', style: { strike: true } },
            ],
          },
          {
            type: 'rich_text_section',
            elements: [
              { type: 'text', text: 'Read ten refused answers, ' },
              { type: 'user', user_id: 'U01ANA' },
            ],
          },
        ],
      },
      {
        type: 'rich_text_preformatted',
        elements: [{ type: 'text', text: 'airb_refusal_ratio{system="support-bot"} 0.19' }],
      },
      {
        type: 'rich_text_quote',
        elements: [{ type: 'text', text: '“I can’t help with billing questions.”' }],
      },
    ],
  },
  {
    type: 'section',
    block_id: 'step3',
    text: md('*3. Compare prompt-v7 with prompt-v6.* A new refusal clause means: roll the prompt back.'),
    accessory: button('Done', 'airb_step_done'),
  },
  {
    type: 'markdown',
    block_id: 'md',
    text: '- [x] flag\n- [ ] prompt\n\n| part | live |\n|---|---|\n| prompt | `v7` |',
  },
  {
    type: 'table',
    block_id: 'table',
    column_settings: [{}, { align: 'right' }],
    rows: [
      [
        { type: 'raw_text', text: 'signal' },
        { type: 'raw_text', text: 'now' },
      ],
      [
        { type: 'raw_text', text: 'refusals' },
        { type: 'raw_text', text: '19 %' },
      ],
    ],
  },
];

/** Everything said in the incident's channel. */
export function incidentMessages(channel: string): SandboxMessage[] {
  const in42 = (given: Partial<SandboxMessage> & { ts: string; user: string }) =>
    message({ channel, ...given });
  return [
    in42({ ts: ts(1), user: 'UAIRB', text: '<@UAIRB> has joined the channel', subtype: 'channel_join' }),
    in42({ ts: ts(2), user: 'UAIRB', text: 'INC-42 · SEV2', blocks: card, editedTs: ts(60) }),
    in42({ ts: ts(3), user: 'UAIRB', text: 'Orient', blocks: checklist }),
    in42({
      ts: ts(95),
      user: 'U01ANA',
      text: 'Looking. *Refusals* are all in `billing`, see <#C01SUP>; <@U01BEN> can you decide? :eyes:\n&gt; I can’t help with billing questions.',
      reactions: [{ name: 'eyes', users: ['U01BEN', 'U01ANA'] }],
      replyCount: 1,
    }),
    in42({ ts: ts(110), user: 'U01ANA', text: 'Ten of ten samples quote the new clause.' }),
    in42({ ts: ts(130), user: 'U01BEN', text: 'Yes: roll the prompt back first.', threadTs: ts(95) }),
    in42({
      ts: ts(180),
      user: 'UAIRB',
      text: 'Here is the draft.',
      files: [
        {
          id: 'F1',
          name: 'inc-42-postmortem.md',
          title: 'INC-42 postmortem',
          mimetype: 'text/markdown',
          size: 5120,
          url: '/files/F1',
        },
        {
          id: 'F2',
          name: 'refusals.svg',
          title: 'Refusals',
          mimetype: 'image/svg+xml',
          size: 900,
          url: '/files/F2',
        },
      ],
    }),
    in42({
      ts: ts(200),
      user: 'UAIRB',
      text: 'Only you can see this: `/airb status` says *mitigating*.',
      ephemeral: true,
    }),
    in42({ ts: ts(210), user: 'U01DEV', text: HOSTILE.replaceAll('<', '&lt;').replaceAll('>', '&gt;') }),
  ];
}
