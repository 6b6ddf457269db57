import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = process.cwd();
const folder = mkdtempSync(join(tmpdir(), 'airb-package-'));
const installed = join(folder, 'node_modules', 'airb');
interface Manifest {
  version: string;
  bin: Record<string, string>;
  dependencies: Record<string, string>;
}
let manifest: Manifest;

/** What `npm install` does with the packed file, but for compiling: what it asks for is here already. */
beforeAll(() => {
  const packed = execFileSync(process.execPath, ['pack.mjs', '--to', folder], { encoding: 'utf8' }).trim();
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['-xzf', packed, '--strip-components=1', '-C', installed]);
  manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as Manifest;
  for (const name of Object.keys(manifest.dependencies)) {
    const place = join(folder, 'node_modules', name);
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), place);
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a verb of what was installed, in a folder with nothing else, and without any setting but those given. */
async function airb(words: string[], env: Record<string, string> = {}) {
  const cwd = mkdtempSync(join(folder, 'empty-'));
  const program = join(installed, manifest.bin.airb ?? '');
  const child = spawn(process.execPath, [program, ...words], {
    cwd,
    env: { PATH: process.env.PATH, ...env },
  });
  const code = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await code, out, err, cwd };
}

describe('airb as npm brings it, in an empty folder', () => {
  it('asks for what is compiled for a machine or read as a file, and brings the rest with its licences', () => {
    expect(Object.keys(manifest.dependencies).length).toBeLessThan(5);
    expect(manifest.version).toBe(JSON.parse(readFileSync('package.json', 'utf8')).version);
    const licences = readFileSync(join(installed, 'dist/licences.txt'), 'utf8');
    for (const name of ['@slack/bolt', 'botbuilder', 'bullmq', 'drizzle-orm'])
      expect(licences).toContain(`${name} `);
    expect(readdirSync(installed)).not.toContain('src');
  });

  it('plays the demo to the end with its samples, and leaves the postmortem', async () => {
    const { code, out, err, cwd } = await airb(['demo', '--auto']);
    expect({
      code,
      err: err.replace(/^The runbooks, people and incidents are the samples in .*\n/, ''),
    }).toEqual({
      code: 0,
      err: '',
    });
    expect(out).toMatch(/resolved/i);
    expect(readdirSync(cwd).filter((name) => name.endsWith('.md'))).toHaveLength(1);
  });

  it('looks at its samples, which lint without a finding', async () => {
    const { code, out } = await airb(['runbooks', 'lint', '--strict'], {
      AIRB_RUNBOOKS_DIR: join(installed, 'runbooks'),
    });
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringMatching(/0 errors/) });
  });

  it('says what is missing before it serves', async () => {
    const { code, err, out } = await airb(['doctor']);
    expect(code).toBe(1);
    expect(out + err).toContain('organization.yaml');
  });

  it('brings every part that it loads later', () => {
    const dist = join(installed, 'dist');
    const parts = readdirSync(join(dist, 'parts')).filter((name) => name.endsWith('.js'));
    const wanted = ['main.js', ...parts.map((name) => `parts/${name}`)].flatMap((file) =>
      [...readFileSync(join(dist, file), 'utf8').matchAll(/import\("(\.{1,2}\/[^"]+)"\)/g)].map(([, path]) =>
        join(dist, dirname(file), path ?? ''),
      ),
    );
    expect(wanted.length).toBeGreaterThan(5);
    expect(wanted.filter((path) => !existsSync(path))).toEqual([]);
  });
});

describe('a release', () => {
  it('is refused while the changelog does not tell of it', () => {
    expect(() =>
      execFileSync(process.execPath, ['pack.mjs', '--release', '9.9.9', '--to', folder], { stdio: 'pipe' }),
    ).toThrow(/CHANGELOG\.md has no line "## \[9\.9\.9\]/);
  });
});
