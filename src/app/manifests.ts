import { slackManifest } from '../chat/slack/package/manifest.ts';
import { type ManifestOptions, manifestVersions, teamsManifest } from '../chat/teams/package/manifest.ts';
import { appPackage } from '../chat/teams/package/package.ts';

/** What Slack is handed when the app is made there. */
export const slackApp = slackManifest;

/** What Teams is handed: the manifest, and the package it is uploaded in. */
export function teamsApp(options: TeamsAppOptions) {
  const manifest = teamsManifest(options);
  return { manifest, inPackage: () => appPackage(manifest) };
}

export type TeamsAppOptions = ManifestOptions;

/** The newest first. */
export const teamsAppVersions = manifestVersions;
