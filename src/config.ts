import * as z from 'zod';
import { closest, didYouMean } from './domain/suggest.ts';
import { ConfigError } from './errors.ts';
import { isAddressOrNetwork } from './http/address.ts';
import { isLoopback } from './http/loopback.ts';
import { readRedisAddress } from './jobs/redis-address.ts';
import { type AgentToken, readAgentTokens } from './mcp/tokens.ts';
import { withFiles } from './setting-files.ts';
import { type TracingSettings, tracingOf } from './tracing/otlp-settings.ts';

/** Everything the environment decides, read once. */
export interface Config {
  host: string;
  port: number;
  publicUrl: string;
  dataDir: string;
  runbooksDir: string;
  apiToken: string | undefined;
  /** What programs hand evidence over with; it reads nothing. */
  evidenceToken: string | undefined;
  /** What agents come in with at `/mcp`. */
  agentTokens: readonly AgentToken[];
  /** Own proxies, whose X-Forwarded-For is believed: addresses and networks. */
  trustedProxies: readonly string[];
  /** What buttons and forms in chat are sealed with; without it the records keep one. */
  sealKey: string | undefined;
  /** Chains the audit log; without it a key is made beside the records. */
  auditKey: string | undefined;
  log: {
    level: 'debug' | 'info' | 'warn' | 'error';
    /** What reads it decides, where it is not set. */
    format: 'json' | 'pretty' | undefined;
    colours: boolean;
  };
  /** Where traces go; nothing of them is loaded without it. */
  tracing: TracingSettings | undefined;
  /** Where the records are in PostgreSQL; without it they are a SQLite file in the data folder. May hold a password. */
  databaseUrl: string | undefined;
  /** Never printed: it may hold a password. */
  redisUrl: string | undefined;
  /** What the keys of airb in Redis begin with. */
  redisPrefix: string;
  slack: { botToken: string; signingSecret?: string; appToken?: string; apiUrl?: string } | undefined;
  teams: TeamsSettings | undefined;
  pagerduty: { routingKey: string; baseUrl: string } | undefined;
  pageWebhook: { url: string; secret: string; preset?: PagePreset } | undefined;
  /** May hold a password; never printed. */
  smtp: { url: string; from: string } | undefined;
  ntfy: { url: string; token?: string } | undefined;
  /** Asked for each minute while the promises to stakeholders are kept; may hold a secret, never printed. */
  heartbeatUrl: string | undefined;
  /** Keys and addresses of status pages; the pages themselves stand in the organization file. */
  statuspage: { key: string; url: string } | undefined;
  instatus: { key: string; url: string } | undefined;
  /** Tokens of trackers; the projects stand in the organization and system files. */
  github: { key: string; url: string } | undefined;
  jira: { url: string; email: string; token: string; issueType?: string } | undefined;
  linear: { key: string; url: string } | undefined;
  /** What webhooks to audiences are signed with. */
  audienceWebhook: { secret: string } | undefined;
  /** Eval tools whose data sets are filled with failed examples. */
  langfuse: { publicKey: string; secretKey: string; url: string } | undefined;
  langsmith: { key: string; url: string; workspace?: string } | undefined;
  braintrust: { key: string; url: string; project: string } | undefined;
  /** What PagerDuty signs its webhooks with; any of a list will do. */
  pagerdutyWebhook: readonly string[] | undefined;
  pagerdutyApi: { token: string; url: string } | undefined;
  prometheusUrl: string | undefined;
  /** What Prometheus is asked with, such as a tenant or a token; never printed. */
  prometheusHeaders: Record<string, string>;
  /** Secrets of the alert and change sources, by source name; any of a list will do. */
  sourceSecrets: Record<string, readonly string[]>;
  /** Secrets and addresses that runbook files name: looked up when they are used, never printed. */
  secretOf: (name: string) => string | undefined;
  /** The names files may use in `${NAME}`. */
  environment: Record<string, string | undefined>;
}

const pagePresets = ['incident.io', 'jsm'] as const;
export type PagePreset = (typeof pagePresets)[number];

export interface TeamsSettings {
  /** The Entra app of the bot. Only a development machine may do without. */
  app: { id: string; password: string; tenant: string } | undefined;
  rooms: 'thread' | 'channel';
  serviceUrl?: string;
  graphUrl?: string;
}

const guid = (what: string) => z.guid(`expected ${what}: 8-4-4-4-12 hexadecimal digits`);
const url = z.url({ protocol: /^https?$/, error: 'expected an http:// or https:// address' });
const optional = <T extends z.ZodType>(type: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), type.optional());

/** `X-Scope-OrgID=team-a,Authorization=Bearer%20…`, as OTEL_EXPORTER_OTLP_HEADERS is written. */
const headerList = z.string().transform((text, context) => {
  const pairs = text.split(',').map((pair) => /^\s*([A-Za-z0-9-]+)\s*=\s*(.+?)\s*$/.exec(pair));
  const headers = pairs.flatMap((pair) => (pair ? [[pair[1] ?? '', decoded(pair[2] ?? '')] as const] : []));
  if (pairs.every(Boolean) && headers.every(([, value]) => value !== undefined && isHeaderValue(value)))
    return Object.fromEntries(headers) as Record<string, string>;
  context.addIssue({
    code: 'custom',
    message: 'expected Name=value, several with commas between; %2C is a comma',
  });
  return z.NEVER;
});

/** `deployment.environment.name=production,team=on-call`, as OTEL_RESOURCE_ATTRIBUTES is written. */
const attributeList = z.string().transform((text, context) => {
  const pairs = text.split(',').filter((pair) => pair.trim() !== '');
  const read = pairs.map((pair) => /^\s*([^\s=]+)\s*=\s*(.*?)\s*$/.exec(pair));
  const attributes = read.flatMap((pair) => (pair ? [[pair[1] ?? '', decoded(pair[2] ?? '')] as const] : []));
  if (read.every(Boolean) && attributes.every(([, value]) => value !== undefined))
    return Object.fromEntries(attributes) as Record<string, string>;
  context.addIssue({ code: 'custom', message: 'expected name=value, several with commas between' });
  return z.NEVER;
});

function decoded(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}

function isHeaderValue(value: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]+$/.test(value);
}

/**
 * One secret, or several with blanks between them while one is being changed. Several are long, each of them: what has a
 * shorter word in it is one secret with blanks, as people write them.
 */
const sourceSecret = z
  .string()
  .trim()
  .min(8, 'expected at least 8 characters')
  .transform((text) => {
    const words = text.split(/\s+/);
    return words.every((one) => one.length >= 16) ? words : [text];
  });

const redisUrl = z.string().superRefine((text, context) => {
  const address = readRedisAddress(text);
  if ('wrong' in address) context.addIssue({ code: 'custom', message: address.wrong });
});

const agentTokens = z.string().transform((text, context) => {
  const read = readAgentTokens(text);
  if ('tokens' in read) return read.tokens;
  context.addIssue({ code: 'custom', message: read.wrong });
  return z.NEVER;
});

const schema = z.object({
  AIRB_HOST: z
    .string()
    .regex(/^[^\s/]+$/, 'expected an address of this machine, such as 0.0.0.0, without http://')
    .default('127.0.0.1'),
  AIRB_PORT: z.coerce.number({ error: 'expected a port number' }).int().min(0).max(65_535).default(3000),
  AIRB_PUBLIC_URL: optional(url),
  AIRB_DATA_DIR: z.string().default('data'),
  AIRB_RUNBOOKS_DIR: z.string().default('runbooks'),
  AIRB_API_TOKEN: optional(z.string().min(8, 'expected at least 8 characters')),
  AIRB_EVIDENCE_TOKEN: optional(z.string().min(16, 'expected at least 16 characters')),
  AIRB_MCP_TOKENS: optional(agentTokens),
  AIRB_TRUSTED_PROXIES: optional(
    z
      .string()
      .transform((text) => text.split(/[\s,]+/).filter(Boolean))
      .refine(
        (list) => list.every(isAddressOrNetwork),
        'expected addresses or networks: 127.0.0.1, 10.0.0.0/8',
      ),
  ),
  AIRB_SEAL_KEY: optional(z.string().min(16, 'expected at least 16 characters')),
  AIRB_AUDIT_KEY: optional(z.string().min(16, 'expected at least 16 characters')),
  AIRB_LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error'], { error: 'expected debug, info, warn or error' })
    .default('info'),
  AIRB_LOG_FORMAT: optional(z.enum(['json', 'pretty'], { error: 'expected json or pretty' })),
  NO_COLOR: optional(z.string()),
  DATABASE_URL: optional(
    z.string().regex(/^postgres(ql)?:\/\//i, 'expected postgres://user:password@host:port/database'),
  ),
  REDIS_URL: optional(redisUrl),
  AIRB_REDIS_PREFIX: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,40}$/, 'expected up to 40 letters, digits, points, hyphens or underscores')
    .default('airb'),
  SLACK_BOT_TOKEN: optional(z.string().startsWith('xoxb-', 'expected a bot token, which starts with xoxb-')),
  SLACK_SIGNING_SECRET: optional(z.string().min(8, 'expected the signing secret of the Slack app')),
  SLACK_APP_TOKEN: optional(
    z.string().startsWith('xapp-', 'expected an app-level token, which starts with xapp-'),
  ),
  SLACK_API_URL: optional(url),
  TEAMS_APP_ID: optional(guid('the application id of the bot')),
  TEAMS_APP_PASSWORD: optional(z.string().min(8, 'expected a client secret of the app')),
  TEAMS_TENANT_ID: optional(guid('the directory id of the tenant')),
  TEAMS_ROOMS: z.enum(['thread', 'channel'], { error: 'expected thread or channel' }).default('thread'),
  TEAMS_SERVICE_URL: optional(url),
  TEAMS_GRAPH_URL: optional(url),
  TEAMS_DEVELOPMENT: z.enum(['0', '1'], { error: 'expected 1 or 0' }).default('0'),
  PAGERDUTY_ROUTING_KEY: optional(
    z.string().length(32, 'expected the 32 characters of an Events v2 integration key'),
  ),
  PAGERDUTY_URL: url.default('https://events.pagerduty.com'),
  PAGERDUTY_WEBHOOK_SECRET: optional(sourceSecret),
  PAGERDUTY_API_TOKEN: optional(z.string().min(8, 'expected an API token of PagerDuty')),
  PAGERDUTY_API_URL: url.default('https://api.pagerduty.com'),
  SMTP_URL: optional(
    z.url({ protocol: /^smtps?$/, error: 'expected smtp://user:password@host:port or smtps://…' }),
  ),
  AIRB_MAIL_FROM: optional(
    z.string().regex(/^[^\r\n<>]*<?[^\s<>@]+@[^\s<>@]+>?$/, 'expected an address: airb <airb@example.org>'),
  ),
  STATUSPAGE_API_KEY: optional(z.string().min(8, 'expected an API key of Statuspage')),
  STATUSPAGE_API_URL: url.default('https://api.statuspage.io'),
  INSTATUS_API_KEY: optional(z.string().min(8, 'expected an API key of Instatus')),
  INSTATUS_API_URL: url.default('https://api.instatus.com'),
  AIRB_AUDIENCE_WEBHOOK_SECRET: optional(z.string().min(8, 'expected at least 8 characters')),
  LANGFUSE_PUBLIC_KEY: optional(z.string().min(4, 'expected the public key of a Langfuse project')),
  LANGFUSE_SECRET_KEY: optional(z.string().min(8, 'expected the secret key of a Langfuse project')),
  LANGFUSE_BASE_URL: url.default('https://cloud.langfuse.com'),
  LANGSMITH_API_KEY: optional(z.string().min(8, 'expected an API key of LangSmith')),
  LANGSMITH_ENDPOINT: url.default('https://api.smith.langchain.com'),
  LANGSMITH_WORKSPACE_ID: optional(guid('the id of a LangSmith workspace')),
  BRAINTRUST_API_KEY: optional(z.string().min(8, 'expected an API key of Braintrust')),
  BRAINTRUST_API_URL: url.default('https://api.braintrust.dev'),
  BRAINTRUST_PROJECT: z.string().min(1, 'expected the name of a project').default('airb'),
  NTFY_URL: optional(url),
  NTFY_TOKEN: optional(z.string().min(4, 'expected an access token of ntfy')),
  AIRB_HEARTBEAT_URL: optional(url),
  AIRB_PAGE_WEBHOOK_URL: optional(url),
  AIRB_PAGE_WEBHOOK_SECRET: optional(z.string().min(8, 'expected at least 8 characters')),
  AIRB_PAGE_WEBHOOK_PRESET: optional(z.enum(pagePresets, { error: `expected ${pagePresets.join(' or ')}` })),
  AIRB_GITHUB_TOKEN: optional(z.string().min(8, 'expected a token of GitHub')),
  AIRB_GITHUB_API_URL: url.default('https://api.github.com'),
  AIRB_JIRA_URL: optional(url),
  AIRB_JIRA_EMAIL: optional(z.email('expected the address of the account that the token belongs to')),
  AIRB_JIRA_TOKEN: optional(z.string().min(8, 'expected an API token of Jira')),
  AIRB_JIRA_ISSUE_TYPE: optional(z.string().max(60, 'expected the name of an issue type')),
  AIRB_LINEAR_TOKEN: optional(z.string().min(8, 'expected an API key of Linear')),
  AIRB_LINEAR_API_URL: url.default('https://api.linear.app'),
  PROMETHEUS_URL: optional(url),
  PROMETHEUS_HEADERS: optional(headerList),
  OTEL_EXPORTER_OTLP_ENDPOINT: optional(url),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: optional(url),
  OTEL_EXPORTER_OTLP_HEADERS: optional(headerList),
  OTEL_EXPORTER_OTLP_PROTOCOL: optional(z.string()),
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: optional(z.string()),
  OTEL_TRACES_EXPORTER: optional(z.string()),
  OTEL_SERVICE_NAME: optional(z.string()),
  OTEL_RESOURCE_ATTRIBUTES: optional(attributeList),
  OTEL_SDK_DISABLED: optional(z.string()),
  AIRB_ALERTMANAGER_SECRET: optional(sourceSecret),
  AIRB_GENERIC_SECRET: optional(sourceSecret),
  AIRB_FEEDBACK_SECRET: optional(sourceSecret),
  AIRB_GRAFANA_SECRET: optional(sourceSecret),
  AIRB_DATADOG_SECRET: optional(sourceSecret),
  AIRB_PAGERDUTY_SECRET: optional(sourceSecret),
  AIRB_PAGERDUTY_EVENTS_SECRET: optional(sourceSecret),
  AIRB_OPSGENIE_SECRET: optional(sourceSecret),
  AIRB_INCIDENT_IO_SECRET: optional(sourceSecret),
  AIRB_SENTRY_SECRET: optional(sourceSecret),
  AIRB_LANGSMITH_SECRET: optional(sourceSecret),
  AIRB_OPIK_SECRET: optional(sourceSecret),
  AIRB_LITELLM_SECRET: optional(sourceSecret),
  AIRB_SLACK_SECRET: optional(sourceSecret),
  AIRB_CLOUDEVENTS_SECRET: optional(sourceSecret),
  AIRB_STANDARD_WEBHOOKS_SECRET: optional(sourceSecret),
  AIRB_GITHUB_SECRET: optional(sourceSecret),
  AIRB_LANGFUSE_SECRET: optional(sourceSecret),
  AIRB_LAUNCHDARKLY_SECRET: optional(sourceSecret),
  AIRB_BRAINTRUST_SECRET: optional(sourceSecret),
});

/** The names of all settings, in the order of `.env.example`. */
export const settingNames = Object.keys(schema.shape);

/** What one slip or two of the fingers make of a setting would be passed over in silence; names far from any are other people's. */
function refuseMisnamed(names: string[]): void {
  const known = settingNames.flatMap((name) => [name, `${name}_FILE`]);
  for (const name of names.filter((one) => one.startsWith('AIRB_') && !known.includes(one))) {
    const meant = closest(name, known, 2);
    if (meant !== undefined)
      throw new ConfigError(`${name}: airb has no setting of this name`, didYouMean(meant, 'quotes'));
  }
}

/**
 * Reads the environment; the only reader of process.env. A setting may stand in a file: `NAME_FILE`.
 * @throws ConfigError naming the variable and what was expected
 */
export function readConfig(given: Record<string, string | undefined> = process.env): Config {
  const env = withFiles(given, settingNames);
  refuseMisnamed(Object.keys(given));
  const parsed = schema.safeParse(env);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const name = String(issue?.path[0] ?? 'environment');
    throw new ConfigError(`${name}: ${issue?.message ?? 'not usable'}`, `See ${name} in .env.example.`);
  }
  const set = parsed.data;
  return {
    host: set.AIRB_HOST,
    port: set.AIRB_PORT,
    publicUrl: (set.AIRB_PUBLIC_URL ?? `http://${set.AIRB_HOST}:${set.AIRB_PORT}`).replace(/\/$/, ''),
    dataDir: set.AIRB_DATA_DIR,
    runbooksDir: set.AIRB_RUNBOOKS_DIR,
    apiToken: set.AIRB_API_TOKEN,
    evidenceToken: set.AIRB_EVIDENCE_TOKEN,
    agentTokens: set.AIRB_MCP_TOKENS ?? [],
    trustedProxies: set.AIRB_TRUSTED_PROXIES ?? [],
    sealKey: set.AIRB_SEAL_KEY,
    auditKey: set.AIRB_AUDIT_KEY,
    log: { level: set.AIRB_LOG_LEVEL, format: set.AIRB_LOG_FORMAT, colours: !set.NO_COLOR },
    tracing: tracingOf(set),
    databaseUrl: set.DATABASE_URL,
    redisUrl: set.REDIS_URL,
    redisPrefix: set.AIRB_REDIS_PREFIX,
    slack: slackOf(set),
    teams: teamsOf(set),
    pagerduty: set.PAGERDUTY_ROUTING_KEY
      ? { routingKey: set.PAGERDUTY_ROUTING_KEY, baseUrl: set.PAGERDUTY_URL }
      : undefined,
    pageWebhook: webhookOf(set),
    smtp: smtpOf(set),
    ntfy: set.NTFY_URL ? { url: set.NTFY_URL, ...(set.NTFY_TOKEN && { token: set.NTFY_TOKEN }) } : undefined,
    heartbeatUrl: set.AIRB_HEARTBEAT_URL,
    statuspage: keyed(set.STATUSPAGE_API_KEY, set.STATUSPAGE_API_URL),
    instatus: keyed(set.INSTATUS_API_KEY, set.INSTATUS_API_URL),
    github: keyed(set.AIRB_GITHUB_TOKEN, set.AIRB_GITHUB_API_URL),
    jira: jiraOf(set),
    linear: keyed(set.AIRB_LINEAR_TOKEN, set.AIRB_LINEAR_API_URL),
    audienceWebhook: set.AIRB_AUDIENCE_WEBHOOK_SECRET
      ? { secret: set.AIRB_AUDIENCE_WEBHOOK_SECRET }
      : undefined,
    ...evalToolsOf(set),
    pagerdutyWebhook: set.PAGERDUTY_WEBHOOK_SECRET,
    pagerdutyApi: set.PAGERDUTY_API_TOKEN
      ? { token: set.PAGERDUTY_API_TOKEN, url: set.PAGERDUTY_API_URL }
      : undefined,
    prometheusUrl: set.PROMETHEUS_URL,
    prometheusHeaders: set.PROMETHEUS_HEADERS ?? {},
    sourceSecrets: withoutEmpty({
      alertmanager: set.AIRB_ALERTMANAGER_SECRET,
      generic: set.AIRB_GENERIC_SECRET,
      feedback: set.AIRB_FEEDBACK_SECRET,
      grafana: set.AIRB_GRAFANA_SECRET,
      datadog: set.AIRB_DATADOG_SECRET,
      pagerduty: set.AIRB_PAGERDUTY_SECRET,
      'pagerduty-events': set.AIRB_PAGERDUTY_EVENTS_SECRET,
      opsgenie: set.AIRB_OPSGENIE_SECRET,
      'incident-io': set.AIRB_INCIDENT_IO_SECRET,
      sentry: set.AIRB_SENTRY_SECRET,
      langsmith: set.AIRB_LANGSMITH_SECRET,
      opik: set.AIRB_OPIK_SECRET,
      litellm: set.AIRB_LITELLM_SECRET,
      slack: set.AIRB_SLACK_SECRET,
      cloudevents: set.AIRB_CLOUDEVENTS_SECRET,
      'standard-webhooks': set.AIRB_STANDARD_WEBHOOKS_SECRET,
      github: set.AIRB_GITHUB_SECRET,
      langfuse: set.AIRB_LANGFUSE_SECRET,
      launchdarkly: set.AIRB_LAUNCHDARKLY_SECRET,
      braintrust: set.AIRB_BRAINTRUST_SECRET,
    }),
    secretOf: (name) => env[name],
    environment: env,
  };
}

/** The environment as it is, for what is begun before its settings can be read. */
export function environment(): Record<string, string | undefined> {
  return process.env;
}

/** The environment that runbook files may name. Where a sandbox would be is known without a setting. */
export function fileEnvironment(config: Config): Record<string, string | undefined> {
  return { AIRB_SANDBOX_URL: `${config.publicUrl}/sandbox`, ...config.environment };
}

type Settings = z.infer<typeof schema>;

function slackOf(set: Settings): Config['slack'] {
  if (!set.SLACK_BOT_TOKEN) {
    if (set.SLACK_SIGNING_SECRET || set.SLACK_APP_TOKEN) {
      throw new ConfigError(
        'SLACK_BOT_TOKEN: missing, although another SLACK_ setting is there',
        'Set the xoxb- token of the installed app, or remove the other SLACK_ settings to use the sandbox.',
      );
    }
    return undefined;
  }
  if (!set.SLACK_SIGNING_SECRET && !set.SLACK_APP_TOKEN) {
    throw new ConfigError(
      'SLACK_SIGNING_SECRET: missing',
      'For HTTP set the signing secret of the app; for Socket Mode set SLACK_APP_TOKEN.',
    );
  }
  return {
    botToken: set.SLACK_BOT_TOKEN,
    signingSecret: set.SLACK_SIGNING_SECRET,
    appToken: set.SLACK_APP_TOKEN,
    apiUrl: set.SLACK_API_URL,
  };
}

/** A tool has a part only with its key; half of the keys of Langfuse open nothing. */
function evalToolsOf(set: Settings): Pick<Config, 'langfuse' | 'langsmith' | 'braintrust'> {
  const { LANGFUSE_PUBLIC_KEY: publicKey, LANGFUSE_SECRET_KEY: secretKey } = set;
  const workspace = set.LANGSMITH_WORKSPACE_ID;
  const smith = keyed(set.LANGSMITH_API_KEY, set.LANGSMITH_ENDPOINT);
  const trust = keyed(set.BRAINTRUST_API_KEY, set.BRAINTRUST_API_URL);
  return {
    langfuse:
      publicKey && secretKey
        ? { publicKey, secretKey, url: set.LANGFUSE_BASE_URL.replace(/\/$/, '') }
        : undefined,
    langsmith: smith && { ...smith, ...(workspace && { workspace }) },
    braintrust: trust && { ...trust, project: set.BRAINTRUST_PROJECT },
  };
}

function teamsOf(set: Settings): Config['teams'] {
  const { TEAMS_APP_ID: id, TEAMS_APP_PASSWORD: password, TEAMS_TENANT_ID: tenant } = set;
  const rest = { rooms: set.TEAMS_ROOMS, serviceUrl: set.TEAMS_SERVICE_URL, graphUrl: set.TEAMS_GRAPH_URL };
  if (id && password && tenant) return { app: { id, password, tenant }, ...rest };
  const given = [id, password, tenant].some((value) => value !== undefined);
  if (given) {
    const names = { TEAMS_APP_ID: id, TEAMS_APP_PASSWORD: password, TEAMS_TENANT_ID: tenant };
    const missing = Object.entries(names).filter(([, value]) => value === undefined);
    throw new ConfigError(
      `${missing.map(([name]) => name).join(', ')}: missing, although another TEAMS_ setting is there`,
      'Teams needs all three: the app id, its client secret and the tenant it is pinned to.',
    );
  }
  if (set.TEAMS_DEVELOPMENT === '0') return undefined;
  if (!isLoopback(set.AIRB_HOST)) {
    throw new ConfigError(
      `TEAMS_DEVELOPMENT: without an app id nobody is authenticated, so airb does not listen on ${set.AIRB_HOST}`,
      'Set TEAMS_APP_ID, TEAMS_APP_PASSWORD and TEAMS_TENANT_ID, or listen on 127.0.0.1.',
    );
  }
  return { app: undefined, ...rest };
}

function webhookOf(set: Settings): Config['pageWebhook'] {
  if (!set.AIRB_PAGE_WEBHOOK_URL) return undefined;
  if (!set.AIRB_PAGE_WEBHOOK_SECRET) {
    throw new ConfigError(
      'AIRB_PAGE_WEBHOOK_SECRET: missing',
      'Pages are signed: set the secret the receiver checks with.',
    );
  }
  const { AIRB_PAGE_WEBHOOK_PRESET: preset } = set;
  return { url: set.AIRB_PAGE_WEBHOOK_URL, secret: set.AIRB_PAGE_WEBHOOK_SECRET, ...(preset && { preset }) };
}

function keyed(key: string | undefined, url: string): { key: string; url: string } | undefined {
  return key === undefined ? undefined : { key, url: url.replace(/\/$/, '') };
}

function jiraOf(set: Settings): Config['jira'] {
  const { AIRB_JIRA_URL: at, AIRB_JIRA_EMAIL: email, AIRB_JIRA_TOKEN: token } = set;
  const { AIRB_JIRA_ISSUE_TYPE: issueType } = set;
  if (at && email && token)
    return { url: at.replace(/\/$/, ''), email, token, ...(issueType && { issueType }) };
  if (!at && !email && !token) return undefined;
  const names = { AIRB_JIRA_URL: at, AIRB_JIRA_EMAIL: email, AIRB_JIRA_TOKEN: token };
  const missing = Object.entries(names).flatMap(([name, value]) => (value ? [] : [name]));
  throw new ConfigError(
    `${missing.join(', ')}: missing, although another AIRB_JIRA_ setting is there`,
    'Jira needs all three: its address, an account and its API token.',
  );
}

/** Without a sender of its own, letters come from the user of the mail server. */
function smtpOf({ SMTP_URL: url, AIRB_MAIL_FROM: given }: Settings): Config['smtp'] {
  if (!url) return undefined;
  const user = decoded(new URL(url).username) ?? '';
  const from = given ?? (/^[^\s@]+@[^\s@]+$/.test(user) ? user : undefined);
  if (from !== undefined) return { url, from };
  throw new ConfigError(
    'AIRB_MAIL_FROM: missing',
    'Say whom the letters come from: airb <airb@example.org>.',
  );
}

function withoutEmpty<T>(values: Record<string, T | undefined>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, T] => entry[1] !== undefined),
  );
}
