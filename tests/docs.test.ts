import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { beforeAll, describe, expect, it } from 'vitest';
import { documents } from '../site/pages.ts';
import { alertSources } from '../src/alerts/sources.ts';
import { readConfig, settingNames } from '../src/config.ts';
import { commandNamed } from '../src/domain/chat/commands.ts';
import { commandLine, helpOf } from './support/reference/command-line.ts';
import { referencePages } from './support/reference/pages.ts';
import { settingsIn } from './support/reference/settings.ts';

const groups = ['reliability', 'quality', 'cost', 'governance', 'agentic'];

let program: Command;
beforeAll(async () => {
  program = await commandLine();
});

/** What `airb … --help` prints. */
function help(...verbs: string[]): string {
  const found = verbs.reduce<Command | undefined>(
    (above, name) => above?.commands.find((verb) => verb.name() === name),
    program,
  );
  return found ? helpOf(found) : '';
}

/** Names in the first column of a list of commands. */
function commandsIn(text: string): string[] {
  const list = text.split('Commands:\n')[1] ?? '';
  return list.split('\n').flatMap((line) => /^ {2}([a-z][a-z-]*)/.exec(line)?.[1] ?? []);
}

/** README and everything below docs/ that is not printed. */
const pages = ['README.md', ...documents().filter((page) => !page.startsWith('docs/reference/'))];

describe('docs/reference', () => {
  it('says what the program says; `npm run reference` writes it', () => {
    for (const [path, text] of Object.entries(referencePages(program)))
      expect(existsSync(path) && readFileSync(path, 'utf8'), `${path}: run npm run reference`).toBe(text);
  });
});

describe('the commands of chat', () => {
  it('are known wherever a document names one', () => {
    for (const file of pages)
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

/** Blocks of shell may stand inside a list. */
function blocksOf(page: string): string[] {
  const text = readFileSync(page, 'utf8');
  return [...text.matchAll(/^( *)```sh\n([\s\S]*?)^ *```$/gm)].map(([, , block = '']) =>
    block.replace(/^ +/gm, '').trim(),
  );
}

const linesOf = (page: string) =>
  blocksOf(page).flatMap((block) =>
    block
      .replaceAll('\\\n', ' ')
      .split('\n')
      .map((line) => line.replace(/\s#\s.*$/, '')),
  );

/** `airb` where a command begins: alone, after `npx`, a setting or the times of cron, or by npm. */
const startsAirb =
  /(?:^|[;&*] +|npx |=\S+ +)(?:airb|npm run (?:--silent )?airb --|node dist\/main\.js)\s+([a-z-][^#|>&;]*)/;

/** What follows it, however it is started. */
function verbsIn(page: string): string[][] {
  return linesOf(page).flatMap((line) => {
    const started = startsAirb.exec(line)?.[1];
    const demo = /npm run demo -- ([^#|>&]*)/.exec(line)?.[1];
    const said = started ?? (demo && `demo ${demo}`);
    return said ? [said.trim().split(/\s+/)] : [];
  });
}

describe('what pages tell people to type', () => {
  it('begins in the README with the two commands that start it and test it', () => {
    expect(blocksOf('README.md').slice(0, 2)).toEqual(['npm ci && npm run demo', 'npm ci && npm test']);
  });

  it('names only scripts that package.json has', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      scripts: Record<string, string>;
    };
    const named = [...pages, 'CONTRIBUTING.md'].flatMap((page) =>
      [...readFileSync(page, 'utf8').matchAll(/npm run (?:--silent )?([a-z][\w:-]*)/g)].map(
        ([, name = '']) => ({ page, name }),
      ),
    );
    expect(named.length).toBeGreaterThan(20);
    const unknown = named.filter(({ name }) => !(name in scripts));
    expect(unknown.map(({ page, name }) => `${page}: npm run ${name}`)).toEqual([]);
  });

  it('names only verbs, and options of them, that `--help` knows', () => {
    const known = commandsIn(help()).filter((verb) => verb !== 'help');
    const used = pages.flatMap((page) => verbsIn(page).map((words) => ({ page, words })));
    expect(used.length).toBeGreaterThan(30);
    for (const { page, words } of used) {
      const [verb = '', ...rest] = words;
      const said = `${page}: airb ${words.join(' ')}`;
      if (verb.startsWith('--')) expect(help(), said).toContain(verb);
      else expect(known, said).toContain(verb);
      const inner = commandsIn(help(verb));
      const second = rest.find((word) => inner.includes(word));
      const text = `${help(verb)}${second ? help(verb, second) : ''}${help()}`;
      // `oncall` answers by itself, and has a verb below it.
      const alone = /\[options\] \[command\] \[/.test(help(verb));
      if (inner.length > 0 && !alone) expect(second, said).toBeDefined();
      for (const option of rest.filter((word) => word.startsWith('--')))
        expect(text, said).toContain(option.split('=')[0]);
    }
  });
});

describe('the README', () => {
  it('counts sources and runbooks as they are', () => {
    const readme = readFileSync('README.md', 'utf8');
    const runbooks = groups.flatMap((group) => readdirSync(`runbooks/library/${group}`));
    expect(readme).toContain(`[${alertSources.length} sources](docs/sources.md)`);
    expect(readme).toContain(`[the library of ${runbooks.length}](docs/library.md)`);
  });
});

describe('docs/library.md', () => {
  it('names every runbook of the library once, in the order of its groups', () => {
    const text = readFileSync('docs/library.md', 'utf8');
    const named = [
      ...text.matchAll(/^\| \[([a-z-]+)\]\(\.\.\/runbooks\/library\/([a-z]+)\/([a-z-]+)\.yaml\) \| \S/gm),
    ];
    for (const [, shown, , id] of named) expect(shown).toBe(id);
    const shipped = groups.flatMap((group) =>
      readdirSync(`runbooks/library/${group}`).map((file) => `${group}/${file.replace('.yaml', '')}`),
    );
    expect(named.map(([, , group, id]) => `${group}/${id}`).toSorted()).toEqual(shipped.toSorted());
    expect([...new Set(named.map(([, , group]) => group))]).toEqual(groups);
  });
});
