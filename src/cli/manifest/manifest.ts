import type { Command } from 'commander';
import { stringify } from 'yaml';
import { slackManifest } from '../../chat/slack/package/manifest.ts';
import type { Io } from '../terminal/io.ts';
import { type Installed, registerTeamsManifest } from './teams.ts';
import { webAddress } from './web-address.ts';

/** `airb manifest slack|teams`: what to hand to the chat platform when the app is made. */
export function registerManifest(program: Command, io: Io, installed: Installed): void {
  const manifest = program.command('manifest').description('make the app manifest of a chat platform');
  registerSlackManifest(manifest, io);
  registerTeamsManifest(manifest, io, installed);
}

/** `airb manifest slack [--socket] [--url https://…] [--json]` */
function registerSlackManifest(manifest: Command, io: Io): void {
  manifest
    .command('slack')
    .description('the Slack app manifest, for api.slack.com/apps → Create New App → From a manifest')
    .option('--socket', 'for Socket Mode: no public address is needed', false)
    .option('--url <https-address>', 'the public address of airb, for HTTP', webAddress)
    .option('--json', 'JSON instead of YAML', false)
    .action((options: { socket: boolean; url?: string; json: boolean }) => {
      const { socket, url } = options;
      const manifest = slackManifest({ socket, ...(url ? { url } : {}) });
      io.out(options.json ? JSON.stringify(manifest, null, 2) : stringify(manifest).trimEnd());
      if (!socket && !url) {
        io.err('The addresses are an example. Give yours with --url https://…, or use --socket.');
      }
    });
}
