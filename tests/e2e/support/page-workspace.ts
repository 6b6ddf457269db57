import type {
  SandboxChannel,
  SandboxPerson,
  SandboxView,
  WorkspaceState,
} from '../../../src/sandbox/protocol.ts';
import { ts } from './page-messages.ts';

/** The sample workspace as its server describes it to one person. */

export const INCIDENT = 'C42';

const person = (id: string, name: string, rest: Partial<SandboxPerson>): SandboxPerson => ({
  id,
  name,
  title: '',
  tz: 'Europe/Lisbon',
  email: `${id.toLowerCase()}@example.com`,
  isBot: false,
  hue: 200,
  ...rest,
});

const people = [
  person('U01ANA', 'Ana Lima', { title: 'support-bot on call', hue: 174 }),
  person('U01BEN', 'Ben Okafor', { title: 'Incident commander', tz: 'Africa/Lagos', hue: 28 }),
  person('U01CHLOE', 'Chloe Martin', { title: 'Communications lead', tz: 'Europe/Paris', hue: 320 }),
  person('U01DEV', 'Dev Patel', { title: 'ML engineer, prompts', tz: 'Asia/Kolkata', hue: 220 }),
  person('UAIRB', 'airb', { title: 'App', tz: 'UTC', isBot: true }),
];

const channel = (id: string, name: string, rest: Partial<SandboxChannel> = {}): SandboxChannel => ({
  id,
  name,
  kind: 'channel',
  topic: '',
  purpose: '',
  archived: false,
  members: people.map((p) => p.id),
  bookmarks: [],
  pins: [],
  unread: 0,
  mentions: 0,
  latestTs: ts(210),
  ...rest,
});

const channels = [
  channel(INCIDENT, 'inc-20250217-42-support-bot-refusals', {
    topic: 'SEV2 · support-bot · refusals 19 % (normal 4 %) · commander Ben Okafor',
    pins: [ts(2)],
    bookmarks: [
      { id: 'B1', title: 'Runbook', link: 'https://example.com/runbook', emoji: ':books:' },
      { id: 'B2', title: 'Dashboard', link: 'https://example.com/dashboard' },
      { id: 'B3', title: 'Trap', link: 'javascript:alert(1)' },
    ],
  }),
  channel('C01INC', 'incidents', { topic: 'Every incident is announced here', unread: 2 }),
  channel('C01SUP', 'support-bot', { purpose: 'The team of the support bot' }),
  channel('G01SEC', 'inc-41-private', { kind: 'private' }),
  channel('D01', 'airb', { kind: 'dm', with: 'UAIRB', unread: 1, mentions: 1 }),
];

const stations: [id: string, as: string, title: string, todo: string, why: string][] = [
  ['fire', 'U01ANA', 'The alert fires', 'Fire the alert.', 'It starts here.'],
  [
    'ack',
    'U01ANA',
    'Acknowledge the page',
    'Press *Acknowledge* in airb’s direct message.',
    'Until someone does, the next person is paged.',
  ],
  [
    'decide',
    'U01BEN',
    'Take the decision',
    'Press *Roll back…* on the card and pick the prompt.',
    'One person decides; the others look. A rollback without a decider is how two people undo each other.',
  ],
  ['update', 'U01CHLOE', 'Tell the stakeholders', 'Type `/airb update`.', 'Silence is read as bad news.'],
  ['resolve', 'U01BEN', 'Resolve it', 'Type `/airb resolve`.', 'It ends when the numbers say so.'],
];
/** The first two are behind them. */
const guide = stations.map(([id, as, title, todo, why], n) => ({
  id,
  as,
  title,
  do: todo,
  why,
  done: n < 2,
}));

const world: WorkspaceState['world'] = {
  scenario: 'support-bot',
  scenarios: [
    { name: 'support-bot', title: 'support-bot refuses too much' },
    { name: 'cost-spike', title: 'Tokens cost three times as much' },
  ],
  broken: [],
  parts: [
    { system: 'support-bot', part: 'prompt', version: 'prompt-v7', since: '2025-02-17T13:30:00Z' },
    { system: 'support-bot', part: 'index', version: 'kb-2025-02-15', since: '2025-02-17T13:40:00Z' },
  ],
  signals: [
    { name: 'refusals', title: 'Refusals', value: 0.19, unit: 'ratio', normal: 0.04 },
    { name: 'deflection', title: 'Ticket deflection', value: 0.25, unit: 'ratio', normal: 0.42 },
    { name: 'latency', title: 'Latency p95', value: 1.8, unit: 'seconds', normal: 1.8 },
  ],
  pages: [
    {
      at: '2025-02-17T14:10:04Z',
      key: 'inc-42',
      action: 'trigger',
      summary: 'SEV2 support-bot refusals 19 %',
    },
  ],
};

/** A fresh workspace: tests may change what they are given. */
export function freshWorkspace(): WorkspaceState {
  return structuredClone({
    workspace: 'Sandbox',
    now: '2025-02-17T14:16:00Z',
    people,
    channels,
    otherChannels: [channel('C01GEN', 'general', { purpose: 'Everybody' })],
    guide,
    faults: {
      latencyMs: 0,
      rateLimits: false,
      down: false,
      downUntil: 0,
      errorShare: 0,
      lostShare: 0,
      noCharts: false,
      noCanvases: false,
      proxy: false,
      target: 'none',
      metrics: 'none',
    },
    world,
    outside: { letters: [], incidents: [], posts: [] },
    commands: [
      {
        command: '/airb',
        usage: 'declare | status | update | rollback | resolve | help',
        description: 'Declare and run incidents',
      },
    ],
    shortcuts: [
      { callbackId: 'airb_declare', name: 'Declare an incident', type: 'global' as const },
      { callbackId: 'airb_evidence', name: 'Save as evidence', type: 'message' as const },
    ],
  });
}

const plain = (text: string) => ({ type: 'plain_text', text });

/** A form with most kinds of field. */
export const rollbackView: SandboxView = {
  id: 'V1',
  hash: 'h1',
  type: 'modal',
  callbackId: 'airb_rollback',
  title: 'Roll back',
  submit: 'Roll back',
  close: 'Not now',
  blocks: [
    {
      type: 'section',
      block_id: 'why',
      text: { type: 'mrkdwn', text: 'Fastest part first. *prompt-v7* is live since 13:30.' },
    },
    {
      type: 'input',
      block_id: 'part',
      label: plain('Part'),
      element: {
        type: 'radio_buttons',
        action_id: 'part',
        options: [
          { value: 'prompt', text: plain('prompt-v7 → prompt-v6'), description: plain('about 1 min') },
          { value: 'index', text: plain('kb-2025-02-15 → kb-2025-02-01'), description: plain('about 6 min') },
        ],
      },
    },
    {
      type: 'input',
      block_id: 'reason',
      label: plain('Why'),
      hint: plain('It stands in the timeline.'),
      element: {
        type: 'plain_text_input',
        action_id: 'reason',
        multiline: true,
        placeholder: plain('What makes you think so'),
      },
    },
    {
      type: 'input',
      block_id: 'approver',
      optional: true,
      label: plain('Approver'),
      element: { type: 'users_select', action_id: 'approver', placeholder: plain('Choose a person') },
    },
    {
      type: 'input',
      block_id: 'at',
      optional: true,
      label: plain('Seen first'),
      element: { type: 'datetimepicker', action_id: 'at', initial_date_time: 1739801400 },
    },
  ],
};

export const homeView: SandboxView = {
  id: 'VHOME',
  hash: 'h',
  type: 'home',
  callbackId: 'home',
  title: 'Home',
  blocks: [
    { type: 'header', text: plain('Open incidents') },
    {
      type: 'section',
      block_id: 'inc',
      text: { type: 'mrkdwn', text: '*INC-42* · SEV2 · support-bot refuses too much · mitigating for 6 min' },
      accessory: { type: 'button', action_id: 'airb_open', text: plain('Open channel'), value: '42' },
    },
    { type: 'divider' },
    {
      type: 'context',
      elements: [
        {
          type: 'mrkdwn',
          text: 'You are on call for *support-bot* until <!date^1739865600^{date_short_pretty} {time}|tomorrow>.',
        },
      ],
    },
  ],
};
