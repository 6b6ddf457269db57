/**
 * Who may import whom. `npm run architecture` and tests/architecture.test.ts hold the code to it; each offender is told
 * what to do instead. Type imports count as any other: a type is knowledge too.
 */

/** What every adapter may use besides its own folder. */
const shared = ['domain', 'views', 'documents', 'ports', 'errors.ts', 'http'];

const leaf =
  'An adapter knows no other: move what two of them need into domain, ports or http, and let app wire them together.';
const receiver =
  'An alert or change source knows only its own payload: move what several sources need into webhooks, and let app hand webhooks the list of sources.';

/**
 * What each room may import besides itself; whatever is not listed is forbidden. Rooms whose `pure` is set also import
 * nothing of Node. `app` has no line, because it puts the program together and may know every room.
 */
const rooms = {
  domain: {
    pure: true,
    may: [],
    instead:
      'Let the value come in as an argument, or describe the deed as an effect that an adapter does; words and cards belong in views.',
  },
  documents: {
    pure: true,
    may: ['domain'],
    instead: 'Draw what you are given: let views turn the record into a document and hand it in.',
  },
  views: {
    pure: true,
    may: ['domain', 'documents'],
    instead: 'Word what domain decided and recorded; let the caller look up anything else and hand it in.',
  },
  readiness: {
    pure: true,
    may: ['domain', 'documents', 'views', 'ports'],
    instead: 'Judge what you are given: let the caller read files, records and signals and hand them in.',
  },
  'prometheus-rules': {
    pure: true,
    may: ['domain', 'documents', 'views'],
    instead: 'Make rules from the library you are given; let the command line read and write files.',
  },
  ports: {
    pure: true,
    may: ['domain'],
    instead: 'A port speaks the words of domain: keep the foreign type behind it, in the adapter.',
  },
  'errors.ts': {
    pure: true,
    may: ['domain'],
    instead: 'An error that everybody throws knows nobody: give it the facts as arguments.',
  },
  flow: {
    pure: true,
    may: ['domain', 'views', 'ports', 'errors.ts'],
    instead: 'Ask for what you need in ports, and let app hand the adapter in.',
  },
  http: {
    may: ['domain', 'ports', 'errors.ts'],
    instead: 'http serves every room that listens or calls: take what differs between them as an argument.',
  },
  mail: {
    may: ['errors.ts', 'http'],
    instead:
      'mail sends a letter whatever it says: take what differs between pages and updates as an argument.',
  },
  'chat/kit': {
    may: ['domain', 'ports', 'errors.ts', 'http'],
    instead: 'The kit knows neither chat: take what differs between Slack and Teams as an argument.',
  },
  actions: { may: shared, instead: leaf },
  bundle: { may: [...shared, 'package-root.ts'], instead: leaf },
  alerts: { may: [...shared, 'webhooks'], instead: receiver },
  changes: { may: [...shared, 'webhooks'], instead: receiver },
  'chat/slack': { may: [...shared, 'chat/kit'], instead: leaf },
  'chat/teams': { may: [...shared, 'chat/kit'], instead: leaf },
  evals: { may: shared, instead: leaf },
  jobs: { may: shared, instead: leaf },
  library: { may: [...shared, 'yaml'], instead: leaf },
  metrics: { may: shared, instead: leaf },
  paging: { may: [...shared, 'mail', 'webhooks'], instead: receiver },
  publishing: { may: [...shared, 'mail'], instead: leaf },
  redaction: { may: shared, instead: leaf },
  schedules: { may: shared, instead: leaf },
  signals: { may: shared, instead: leaf },
  trackers: { may: shared, instead: leaf },
  tracing: { may: shared, instead: leaf },
  store: { may: [...shared, 'package-root.ts'], instead: leaf },
  mcp: { may: [...shared, 'readiness'], instead: leaf },
  web: { may: [...shared, 'readiness'], instead: leaf },
  webhooks: {
    may: shared,
    instead: 'webhooks takes in what any source sends: let app hand in the list of sources.',
  },
  yaml: { may: [], instead: 'It reads text whatever the text is for: take the value as an argument.' },
  sandbox: {
    may: ['yaml'],
    instead:
      'The sandbox meets airb over HTTP only: copy the few words you need, so that it can’t agree with airb by sharing its mistakes.',
  },
  cli: {
    // Of the adapters only what reads or prints, never what opens a connection.
    may: [
      ...['domain', 'views', 'documents', 'readiness', 'prometheus-rules'],
      ...['ports', 'errors.ts', 'clock.ts', 'log.ts', 'log-sink.ts'],
      ...['library', 'alerts', 'chat/slack/package', 'chat/teams/package'],
    ],
    instead: 'Let app build it and hand it in; a verb asks app for data and prints it.',
  },
  'main.ts': {
    may: ['ports', 'errors.ts', 'clock.ts', 'log.ts', 'package-root.ts', 'source-stack.ts'],
    instead: 'main only registers verbs: let the verb ask app for it.',
  },
  'config.ts': {
    may: [
      ...['errors.ts', 'http/loopback.ts', 'http/address.ts', 'jobs/redis-address.ts', 'mcp/tokens.ts'],
      ...['tracing/otlp-settings.ts', 'setting-files.ts', 'domain/suggest.ts'],
    ],
    instead: 'Read the text of a setting here and let app make something of it.',
  },
  'setting-files.ts': {
    may: ['errors.ts'],
    instead: 'It only reads files that hold settings: take the value as an argument.',
  },
  'clock.ts': {
    may: ['ports'],
    instead: 'The clock of the machine knows nobody: take the value as an argument.',
  },
  'package-root.ts': { may: [], instead: 'It only finds a folder: take the value as an argument.' },
  'source-stack.ts': {
    may: ['package-root.ts'],
    instead: 'It only reads the maps of the bundle: take the value as an argument.',
  },
  'log.ts': {
    may: ['ports', 'log-pretty.ts', 'log-sink.ts', 'source-stack.ts'],
    instead: 'The log knows nobody: take the value as an argument.',
  },
  'log-pretty.ts': { may: [], instead: 'It only draws a line: take the value as an argument.' },
  'log-sink.ts': { may: [], instead: 'What carries the log knows nobody: take the value as an argument.' },
};

/** What only a few may import; the lines of the rooms say nothing about these. */
const doors = [
  {
    name: 'config-is-read-at-the-top',
    to: ['config.ts'],
    from: ['app', 'cli', 'main.ts'],
    instead: 'Take the one value you need as an option; app reads it from the configuration.',
  },
  {
    name: 'app-is-known-above-only',
    to: ['app'],
    from: ['app', 'cli', 'main.ts'],
    instead: 'Take what you need as an argument; nothing that app puts together may know app.',
  },
  {
    name: 'cli-is-known-to-main-only',
    to: ['cli'],
    from: ['cli', 'main.ts'],
    instead: 'Move what you need to where both can reach it; only main registers verbs.',
  },
  {
    name: 'main-is-known-to-nobody',
    to: ['main.ts'],
    from: [],
    instead: 'Move what you need out of main, which runs the program as soon as it is imported.',
  },
  ...['store/sqlite', 'store/postgres'].map((database) => ({
    name: `${database.replace('/', '-')}-is-opened-by-app`,
    to: [database],
    from: [database, 'app'],
    instead:
      'What both databases share lies in store itself and knows neither; let app choose, and hand over what one needs of the other.',
  })),
  {
    name: 'app-opens-the-sandbox',
    to: ['sandbox/open.ts'],
    from: ['sandbox', 'app'],
    instead: 'Ask app for a program with a sandbox; nobody else opens one.',
  },
  {
    name: 'sandbox-files-are-checked-by-app',
    to: ['sandbox/files.ts'],
    from: ['sandbox', 'app'],
    instead: 'Let app check the files of the sandbox and hand in what it found.',
  },
  {
    name: 'sandbox-stage-is-for-drills',
    to: ['sandbox/stage.ts'],
    from: ['sandbox', 'app'],
    instead: 'Let app play the world of a drill and hand in its ports.',
  },
  {
    name: 'sandbox-protocol-is-for-players',
    to: ['sandbox/protocol.ts'],
    from: ['sandbox', 'app', 'cli/demo'],
    instead:
      'Talk to the sandbox as to any chat platform; only what plays people there speaks its own protocol.',
  },
  {
    name: 'sandbox-has-four-doors',
    to: ['sandbox'],
    except: ['sandbox/open.ts', 'sandbox/files.ts', 'sandbox/stage.ts', 'sandbox/protocol.ts'],
    from: ['sandbox'],
    instead:
      'Open the sandbox through sandbox/open.ts, check its files by sandbox/files.ts, play a world by sandbox/stage.ts and people in the types of sandbox/protocol.ts.',
  },
];

/** The rooms that may speak to a package. A package that is not here is forbidden everywhere. */
const packages = {
  '@clack/': ['cli/init'],
  '@opentelemetry/': ['tracing'],
  '@resvg/': ['app'],
  '@secretlint/': ['redaction'],
  '@slack/': ['chat/slack'],
  'better-sqlite3': ['store/sqlite'],
  botbuilder: ['chat/teams'],
  'botframework-': ['chat/teams'],
  '@azure/': ['chat/teams'],
  bullmq: ['jobs'],
  commander: ['main.ts', 'cli'],
  '@date-fns/': ['domain'],
  'date-fns': ['domain'],
  diff: ['library'],
  'drizzle-orm': ['store'],
  'emoji-name-map': ['sandbox/page'],
  fastify: ['app', 'http', 'mcp', 'web', 'webhooks'],
  'ical.js': ['web', 'schedules'],
  ioredis: ['jobs'],
  'lru-cache': [
    'flow',
    'chat/kit',
    'chat/slack',
    'chat/teams',
    'http',
    'redaction',
    'sandbox',
    'tracing',
    'web',
  ],
  marked: ['sandbox/page'],
  '@modelcontextprotocol/': ['mcp'],
  nodemailer: ['mail'],
  pg: ['store/postgres'],
  pino: ['log.ts'],
  preact: ['sandbox/page'],
  'prom-client': ['metrics', 'web'],
  'slack-message-parser': ['sandbox/page'],
  '@lezer/common': ['prometheus-rules'],
  '@prometheus-io/lezer-promql': ['prometheus-rules'],
  'sonic-boom': ['log-sink.ts'],
  undici: ['http'],
  yaml: ['library', 'prometheus-rules', 'cli', 'sandbox'],
  zod: ['schedules', 'config.ts', 'alerts', 'changes', 'webhooks', 'library', 'mcp', 'web', 'sandbox'],
};

/** The files of a room, as a pattern; a room may be one file. */
const below = (room) => (room.endsWith('.ts') ? `^src/${room.replace('.', '[.]')}$` : `^src/${room}/`);
/** A package, installed or only named, as patterns; a name that ends in a sign stands for all that begin so. */
const packaged = (known) => {
  const all = /[/-]$/.test(known) ? known : `${known}(?:/|$)`;
  return [`(?:^|/)node_modules/(?:@types/)?${all}`, `^${all}`];
};
const plain = (known) =>
  known
    .replace(/[/-]$/, '')
    .replace(/[.]ts$/, '')
    .replace('/', '-');

const roomRules = Object.entries(rooms).map(([room, { may, instead }]) => ({
  name: `${plain(room)}-knows-its-rooms`,
  comment: instead,
  severity: 'error',
  from: { path: below(room) },
  to: { path: '^src/', pathNot: [room, ...may, ...doors.flatMap(({ to }) => to)].map(below) },
}));

const doorRules = doors.map(({ name, to, except = [], from, instead }) => ({
  name,
  comment: instead,
  severity: 'error',
  from: { path: '^src/', pathNot: from.map(below) },
  to: { path: to.map(below), pathNot: except.map(below) },
}));

const packageRules = Object.entries(packages).map(([known, places]) => ({
  name: `${plain(known)}-stays-in-its-room`,
  comment: `Put what needs ${known} behind a port, into ${places.join(' or ')}.`,
  severity: 'error',
  from: { path: '^src/', pathNot: places.map(below) },
  to: { path: packaged(known) },
}));

export default {
  forbidden: [
    ...roomRules,
    ...doorRules,
    ...packageRules,
    {
      name: 'every-file-has-a-room',
      comment:
        'Give the new room its line in the table of rooms: what it may import, and what to do instead.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['app', ...Object.keys(rooms)].map(below) },
      to: {},
    },
    {
      name: 'every-package-has-a-room',
      comment: 'Give the new package its line in the table of packages: the rooms that may speak to it.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '(?:^|/)node_modules/', pathNot: Object.keys(packages).flatMap(packaged) },
    },
    {
      name: 'every-package-is-declared',
      comment: 'Name the package in package.json, or it goes when the package that brought it goes.',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'every-import-is-found',
      comment: 'Correct the path, or install the package.',
      severity: 'error',
      from: { path: '^src/' },
      to: { couldNotResolve: true },
    },
    {
      name: 'pure-rooms-know-no-node',
      comment: 'Take the value as an argument and let an adapter ask Node for it.',
      severity: 'error',
      from: {
        path: Object.keys(rooms)
          .filter((room) => rooms[room].pure)
          .map(below),
      },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-ring-of-files',
      comment: 'Move what both need into a file of its own that imports neither.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-ring-of-folders',
      comment: 'Move what both folders need into the lower one, or into a third that imports neither.',
      severity: 'error',
      scope: 'folder',
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    // Packages that name their parts in `exports` are read as Node reads them.
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
