import { writeFileSync } from 'node:fs';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type ManifestOptions, manifestVersions, teamsManifest } from '../../chat/teams/package/manifest.ts';
import { appPackage } from '../../chat/teams/package/package.ts';
import { ConfigError } from '../../errors.ts';
import type { Io } from '../terminal/io.ts';
import { webAddress } from './web-address.ts';

/** What is known here without being said again. */
export interface Installed {
  /** airb's own version. */
  version: string;
  /** TEAMS_APP_ID. */
  appId?: string | undefined;
  /** AIRB_PUBLIC_URL, or where it listens. */
  publicUrl?: string | undefined;
}

interface Options extends Pick<ManifestOptions, 'manifestVersion' | 'privacyUrl' | 'termsUrl'> {
  out: string;
  appId?: string;
  url?: string;
  appVersion?: string;
  json: boolean;
}

const example = 'https://airb.example.com';

/** `airb manifest teams [--out airb-teams.zip] [--url https://…] [--manifest-version 1.25] [--json]` */
export function registerTeamsManifest(manifest: Command, io: Io, installed: Installed): void {
  manifest
    .command('teams')
    .description('write the Teams app package, for Teams admin center → Manage apps → Upload new app')
    .option('--out <file>', 'where to write the package', 'airb-teams.zip')
    .option('--app-id <id>', 'application id of the bot’s Entra app, in place of TEAMS_APP_ID', applicationId)
    .option('--url <https-address>', 'the public address of airb, in place of AIRB_PUBLIC_URL', webAddress)
    .addOption(
      new Option('--manifest-version <version>', '1.30 has slash commands; 1.25 for a tenant that refuses it')
        .choices(manifestVersions)
        .default('1.30'),
    )
    .option('--app-version <version>', 'version in Teams: a second upload needs a higher one', appVersion)
    .option('--privacy-url <address>', 'your privacy statement, which Teams shows beside the app', webAddress)
    .option('--terms-url <address>', 'your terms of use, likewise', webAddress)
    .option('--json', 'print the manifest and write nothing', false)
    .action((options: Options) => {
      const url = options.url ?? reachable(installed.publicUrl);
      const content = teamsManifest({
        appId: options.appId ?? installed.appId ?? noAppId(),
        url: url ?? example,
        version: options.appVersion ?? installed.version,
        manifestVersion: options.manifestVersion,
        privacyUrl: options.privacyUrl,
        termsUrl: options.termsUrl,
      });
      if (options.json) io.out(JSON.stringify(content, null, 2));
      else write(options, content, io);
      if (url === undefined) io.err('The address is an example. Give yours with --url https://…');
    });
}

function write({ out, manifestVersion }: Options, content: Record<string, unknown>, io: Io): void {
  try {
    writeFileSync(out, appPackage(content));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`${out} can't be written: ${why}`, 'Name another file with --out.');
  }
  io.out(
    [
      `Wrote ${out}: app ${content.version}, manifest ${manifestVersion}.`,
      'Upload it in the Teams admin center (Teams apps → Manage apps → Upload new app), then add airb to the team of your incidents channel.',
      ...(manifestVersion === '1.30'
        ? ['If it is refused, write it again with --manifest-version 1.25.']
        : []),
    ].join('\n'),
  );
}

/** Teams and people's browsers reach nothing but https. */
function reachable(publicUrl: string | undefined): string | undefined {
  return publicUrl?.startsWith('https:') ? publicUrl : undefined;
}

function noAppId(): never {
  throw new ConfigError(
    'TEAMS_APP_ID is not set, and the package is made for one app.',
    'Give the application (client) id of the bot’s app in Entra: airb manifest teams --app-id <id>.',
  );
}

function applicationId(text: string): string {
  if (/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text)) return text.toLowerCase();
  throw new InvalidArgumentError('Expected the application (client) id: 8-4-4-4-12 hexadecimal digits.');
}

function appVersion(text: string): string {
  if (/^\d{1,5}\.\d{1,5}\.\d{1,5}$/.test(text)) return text;
  throw new InvalidArgumentError('Expected three numbers, such as 1.0.2.');
}
