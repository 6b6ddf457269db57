import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { inSeries } from '../../domain/plain.ts';
import { ConfigError } from '../../errors.ts';
import type { Beginning, FirstPerson } from '../../library/beginning.ts';
import { idFrom } from '../../library/import/draft.ts';
import { loadLibrary } from '../../library/load.ts';
import { unusable } from '../terminal/findings.ts';
import { type Asker, completed, gaveUp } from './answers.ts';
import type { Asked, Means } from './asked.ts';
import { type Settings, settingsIn } from './env-file.ts';
import { filesOf } from './files.ts';
import { isNamed, peopleOf, withPagerDuty } from './people.ts';
import { difference, type Fate, planned, type Wanted, writeAll } from './plan.ts';
import { chatSecrets, type Roster, rosterFrom, settingsKnown, setupFrom, tellRoster } from './sources.ts';
import { questions, type Wishes } from './wishes.ts';

export interface Begun {
  /** False on a dry run. */
  written: boolean;
  files: { path: string; fate: Fate }[];
  lines: string[];
  next: string[];
  /** The settings as airb will have them. */
  settings: Record<string, string | undefined>;
  me: string;
}

/**
 * Asks, reads, shows what would change, and writes all files or none.
 * @throws ConfigError when something is missing or wrong, or the person gave up; nothing was written then
 */
export async function begin(asked: Asked, means: Means, tell: (line: string) => void): Promise<Begun> {
  const asker = await means.asker();
  const known = settingsKnown(asked.env, means.environment);
  const slack = asked.fromSlack ? await rosterFrom(known, means, asker) : undefined;
  if (slack) tellRoster(slack.roster, tell);
  const wishes = await completed(
    asked.fromSlack ? { chat: 'slack', ...asked } : asked,
    questions(slack?.roster),
    asker,
  );
  const secrets = {
    ...slack?.secrets,
    ...(await chatSecrets(wishes, { ...known, ...slack?.secrets }, asker)),
  };
  const first = await beginning(asked, wishes, { roster: slack?.roster, known, means, asker, secrets });
  if (slack && !slack.roster.channels.includes(first.channel))
    tell(`Slack has no public channel #${first.channel} yet; make it before the first incident.`);
  const chosen = {
    chat: wishes.chat ?? 'none',
    url: asked.url,
    socket: asked.url === undefined,
    settings: secrets,
  };
  const files = planned(
    filesOf(first, chosen, {
      ...asked,
      samples: means.samples,
      version: means.version,
      dataDir: known.AIRB_DATA_DIR ?? 'data',
    }),
  );
  lintClean(files, asked.dir);
  const lines = files.filter(({ fate, ifMissing }) => fate !== 'as it is' || !ifMissing).map(lineOf);
  const settings = settingsAfter(files, asked, means.environment);
  const shared = { files: files.map(({ path, fate }) => ({ path, fate })), settings, me: first.me };
  if (asked.dryRun) return { ...shared, written: false, lines: [...lines, 'Nothing was written.'], next: [] };
  await agreed(files, { asker, force: asked.force ?? false, tell });
  writeAll(files.filter(({ fate }) => fate !== 'as it is'));
  return { ...shared, written: true, lines: summary(files), next: nextSteps(chosen, asked) };
}

interface Having {
  roster: Roster | undefined;
  known: Settings;
  means: Means;
  asker: Asker | undefined;
  /** More to be kept in the settings file. */
  secrets: Settings;
}

async function beginning(asked: Asked, wishes: Wishes, having: Having): Promise<Beginning> {
  const { roster } = having;
  const people = roster ? peopleOf(roster.members, withMe(asked.people, wishes.me)) : {};
  const me = roster ? found(people, wishes.me ?? '') : idFrom(wishes.me ?? '', () => false);
  if (!roster) people[me] = { name: wishes.me ?? '', ...(wishes.email && { email: wishes.email.trim() }) };
  const staff = asked.fromPagerduty
    ? withPagerDuty(people, await setupFrom(having))
    : { people, rotations: {}, policies: {} };
  const [policy] = Object.keys(staff.policies);
  const system = wishes.system ?? '';
  return {
    ...staff,
    organization: wishes.name ?? '',
    me,
    channel: (wishes.channel ?? '').replace(/^#/, ''),
    system: { id: system, title: titleOf(system), kind: wishes.kind ?? 'assistant' },
    // With several nobody but people can say which is for this system.
    ...(policy !== undefined && Object.keys(staff.policies).length === 1 && { policy }),
  };
}

/** Whoever begins is always among those who are wanted. */
function withMe(people: string | undefined, me: string | undefined): string | undefined {
  return people === undefined ? undefined : [people, me].filter(Boolean).join(',');
}

function found(people: Record<string, FirstPerson>, me: string): string {
  const [id] = Object.entries(people).find(([, person]) => isNamed(person, me)) ?? [];
  if (id !== undefined) return id;
  throw new ConfigError(
    `--me ${me}: no member of the workspace has this e-mail address or member id`,
    'Your member id: profile → Copy member ID. Nothing was written.',
  );
}

function titleOf(id: string): string {
  const words = id.replace(/[-_]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What would be written is read as airb reads it: a file that it can't use is not written. */
function lintClean(files: Wanted[], dir: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'airb-init-'));
  try {
    const own = files.filter(({ path }) => path.startsWith(dir) && path.endsWith('.yaml'));
    writeAll(own.map((file) => ({ ...file, path: join(folder, relative(dir, file.path)) })));
    const loaded = loadLibrary(folder);
    if (loaded.library !== undefined) return;
    throw new ConfigError(
      `what would be written can't be used:\n${unusable(loaded).aside ?? ''}`,
      'Nothing was written.',
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function agreed(
  files: (Wanted & { fate: Fate })[],
  { asker, force, tell }: { asker: Asker | undefined; force: boolean; tell(line: string): void },
): Promise<void> {
  const changing = files.filter(({ fate }) => fate === 'changes');
  if (changing.length === 0 || force) return;
  for (const file of changing)
    for (const line of [`${file.path} is there already and would change:`, ...difference(file)]) tell(line);
  if (asker === undefined)
    throw new ConfigError(
      `${inSeries(changing.map(({ path }) => path))} would change`,
      'With --force the changes are made; --dry-run shows them. Nothing was written.',
    );
  if (!(await asker.confirm('Change these files?'))) throw gaveUp;
}

function lineOf({ path, fate }: { path: string; fate: Fate }): string {
  return `${fate === 'new' ? 'would write' : fate === 'changes' ? 'would change' : 'stays as it is:'} ${path}`;
}

function summary(files: (Wanted & { fate: Fate })[]): string[] {
  const written = files.filter(({ fate }) => fate !== 'as it is');
  const named = written.filter(({ ifMissing, path }) => !ifMissing || !path.includes('/'));
  const rest = written.length - named.length;
  if (written.length === 0) return ['Everything is there already; nothing was changed.'];
  return [
    `Wrote ${inSeries([...named.map(({ path }) => path), ...(rest > 0 ? [`${rest} runbooks and schemas`] : [])])}.`,
  ];
}

/** The settings as the next start reads them from the file. */
function settingsAfter(
  files: Wanted[],
  { env, dir }: Asked,
  environment: Record<string, string | undefined>,
) {
  const file = files.find(({ path }) => path === env)?.content;
  return { ...settingsIn(typeof file === 'string' ? file : ''), ...environment, AIRB_RUNBOOKS_DIR: dir };
}

function nextSteps({ chat, settings }: { chat: string; settings: Settings }, { env }: Asked): string[] {
  const isReady =
    settings.SLACK_BOT_TOKEN !== undefined &&
    (settings.SLACK_APP_TOKEN ?? settings.SLACK_SIGNING_SECRET) !== undefined;
  const start = `Start it: set -a; . ${env.includes('/') ? env : `./${env}`}; set +a; airb serve`;
  if (chat === 'slack' && !isReady)
    return [
      'Next: make the app from slack-manifest.yaml (api.slack.com/apps → From a manifest), install it, and run airb init --from-slack.',
    ];
  if (chat === 'none')
    return [
      'Next: connect a chat, without which airb does not serve: airb init --chat slack, or --chat teams. To see an incident before that: airb demo.',
    ];
  return [start];
}
