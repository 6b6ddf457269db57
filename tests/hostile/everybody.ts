import { commands } from '../../src/domain/chat/commands.ts';
import { execute, message } from '../chat/teams/support/activities.ts';
import type { FakeTeams } from '../chat/teams/support/connector.ts';
import { incidents, people } from '../chat/teams/support/world.ts';
import { command, press, submit } from './house.ts';
import { impossibleForms, impossiblePresses } from './impossible.ts';

/** Something a person does in a chat, as its platform sends it. */
export interface Act {
  chat: 'slack' | 'teams';
  /** What kind of person does it. */
  who: string;
  what: 'press' | 'form' | 'command';
  name: string;
  /** The body of Slack's request, or the activity of Teams. */
  body: string | Record<string, unknown>;
}

const slackPeople = {
  listed: 'U01BEN',
  member: 'U0MEMBER',
  guest: 'U0GUEST',
  stranger: 'U0STRANGER',
  bot: 'B0ROBOT',
};

const teamsPeople = {
  listed: people.ana,
  stranger: people.dan,
  'not in the team': people.eve,
  'gone from the tenant': people.finn,
};

/** The values a button of this incident carries. */
const presses: [verb: string, value: string][] = [
  ['page.ack', '1'],
  ['role.take', '1|commander'],
  ['step.done', '1|triage.read-twenty'],
  ['step.undo', '1|triage.read-twenty'],
  ['question.set', '1|users|yes'],
  ['category.set', '1|quality'],
  ['diagnosis.answer', '1|x|y'],
  ['diagnosis.back', '1|x|y|all'],
  ['rollback.approve', '1|r1'],
  ['rollback.preview', '1|prompt'],
  ['rollback.open', '1|prompt|because'],
  ['rollback.decline', '1|r1'],
  ['rollback.manual', '1|r1'],
  ['verify.start', '1'],
  ['read.now', '1'],
  ['postmortem.draft', '1'],
  ['page.decline', '1|1'],
  ['step.skip', '1|triage.read-twenty'],
  ['step.assign', '1|triage.read-twenty'],
  ['step.note', '1|triage.read-twenty'],
  ['step.unhelpful', '1|triage.read-twenty'],
  ['step.add', '1'],
  ['revision.show', '1'],
  ['update.open', '1|internal'],
  ['evidence.open', '1'],
  ['evidence.list', '1'],
  ['evidence.read', '1|1'],
  ['evidence.pull', '1'],
  ['evidence.confirm', '1|1'],
  ['proposal.decline', '1|p1'],
  ['example.open', '1|1'],
  ['note.open', '1|x'],
  ['severity.open', '1'],
  ['resolve.try', '1'],
  ['declare.open', ''],
  ['help.show', 'respond'],
];

const forms: [form: string, state: string, values: Record<string, string>][] = [
  ['declare', '', { system: 'support-bot', title: 'x' }],
  ['update', '1|internal', { users: 'x', mitigation: 'x', next: 'x' }],
  ['rollback', '1', { part: 'prompt', reason: 'x' }],
  ['skip', '1|triage.read-twenty', { reason: 'x' }],
  ['note', '1', { text: 'x' }],
  ['change', '1', { kind: 'prompt', what: 'x' }],
  ['evidence', '1|', { content: 'x' }],
  ['example', '1|1', { set: 'blocking', expected: 'x', reason: 'x' }],
  ['severity', '1', { severity: 'sev4', reason: 'x' }],
  ['resolve', '1', { reason: 'x' }],
  ['cancel', '1', { reason: 'x' }],
  ['decline', '1|r1', { reason: 'x' }],
  ['manual', '1|r1', { reason: 'x' }],
  ['decline-page', '1|1', { reason: 'x' }],
];

/** Every press, form and command by every kind of person, in Slack and in Teams. */
export function everyAct({ sender }: Pick<FakeTeams, 'sender'>): Act[] {
  const acts: Act[] = [];
  for (const [who, user] of Object.entries(slackPeople)) {
    const by = { chat: 'slack', who } as const;
    for (const [name, value] of [...presses, ...impossiblePresses])
      acts.push({ ...by, what: 'press', name, body: press(name, value, { user }) });
    for (const [name, state, values] of [...forms, ...impossibleForms])
      acts.push({ ...by, what: 'form', name: String(name), body: submit(name, state, values, { user }) });
    for (const { name, example } of commands)
      for (const text of [`#1 ${example}`, name, `#1 ${name} x`])
        acts.push({ ...by, what: 'command', name, body: command(text, { user_id: user }) });
  }
  for (const [who, by] of Object.entries(teamsPeople)) {
    const of = { chat: 'teams', who } as const;
    const pressed = (verb: string, data: Record<string, unknown>) =>
      execute(sender, { by, conversation: incidents, verb, data: { airb: 1, ...data }, replyToId: '1' });
    for (const [verb, value] of [...presses, ...impossiblePresses])
      acts.push({ ...of, what: 'press', name: verb, body: pressed(verb, { verb, value }) });
    for (const [form, state, values] of [...forms, ...impossibleForms])
      acts.push({ ...of, what: 'form', name: String(form), body: pressed('form', { form, state, values }) });
    for (const { name, example } of commands)
      acts.push({ ...of, what: 'command', name, body: message(sender, { by, text: `#1 ${example}` }) });
  }
  return acts;
}
