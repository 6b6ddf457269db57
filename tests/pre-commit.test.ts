import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: { hooks: string } };

/** A small repository with airb's hook, where `npx` and `npm` only note how they were called. */
describe('the check before a commit', () => {
  let home: string;
  const repository = () => join(home, 'repository');
  const notes = () => join(home, 'called');
  const shell = (command: string) =>
    run('sh', ['-c', command], {
      cwd: repository(),
      // Nothing of a commit that this test may itself be part of, and nobody's own settings.
      env: {
        PATH: [join(home, 'bin'), process.env.PATH].join(delimiter),
        HOME: home,
        GIT_CONFIG_NOSYSTEM: '1',
      },
    });
  const tool = (name: string, status: number) =>
    writeFileSync(join(home, 'bin', name), `#!/bin/sh\necho "${name} $*" >> '${notes()}'\nexit ${status}\n`, {
      mode: 0o755,
    });
  const commit = async (file: string) => {
    writeFileSync(join(repository(), file), 'new\n');
    await shell(
      `git add '${file}' && git -c user.name=Ana -c user.email=ana@example.com commit -q -m 'One thing'`,
    );
  };
  const called = () => readFileSync(notes(), 'utf8').trim().split('\n');
  const committed = async () => (await shell('git log --format=%s --all')).stdout.trim();

  beforeEach(async () => {
    home = mkdtempSync(join(tmpdir(), 'airb-hook-'));
    for (const folder of ['bin', 'repository']) mkdirSync(join(home, folder));
    tool('npx', 0);
    tool('npm', 0);
    cpSync('.githooks', join(repository(), '.githooks'), { recursive: true });
    await shell('git init -q');
    await shell(scripts.hooks);
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  it('asks Biome about what is staged, and nobody about types where no code is', async () => {
    await commit('note.md');

    expect(called()).toEqual([expect.stringMatching(/^npx .*biome check --staged/)]);
    expect(await committed()).toBe('One thing');
  });

  it.each(['decide.ts', 'page.tsx', 'package.json', 'tsconfig.json'])(
    'compiles when %s is among it',
    async (file) => {
      await commit(file);

      expect(called()).toEqual([expect.stringContaining('biome'), 'npm run --silent types']);
    },
  );

  it.each(['npx', 'npm'])('refuses the commit that %s objects to', async (name) => {
    tool(name, 1);

    await expect(commit('decide.ts')).rejects.toThrow();
    expect(await committed()).toBe('');
  });
});
