import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, it } from 'vitest';

/** An import as written: `import … from`, `export … from` or `import()`, type-only ones too. */
interface Import {
  from: string;
  /** Path below src for own files, the package's name otherwise. */
  to: string;
  own: boolean;
  /** Gone after compiling. */
  type: boolean;
}

interface Rule {
  name: string;
  /** What an offender should do instead. */
  advice: string;
  breaks(one: Import): boolean;
}

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => /\.tsx?$/.test(path));
const texts = new Map(files.map((file) => [file, readFileSync(join('src', file), 'utf8')]));
const imports = [...texts].flatMap(([file, text]) => importsOf(file, text));

function importsOf(file: string, text: string): Import[] {
  const code = withoutComments(text);
  const written = [
    ...code.matchAll(/^\s*(?:import|export)(\s+type\b)?[^;'"]*?\bfrom\s*['"]([^'"]+)['"]/gm),
    ...code.matchAll(/^\s*import(\s*)['"]([^'"]+)['"]/gm),
    ...code.matchAll(/\bimport(\()\s*['"]([^'"]+)['"]/g),
  ];
  return written.map(([, word, specifier = '']) => {
    const type = word?.trim() === 'type';
    if (!specifier.startsWith('.')) return { from: file, to: packageName(specifier), own: false, type };
    return { from: file, to: posix.join(posix.dirname(file), specifier), own: true, type };
  });
}

function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** Comments may speak of anything; strings stay, because an import's path is one. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[\s;{}(])\/\/.*$/gm, '$1');
}

/** The files that put the program together and may know everything: all that lie directly in src, but the ports. */
const root = new Set(
  files.filter((file) => !file.includes('/') && file !== 'ports.ts' && file !== 'errors.ts'),
);
const adapters = [
  'alerts',
  'chat/slack',
  'chat/teams',
  'paging',
  'actions',
  'signals',
  'jobs',
  'store',
  'runbooks',
  'web',
  'metrics',
];

const inside = (file: string, folder: string) => file.startsWith(`${folder}/`);
const adapterOf = (file: string) => adapters.find((folder) => inside(file, folder));
const shared = (to: string) =>
  inside(to, 'domain') || to === 'ports.ts' || inside(to, 'ports') || to === 'errors.ts';

/** What the command line may take from an adapter: pure readers and printers, never something that opens a connection. */
const readersForCli = [
  'runbooks/',
  'alerts/',
  'chat/slack/manifest.ts',
  'chat/teams/manifest.ts',
  'chat/teams/package/',
  'sandbox/protocol.ts',
  'sandbox/',
];

const rules: Rule[] = [
  {
    name: 'domain knows only domain',
    advice:
      'Let the value come in as an argument, or describe what should happen as an effect and do it in an adapter. Only date-fns may be used here.',
    breaks: ({ from, to, own }) =>
      inside(from, 'domain') && (own ? !inside(to, 'domain') : to !== 'date-fns'),
  },
  {
    name: 'ports and errors know only domain',
    advice: 'A port speaks the words of the domain; put the foreign type behind it, into the adapter.',
    breaks: ({ from, to, own }) =>
      (from === 'ports.ts' || inside(from, 'ports') || from === 'errors.ts') &&
      !(own && inside(to, 'domain')),
  },
  {
    name: 'flow knows only domain, ports and errors',
    advice: 'Ask for what you need in ports.ts and let app.ts hand the adapter in.',
    breaks: ({ from, to, own }) =>
      inside(from, 'flow') && !(own ? inside(to, 'flow') || shared(to) : to === 'lru-cache'),
  },
  {
    name: 'adapters are leaves',
    advice:
      'An adapter may use its own folder, domain, ports, errors and its SDK. What two of them need belongs into domain; what wires them belongs into app.ts.',
    breaks: ({ from, to, own }) => {
      const adapter = adapterOf(from);
      return adapter !== undefined && own && !inside(to, adapter) && !shared(to);
    },
  },
  {
    name: 'the sandbox is a peer',
    advice:
      'The sandbox meets airb over HTTP only; copy the few words you need, so that it can’t agree with airb by sharing its mistakes.',
    breaks: ({ from, to, own }) => inside(from, 'sandbox') && own && !inside(to, 'sandbox'),
  },
  {
    name: 'nobody but app.ts reaches into the sandbox',
    advice: 'Talk to it over HTTP; only its protocol types may be imported.',
    breaks: ({ from, to, own }) =>
      own &&
      inside(to, 'sandbox') &&
      !inside(from, 'sandbox') &&
      from !== 'app.ts' &&
      to !== 'sandbox/protocol.ts',
  },
  {
    name: 'only the command line starts the program',
    advice: 'Nothing below the command line may know app.ts; take what you need as an argument.',
    breaks: ({ from, to, own }) =>
      own && (to === 'app.ts' || to === 'main.ts') && !inside(from, 'cli') && from !== 'main.ts',
  },
  {
    name: 'only the composition root reads the configuration',
    advice: 'Take the one value you need as an option; app.ts and main.ts read it from Config.',
    breaks: ({ from, to, own }) => own && to === 'config.ts' && !root.has(from) && !inside(from, 'cli'),
  },
  {
    name: 'the command line builds no adapter',
    advice: 'Let main.ts or app.ts build it and hand it in; a verb returns data and prints it.',
    breaks: ({ from, to, own }) =>
      own &&
      inside(from, 'cli') &&
      adapterOf(to) !== undefined &&
      !readersForCli.some((reader) => to === reader || (reader.endsWith('/') && to.startsWith(reader))),
  },
  {
    name: 'the command line is not imported',
    advice:
      'Move what you need to where both can reach it; only main.ts registers verbs and checkup.ts answers `doctor`.',
    breaks: ({ from, to, own }) => own && inside(to, 'cli') && !inside(from, 'cli') && !root.has(from),
  },
];

/** Where an SDK may be spoken. */
const confined: Record<string, string[]> = {
  '@slack/bolt': ['chat/slack/'],
  '@slack/web-api': ['chat/slack/'],
  '@slack/types': ['chat/slack/'],
  '@slack/socket-mode': ['chat/slack/'],
  botbuilder: ['chat/teams/'],
  'botframework-connector': ['chat/teams/'],
  '@azure/msal-node': ['chat/teams/'],
  bullmq: ['jobs/'],
  ioredis: ['jobs/'],
  'drizzle-orm': ['store/'],
  'better-sqlite3': ['store/'],
  zod: ['config.ts', 'web/contract/', 'alerts/', 'runbooks/', 'sandbox/'],
  yaml: ['runbooks/', 'sandbox/', 'cli/manifest.ts'],
  fastify: ['app.ts', 'alerts/', 'web/'],
  '@fastify/cookie': ['web/'],
  'prom-client': ['metrics/'],
  'lru-cache': ['flow/', 'chat/', 'sandbox/'],
  commander: ['main.ts', 'cli/'],
  pino: ['log.ts'],
  preact: ['sandbox/page/'],
};

function report(broken: Import[]): string[] {
  return broken.map(({ from, to }) => `src/${from} imports ${to}`);
}

describe('who may import whom', () => {
  it('is looked at in every file', () => {
    expect(files.length).toBeGreaterThan(200);
    expect(imports.length).toBeGreaterThan(files.length);
    const found = imports.filter(({ from }) => from === 'app.ts').map(({ to }) => to);
    expect(found).toEqual(expect.arrayContaining(['node:crypto', 'fastify', 'store/sqlite.ts', 'ports.ts']));
  });

  it.each(rules)('$name', ({ advice, breaks }) => {
    expect(report(imports.filter(breaks)), advice).toEqual([]);
  });

  it.each(Object.entries(confined))('%s is spoken in %j only', (sdk, places) => {
    const outside = imports.filter(
      ({ to, own, from }) => !own && to === sdk && !places.some((place) => from.startsWith(place)),
    );
    const advice = `Put what needs ${sdk} behind a port, into ${places.join(' or ')}.`;
    expect(report(outside), advice).toEqual([]);
  });

  it('has no ring', () => {
    const next = new Map<string, string[]>();
    for (const { from, to, own, type } of imports)
      if (own && !type) next.set(from, [...(next.get(from) ?? []), to]);
    const rings = files.flatMap((file) => ringFrom(file, next));
    const advice = 'Move what both need into a file of its own that imports neither.';
    expect(
      [...new Set(rings)].filter((ring) => !nested(ring)),
      advice,
    ).toEqual([]);
  });
});

/** Blocks of the page hold elements that hold blocks: the pictures follow the data. */
const nested = (ring: string) => ring.split(' → ').every((file) => inside(file, 'sandbox/page/blocks'));

/** The shortest way from a file back to itself, in one fixed order so that each ring is reported once. */
function ringFrom(start: string, next: Map<string, string[]>): string[] {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
    for (const to of next.get(file) ?? []) {
      if (to === start) return [inOrder(pathTo(file, cameFrom))];
      if (to !== start && !cameFrom.has(to)) {
        cameFrom.set(to, file);
        queue.push(to);
      }
    }
  }
  return [];
}

function pathTo(file: string, cameFrom: Map<string, string>): string[] {
  const before = cameFrom.get(file);
  return before === undefined ? [file] : [...pathTo(before, cameFrom), file];
}

function inOrder(ring: string[]): string {
  const first = ring.indexOf([...ring].sort()[0] ?? '');
  return [...ring.slice(first), ...ring.slice(0, first)].join(' → ');
}

/** Words that may stand only in some files. */
const words: { name: string; pattern: RegExp; allowed(file: string): boolean; advice: string }[] = [
  {
    name: 'the environment is read in config.ts',
    pattern: /\bprocess\s*\.\s*env\b|\bprocess\s*\[/,
    allowed: (file) => file === 'config.ts',
    advice: 'Add the setting to config.ts (and to .env.example) and take it as an option.',
  },
  {
    name: 'domain and flow know no clock',
    pattern: /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\b|\bhrtime\b/,
    allowed: (file) => !inside(file, 'domain') && !inside(file, 'flow'),
    advice: 'Time is data: take `at` from the command, or the Clock port in flow.',
  },
  {
    name: 'domain and flow know no chance',
    pattern: /\bMath\.random\b|\brandomUUID\b|\brandomBytes\b|\bgetRandomValues\b/,
    allowed: (file) => !inside(file, 'domain') && !inside(file, 'flow'),
    advice: 'Ids come in as arguments, so that the same command always decides the same.',
  },
  {
    name: 'domain and flow wait for nothing',
    pattern: /\bset(?:Timeout|Interval|Immediate)\b|\bfetch\(/,
    allowed: (file) => !inside(file, 'domain') && !inside(file, 'flow'),
    advice: 'Make it a timer effect; the deliverer wakes up when it is due.',
  },
  {
    name: 'nothing is written to the console',
    pattern: /\bconsole\s*\./,
    allowed: (file) => inside(file, 'sandbox/page'),
    advice: 'People read what Io prints, machines what Log writes.',
  },
];

describe('what may stand where', () => {
  it.each(words)('$name', ({ pattern, allowed, advice }) => {
    const found = [...texts].flatMap(([file, text]) =>
      allowed(file)
        ? []
        : withoutComments(text)
            .split('\n')
            .flatMap((line) => (pattern.test(line) ? [`src/${file}: ${line.trim()}`] : [])),
    );
    expect(found, advice).toEqual([]);
  });
});
