import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { slackManifest } from '../chat/slack/package/manifest.ts';
import type { MovableClock } from '../clock.ts';
import { inSeries } from '../domain/plain.ts';
import type { Library, SystemSpec } from '../domain/runbooks/runbook.ts';
import { ConfigError } from '../errors.ts';
import { packageRoot } from '../package-root.ts';
import type { Log } from '../ports/log.ts';
import type { Duties, Sandbox } from '../sandbox/open.ts';
import type { OnStop } from './app.ts';
import type { Settings } from './settings.ts';

/** The workspace beside the bot, loaded only where it is played. */
export async function openSandbox(
  settings: Settings,
  around: {
    clock: MovableClock | undefined;
    scenario: string | undefined;
    library: Library;
    log: Log;
    onStop: OnStop;
  },
): Promise<Sandbox | undefined> {
  const { sandbox: played, url } = settings;
  const { clock, scenario, library, log, onStop } = around;
  if (!played || !clock) return undefined;
  mustHavePeople(settings.runbooksDir);
  const { openSandbox: open } = await import('../sandbox/open.ts');
  const manifest = slackManifest({ url, socket: false });
  const folders = { ...settings, pageDir: join(packageRoot, 'dist/sandbox/page') };
  const duties = dutiesIn(library);
  const sandbox = open(folders, {
    keys: played.keys,
    clock,
    url,
    manifest,
    duties,
    ...(scenario && { scenario }),
  });
  for (const { file, why } of sandbox.broken) log.warn({ file, why }, 'a scenario file can not be played');
  onStop('the sandbox', () => sandbox.close());
  return sandbox;
}

/** A folder that `airb init` made has nobody to play: it is for a chat of one's own. */
function mustHavePeople(dir: string): void {
  if (existsSync(join(dir, 'scenarios', 'workspace.yaml'))) return;
  throw new ConfigError(
    `SLACK_BOT_TOKEN: no chat is connected, and ${dir} has no scenarios/workspace.yaml, whose people the sandbox would play`,
    `Connect one: airb init --chat slack or --chat teams. To see an incident before that: airb demo, or copy ${join(packageRoot, 'runbooks', 'scenarios')} into ${dir}.`,
  );
}

/** What the people of a library are for each of its systems, by their account in the workspace. */
function dutiesIn({ organization, systems }: Library): Duties {
  return Object.fromEntries(
    systems.map((system) => [
      system.id,
      Object.fromEntries(
        organization.people.flatMap(({ id, slack }) => {
          const words = dutiesOf(system, id);
          return slack === undefined || words === undefined ? [] : [[slack, words]];
        }),
      ),
    ]),
  );
}

/** `owner of support-bot, first on call`; undefined where somebody has no part in it. */
function dutiesOf(system: SystemSpec, person: string): string | undefined {
  const { id, technicalOwner, businessOwner, onCall } = system;
  const rung = onCall.findIndex(({ people }) => people.includes(person));
  const owns = [
    ...(technicalOwner === person ? ['technical owner'] : []),
    ...(businessOwner === person ? ['business owner'] : []),
  ];
  const called = ['first on call', 'second on call', 'third on call'][rung];
  if (owns.length > 0) return [`${inSeries(owns)} of ${id}`, ...(called ? [called] : [])].join(', ');
  return called && `${called} for ${id}`;
}
