import { existsSync, readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { json } from 'node:stream/consumers';
import type {
  Act,
  ActAnswer,
  SandboxMessage,
  SandboxView,
  StreamEvent,
  WorkspaceState,
} from '../../../src/sandbox/protocol.ts';
import { closed, listening } from '../../support/loopback.ts';
import { incidentMessages, message, ts } from './page-messages.ts';
import { freshWorkspace, homeView, INCIDENT, rollbackView } from './page-workspace.ts';

const PAGE = new URL('../../../dist/sandbox/page/', import.meta.url).pathname;
const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};
const CHART =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 90"><rect width="320" height="90" fill="#eef3f1"/><path d="M10 70h130l30-45 40 4 30 25 70 8" fill="none" stroke="#17645d" stroke-width="3"/></svg>';

export interface PageFixture {
  url: string;
  /** Everything the page did, in order. */
  acts: Act[];
  controls: { path: string; body: unknown }[];
  workspace: WorkspaceState;
  /** Answers the next acts of a type with this. */
  answer(type: Act['type'], answer: ActAnswer): void;
  /** Adds or redraws messages of the incident's channel in front of whoever looks, at one stroke. */
  post(...given: (Partial<SandboxMessage> & { ts: string; user: string })[]): void;
  /** Drops every open stream, as a restarting server does. */
  drop(): void;
  close(): Promise<void>;
}

/** A sandbox server of the page's own: it speaks the protocol, records what the page does, and knows one incident. */
export async function startPageFixture(): Promise<PageFixture> {
  if (!existsSync(join(PAGE, 'main.js')))
    throw new Error('The page is not built: run `npm run build:page` first.');
  const streams = new Map<ServerResponse, string>();
  const answers = new Map<string, ActAnswer>();
  const acts: Act[] = [];
  const controls: PageFixture['controls'] = [];
  const workspace = freshWorkspace();
  const messages = incidentMessages(INCIDENT);
  let modal: SandboxView[] = [];

  const tell = (event: StreamEvent, as?: string) => {
    for (const [stream, who] of streams)
      if (as === undefined || as === who) stream.write(`data: ${JSON.stringify(event)}\n\n`);
  };
  const show = () => tell({ type: 'messages', channel: INCIDENT, messages });
  const post: PageFixture['post'] = (...given) => {
    for (const one of given) {
      const at = messages.findIndex((m) => m.ts === one.ts);
      const next = message({ channel: INCIDENT, ...messages[at], ...one });
      messages.splice(at < 0 ? messages.length : at, at < 0 ? 0 : 1, next);
    }
    show();
  };
  const setModal = (views: SandboxView[], as: string) => {
    modal = views;
    tell({ type: 'modal', views }, as);
  };

  const doAct = (act: Act): ActAnswer => {
    acts.push(act);
    const answer = answers.get(act.type) ?? { ok: true };
    if (!answer.ok) return answer;
    if (act.type === 'say')
      post({ ts: ts(300 + acts.length), user: act.as, text: escaped(act.text), threadTs: act.threadTs });
    if (act.type === 'press' && act.actionId === 'airb_rollback') setModal([rollbackView], act.as);
    if (act.type === 'close' || act.type === 'submit') setModal(modal.slice(0, -1), act.as);
    if (act.type === 'home') tell({ type: 'home', view: homeView }, act.as);
    return answer;
  };

  const stream = (as: string, res: ServerResponse) => {
    res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    streams.set(res, as);
    res.on('close', () => streams.delete(res));
    const dm = message({
      ts: ts(5),
      channel: 'D01',
      user: 'UAIRB',
      text: 'SEV2 support-bot — refusals 19 % (normal 4 %).',
    });
    tell({ type: 'workspace', state: workspace }, as);
    tell({ type: 'messages', channel: 'D01', messages: [dm] }, as);
    show();
  };

  const server = createServer(async (req, res) => {
    const url = new URL(req.url ?? '/', 'http://fixture');
    if (url.pathname === '/sandbox/api/stream') return stream(url.searchParams.get('as') ?? '', res);
    if (url.pathname === '/sandbox/api/act') return answered(res, doAct((await json(req)) as Act));
    if (url.pathname.startsWith('/sandbox/api/')) {
      controls.push({ path: url.pathname.slice('/sandbox/api/'.length), body: await json(req) });
      return answered(res, { ok: true });
    }
    return file(url.pathname, res);
  });
  const url = await listening(server);
  return {
    url: `${url}/sandbox/`,
    acts,
    controls,
    workspace,
    answer: (type, answer) => answers.set(type, answer),
    post,
    drop: () => server.closeAllConnections(),
    close: () => closed(server),
  };
}

function file(path: string, res: ServerResponse): void {
  if (path === '/files/F1') {
    res.setHeader('content-type', 'text/markdown');
    res.end(
      '# INC-42 postmortem\n\nRefusals **19 %** <script>window.hacked = 1</script>\n\n- [ ] Who wrote the clause?\n',
    );
    return;
  }
  if (path === '/files/F2') {
    res.setHeader('content-type', 'image/svg+xml');
    res.end(CHART);
    return;
  }
  const name = path === '/sandbox/' ? 'index.html' : path.replace('/sandbox/', '');
  const on = join(PAGE, name);
  res.statusCode = existsSync(on) ? 200 : 404;
  res.setHeader('content-type', TYPES[extname(name)] ?? 'text/plain');
  res.end(res.statusCode === 200 ? readFileSync(on) : 'not here');
}

/** As Slack does: everything but the names the page put in is text. */
function escaped(typed: string): string {
  const safe = typed.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return safe.replaceAll(/&lt;([@#][A-Z0-9]+)&gt;/g, '<$1>');
}

function answered(res: ServerResponse, answer: unknown): void {
  res.setHeader('content-type', 'application/json');
  res.end(JSON.stringify(answer));
}
