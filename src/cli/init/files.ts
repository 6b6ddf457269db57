import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { slackApp, teamsApp } from '../../app/manifests.ts';
import { type Beginning, organizationText, systemText } from '../../library/beginning.ts';
import { yamlFiles } from '../../library/folder.ts';
import { fileKinds, schemaFileName, schemaText } from '../../library/schema.ts';
import { envText, type Settings } from './env-file.ts';
import type { Wanted } from './plan.ts';

export interface Around {
  /** The runbooks folder. */
  dir: string;
  /** The settings file. */
  env: string;
  /** The folder that brings the runbooks. */
  samples: string;
  version: string;
  dataDir: string;
}

export interface Chosen {
  chat: string;
  url?: string | undefined;
  socket: boolean;
  /** Secrets that were given, and what else is to be set. */
  settings: Settings;
}

/** Every file of a new installation, as it is to be. */
export function filesOf(first: Beginning, chosen: Chosen, around: Around): Wanted[] {
  const { dir, env } = around;
  const before = existsSync(env) ? readFileSync(env, 'utf8') : undefined;
  return [
    { path: join(dir, 'organization.yaml'), content: organizationText(first) },
    { path: join(dir, 'systems', `${first.system.id}.yaml`), content: systemText(first) },
    ...yamlFiles(around.samples, 'library', 1).map(({ file, bytes }) => ({
      path: join(dir, file),
      content: bytes,
      ifMissing: true,
    })),
    ...fileKinds.map((kind) => ({
      path: join(dir, 'schema', schemaFileName(kind)),
      content: schemaText(kind),
      ifMissing: true,
    })),
    { path: env, content: envText(before, settings(chosen, around)), secret: true },
    ...manifest(chosen, around),
  ];
}

/** Records that are there have keys of their own, which others would contradict. */
function keysOf(dataDir: string): Settings {
  const fresh = !existsSync(join(dataDir, 'airb.db'));
  return {
    AIRB_API_TOKEN: key(),
    AIRB_GENERIC_SECRET: key(),
    ...(fresh && { AIRB_SEAL_KEY: key(), AIRB_AUDIT_KEY: key() }),
  };
}

const key = () => randomBytes(24).toString('base64url');

function settings({ settings: given, url }: Chosen, { dir, dataDir }: Around) {
  return [
    { about: 'Given to airb init.', set: { ...(url && { AIRB_PUBLIC_URL: url }), ...given } },
    ...(dir === 'runbooks' ? [] : [{ about: 'Where the files are.', set: { AIRB_RUNBOOKS_DIR: dir } }]),
    {
      about:
        'Made by airb init: the API and the pages, alerts as plain JSON, buttons in chat, and the audit log.',
      set: keysOf(dataDir),
    },
  ];
}

function manifest({ chat, url, socket, settings: given }: Chosen, { version }: Around): Wanted[] {
  if (chat === 'slack')
    return [
      {
        path: 'slack-manifest.yaml',
        content: stringify(slackApp({ socket, ...(url && { url }) })),
        ifMissing: true,
      },
    ];
  const appId = given.TEAMS_APP_ID;
  if (chat !== 'teams' || appId === undefined || url === undefined) return [];
  const app = teamsApp({
    appId,
    url,
    version,
    manifestVersion: '1.30',
    privacyUrl: undefined,
    termsUrl: undefined,
  });
  return [{ path: 'airb-teams.zip', content: app.inPackage(), ifMissing: true }];
}
