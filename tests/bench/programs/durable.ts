import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import Sqlite from 'better-sqlite3';

// The second yardstick: only what durability demands of an alert that joins an incident. It is parsed, chained, and in four
// rows on the disk before the 202; those that wait together share a commit. Port and file are the arguments.
const [port, file = ''] = process.argv.slice(2);
const db = new Sqlite(file);
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.exec(`
  create table events (incident, seq, at, body, prev, hash, primary key (incident, seq));
  create table alerts (episode text primary key, incident, body, at);
  create table effects (position integer primary key, key text unique, incident, due_at, body);
  create table heads (number integer primary key, version, hash, at);
  insert into heads values (1, 0, '', 0);
`);
const say = {
  head: db.prepare('select version, hash from heads where number = 1'),
  event: db.prepare('insert into events values (1, ?, ?, ?, ?, ?)'),
  alert: db.prepare('insert or replace into alerts values (?, 1, ?, ?)'),
  effect: db.prepare('insert into effects (key, incident, due_at, body) values (?, 1, ?, ?)'),
  newHead: db.prepare('update heads set version = ?, hash = ?, at = ? where number = 1'),
};

interface Waiting {
  alert: { fingerprint: string; startsAt: string };
  answer(body: string): void;
}
let waiting: Waiting[] = [];

const store = db.transaction((batch: Waiting[]) => {
  let { version, hash } = say.head.get() as { version: number; hash: string };
  const at = Date.now();
  for (const { alert } of batch) {
    const body = JSON.stringify(alert);
    const prev = hash;
    version += 1;
    hash = createHash('sha256').update(`${prev}\n${body}`).digest('hex');
    say.event.run(version, at, body, prev, hash);
    say.alert.run(`${alert.fingerprint}/${alert.startsAt}`, body, at);
    say.effect.run(`1.${version}`, at, '{"kind":"draw","slot":"card"}');
  }
  say.newHead.run(version, hash, at);
});

function commit(): void {
  const batch = waiting;
  waiting = [];
  store(batch);
  for (const { alert, answer } of batch)
    answer(JSON.stringify({ alerts: [{ fingerprint: alert.fingerprint, incident: 1 }] }));
}

createServer((req, res) => {
  const chunks: Buffer[] = [];
  req.on('data', (chunk: Buffer) => chunks.push(chunk));
  req.on('end', () => {
    // Whoever asks whether it is there.
    if (chunks.length === 0) return res.end();
    const [alert] = JSON.parse(Buffer.concat(chunks).toString('utf8')).alerts;
    if (waiting.length === 0) setImmediate(commit);
    waiting.push({ alert, answer: (body) => res.writeHead(202).end(body) });
  });
}).listen(Number(port), '127.0.0.1');

process.once('SIGTERM', () => process.exit(0));
