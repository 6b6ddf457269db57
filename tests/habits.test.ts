import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

interface Manifest {
  version: string;
  scripts: Record<string, string>;
  engines: { node: string };
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  optionalDependencies: Record<string, string>;
}

const read = (path: string) => readFileSync(path, 'utf8');
const json = <T>(path: string) => JSON.parse(read(path)) as T;
const manifest = json<Manifest>('package.json');
const current = json<Manifest>('.ci/node-current/package.json');

/** `20.19` and `v20.19.0` are the same version. */
function numbers(version: string): number[] {
  const [major = 0, minor = 0, patch = 0] = version
    .replace(/^[^\d]*/, '')
    .split('.')
    .map(Number);
  return [major, minor, patch];
}

/** Negative when `a` is the older one. */
function compare(a: string, b: string): number {
  const other = numbers(b);
  return (
    numbers(a)
      .map((part, index) => part - (other[index] ?? 0))
      .find((difference) => difference !== 0) ?? 0
  );
}

describe('CONTRIBUTING', () => {
  it('explains every script of package.json, and no other', () => {
    const rows = [...read('CONTRIBUTING.md').matchAll(/^\| `npm (?:run )?([\w:-]+)` \| (\S.*) \|$/gm)];
    const advice =
      'Each script has its row in the table of CONTRIBUTING.md, with a sentence on what it does.';
    expect(rows.map(([, name]) => name).toSorted(), advice).toEqual(Object.keys(manifest.scripts).toSorted());
  });
});

describe('CHANGELOG', () => {
  const headings = [...read('CHANGELOG.md').matchAll(/^## (.*)$/gm)].map(([, heading = '']) => heading);
  const versions = headings
    .slice(1)
    .map((heading) => /^\[(\d+\.\d+\.\d+)\] - \d{4}-\d{2}-\d{2}$/.exec(heading)?.[1]);

  it('begins with what is not released yet', () => {
    expect(headings[0]).toBe('[Unreleased]');
  });

  it('names the version of package.json as the newest', () => {
    expect(versions[0]).toBe(manifest.version);
  });

  it('dates every version, the newest first', () => {
    const known = versions.filter((version) => version !== undefined);
    expect(known).toHaveLength(versions.length);
    expect(known).toEqual(known.toSorted((a, b) => compare(b, a)));
  });

  it('sorts changes under the six headings of Keep a Changelog', () => {
    const kinds = [...read('CHANGELOG.md').matchAll(/^### (.*)$/gm)].map(([, kind]) => kind);
    const known = ['Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security'];
    expect(kinds.filter((kind) => !known.includes(kind ?? ''))).toEqual([]);
  });
});

describe('the workflow on GitHub', () => {
  interface Step {
    uses?: string;
    run?: string;
  }
  interface Job {
    'timeout-minutes'?: number;
    container: { image: string };
    steps: Step[];
  }
  const text = read('.github/workflows/ci.yml');
  const workflow = parse(text) as {
    permissions: unknown;
    concurrency?: { group: string };
    jobs: Record<string, Job>;
  };
  const jobs = Object.values(workflow.jobs);

  it('runs what a developer runs', () => {
    const commands = jobs.flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
    // That a folder of another user may be asked about is a matter of containers alone.
    expect(commands.filter((one) => !one.includes('safe.directory'))).toEqual(['bash .ci/run']);
  });

  it('may only read, ends by itself, and gives way to a newer push', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    for (const job of jobs) expect(job['timeout-minutes']).toBeLessThanOrEqual(60);
    expect(workflow.concurrency?.group).toMatch(/\S/);
  });

  it('takes an action by its commit and says which version that is', () => {
    const uses = text.split('\n').filter((line) => /\buses:/.test(line));
    expect(uses.length).toBeGreaterThan(0);
    expect(uses.filter((line) => !/uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  });

  it('stands on the oldest Node that package.json promises', () => {
    for (const { container } of jobs) {
      const image = /^node:([\d.]+)-/.exec(container.image)?.[1] ?? container.image;
      expect(compare(image, manifest.engines.node)).toBe(0);
    }
  });
});

describe('.ci', () => {
  it.each(['.ci/node-current/run', '.githooks/pre-commit'])('%s can be executed', (script) => {
    expect(() => accessSync(script, constants.X_OK)).not.toThrow();
  });

  it('tries a newer Node than the floor, the same on every processor, with its own types', () => {
    const [version = '', ...others] = new Set(Object.values(current.optionalDependencies));
    expect(others).toEqual([]);
    expect(compare(version, manifest.engines.node)).toBeGreaterThan(0);
    expect(numbers(current.dependencies['@types/node'] ?? '')[0]).toBe(numbers(version)[0]);
  });

  it('compiles against the types of the floor otherwise', () => {
    expect(numbers(manifest.devDependencies['@types/node'] ?? '')[0]).toBe(numbers(manifest.engines.node)[0]);
  });

  it.each(['package-lock.json', '.ci/node-current/package-lock.json'])(
    '%s names no download address',
    (lock) => {
      const { packages } = json<{ packages: Record<string, { resolved?: string }> }>(lock);
      expect(Object.keys(packages).filter((name) => packages[name]?.resolved !== undefined)).toEqual([]);
    },
  );
});

describe('.editorconfig', () => {
  it('says what Biome formats by', () => {
    const all = read('.editorconfig').split('[*]')[1]?.split(/^\[/m)[0] ?? '';
    const said = Object.fromEntries(
      [...all.matchAll(/^(\w+) = (.+)$/gm)].map(([, key, value]) => [key, value]),
    );
    const { formatter } = json<{
      formatter: { indentStyle: string; indentWidth: number; lineWidth: number };
    }>('biome.json');
    expect(said).toMatchObject({
      indent_style: formatter.indentStyle,
      indent_size: String(formatter.indentWidth),
      max_line_length: String(formatter.lineWidth),
    });
  });
});

describe('renovate.json', () => {
  interface Rule {
    description?: string;
    matchPackageNames?: string[];
    allowedVersions?: string;
  }
  const { packageRules } = json<{ packageRules: Rule[] }>('renovate.json');
  const held = packageRules.filter(({ allowedVersions }) => allowedVersions !== undefined);
  const installed = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
  const covers = (pattern: string, name: string) =>
    pattern.endsWith('/**') ? name.startsWith(pattern.slice(0, -2)) : name === pattern;
  const takenBy = ({ matchPackageNames = [] }: Rule) =>
    installed.filter(([name]) => matchPackageNames.some((pattern) => covers(pattern, name)));

  it('gives a reason for every rule', () => {
    expect(packageRules.filter(({ description }) => !/\S+ \S+.*\.$/.test(description ?? ''))).toEqual([]);
  });

  it.each(held)('holds $matchPackageNames at $allowedVersions, where they stand', (rule) => {
    expect(takenBy(rule).length).toBeGreaterThan(0);
    for (const [name, version] of takenBy(rule)) {
      const limit = /^<(\d+)$/.exec(rule.allowedVersions ?? '')?.[1];
      if (limit === undefined) expect(version, name).toBe(rule.allowedVersions);
      else expect(numbers(version)[0], name).toBeLessThan(Number(limit));
    }
  });
});

describe('what coverage and mutants look at', () => {
  const judges = ['stryker.config.json', 'stryker.flow.config.json'];

  it.each(judges)('%s mutates what is there, and has it judged by stories that are there', (config) => {
    const { mutate, stories } = json<{ mutate: string[]; stories: { of: string; by: string } }>(config);
    expect(mutate).toEqual([`${stories.of}/**/*.ts`]);
    for (const [folder, ending] of [
      [stories.of, '.ts'],
      [stories.by, '.test.ts'],
    ] as const)
      expect(
        readdirSync(folder, { recursive: true, encoding: 'utf8' }).some((file) => file.endsWith(ending)),
      ).toBe(true);
  });

  it('npm run coverage names only folders of tests that are there', () => {
    const text = manifest.scripts.coverage ?? '';
    const folders = [...text.matchAll(/(?:tests|src)\/[\w/]+(?=[/' ])/g)].map(([folder]) => folder);
    expect(folders.length).toBeGreaterThan(0);
    expect(folders.filter((folder) => !existsSync(folder))).toEqual([]);
  });

  it('uses the Vitest it was made for', () => {
    expect(manifest.devDependencies['@vitest/coverage-v8']).toBe(manifest.devDependencies.vitest);
  });
});
