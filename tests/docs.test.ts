import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { readConfig, settingNames } from '../src/config.ts';
import { commandNamed } from '../src/domain/chat/commands.ts';
import { commandsMarkdown } from '../src/views/commands-reference.ts';

const groups = ['reliability', 'quality', 'cost', 'governance', 'agentic'];

const printed = new Map<string, string>();

/** What `airb … --help` prints; the program itself is run, in this process. */
async function help(...verbs: string[]): Promise<string> {
  const known = printed.get(verbs.join(' '));
  if (known !== undefined) return known;
  const { argv, exitCode } = process;
  const lines: string[] = [];
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
  process.argv = ['node', 'airb', ...verbs, '--help'];
  vi.resetModules();
  try {
    await import('../src/main.ts');
  } finally {
    Object.assign(process, { argv, exitCode });
    stdout.mockRestore();
  }
  printed.set(verbs.join(' '), lines.join(''));
  return lines.join('');
}

/** Names in the first column of a list of commands. */
function commandsIn(text: string): string[] {
  const list = text.split('Commands:\n')[1] ?? '';
  return list.split('\n').flatMap((line) => /^ {2}([a-z]+)\b/.exec(line)?.[1] ?? []);
}

interface Setting {
  name: string;
  /** The comment lines right above it. */
  comment: string;
}

function settingsIn(text: string): Setting[] {
  const settings: Setting[] = [];
  let comment: string[] = [];
  for (const line of text.split('\n')) {
    const name = /^#?([A-Z][A-Z0-9_]*)=/.exec(line)?.[1];
    if (name) settings.push({ name, comment: comment.join(' ') });
    comment = name || !line.startsWith('# ') || line.startsWith('# ──') ? [] : [...comment, line.slice(2)];
  }
  return settings;
}

describe('the commands of chat', () => {
  it('stand in docs/reference/commands.md as the table has them', () => {
    expect(readFileSync('docs/reference/commands.md', 'utf8')).toBe(commandsMarkdown());
  });

  it('are known wherever a document names one', () => {
    const documents = [
      'README.md',
      ...readdirSync('docs')
        .filter((name) => name.endsWith('.md'))
        .map((name) => `docs/${name}`),
    ];
    for (const file of documents)
      for (const [, word = ''] of readFileSync(file, 'utf8').matchAll(/`\/airb (?:#\d+ )?([a-z]+)/g))
        expect(commandNamed(word), `${file}: /airb ${word}`).toBeDefined();
  });
});

describe('.env.example', () => {
  const text = readFileSync('.env.example', 'utf8');
  const settings = settingsIn(text);

  it('lists exactly the settings airb reads, in the order of config.ts', () => {
    expect(settings.map(({ name }) => name)).toEqual(settingNames);
  });

  it.each(settings)('says in a sentence what $name is for', ({ comment }) => {
    expect(comment).toMatch(/^\p{L}.*\p{L}{2,}.*\s\S+/u);
    expect(comment.split(' ').length).toBeGreaterThan(3);
  });

  it('shows the defaults that hold when nothing is set', () => {
    const shown = (name: string) => new RegExp(`^#${name}=(.*)$`, 'm').exec(text)?.[1];
    const config = readConfig({});
    expect(shown('AIRB_HOST')).toBe(config.host);
    expect(Number(shown('AIRB_PORT'))).toBe(config.port);
    expect(shown('AIRB_DATA_DIR')).toBe(config.dataDir);
    expect(shown('AIRB_RUNBOOKS_DIR')).toBe(config.runbooksDir);
    expect(shown('AIRB_LOG_LEVEL')).toBe(config.log.level);
  });

  it('sets nothing when it is copied as it is', () => {
    expect(text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))).toEqual([]);
  });
});

describe('README', () => {
  const readme = () => readFileSync('README.md', 'utf8');
  /** Blocks may stand inside a list. */
  const blocks = () =>
    [...readme().matchAll(/^( *)```sh\n([\s\S]*?)^ *```$/gm)].map(([, , block = '']) =>
      block.replace(/^ +/gm, '').trim(),
    );
  const lines = () => blocks().flatMap((block) => block.replaceAll('\\\n', ' ').split('\n'));
  /** Words after `airb`, however it is started: `node dist/main.js`, `npm run airb --`, `npm run demo --`. */
  const verbs = () =>
    lines().flatMap((line) => {
      const started = /(?:^|\s)(?:airb|npm run airb --|node dist\/main\.js)\s+([^#|>&]*)/.exec(line)?.[1];
      const demo = /npm run demo -- ([^#|>&]*)/.exec(line)?.[1];
      const said = started ?? (demo && `demo ${demo}`);
      return said ? [said.trim().split(/\s+/)] : [];
    });

  it('begins with the two commands that start it and test it', () => {
    expect(blocks().slice(0, 2)).toEqual(['npm ci && npm run demo', 'npm ci && npm test']);
  });

  it('names only scripts that package.json has', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      scripts: Record<string, string>;
    };
    const named = lines().flatMap((line) =>
      [...line.matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name),
    );
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it('names only verbs, and options of them, that `--help` knows', async () => {
    const known = commandsIn(await help()).filter((verb) => verb !== 'help');
    const used = verbs();
    expect(used.map(([verb]) => verb).filter((verb) => !known.includes(verb ?? ''))).toEqual([]);
    expect(used.length).toBeGreaterThan(3);
    for (const [verb = '', ...rest] of used) {
      const inner = commandsIn(await help(verb));
      const second = rest.find((word) => inner.includes(word));
      const text = `${await help(verb)}${second ? await help(verb, second) : ''}${await help()}`;
      // `oncall` answers by itself, and has a verb below it.
      const alone = /\[options\] \[command\] \[/.test(await help(verb));
      if (inner.length > 0 && !alone) expect(second, `airb ${verb} ${rest.join(' ')}`).toBeDefined();
      for (const option of rest.filter((word) => word.startsWith('--'))) {
        expect(text, `airb ${verb} ${rest.join(' ')}`).toContain(option.split('=')[0]);
      }
    }
  });

  it('names every runbook of the library once, in the order of its groups', () => {
    const named = [
      ...readme().matchAll(/^\| \[([a-z-]+)\]\(runbooks\/library\/([a-z]+)\/([a-z-]+)\.yaml\) \| \S/gm),
    ];
    for (const [, shown, , id] of named) expect(shown).toBe(id);
    const shipped = groups.flatMap((group) =>
      readdirSync(`runbooks/library/${group}`).map((file) => `${group}/${file.replace('.yaml', '')}`),
    );
    expect(named.map(([, , group, id]) => `${group}/${id}`).toSorted()).toEqual(shipped.toSorted());
    expect([...new Set(named.map(([, , group]) => group))]).toEqual(groups);
  });

  it('links only to files that are there', () => {
    const links = [...readme().matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)/g)].map(
      ([, path = '']) => path,
    );
    for (const path of links) expect(() => readFileSync(path), path).not.toThrow(/ENOENT/);
  });
});
