import * as z from 'zod';
import { readFile } from './read-file.ts';

const person = z.strictObject({
  id: z
    .string()
    .regex(/^U[A-Z0-9]+$/, 'a Slack user id: U followed by capitals and digits')
    .describe('Account in the workspace; organization.yaml names it as `slack`.'),
  name: z.string().min(1, 'a name').describe('Full name.'),
  title: z
    .string()
    .default('')
    .describe('What this person does; what they are for the system on stage is added.'),
  tz: z.string().default('UTC').describe('IANA zone in which this person reads times.'),
  email: z.string().describe('E-mail address.'),
  emailConfirmed: z.boolean().default(true).describe('Whether the address was confirmed.'),
  account: z
    .enum(['member', 'guest', 'single-channel guest', 'external', 'bot', 'deactivated'])
    .default('member')
    .describe(
      'A guest may be in several channels or in one; `external` is of another workspace, by Slack Connect.',
    ),
  hue: z.int().min(0).max(359).default(210).describe('Colour of the picture, a CSS hue.'),
});

const channel = z.strictObject({
  id: z
    .string()
    .regex(/^C[A-Z0-9]+$/, 'a Slack channel id: C followed by capitals and digits')
    .describe('Id of the channel.'),
  name: z
    .string()
    .regex(/^[a-z0-9_-]{1,80}$/, 'lower-case letters, digits, - and _')
    .describe('Name without the leading #.'),
  kind: z.enum(['channel', 'private']).default('channel').describe('Who may see it.'),
  topic: z.string().max(250).default('').describe('Topic, beside the name.'),
  purpose: z.string().max(250).default('').describe('What it is for.'),
  members: z.array(z.string()).default([]).describe('Accounts that are in it, the app among them.'),
});

const group = z.strictObject({
  id: z
    .string()
    .regex(/^S[A-Z0-9]+$/, 'a Slack group id: S followed by capitals and digits')
    .describe('Id of the user group.'),
  handle: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]*$/, 'a handle without @')
    .describe('What mentions it, without the leading @.'),
  name: z.string().min(1, 'a name').describe('What people call it.'),
  members: z.array(z.string()).default([]).describe('Accounts that are in it.'),
});

const shape = z.strictObject({
  schema: z.literal(1).default(1).describe('Version of this format.'),
  team: z
    .strictObject({
      id: z.string().describe('Id of the workspace.'),
      name: z.string().describe('Name of the workspace.'),
      domain: z.string().describe('First part of its address.'),
    })
    .describe('The workspace.'),
  app: z
    .strictObject({
      id: z.string().describe('Id of the app.'),
      name: z.string().describe('Name it speaks under.'),
      botUser: z.string().describe('Account it speaks as.'),
      botId: z.string().describe('Id of the bot.'),
      title: z.string().default('incident bot').describe('Shown under its name.'),
      hue: z.int().min(0).max(359).default(265).describe('Colour of its picture, a CSS hue.'),
    })
    .describe('The bot as it is installed.'),
  scenario: z
    .string()
    .optional()
    .describe('On stage when nobody asks for another; left out for the first by file name.'),
  people: z.array(person).min(1, 'at least one person').describe('Everybody in the workspace.'),
  channels: z.array(channel).describe('The channels before anything happens.'),
  groups: z.array(group).default([]).describe('User groups before anything happens.'),
});

/** A workspace file with all that can be checked of it alone. */
export const workspaceFile = shape.superRefine(({ app, people, channels, groups }, ctx) => {
  const known = [app.botUser, ...people.map(({ id }) => id)];
  for (const [place, { members }] of channels.entries())
    for (const [n, member] of members.entries())
      if (!known.includes(member))
        ctx.addIssue({
          code: 'custom',
          path: ['channels', place, 'members', n],
          message: `a person of this file, or the app: ${known.join(', ')}`,
        });
  for (const [place, { members }] of groups.entries())
    for (const [n, member] of members.entries())
      if (!people.some(({ id }) => id === member))
        ctx.addIssue({
          code: 'custom',
          path: ['groups', place, 'members', n],
          message: `a person of this file: ${people.map(({ id }) => id).join(', ')}`,
        });
  for (const [place, { id }] of people.entries())
    if (people.findIndex((other) => other.id === id) !== place)
      ctx.addIssue({ code: 'custom', path: ['people', place, 'id'], message: 'an id that nobody else has' });
});

/** Who and what is in the workspace before anything happens. */
export type WorkspaceFile = z.output<typeof shape>;
export type Person = WorkspaceFile['people'][number];

/**
 * Reads a workspace file.
 * @throws FileFault naming the lines and keys that are wrong.
 */
export function parseWorkspace(yaml: string): WorkspaceFile {
  return readFile('workspace.yaml: ', workspaceFile, yaml);
}
