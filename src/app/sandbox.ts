import { join } from 'node:path';
import { slackManifest } from '../chat/slack/package/manifest.ts';
import type { MovableClock } from '../clock.ts';
import { packageRoot } from '../package-root.ts';
import type { Sandbox } from '../sandbox/open.ts';
import type { OnStop } from './app.ts';
import type { Settings } from './settings.ts';

/** The workspace beside the bot, loaded only where it is played. */
export async function openSandbox(
  settings: Settings,
  around: { clock: MovableClock | undefined; scenario: string | undefined; onStop: OnStop },
): Promise<Sandbox | undefined> {
  const { sandbox: played, url } = settings;
  const { clock, scenario, onStop } = around;
  if (!played || !clock) return undefined;
  const { openSandbox: open } = await import('../sandbox/open.ts');
  const manifest = slackManifest({ url, socket: false });
  const folders = { ...settings, pageDir: join(packageRoot, 'dist/sandbox/page') };
  const sandbox = open(folders, { keys: played.keys, clock, url, manifest, scenario });
  onStop('the sandbox', () => sandbox.close());
  return sandbox;
}
