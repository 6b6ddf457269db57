import { type Command, Option } from 'commander';
import { teamsAppVersions } from '../../app/manifests.ts';
import { answer } from '../terminal/answer.ts';
import type { Io } from '../terminal/io.ts';
import { webAddress } from '../terminal/web-address.ts';
import { applicationId, appVersion } from './option-values.ts';
import { type SlackWishes, slackManifest } from './slack.ts';
import { type Installed, type TeamsWishes, teamsManifest } from './teams.ts';

/** `airb manifest slack|teams`: the files that install airb as an app in a chat platform. */
export function registerManifest(program: Command, installed: Installed, io: Io): void {
  const manifest = program.command('manifest').description('make the app manifest of a chat platform');
  addSlack(manifest, io);
  addTeams(manifest, installed, io);
}

function addSlack(manifest: Command, io: Io): void {
  manifest
    .command('slack')
    .description('the Slack app manifest, for api.slack.com/apps → Create New App → From a manifest')
    .option('--socket', 'for Socket Mode: no public address is needed', false)
    .option('--url <https-address>', 'the public address of airb, for HTTP', webAddress)
    .option('--json', 'JSON instead of YAML', false)
    .action((asked: SlackWishes & { json: boolean }) => answer(io, slackManifest(asked), asked));
}

function addTeams(manifest: Command, installed: Installed, io: Io): void {
  manifest
    .command('teams')
    .description('write the Teams app package, for Teams admin center → Manage apps → Upload new app')
    .option('--out <file>', 'where to write the package', 'airb-teams.zip')
    .option('--app-id <id>', 'application id of the bot’s Entra app, in place of TEAMS_APP_ID', applicationId)
    .option('--url <https-address>', 'the public address of airb, in place of AIRB_PUBLIC_URL', webAddress)
    .addOption(
      new Option('--manifest-version <version>', '1.30 has slash commands; 1.25 for a tenant that refuses it')
        .choices(teamsAppVersions)
        .default('1.30'),
    )
    .option('--app-version <version>', 'version in Teams: a second upload needs a higher one', appVersion)
    .option('--privacy-url <address>', 'your privacy statement, which Teams shows beside the app', webAddress)
    .option('--terms-url <address>', 'your terms of use, likewise', webAddress)
    .option('--json', 'print the manifest and write nothing', false)
    .action((asked: TeamsWishes) => answer(io, teamsManifest(installed, asked), asked));
}
