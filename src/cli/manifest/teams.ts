import { type TeamsAppOptions, teamsApp } from '../../app/manifests.ts';
import { ConfigError } from '../../errors.ts';
import type { Answer } from '../terminal/answer.ts';
import { writeFile } from '../terminal/write-file.ts';

/** Facts that the settings already give. */
export interface Installed {
  /** airb's own version. */
  version: string;
  /** TEAMS_APP_ID. */
  appId?: string | undefined;
  /** AIRB_PUBLIC_URL, or where it listens. */
  publicUrl?: string | undefined;
}

export interface TeamsWishes extends Pick<TeamsAppOptions, 'manifestVersion' | 'privacyUrl' | 'termsUrl'> {
  /** The file the package is written to. */
  out: string;
  appId?: string;
  url?: string;
  appVersion?: string;
  /** Only prints the manifest, and writes nothing. */
  json: boolean;
}

const example = 'https://airb.example.com';

/** The Teams app: its package in a file, or its manifest as data. */
export function teamsManifest(installed: Installed, wishes: TeamsWishes): Answer {
  const url = wishes.url ?? reachable(installed.publicUrl);
  const app = teamsApp({
    appId: wishes.appId ?? installed.appId ?? noAppId(),
    url: url ?? example,
    version: wishes.appVersion ?? installed.version,
    manifestVersion: wishes.manifestVersion,
    privacyUrl: wishes.privacyUrl,
    termsUrl: wishes.termsUrl,
  });
  const aside = url === undefined ? 'The address is an example. Give yours with --url https://…' : '';
  if (wishes.json) return { json: app.manifest, aside, exit: 0 };
  writeFile(wishes.out, app.inPackage());
  return { people: written(wishes, app.manifest), aside, exit: 0 };
}

function written({ out, manifestVersion }: TeamsWishes, { version }: Record<string, unknown>): string {
  return [
    `Wrote ${out}: app ${version}, manifest ${manifestVersion}.`,
    'Upload it in the Teams admin center (Teams apps → Manage apps → Upload new app), then add airb to the team of your incidents channel.',
    ...(manifestVersion === '1.30' ? ['If it is refused, write it again with --manifest-version 1.25.'] : []),
  ].join('\n');
}

/** The address when Teams and browsers can reach it, which needs https; else undefined. */
function reachable(publicUrl: string | undefined): string | undefined {
  return publicUrl?.startsWith('https:') ? publicUrl : undefined;
}

function noAppId(): never {
  throw new ConfigError(
    'TEAMS_APP_ID is not set, and the package is made for one app.',
    'Give the application (client) id of the bot’s app in Entra: airb manifest teams --app-id <id>.',
  );
}
