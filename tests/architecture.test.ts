import { execFile } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** An import that breaks a rule of .dependency-cruiser.mjs. */
interface Offence {
  rule: { name: string };
  from: string;
  to: string;
  /** For a ring: the files or folders it goes through, the last of which is `from`. */
  cycle?: { name: string }[];
}

/** What dependency-cruiser prints as JSON, as far as it is read here. */
interface Cruise {
  modules: { source: string }[];
  summary: { violations: Offence[]; ruleSetUsed: { forbidden: { name: string; comment: string }[] } };
}

/** Looks at `src` below a folder, as `npm run architecture` does. */
async function cruise(folder: string): Promise<Cruise> {
  const cruiser = resolve('node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const config = resolve('.dependency-cruiser.mjs');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [cruiser, '--config', config, '--output-type', 'json', 'src'],
    { cwd: folder, maxBuffer: 100_000_000 },
  );
  return JSON.parse(stdout) as Cruise;
}

/** A sentence for each offender; a ring is named once, wherever one enters it. */
function report({ summary }: Cruise): string[] {
  const advice = new Map(summary.ruleSetUsed.forbidden.map(({ name, comment }) => [name, comment]));
  const sentences = summary.violations.map(({ rule, from, to, cycle }) => {
    const what = cycle ? inOrder(cycle.map(({ name }) => name)) : `${from} imports ${to}`;
    return `${rule.name}: ${what}. ${advice.get(rule.name)}`;
  });
  return [...new Set(sentences)].sort();
}

/** A ring read from its first name in the alphabet, so that it reads the same from wherever it was found. */
function inOrder(ring: string[]): string {
  const first = ring.indexOf([...ring].sort()[0] ?? '');
  const round = [...ring.slice(first), ...ring.slice(0, first)];
  return [...round, ...round.slice(0, 1)].join(' → ');
}

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => /\.tsx?$/.test(path));

describe('who may import whom', () => {
  it('keeps to the rules of .dependency-cruiser.mjs, in every file', async () => {
    const found = await cruise('.');

    const seen = new Set(found.modules.map(({ source }) => source));
    expect(files.filter((file) => !seen.has(`src/${file}`))).toEqual([]);
    expect(report(found)).toEqual([]);
  }, 120_000);
});

/** One offence for each rule but those of rings: the rule, who imports, and what. */
const offences: [rule: string, from: string, to: string][] = [
  ['domain-knows-its-rooms', 'domain/incident/react.ts', 'views/chat/says.ts'],
  ['documents-knows-its-rooms', 'documents/html.ts', 'views/record/timeline.ts'],
  ['views-knows-its-rooms', 'views/chat/checklist.ts', 'ports/chat.ts'],
  ['readiness-knows-its-rooms', 'readiness/answer.ts', 'flow/context.ts'],
  ['prometheus-rules-knows-its-rooms', 'prometheus-rules/rule.ts', 'library/load.ts'],
  ['ports-knows-its-rooms', 'ports/chat.ts', 'chat/kit/buckets.ts'],
  ['errors-knows-its-rooms', 'errors.ts', 'http/problem.ts'],
  ['flow-knows-its-rooms', 'flow/write.ts', 'store/store.ts'],
  ['http-knows-its-rooms', 'http/listen.ts', 'web/web.ts'],
  ['chat-kit-knows-its-rooms', 'chat/kit/buckets.ts', 'chat/slack/slack.ts'],
  ['actions-knows-its-rooms', 'actions/http.ts', 'paging/post.ts'],
  ['bundle-knows-its-rooms', 'bundle/bundle.ts', 'flow/states.ts'],
  ['alerts-knows-its-rooms', 'alerts/sources.ts', 'changes/generic.ts'],
  ['changes-knows-its-rooms', 'changes/generic.ts', 'alerts/generic.ts'],
  ['chat-slack-knows-its-rooms', 'chat/slack/slack.ts', 'chat/teams/teams.ts'],
  ['chat-teams-knows-its-rooms', 'chat/teams/teams.ts', 'chat/slack/render.ts'],
  ['evals-knows-its-rooms', 'evals/langfuse.ts', 'publishing/page.ts'],
  ['jobs-knows-its-rooms', 'jobs/alarm.ts', 'store/claim.ts'],
  ['library-knows-its-rooms', 'library/load.ts', 'prometheus-rules/promql.ts'],
  ['metrics-knows-its-rooms', 'metrics/prometheus.ts', 'signals/prometheus.ts'],
  ['mail-knows-its-rooms', 'mail/mail-server.ts', 'paging/post.ts'],
  ['publishing-knows-its-rooms', 'publishing/page.ts', 'paging/post.ts'],
  ['trackers-knows-its-rooms', 'trackers/github.ts', 'publishing/page.ts'],
  ['schedules-knows-its-rooms', 'schedules/pagerduty.ts', 'paging/post.ts'],
  ['paging-knows-its-rooms', 'paging/post.ts', 'alerts/generic.ts'],
  ['redaction-knows-its-rooms', 'redaction/masking.ts', 'store/chain.ts'],
  ['signals-knows-its-rooms', 'signals/prometheus.ts', 'clock.ts'],
  ['tracing-knows-its-rooms', 'tracing/store.ts', 'store/store.ts'],
  ['store-knows-its-rooms', 'store/store.ts', 'flow/states.ts'],
  ['mcp-knows-its-rooms', 'mcp/register.ts', 'flow/states.ts'],
  ['web-knows-its-rooms', 'web/web.ts', 'library/finding.ts'],
  ['webhooks-knows-its-rooms', 'webhooks/receive.ts', 'alerts/alertmanager.ts'],
  ['yaml-knows-its-rooms', 'yaml/plain.ts', 'library/finding.ts'],
  ['sandbox-knows-its-rooms', 'sandbox/world/world.ts', 'domain/time.ts'],
  ['cli-knows-its-rooms', 'cli/records/records.ts', 'store/load.ts'],
  ['cli-knows-its-rooms', 'cli/manifest/manifest.ts', 'chat/slack/slack.ts'],
  ['main-knows-its-rooms', 'main.ts', 'store/migrate.ts'],
  ['config-knows-its-rooms', 'config.ts', 'domain/time.ts'],
  ['setting-files-knows-its-rooms', 'setting-files.ts', 'domain/time.ts'],
  ['clock-knows-its-rooms', 'clock.ts', 'domain/time.ts'],
  ['log-knows-its-rooms', 'log.ts', 'domain/time.ts'],
  ['log-sink-knows-its-rooms', 'log-sink.ts', 'domain/time.ts'],
  ['log-pretty-knows-its-rooms', 'log-pretty.ts', 'domain/time.ts'],
  ['package-root-knows-its-rooms', 'package-root.ts', 'domain/time.ts'],
  ['source-stack-knows-its-rooms', 'source-stack.ts', 'domain/time.ts'],
  ['config-is-read-at-the-top', 'paging/webhook.ts', 'config.ts'],
  ['app-is-known-above-only', 'flow/intake.ts', 'app/compose.ts'],
  ['cli-is-known-to-main-only', 'app/doctor.ts', 'cli/doctor/result.ts'],
  ['main-is-known-to-nobody', 'cli/serve/serve.ts', 'main.ts'],
  ['store-sqlite-is-opened-by-app', 'store/claim.ts', 'store/sqlite/open.ts'],
  ['store-postgres-is-opened-by-app', 'store/sqlite/open.ts', 'store/postgres/open.ts'],
  ['app-opens-the-sandbox', 'cli/demo/demo.ts', 'sandbox/open.ts'],
  ['sandbox-protocol-is-for-players', 'web/pages.ts', 'sandbox/protocol.ts'],
  ['sandbox-files-are-checked-by-app', 'cli/runbooks/lint.ts', 'sandbox/files.ts'],
  ['sandbox-stage-is-for-drills', 'cli/demo/demo.ts', 'sandbox/stage.ts'],
  ['sandbox-has-four-doors', 'app/compose.ts', 'sandbox/server.ts'],
  ['every-file-has-a-room', 'utils/dates.ts', 'domain/time.ts'],
  ['every-package-has-a-room', 'actions/fill.ts', 'vitest'],
  ['every-package-is-declared', 'chat/slack/modal.ts', '@slack/types'],
  ['every-import-is-found', 'store/load.ts', 'a-package-nobody-wrote'],
  ['pure-rooms-know-no-node', 'domain/time.ts', 'node:crypto'],
  ['pure-rooms-know-no-node', 'flow/states.ts', 'node:timers/promises'],
  ['@lezer-common-stays-in-its-room', 'domain/time.ts', '@lezer/common'],
  ['@prometheus-io-lezer-promql-stays-in-its-room', 'domain/time.ts', '@prometheus-io/lezer-promql'],
  ['@opentelemetry-stays-in-its-room', 'flow/deliver/traced.ts', '@opentelemetry/api'],
  ['@resvg-stays-in-its-room', 'documents/chart-file.ts', '@resvg/resvg-js'],
  ['@secretlint-stays-in-its-room', 'flow/masked.ts', '@secretlint/secretlint-rule-preset-recommend'],
  ['@slack-stays-in-its-room', 'ports/outbox.ts', '@slack/bolt'],
  ['better-sqlite3-stays-in-its-room', 'ports/outbox.ts', 'better-sqlite3'],
  ['botbuilder-stays-in-its-room', 'ports/outbox.ts', 'botbuilder'],
  ['botframework-stays-in-its-room', 'ports/outbox.ts', 'botframework-connector'],
  ['@azure-stays-in-its-room', 'ports/outbox.ts', '@azure/msal-node'],
  ['bullmq-stays-in-its-room', 'ports/outbox.ts', 'bullmq'],
  ['@clack-stays-in-its-room', 'ports/outbox.ts', '@clack/prompts'],
  ['commander-stays-in-its-room', 'ports/outbox.ts', 'commander'],
  ['@date-fns-stays-in-its-room', 'ports/outbox.ts', '@date-fns/tz'],
  ['ical.js-stays-in-its-room', 'ports/outbox.ts', 'ical.js'],
  ['nodemailer-stays-in-its-room', 'ports/outbox.ts', 'nodemailer'],
  ['date-fns-stays-in-its-room', 'ports/outbox.ts', 'date-fns'],
  ['diff-stays-in-its-room', 'ports/outbox.ts', 'diff'],
  ['drizzle-orm-stays-in-its-room', 'ports/outbox.ts', 'drizzle-orm'],
  ['emoji-name-map-stays-in-its-room', 'ports/outbox.ts', 'emoji-name-map'],
  ['fastify-stays-in-its-room', 'ports/outbox.ts', 'fastify'],
  ['ioredis-stays-in-its-room', 'ports/outbox.ts', 'ioredis'],
  ['lru-cache-stays-in-its-room', 'ports/outbox.ts', 'lru-cache'],
  ['marked-stays-in-its-room', 'ports/outbox.ts', 'marked'],
  ['@modelcontextprotocol-stays-in-its-room', 'ports/outbox.ts', '@modelcontextprotocol/sdk'],
  ['pg-stays-in-its-room', 'store/sqlite/open.ts', 'pg'],
  ['pino-stays-in-its-room', 'ports/outbox.ts', 'pino'],
  ['preact-stays-in-its-room', 'ports/outbox.ts', 'preact'],
  ['prom-client-stays-in-its-room', 'ports/outbox.ts', 'prom-client'],
  ['sonic-boom-stays-in-its-room', 'ports/outbox.ts', 'sonic-boom'],
  ['slack-message-parser-stays-in-its-room', 'ports/outbox.ts', 'slack-message-parser'],
  ['undici-stays-in-its-room', 'ports/outbox.ts', 'undici'],
  ['yaml-stays-in-its-room', 'ports/outbox.ts', 'yaml'],
  ['zod-stays-in-its-room', 'ports/outbox.ts', 'zod'],
];

/** What the rooms allow, one of each kind. */
const fair: [from: string, to: string][] = [
  ['domain/fair.ts', 'domain/time.ts'],
  ['domain/fair.ts', 'date-fns'],
  ['views/fair.ts', 'documents/escape.ts'],
  ['flow/fair.ts', 'ports/pager.ts'],
  ['jobs/fair.ts', 'node:crypto'],
  ['chat/slack/fair.ts', 'chat/kit/fit.ts'],
  ['alerts/fair.ts', 'webhooks/fields.ts'],
  ['web/fair.ts', 'readiness/words.ts'],
  ['cli/demo/fair.ts', 'sandbox/protocol.ts'],
  ['cli/manifest/fair.ts', 'chat/teams/package/zip.ts'],
  ['app/fair.ts', 'sandbox/open.ts'],
  ['app/fair.ts', 'config.ts'],
  ['sandbox/page/fair.tsx', 'preact'],
];

/** Every way to write an import down. */
const forms: Record<string, (path: string) => string> = {
  'a value': (path) => `import { word } from '${path}';\nexport const said = word;`,
  'a type': (path) => `import type { Word } from '${path}';\nexport type Said = Word;`,
  'a type named in place': (path) => `export type Said = import('${path}').Word;`,
  'nothing, and runs it': (path) => `import '${path}';`,
  'it only when needed': (path) => `export const later = () => import('${path}');`,
  'what it passes on': (path) => `export { word } from '${path}';`,
  'types it passes on': (path) => `export type * from '${path}';`,
};

const rings = {
  'no-ring-of-files': [
    ['domain/rings/head.ts', 'domain/rings/tail.ts'],
    ['domain/rings/tail.ts', 'domain/rings/head.ts'],
  ],
  'no-ring-of-folders': [
    ['views/left/one.ts', 'views/right/one.ts'],
    ['views/right/two.ts', 'views/left/two.ts'],
  ],
} satisfies Record<string, [from: string, to: string][]>;

/** The path an import names: relative for a file of the tree, as it is for a package or a module of Node. */
function pathFrom(from: string, to: string): string {
  if (!to.endsWith('.ts')) return to;
  const path = posix.relative(posix.dirname(from), to);
  return path.startsWith('.') ? path : `./${path}`;
}

/** Writes a tree whose files import what they are said to; what is imported stands there too. */
function plant(folder: string, imports: { from: string; to: string; form: string }[]): void {
  const lines = new Map<string, string[]>();
  for (const { from, to, form } of imports) {
    const write = forms[form] ?? String;
    lines.set(from, [...(lines.get(from) ?? []), write(pathFrom(from, to))]);
    if (to.endsWith('.ts') && !lines.has(to)) lines.set(to, []);
  }
  for (const [file, text] of lines) {
    mkdirSync(dirname(join(folder, 'src', file)), { recursive: true });
    writeFileSync(join(folder, 'src', file), text.join('\n'));
  }
}

describe('an import', () => {
  const folder = mkdtempSync(join(tmpdir(), 'airb-architecture-'));
  const formFile = (form: string) => `domain/forms/${Object.keys(forms).indexOf(form)}.ts`;
  let found: Cruise;

  beforeAll(async () => {
    for (const shared of ['node_modules', 'package.json']) symlinkSync(resolve(shared), join(folder, shared));
    const asTypes = [...offences.map(([, ...edge]) => edge), ...fair, ...Object.values(rings).flat()];
    plant(folder, [
      ...asTypes.map(([from = '', to = '']) => ({ from, to, form: 'a type' })),
      ...Object.keys(forms).map((form) => ({ from: formFile(form), to: 'web/word.ts', form })),
    ]);
    found = await cruise(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const rulesBroken = (from: string, to: string) =>
    found.summary.violations
      .filter((one) => one.from === `src/${from}` && namesSame(one.to, to))
      .map(({ rule }) => rule.name);

  it.each(offences)('breaks %s where %s imports %s', (rule, from, to) => {
    expect(rulesBroken(from, to)).toContain(rule);
  });

  it.each(Object.keys(forms))('is found where it names %s', (form) => {
    expect(rulesBroken(formFile(form), 'web/word.ts')).toEqual(['domain-knows-its-rooms']);
  });

  it.each(fair)('breaks nothing where %s imports %s', (from, to) => {
    expect(rulesBroken(from, to)).toEqual([]);
  });

  it('is told as a ring of files, or as a ring of folders whose files make none', () => {
    const told = report(found);
    expect(told.filter((sentence) => sentence.startsWith('no-ring-of-files'))).toEqual([
      expect.stringContaining(
        ' src/domain/rings/head.ts → src/domain/rings/tail.ts → src/domain/rings/head.ts. ',
      ),
    ]);
    expect(told).toContainEqual(
      expect.stringMatching('^no-ring-of-folders: src/views/left → src/views/right → src/views/left[.] '),
    );
  });

  it('is planted here for every rule, and every rule gives advice', () => {
    const rules = found.summary.ruleSetUsed.forbidden;
    const planted = new Set([...offences.map(([rule]) => rule), ...Object.keys(rings)]);
    expect(rules.map(({ name }) => name).filter((name) => !planted.has(name))).toEqual([]);
    expect(rules.filter(({ comment }) => !/^.{20,}[.]$/.test(comment ?? ''))).toEqual([]);
  });
});

/** Whether a path of the cruise is the file, package or module of Node that was imported. */
function namesSame(found: string, imported: string): boolean {
  if (imported.endsWith('.ts')) return found === `src/${imported}`;
  const bare = imported.replace('node:', '');
  return found === bare || found.includes(`node_modules/${bare}/`);
}

const texts = new Map(files.map((file) => [file, readFileSync(join('src', file), 'utf8')]));
const inside = (file: string, folder: string) => file.startsWith(`${folder}/`);

/** Comments may speak of anything. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[\s;{}(])\/\/.*$/gm, '$1');
}

/** Files that call what a setting names, which whoever runs airb chose; chats and pagers do nothing else. */
const callsSettings = new Set([
  ...['app/cadence-watch.ts', 'app/test-incident.ts', 'http/answer.ts', 'http/service.ts'],
  ...['schedules/pagerduty.ts', 'signals/endpoint.ts'],
]);

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
    name: 'what stands in files is called where it was judged',
    pattern: /(?:^|[^.\w])fetch\(|(?:=|\?\?) fetch\b/,
    allowed: (file) =>
      ['chat', 'paging', 'cli/demo', 'web/live', 'sandbox'].some((room) => inside(file, room)) ||
      file === 'http/agent.ts' ||
      callsSettings.has(file),
    advice: 'Take the judgedFetch of http/, or name the file here where only settings say what it calls.',
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
