import { rules } from '@secretlint/secretlint-rule-preset-recommend';
import type { Finder, Span } from './finding.ts';

/** The part of a secretlint rule that is called here. Its own types come with a package that brings nothing else. */
interface Rule {
  meta: { id: string };
  create(context: unknown, options: Record<string, unknown>): { file(source: Source): unknown };
}

interface Source {
  filePath: string;
  content: string;
  contentType: 'text';
  ext: string;
}

interface Report {
  message: { id: string; given: Record<string, unknown> };
  range: [number, number];
}

/** Rules that would let the author of a text switch the search off, or that look at files only. */
const leftOut = new Set(['@secretlint/secretlint-rule-filter-comments', '@secretlint/secretlint-rule-gcp']);

/** Account numbers are no secrets. */
const harmless = new Set(['AWSAccountID']);

const names: Record<string, string> = {
  AWSAccessKeyID: 'AWS access key',
  AWSSecretAccessKey: 'AWS secret key',
  PrivateKey: 'private key',
  NPM_ACCESS_TOKEN: 'npm token',
  BasicAuth: 'password in an address',
  SLACK_TOKEN: 'Slack token',
  IncomingWebhook: 'Slack webhook',
  SENDGRID_KEY: 'SendGrid key',
  SHOPIFY_KEY: 'Shopify key',
  GITHUB_TOKEN: 'GitHub token',
  OPENAI_TOKEN: 'OpenAI key',
  ANTHROPIC_API_KEY: 'Anthropic key',
  LINEAR_API_TOKEN: 'Linear token',
  OPS_TOKEN: '1Password token',
  MongoDBConnection: 'database password',
  MySQLConnection: 'database password',
  PostgreSQLConnection: 'database password',
};

/**
 * The rules secretlint recommends, called directly. Its engine is for files: it is asynchronous, and a comment in the
 * text can switch it off.
 */
export const findByRules: Finder = searchWith((rules as unknown as Rule[]).filter(isUsed));

function isUsed({ meta }: Rule): boolean {
  return !leftOut.has(meta.id);
}

function searchWith(used: Rule[]): Finder {
  let reports: Report[] = [];
  const context = {
    createTranslator: () => (id: string, given: Record<string, unknown>) => ({ id, given }),
    report: (report: Report) => void reports.push(report),
    ignore: () => undefined,
  };
  const readers = used.map((rule) => rule.create(context, { enableIDScanRule: true }));
  return (content) => {
    reports = [];
    const source: Source = { filePath: 'text', content, contentType: 'text', ext: '' };
    for (const reader of readers) reader.file(source);
    return reports.filter(({ message }) => !harmless.has(message.id)).flatMap((it) => spansOf(it, content));
  };
}

/**
 * Wherever the secret of a report stands. What the rule calls the secret goes before the range it gives: that of a
 * secret behind a name begins at the name and ends too early.
 */
function spansOf({ message, range: [start, end] }: Report, content: string): Span[] {
  const what = names[message.id] ?? 'secret';
  const said = Object.values(message.given).filter(
    (value): value is string => typeof value === 'string' && value.length >= 12,
  );
  const spans = said.flatMap((secret) => places(secret, content, what));
  return spans.length > 0 ? spans : [{ start, end, what }];
}

function places(secret: string, content: string, what: string): Span[] {
  const spans: Span[] = [];
  for (let start = content.indexOf(secret); start >= 0; start = content.indexOf(secret, start + 1))
    spans.push({ start, end: start + secret.length, what });
  return spans;
}
