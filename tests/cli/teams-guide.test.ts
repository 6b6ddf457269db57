import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { teamsManifest } from '../../src/chat/teams/package/manifest.ts';
import { resourceScopes, tenantScopes } from '../../src/chat/teams/package/scopes.ts';
import { registerManifest } from '../../src/cli/manifest/manifest.ts';
import { settingNames } from '../../src/config.ts';
import { loadLibrary } from '../../src/library/load.ts';
import { runbookFolder } from '../library/folder.ts';

const path = 'docs/teams.md';
const guide = readFileSync(path, 'utf8');

/** A file the guide shows, by the name after its fence: ```yaml organization.yaml */
function shown(name: string): string {
  const block = new RegExp(`^\`\`\`\\w+ ${name.replace('.', '\\.')}\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(guide);
  if (!block?.[1]) throw new Error(`${path} shows no ${name}`);
  return block[1];
}

/** Examples show a part of the file; the sample stands for the rest. */
type Organization = Record<'people' | 'audiences', Record<string, object>>;

/** The permissions in the tables below a heading, each with what is lost without it. */
function permissionsBelow(heading: string): [name: string, lost: string][] {
  const section = guide.split(`### ${heading}\n`)[1]?.split(/^#/m)[0] ?? '';
  return [...section.matchAll(/^\| `([\w.]+)` \| .{10,} \| (.{10,}) \|$/gm)].map(
    ([, name = '', lost = '']) => [name, lost],
  );
}

/** Command lines in the guide, without the settings before them. */
const lines = [...guide.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, block = '']) =>
  block.replaceAll('\\\n', ' ').trim().split('\n'),
);

describe('docs/teams.md', () => {
  it('lists each permission airb asks for and no other, with what is lost without it', () => {
    const names = (scopes: { name: string }[]) => scopes.map(({ name }) => name).sort();
    expect(
      permissionsBelow('Of the team')
        .map(([name]) => name)
        .sort(),
    ).toEqual(names(resourceScopes));
    expect(
      permissionsBelow('Of the tenant')
        .map(([name]) => name)
        .sort(),
    ).toEqual(names(tenantScopes));
  });

  it('says rightly that adding the app grants those of the team: they stand in the manifest', () => {
    const manifest = teamsManifest({
      appId: '11111111-2222-4333-8444-555555555555',
      url: 'https://airb.example.com',
      version: '1.0.0',
      manifestVersion: '1.25',
    });
    const asked = JSON.stringify(manifest.authorization);
    for (const [name] of permissionsBelow('Of the team')) expect(asked).toContain(`"${name}"`);
    for (const [name] of permissionsBelow('Of the tenant')) expect(asked).not.toContain(`"${name}"`);
  });

  it('names only options that airb manifest teams has', () => {
    const program = new Command();
    registerManifest(program, { version: '1.0.0' }, { out: () => {}, err: () => {}, exit: () => {} });
    const verb = program.commands[0]?.commands.find((command) => command.name() === 'teams');
    const known = verb?.options.map(({ long }) => long);
    const named = [...guide.matchAll(/`(--[a-z-]+)[ `]/g)].map(([, option]) => option);
    const typed = lines
      .filter((line) => line.includes('airb manifest teams'))
      .flatMap((line) => line.match(/--[a-z-]+/g) ?? []);
    expect(named.length + typed.length).toBeGreaterThan(6);
    expect([...named, ...typed].filter((option) => !known?.includes(option))).toEqual([]);
  });

  it('names only settings airb reads', () => {
    const named = [...guide.matchAll(/\b((?:AIRB|TEAMS|SLACK)_[A-Z_]*[A-Z])\b/g)].map(
      ([, name = '']) => name,
    );
    expect(named.length).toBeGreaterThan(8);
    expect(named.filter((name) => !settingNames.includes(name))).toEqual([]);
  });

  it.each(['organization.yaml', 'both-chats.yaml'])('shows %s as airb can read it', (name) => {
    const folder = runbookFolder();
    const sample = parse(folder.read('organization.yaml')) as Organization;
    const example = parse(shown(name)) as Organization;
    const people = { ...sample.people, ...example.people };
    const audiences = { ...sample.audiences, ...example.audiences };
    folder.write('organization.yaml', stringify({ ...sample, ...example, people, audiences }));
    const { library, findings } = loadLibrary(folder.dir, { now: 0 });
    expect(findings.filter(({ level }) => level === 'error')).toEqual([]);
    const ana = library?.organization.people.find(({ id }) => id === 'ana');
    expect(ana?.teams).toBe('00000000-0000-4000-8000-0000000000a1');
  });

  it('links only to what is there', () => {
    const links = [...guide.matchAll(/\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g)].map(([, link = '']) => link);
    expect(links.length).toBeGreaterThan(1);
    expect(links.filter((link) => !existsSync(join(dirname(path), link)))).toEqual([]);
  });
});
