import { code, plain, table } from './cells.ts';

interface Operation {
  tags: string[];
  summary: string;
  security?: Record<string, unknown>[];
  parameters?: { name: string; in: string }[];
  responses: Record<string, unknown>;
}

interface OpenApi {
  info: { description: string };
  paths: Record<string, Record<string, Operation>>;
  components: { securitySchemes: Record<string, { description: string }> };
}

const groups = {
  alerts: 'Alerts come in',
  changes: 'Changes come in',
  paging: 'Pagers answer',
  chats: 'Chats call',
  agents: 'Agents',
  incidents: 'Incidents, as JSON',
  readiness: 'Readiness, as JSON',
  health: 'Health and measures',
  pages: 'Pages for people',
};

const keys: Record<string, string> = {
  apiToken: 'API token',
  evidenceToken: 'evidence token',
  agentToken: 'agent token',
  sourceSecret: 'source secret',
  sourceSignature: 'source signature',
  pageCookie: 'cookie of pages',
  slackSignature: 'Slack’s signature',
  botFramework: 'Microsoft’s signature',
};

/** docs/reference/http.md: every address of docs/reference/openapi.json, a line each. */
export function httpMarkdown(text: string): string {
  const document = JSON.parse(text) as OpenApi;
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })),
  );
  const tags = operations.flatMap((operation) => operation.tags);
  const schemes = Object.entries(document.components.securitySchemes);
  const unknown = [
    ...tags.filter((tag) => !(tag in groups)),
    ...schemes.map(([name]) => name).filter((name) => !(name in keys)),
  ];
  if (unknown.length > 0)
    throw new Error(`tests/support/reference/http-page.ts has no words for: ${unknown.join(', ')}`);
  return [
    '# HTTP',
    '',
    '<!-- printed from docs/reference/openapi.json; `npm run reference` writes it -->',
    '',
    document.info.description,
    '',
    `A running airb answers all of it at \`/openapi.json\` (OpenAPI 3.1, also [as a file](openapi.json)),`,
    'with what each address takes and answers, so that clients can be generated.',
    '',
    table(
      ['opened by', 'what that is'],
      schemes.map(([name, { description }]) => [keys[name] ?? name, plain(description)]),
    ),
    '',
    ...Object.entries(groups).flatMap(([tag, title]) => [
      `## ${title}`,
      '',
      table(
        ['address', 'what it does', 'opened by'],
        operations
          .filter(({ tags }) => tags.includes(tag))
          .map((operation) => [
            code(`${operation.method.toUpperCase()} ${operation.path}${queryOf(operation)}`),
            plain(operation.summary),
            openedBy(operation),
          ]),
      ),
      '',
    ]),
  ].join('\n');
}

function queryOf({ parameters = [] }: Operation): string {
  const names = parameters.filter((one) => one.in === 'query').map(({ name }) => name);
  return names.length > 0 ? `?${names.join('&')}` : '';
}

function openedBy({ path, security = [], responses }: Operation & { path: string }): string {
  const names = security.flatMap((one) => Object.keys(one));
  if (names.length > 0) return names.map((name) => keys[name] ?? name).join(' or ');
  if (path.endsWith('/{secret}')) return 'secret in the address';
  return '401' in responses ? 'what it carries' : 'anybody';
}
