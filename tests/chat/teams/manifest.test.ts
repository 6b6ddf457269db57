import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseActivity } from '../../../src/chat/teams/api/activity.ts';
import { shortcutInput } from '../../../src/chat/teams/inbound/extension.ts';
import { type ManifestOptions, teamsManifest } from '../../../src/chat/teams/package/manifest.ts';
import { appPackage } from '../../../src/chat/teams/package/package.ts';
import { registerManifest } from '../../../src/cli/manifest/manifest.ts';
import type { Installed } from '../../../src/cli/manifest/teams.ts';
import { parseCommand } from '../../../src/domain/chat/grammar.ts';
import { readPng, unzip } from './support/package.ts';

const appId = '00000000-0000-4000-8000-000000000099';
const versions = ['1.30', '1.25'] as const;

/** The parts of a manifest the tests look into. */
interface Manifest {
  id: string;
  version: string;
  developer: Record<string, string>;
  bots: { commandLists: CommandList[]; [key: string]: unknown }[];
  composeExtensions: { commands: { id: string; title: string; description: string }[] }[];
  validDomains: string[];
  authorization: { permissions: { resourceSpecific: { name: string; type: string }[] } };
  [key: string]: unknown;
}

interface CommandList {
  scopes: string[];
  triggers?: string[];
  commands: { title: string; description: string }[];
}

function made(changes: Partial<ManifestOptions> = {}): Manifest {
  const url = 'https://airb.mine.example/';
  const options = { appId, url, version: '1.2.3', manifestVersion: '1.30' as const, ...changes };
  return JSON.parse(JSON.stringify(teamsManifest(options))) as Manifest;
}

/** Runs `airb manifest teams …` in a folder of its own. */
function run(args: string[], installed: Partial<Installed> = { appId }) {
  const folder = mkdtempSync(join(tmpdir(), 'airb-manifest-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [out, err]: [string[], string[]] = [[], []];
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  const io = {
    out: (text: string) => void out.push(text),
    err: (text: string) => void err.push(text),
    exit: () => {},
  };
  registerManifest(program, { version: '1.2.3', ...installed }, io);
  const file = join(folder, 'app.zip');
  program.parse(['manifest', 'teams', '--out', file, ...args], { from: 'user' });
  const packed = () => unzip(readFileSync(file));
  const manifest = () => JSON.parse(packed().get('manifest.json')?.toString() ?? '') as Manifest;
  return { out: out.join('\n'), err: err.join('\n'), file, packed, manifest };
}

describe('the Teams app package', () => {
  it('holds the manifest and the two icons it names', () => {
    const files = unzip(appPackage(teamsManifest({ ...base, manifestVersion: '1.30' })));
    expect([...files.keys()]).toEqual(['manifest.json', 'color.png', 'outline.png']);
    const manifest = JSON.parse(files.get('manifest.json')?.toString() ?? '') as Manifest;
    expect(Object.values(manifest.icons as object).every((name) => files.has(name))).toBe(true);
  });

  it('is the same twice, so that a package can be compared with the one that was uploaded', () => {
    const once = appPackage(teamsManifest({ ...base, manifestVersion: '1.25' }));
    expect(once.equals(appPackage(teamsManifest({ ...base, manifestVersion: '1.25' })))).toBe(true);
  });

  it('has a square colour icon without gaps, its sign inside what Teams never cuts off', () => {
    const { width, height, pixels } = readPng(icon('color.png'));
    expect([width, height]).toEqual([192, 192]);
    expect(pixels.every(([, , , alpha]) => alpha === 255)).toBe(true);
    const ground = String(pixels[0]);
    const drawn = pixels.flatMap((pixel, i) => (String(pixel) === ground ? [] : [i]));
    const columns = drawn.map((i) => i % 192);
    expect(Math.min(...columns)).toBeGreaterThanOrEqual(43);
    expect(Math.max(...columns)).toBeLessThan(149);
    expect(new Set(drawn.map((i) => String(pixels[i]))).size).toBeGreaterThan(2);
  });

  it('has an outline of white and nothing else, from edge to edge', () => {
    const { width, height, pixels } = readPng(icon('outline.png'));
    expect([width, height]).toEqual([32, 32]);
    expect(new Set(pixels.map(([r, g, b]) => `${r} ${g} ${b}`))).toEqual(new Set(['255 255 255']));
    const seen = pixels.flatMap(([, , , alpha = 0], i) => (alpha > 0 ? [i % 32] : []));
    expect([Math.min(...seen) <= 1, Math.max(...seen) >= 30]).toEqual([true, true]);
    expect(seen.length).toBeLessThan(400);
  });
});

const base = { appId, url: 'https://airb.mine.example', version: '1.2.3' };

function icon(name: string): Buffer {
  const files = unzip(appPackage(teamsManifest({ ...base, manifestVersion: '1.30' })));
  return files.get(name) ?? Buffer.alloc(0);
}

/**
 * What Microsoft's schemas 1.25 and 1.30 allow, as far as this manifest goes: every other name is refused there
 * (`additionalProperties: false`). Source: microsoft/json-schemas, teams/v1.25 and teams/v1.30.
 */
const allowed = {
  root: 'accentColor authorization bots composeExtensions defaultGroupCapability defaultInstallScope description developer icons id manifestVersion name permissions validDomains version webApplicationInfo $schema',
  bot: 'botId commandLists isNotificationOnly scopes supportsFiles',
  list: 'commands scopes',
  action: 'context description fetchTask id title type',
};
const only = (text: string, ...more: string[]) => [...text.split(' '), ...more];
const beyond = (thing: object, names: string[]) => Object.keys(thing).filter((name) => !names.includes(name));

describe.each(versions)('the manifest, version %s', (manifestVersion) => {
  const manifest = made({ manifestVersion });
  const [bot] = manifest.bots;
  const newer = manifestVersion === '1.30';

  it('says which schema it follows, and has only what that schema knows', () => {
    expect(manifest).toMatchObject({ manifestVersion });
    expect(manifest.$schema).toContain(`/teams/v${manifestVersion}/`);
    expect(beyond(manifest, only(allowed.root))).toEqual([]);
    expect(beyond(bot ?? {}, only(allowed.bot, ...(newer ? ['supportsTargetedMessages'] : [])))).toEqual([]);
    for (const list of bot?.commandLists ?? [])
      expect(beyond(list, only(allowed.list, ...(newer ? ['triggers'] : [])))).toEqual([]);
    for (const action of manifest.composeExtensions[0]?.commands ?? [])
      expect(beyond(action, only(allowed.action))).toEqual([]);
  });

  it('keeps to the lengths and counts of the schema', () => {
    const { name, description, developer } = manifest as unknown as Record<string, Record<string, string>>;
    expect(name?.short?.length).toBeLessThanOrEqual(30);
    expect(name?.full?.length).toBeLessThanOrEqual(100);
    expect(description?.short?.length).toBeLessThanOrEqual(80);
    expect(description?.full?.length).toBeLessThanOrEqual(4000);
    expect(developer?.name?.length).toBeLessThanOrEqual(32);
    expect(manifest.accentColor).toMatch(/^#[0-9A-F]{6}$/i);
    const lists = bot?.commandLists ?? [];
    expect(lists.length).toBeLessThanOrEqual(3);
    for (const { commands } of lists) {
      expect(commands.length).toBeLessThanOrEqual(12);
      for (const { title, description: said } of commands) {
        expect(title.length).toBeLessThanOrEqual(128);
        expect(said.length).toBeGreaterThan(10);
        expect(said.length).toBeLessThanOrEqual(256);
      }
    }
    for (const { id, title, description: said } of manifest.composeExtensions[0]?.commands ?? []) {
      expect([id.length <= 64, title.length <= 32, said.length <= 128]).toEqual([true, true, true]);
    }
    expect(manifest.authorization.permissions.resourceSpecific.length).toBeLessThanOrEqual(16);
    expect(manifest.validDomains).toEqual(['airb.mine.example']);
  });

  it('belongs to the bot, and to one package for each bot', () => {
    expect(bot?.botId).toBe(appId);
    expect(manifest).toMatchObject({
      webApplicationInfo: { id: appId },
      composeExtensions: [{ botId: appId }],
    });
    expect(manifest.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(manifest.id).not.toBe(appId);
    expect(made({ manifestVersion, url: 'https://elsewhere.example' }).id).toBe(manifest.id);
    expect(made({ manifestVersion, appId: appId.toUpperCase() }).id).toBe(manifest.id);
    expect(made({ manifestVersion, appId: appId.replace('99', '98') }).id).not.toBe(manifest.id);
  });

  it('can be added to a team, a group chat and by a person', () => {
    expect(bot?.scopes).toEqual(['team', 'groupChat', 'personal']);
    expect(bot?.commandLists.map(({ scopes }) => scopes)).toEqual([['team', 'groupChat'], ['personal']]);
  });

  it('lists only commands that are understood, in words that are', () => {
    for (const { title, description } of bot?.commandLists.flatMap(({ commands }) => commands) ?? []) {
      if (title === 'my incidents') continue;
      const example = /Example: (.+)$/.exec(description)?.[1] ?? title;
      expect(parseCommand(example), example).toHaveProperty('command', title);
    }
  });

  it('offers exactly the message actions the adapter listens to', () => {
    const context = {
      personOf: () => undefined,
      entraOf: () => undefined,
      recognised: () => undefined,
      meet: async () => undefined,
      someone: () => ({ id: 'ana', name: 'Ana', standing: 'listed' as const }),
      roomOf: () => 'teams:a:1',
      clock: { now: () => 0 },
    };
    const shortcuts = manifest.composeExtensions[0]?.commands.map(({ id }) => {
      const activity = parseActivity({ ...invoke, value: { commandId: id } });
      const input = activity && shortcutInput(activity, context);
      return input?.type === 'shortcut' ? input.shortcut : undefined;
    });
    expect(shortcuts).toEqual(['declare', 'evidence', 'update', 'action-item']);
  });
});

const invoke = {
  type: 'invoke',
  name: 'composeExtension/fetchTask',
  id: 'f:1',
  channelId: 'msteams',
  serviceUrl: 'https://smba.example.com/amer/',
  from: { id: '29:1a', aadObjectId: '00000000-0000-4000-8000-0000000000a1', name: 'Ana' },
  recipient: { id: `28:${appId}`, name: 'airb' },
  conversation: { id: 'a:1', conversationType: 'personal' },
};

describe('the two versions', () => {
  it('differ in slash commands alone: 1.30 has them and asks for the messages only one person sees', () => {
    const [newer, older] = versions.map((manifestVersion) => made({ manifestVersion }));
    expect(newer?.bots[0]).toMatchObject({ supportsTargetedMessages: true });
    expect(newer?.bots[0]?.commandLists[0]?.triggers).toEqual(['mention', 'slash']);
    const back = JSON.parse(
      JSON.stringify(newer, (key, value: unknown) =>
        ['triggers', 'supportsTargetedMessages'].includes(key) ? undefined : value,
      ).replaceAll('1.30', '1.25'),
    ) as unknown;
    expect(older).toEqual(back);
  });
});

describe('airb manifest teams', () => {
  it('writes the package and says where to take it', () => {
    const { out, err, file, manifest } = run(['--url', 'https://airb.mine.example']);
    expect(manifest()).toEqual(made());
    expect(out).toContain(`Wrote ${file}: app 1.2.3, manifest 1.30.`);
    expect(out).toMatch(/Manage apps → Upload new app.*\n.*--manifest-version 1\.25/);
    expect(err).toBe('');
  });

  it('takes what is set where airb runs: the app, the address', () => {
    const { err, manifest } = run([], { appId, publicUrl: 'https://airb.set.example' });
    expect(manifest()).toMatchObject({ validDomains: ['airb.set.example'], bots: [{ botId: appId }] });
    expect(err).toBe('');
  });

  it('says that the address is an example where none is known that Teams can reach', () => {
    const { err, manifest } = run([], { appId, publicUrl: 'http://127.0.0.1:3000' });
    expect(manifest().validDomains).toEqual(['airb.example.com']);
    expect(err).toContain('--url');
  });

  it('can be made on a machine where nothing is set', () => {
    const id = '11111111-2222-4333-8444-555555555555';
    const args = ['--app-id', id.toUpperCase(), '--manifest-version', '1.25', '--app-version', '2.0.1'];
    const { manifest } = run([...args, '--url', 'https://airb.mine.example'], {});
    expect(manifest()).toEqual(made({ appId: id, manifestVersion: '1.25', version: '2.0.1' }));
  });

  it('shows the organization’s own pages beside the app', () => {
    const own = ['--privacy-url', 'https://example.com/privacy', '--terms-url', 'https://example.com/terms'];
    expect(run(own).manifest().developer).toMatchObject({
      privacyUrl: 'https://example.com/privacy',
      termsOfUseUrl: 'https://example.com/terms',
    });
  });

  it('prints the manifest with --json, and writes nothing', () => {
    const { out, packed } = run(['--json', '--url', 'https://airb.mine.example']);
    expect(JSON.parse(out)).toEqual(made());
    expect(packed).toThrow(/ENOENT/);
  });

  it.each([
    [['--app-id', 'airb'], /application \(client\) id/],
    [['--manifest-version', '1.20'], /1\.30, 1\.25/],
    [['--app-version', 'next'], /three numbers/],
    [['--url', 'airb'], /https:\/\/airb\.example\.com/],
    [['--out', join(tmpdir(), 'no-such-folder', 'app.zip')], /can't be written/],
  ])('refuses %j and says what it wants', (args, why) => {
    expect(() => run(args)).toThrow(why);
  });

  it('asks for the app id where there is none', () => {
    expect(() => run([], {})).toThrow(/TEAMS_APP_ID is not set/);
  });
});
