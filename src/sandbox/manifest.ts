import * as z from 'zod';

const schema = z.looseObject({
  features: z
    .looseObject({
      shortcuts: z
        .array(
          z.looseObject({ name: z.string(), type: z.enum(['global', 'message']), callback_id: z.string() }),
        )
        .default([]),
      slash_commands: z
        .array(
          z.looseObject({
            command: z.string(),
            description: z.string().default(''),
            usage_hint: z.string().default(''),
            should_escape: z.boolean().default(false),
          }),
        )
        .default([]),
    })
    .default({ shortcuts: [], slash_commands: [] }),
  oauth_config: z.looseObject({ scopes: z.looseObject({ bot: z.array(z.string()).default([]) }) }),
  settings: z
    .looseObject({
      event_subscriptions: z
        .looseObject({ bot_events: z.array(z.string()).default([]) })
        .default({ bot_events: [] }),
    })
    .default({ event_subscriptions: { bot_events: [] } }),
});

/** What an installed app may do and which events it gets, from its Slack app manifest. */
export interface InstalledApp {
  scopes: string[];
  events: Set<string>;
  commands: { command: string; usage: string; description: string; escape: boolean }[];
  shortcuts: { callbackId: string; name: string; type: 'global' | 'message' }[];
}

/**
 * Reads a Slack app manifest, version 2.
 * @throws Error naming the key that is wrong.
 */
export function readManifest(manifest: unknown): InstalledApp {
  const parsed = schema.safeParse(manifest);
  if (!parsed.success) throw new Error(`Slack manifest: ${z.prettifyError(parsed.error)}`);
  const { features, oauth_config: oauth, settings } = parsed.data;
  return {
    scopes: oauth.scopes.bot,
    events: new Set(settings.event_subscriptions.bot_events),
    commands: features.slash_commands.map((c) => ({
      command: c.command,
      usage: c.usage_hint,
      description: c.description,
      escape: c.should_escape,
    })),
    shortcuts: features.shortcuts.map((s) => ({ callbackId: s.callback_id, name: s.name, type: s.type })),
  };
}
