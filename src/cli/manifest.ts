import { type Command, InvalidArgumentError } from 'commander';
import { stringify } from 'yaml';
import { slackManifest } from '../chat/slack/manifest.ts';
import type { Io } from './io.ts';

/** `airb manifest slack [--socket] [--url https://…] [--json]`: what to paste when the app is made. */
export function registerManifest(program: Command, io: Io): void {
  program
    .command('manifest')
    .description('print the app manifest of a chat platform')
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

function webAddress(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new InvalidArgumentError('Expected an address like https://airb.example.com.');
}
