import { existsSync, readFileSync } from 'node:fs';
import { count } from '../../domain/plain.ts';
import { ConfigError } from '../../errors.ts';
import { type Asker, gaveUp } from './answers.ts';
import { type Settings, settingsIn } from './env-file.ts';
import type { PagerDutySetup } from './people.ts';
import type { Wishes } from './wishes.ts';

/** A workspace as Slack tells of it. */
export interface Roster {
  team: string;
  members: { slack: string; name: string; title?: string; email?: string; tz?: string }[];
  channels: string[];
  leftOut: number;
  withoutEmails: boolean;
}

/** Where people and schedules are read from. */
export interface Sources {
  slack(where: { token: string; apiUrl?: string | undefined }): Promise<Roster>;
  pagerDuty(where: { token: string; url: string }): Promise<PagerDutySetup>;
}

/** The settings there are: those of the process before those of the file. */
export function settingsKnown(file: string, environment: Record<string, string | undefined>): Settings {
  const stored = existsSync(file) ? settingsIn(readFileSync(file, 'utf8')) : {};
  const given = Object.entries(environment).flatMap(([name, value]) => (value ? [[name, value]] : []));
  return { ...stored, ...(Object.fromEntries(given) as Settings) };
}

/** Reads the workspace. @returns who is there, and what of it belongs into the settings file */
export async function rosterFrom(known: Settings, sources: Sources, asker: Asker | undefined) {
  const token =
    known.SLACK_BOT_TOKEN ?? (await asker?.secret('Bot token of the installed Slack app (xoxb-…)?'));
  if (token === undefined)
    throw new ConfigError(
      '--from-slack: SLACK_BOT_TOKEN is not set',
      'airb manifest slack --socket makes the app; install it and set the token of OAuth & Permissions. Nothing was written.',
    );
  const roster = await sources.slack({ token, apiUrl: known.SLACK_API_URL });
  const api = known.SLACK_API_URL;
  // A person's token may read, and is no token for the bot.
  const secrets = {
    ...(token.startsWith('xoxb-') && { SLACK_BOT_TOKEN: token }),
    ...(api && { SLACK_API_URL: api }),
  };
  return { roster, secrets: secrets as Settings };
}

export function tellRoster(
  { team, members, leftOut, withoutEmails }: Roster,
  tell: (line: string) => void,
): void {
  tell(
    `${team}: ${count(members.length, 'member')}; ${count(leftOut, 'app, guest or deactivated account', 'apps, guests and deactivated accounts')} left out.`,
  );
  if (withoutEmails)
    tell(
      'Slack tells no e-mail addresses: the scope users:read.email is missing. People are known by their Slack ids alone.',
    );
}

const botToken = [
  'SLACK_BOT_TOKEN',
  'Bot token of the installed Slack app (xoxb-…)? Leave it empty to install the app later.',
] as const;
const appToken = [
  'SLACK_APP_TOKEN',
  'App-level token for Socket Mode (xapp-…)? Leave it empty to set it later.',
] as const;
const signing = [
  'SLACK_SIGNING_SECRET',
  'Signing secret of the Slack app? Leave it empty to set it later.',
] as const;

/** What the chat needs, from the environment or typed; what is left empty can be set later. */
export async function chatSecrets(
  { chat, url }: Wishes,
  known: Settings,
  asker: Asker | undefined,
): Promise<Settings> {
  const names: Record<string, string[]> = {
    slack: ['SLACK_BOT_TOKEN', 'SLACK_SIGNING_SECRET', 'SLACK_APP_TOKEN', 'SLACK_API_URL'],
    teams: ['TEAMS_APP_ID', 'TEAMS_APP_PASSWORD', 'TEAMS_TENANT_ID'],
  };
  const found: Settings = {};
  for (const name of names[chat ?? ''] ?? []) if (known[name]) found[name] = known[name];
  if (chat !== 'slack' || asker === undefined) return found;
  const isReached = found.SLACK_SIGNING_SECRET ?? found.SLACK_APP_TOKEN;
  for (const [name, question] of [botToken, ...(isReached ? [] : [url ? signing : appToken])]) {
    if (found[name]) continue;
    const typed = await asker.secret(question);
    if (typed === undefined) throw gaveUp;
    if (typed) found[name] = typed;
  }
  return found;
}

/** Reads schedules and policies; the token is kept with the other settings. */
export async function setupFrom({
  known,
  means,
  asker,
  secrets,
}: {
  known: Settings;
  means: Sources;
  asker: Asker | undefined;
  secrets: Settings;
}) {
  const token =
    known.PAGERDUTY_API_TOKEN ??
    (await asker?.secret('API token of PagerDuty? One that may only read is enough.'));
  if (!token)
    throw new ConfigError(
      '--from-pagerduty: PAGERDUTY_API_TOKEN is not set',
      'A token that may only read is enough. Nothing was written.',
    );
  secrets.PAGERDUTY_API_TOKEN = token;
  const url = known.PAGERDUTY_API_URL;
  if (url) secrets.PAGERDUTY_API_URL = url;
  return means.pagerDuty({ token, url: url ?? 'https://api.pagerduty.com' });
}
