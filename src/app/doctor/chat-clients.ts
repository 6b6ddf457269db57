import { createSlack, type SlackChat } from '../../chat/slack/slack.ts';
import type { TeamsChat } from '../../chat/teams/teams.ts';
import { systemClock } from '../../clock.ts';
import type { Config, TeamsSettings } from '../../config.ts';
import type { Library, PersonSpec } from '../../domain/runbooks/runbook.ts';
import { silentLog } from '../../log.ts';
import type { Memory } from '../../ports/memory.ts';
import { incidentsChannelOf } from '../chats.ts';
import { createSeal } from '../seal.ts';

/** A Slack to ask; nothing is listened to. */
export function slackToLookAt(settings: NonNullable<Config['slack']>): SlackChat {
  return createSlack({
    ...settings,
    directory: { slackIdOf: () => undefined, personOf: () => undefined },
    log: silentLog,
    clock: systemClock,
    onTrouble: () => undefined,
  });
}

/** A Teams to ask, or to write to one person of the files; nothing is listened to. */
export async function teamsToLookAt(
  { app, ...settings }: TeamsSettings,
  {
    files,
    publicUrl,
    memory,
    person,
  }: { files: Library; publicUrl: string; memory: Memory; person?: PersonSpec },
): Promise<TeamsChat> {
  const { createTeams } = await import('../../chat/teams/teams.ts');
  return createTeams({
    ...settings,
    ...(app && { appId: app.id, appPassword: app.password, tenantId: app.tenant }),
    development: false,
    incidentsChannel: () => incidentsChannelOf(files),
    publicUrl,
    directory: {
      teamsIdOf: (id) => (id === person?.id ? person.teams : undefined),
      personOf: (id) => (id === person?.teams ? person : undefined),
    },
    memory,
    seal: createSeal('nothing is listened to'),
    log: silentLog,
    clock: systemClock,
    onTrouble: () => undefined,
  });
}

/** What airb has learned of Teams while it ran. Looking adds nothing. */
export function readOnly(store: Memory | undefined): Memory {
  return { recall: async (key) => store?.recall(key), remember: async () => undefined };
}
