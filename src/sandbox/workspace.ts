import { parse } from 'yaml';
import * as z from 'zod';

const person = z.strictObject({
  id: z.string().regex(/^U[A-Z0-9]+$/, 'a Slack user id: U followed by capitals and digits'),
  name: z.string().min(1),
  title: z.string().default(''),
  tz: z.string().default('UTC'),
  email: z.string(),
  emailConfirmed: z.boolean().default(true),
  /** A guest may be in several channels or in one; `external` is of another workspace, by Slack Connect. */
  account: z
    .enum(['member', 'guest', 'single-channel guest', 'external', 'bot', 'deactivated'])
    .default('member'),
  hue: z.int().min(0).max(359).default(210),
});

const channel = z.strictObject({
  id: z.string().regex(/^C[A-Z0-9]+$/, 'a Slack channel id: C followed by capitals and digits'),
  name: z.string().regex(/^[a-z0-9_-]{1,80}$/, 'lowercase letters, digits, - and _'),
  kind: z.enum(['channel', 'private']).default('channel'),
  topic: z.string().max(250).default(''),
  purpose: z.string().max(250).default(''),
  members: z.array(z.string()).default([]),
});

const schema = z.strictObject({
  team: z.strictObject({ id: z.string(), name: z.string(), domain: z.string() }),
  app: z.strictObject({
    id: z.string(),
    name: z.string(),
    botUser: z.string(),
    botId: z.string(),
    title: z.string().default('incident bot'),
    hue: z.int().min(0).max(359).default(265),
  }),
  /** On stage when nobody asks for another; left out for the first by file name. */
  scenario: z.string().optional(),
  people: z.array(person).min(1),
  channels: z.array(channel),
});

/** Who and what is in the workspace before anything happens. */
export type WorkspaceFile = z.infer<typeof schema>;
export type Person = WorkspaceFile['people'][number];

/**
 * Reads a workspace file.
 * @throws Error naming the key that is wrong.
 */
export function parseWorkspace(yaml: string): WorkspaceFile {
  const parsed = schema.safeParse(parse(yaml));
  if (!parsed.success) throw new Error(`workspace file: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
