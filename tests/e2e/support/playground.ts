import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { closed, freePort, listening } from '../../support/loopback.ts';

const main = join(import.meta.dirname, '../../../node_modules/@microsoft/m365agentsplayground/cli.js');

/** Milliseconds a start may take on a busy machine. */
const patience = 30_000;

/** The Entra ids of the sample organization's people in the Playground; it wants one user and five others. */
export const entraIds = {
  ben: '00000000-0000-4000-8000-0000000000b2',
  ana: '00000000-0000-4000-8000-0000000000b1',
  chloe: '00000000-0000-4000-8000-0000000000b3',
  dev: '00000000-0000-4000-8000-0000000000b4',
  eva: '00000000-0000-4000-8000-0000000000b5',
  finn: '00000000-0000-4000-8000-0000000000b6',
} as const;

export type Somebody = keyof typeof entraIds;

const names: Record<Somebody, string> = {
  ben: 'Ben Okafor',
  ana: 'Ana Lima',
  chloe: 'Chloe Martin',
  dev: 'Dev Patel',
  eva: 'Eva Sato',
  finn: 'Finn Berg',
};

export interface Playground {
  /** Address of its page. */
  url: string;
  /** Whose keyboard it is from now on: the Playground has one user, so what they do is handed on as this person's. */
  become(person: Somebody): void;
  /** Where airb listens. */
  connect(airb: string): void;
  stop(): Promise<void>;
}

/** Whether the Agents Playground is installed; says so aloud when it is not, so a skipped suite is never silent. */
export function havePlayground(): boolean {
  if (existsSync(main)) return true;
  console.warn('The Agents Playground is not installed: its tests are skipped. Run npm ci to install it.');
  return false;
}

/** Starts the Playground in a folder of its own, with the sample organization's people as its team. */
export async function startPlayground(): Promise<Playground> {
  const dir = mkdtempSync(join(tmpdir(), 'airb-playground-'));
  writeFileSync(join(dir, '.m365agentsplayground.yml'), JSON.stringify(team()));
  const door = await openDoor();
  const port = await freePort();
  const { PATH = '' } = process.env;
  const child = spawn(
    process.execPath,
    [main, '-e', `${door.url}/api/messages`, '-c', 'msteams', '-p', String(port), '--disable-telemetry'],
    { cwd: dir, env: { PATH, HOME: dir }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  await open(child);
  return {
    url: `http://127.0.0.1:${port}/`,
    become: door.become,
    connect: door.connect,
    async stop() {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
      await door.close();
      rmSync(dir, { recursive: true });
    },
  };
}

/** Source of the form: learn.microsoft.com/microsoftteams/platform/toolkit/debug-your-agents-playground. */
function team() {
  const [currentUser, ...users] = (Object.keys(entraIds) as Somebody[]).map((person) => {
    const [givenName = '', surname = ''] = names[person].split(' ');
    const email = `${person}@example.com`;
    const aadObjectId = entraIds[person];
    const id = `29:${person}`;
    return { id, name: names[person], userPrincipleName: email, aadObjectId, givenName, surname, email };
  });
  return {
    version: '0.1.1',
    tenantId: '00000000-0000-4000-8000-000000000001',
    bot: { id: '00000000-0000-4000-8000-000000000011', name: 'airb' },
    currentUser,
    users,
    personalChat: { id: 'a:personal' },
    groupChat: { id: '19:group@thread.v2', name: 'Group' },
    team: {
      id: '19:general@thread.tacv2',
      name: 'Sample organization',
      aadGroupId: '00000000-0000-4000-8000-000000000031',
      channels: [{ id: '19:incidents@thread.tacv2', name: 'incidents' }],
    },
  };
}

interface Door extends Pick<Playground, 'become' | 'connect'> {
  url: string;
  close(): Promise<void>;
}

/** Stands between the Playground and airb, and says who it was. */
async function openDoor(): Promise<Door> {
  let person: Somebody = 'ben';
  let airb: string | undefined;
  const server: Server = createServer(async (req, res) => {
    const activity = JSON.parse((await text(req)) || '{}') as { from?: object };
    const from = { ...activity.from, id: `29:${person}`, name: names[person], aadObjectId: entraIds[person] };
    const answer = await fetch(`${airb}${req.url}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...activity, from }),
    }).catch(() => new Response('', { status: 502 }));
    const body = await answer.text();
    res.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' });
    res.end(body);
  });
  const url = await listening(server);
  return {
    url,
    become: (next) => {
      person = next;
    },
    connect: (to) => {
      airb = to;
    },
    close: () => closed(server),
  };
}

function open(child: ChildProcess): Promise<void> {
  let printed = '';
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`the Playground ${why}: ${printed}`));
    const timer = setTimeout(() => fail('does not start'), patience);
    const heard = (chunk: Buffer) => {
      printed += String(chunk);
      if (!printed.includes('Listening on')) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout?.on('data', heard);
    child.stderr?.on('data', heard);
    child.once('exit', (code) => fail(`ended with ${code}`));
  });
}
