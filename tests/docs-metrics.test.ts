import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { prometheusIsThere } from './support/prometheus-programs.ts';
import { checkMetrics } from './support/promtool.ts';
import { shippedLibrary } from './support/rule-library.ts';
import { until } from './support/until.ts';

const page = readFileSync('docs/metrics-for-signals.md', 'utf8');

it('names a metric for every signal the sample systems and the shipped runbooks know', () => {
  const { systems, runbooks } = shippedLibrary();
  const names = [
    ...systems.flatMap(({ signals }) => signals.map(({ name }) => name)),
    ...runbooks.flatMap(({ triggers }) => triggers.map(({ signal }) => signal)),
  ];
  // How many tasks there are is counted as requests are.
  const missing = [...new Set(names)].filter((name) => name !== 'tasks' && !page.includes(`\`${name}\``));
  expect(missing).toEqual([]);
});

it('shows for each query of a sample system the metric it begins with', () => {
  const queries = shippedLibrary().systems.flatMap(({ signals }) => signals.map(({ query }) => query));
  const common = queries.flatMap((query) => /\b((?:gen_ai_|litellm_|vllm:)\w+)/.exec(query)?.[1] ?? []);
  expect(common.length).toBeGreaterThan(15);
  // The page writes the second of two names by its end.
  const known = (name: string) => page.includes(name) || page.includes(name.replace(/_(sum|count)$/, '_sum'));
  expect(common.filter((name) => !known(name))).toEqual([]);
});

it('shows each common metric that a question of a shipped runbook or a sample system asks, and none of ours where one is common', () => {
  const files = ['runbooks/library', 'runbooks/systems'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => readFileSync(join(folder, name), 'utf8')),
  );
  const named = new Set(files.flatMap((text) => text.match(/\b(?:gen_ai_|litellm_|airb_)\w+(?=\{)/g) ?? []));
  const common = [...named].filter((name) => !name.startsWith('airb_'));
  expect(common.length).toBeGreaterThan(8);
  expect(common.filter((name) => !page.includes(name.replace(/_(sum|count)$/, '_')))).toEqual([]);
  const ours = [...named].filter((name) =>
    /^airb_(?:model|tool_errors|(?:cached_)?(?:in|out)put_tokens|first_token|cost|answer_cache_hit|retries|error)_/.test(
      name,
    ),
  );
  expect(ours).toEqual([]);
});

describe('the exporter of scores', () => {
  let folder: string;
  let tool: Server;
  let program: ChildProcess | undefined;
  const asked: string[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'airb-exporter-'));
    const [, code = ''] = /```js eval-exporter\.mjs\n([\s\S]*?)```/.exec(page) ?? [];
    writeFileSync(join(folder, 'eval-exporter.mjs'), code);
    asked.length = 0;
  });
  afterEach(() => {
    program?.kill();
    tool.closeAllConnections();
    tool.close();
    rmSync(folder, { recursive: true });
  });

  const listening = (server: Server) =>
    new Promise<number>((done) => {
      server.listen(0, '127.0.0.1', () => done((server.address() as AddressInfo).port));
    });

  /** What it serves, with a tool behind it that answers each address so. */
  async function served(answer: (url: URL) => unknown, env: (url: string) => Record<string, string>) {
    tool = createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://tool.example.com');
      asked.push(url.pathname);
      const body = answer(url);
      response.writeHead(body === undefined ? 500 : 200).end(JSON.stringify(body ?? {}));
    });
    const url = `http://127.0.0.1:${await listening(tool)}`;
    const spare = createServer();
    const port = await listening(spare);
    await new Promise((closed) => spare.close(closed));
    program = spawn(process.execPath, [join(folder, 'eval-exporter.mjs')], {
      env: { ...env(url), PORT: String(port) },
      stdio: 'ignore',
    });
    return (
      await until('the exporter to serve', () =>
        fetch(`http://127.0.0.1:${port}/metrics`)
          .then(async (one) => ({ text: await one.text() }))
          .catch(() => undefined),
      )
    ).text;
  }

  const langfuse = (url: string) => ({
    LANGFUSE_URL: url,
    LANGFUSE_PUBLIC_KEY: 'public',
    LANGFUSE_SECRET_KEY: 'secret',
  });

  it('serves the means that Langfuse gives', async () => {
    const text = await served(
      () => ({ data: [{ name: 'quality', avg_value: 0.91, count_count: '40' }] }),
      langfuse,
    );
    expect(asked).toEqual(['/api/public/metrics']);
    expect(text).toBe(
      'airb_eval_score{system="support-bot",name="quality"} 0.91\n' +
        'airb_eval_scores_per_hour{system="support-bot",name="quality"} 40\n',
    );
    if (prometheusIsThere()) expect(checkMetrics(text).said).not.toContain('error');
  });

  it('takes the mean of what LangSmith lists, page by page', async () => {
    const pageOf = (score: number, count: number) =>
      Array.from({ length: count }, () => ({ key: 'quality', score }));
    const text = await served(
      (url) => (url.searchParams.get('offset') === '0' ? pageOf(1, 100) : pageOf(0, 25)),
      (url) => ({ LANGSMITH_URL: url, LANGSMITH_API_KEY: 'key', LANGSMITH_PROJECT_ID: 'project' }),
    );
    expect(asked).toHaveLength(2);
    expect(text).toContain('airb_eval_score{system="support-bot",name="quality"} 0.8\n');
  });

  it('serves no old score when the tool does not answer', async () => {
    expect(await served(() => undefined, langfuse)).toBe('');
  });
});
