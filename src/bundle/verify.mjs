// Checks an evidence bundle of airb with nothing but Node: node verify.mjs [folder or archive] [--expect <hash>]
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

const [path = '', expected = ''] = process.argv
  .slice(2)
  .join('\n')
  .split(/\n?--expect\n/);
const place = path || dirname(fileURLToPath(import.meta.url));
const files = new Map();
const faults = [];
const say = (line) => process.stdout.write(`${line}\n`);
const fault = (name, what) => void faults.push(`${JSON.stringify(name)} ${what}`);
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const text = (name) => (files.get(name) ?? '').toString();
process.on('uncaughtException', ({ message }) => {
  say(`CHANGED: it can’t be read (${message}).\n  ${faults.join('\n  ')}`);
  process.exit(1);
});

// Nothing is ever written, so a name that leads elsewhere is a fault and no danger.
function add(name, isFile, bytes) {
  if (!isFile) fault(name, 'is a link or another thing that is no file');
  else if (files.has(name)) fault(name, 'is there twice');
  if (!/^(?:[\w-][\w.-]*\/)?[\w-][\w.-]*$/.test(name)) fault(name, 'is no name that a bundle has');
  files.set(name, bytes);
}
if (statSync(place).isDirectory()) {
  for (const file of readdirSync(place, { recursive: true, withFileTypes: true })) {
    const full = join(file.parentPath ?? file.path, file.name);
    const name = relative(place, full).replaceAll('\\', '/');
    if (!file.isDirectory()) add(name, file.isFile(), file.isFile() ? readFileSync(full) : Buffer.of());
  }
} else {
  const tar = gunzipSync(readFileSync(place));
  for (let at = 0, size = 0; tar[at]; at += 512 * (1 + Math.ceil(size / 512))) {
    const field = (from, to) => tar.toString('utf8', at + from, at + to).split('\0')[0];
    size = Number.parseInt(field(124, 136), 8);
    const name = field(0, 100).replace(/^INC-\d+-evidence\//, '');
    add(name, field(156, 157) === '0', tar.subarray(at + 512, at + 512 + size));
  }
}

const manifest = JSON.parse(text('manifest.json'));
for (const { name, size, sha256: hash } of manifest.files)
  if (!files.has(name)) fault(name, 'is missing');
  else if (files.get(name).length !== size || sha256(files.get(name)) !== hash) fault(name, 'was changed');
const listed = new Set(['manifest.json', ...manifest.files.map(({ name }) => name)]);
for (const name of files.keys()) if (!listed.has(name)) fault(name, 'was added');

// The chain: each event holds the hash of the one before it and the digest of its own text.
const { notes, head } = JSON.parse(text('audit.json'));
const graves = new Map(notes.flatMap(({ redact }) => (redact ? [[redact.seq, redact.body]] : [])));
const lines = text('events.jsonl').trim().split('\n');
const events = lines.map((line) => JSON.parse(line));
const told = events.map(({ body }) => JSON.parse(body)).filter(({ type }) => type === 'entry.redacted');
for (const seq of graves.keys())
  if (!told.some(({ entry }) => entry === seq)) fault(`event ${seq}`, 'no event says that it was redacted');
let last = '0'.repeat(64);
for (const [index, { seq, prev, digest, hash, body }] of events.entries()) {
  const grave = graves.get(seq);
  if (seq !== index + 1 || prev !== last) fault(`event ${seq}`, 'does not follow the event before it');
  if (sha256(body) !== (grave ?? digest ?? sha256(body))) fault(`event ${seq}`, 'its text was changed');
  // Before there was an audit log events were linked by their whole text, which a redaction took away.
  const bound = digest === null ? `"event":${body}` : `"digest":"${digest}"`;
  const link = sha256(`${prev}\n{${bound},"incident":${manifest.incident},"seq":${seq}}`);
  if (link !== hash && !(digest === null && grave)) fault(`event ${seq}`, 'its link was changed');
  last = hash;
}
const ends = notes.flatMap(({ append, begin }) => append ?? begin ?? []);
for (const { to, hash } of ends)
  if (events[to - 1]?.hash !== hash) fault(`event ${to}`, 'is not the one that the audit log noted');
if (ends.length > 0 && Math.max(...ends.map(({ to }) => to)) !== events.length)
  fault('events.jsonl', 'has another end than the audit log noted');

// What is too long for the chain lies in files; the chain holds their hashes.
const found = events.flatMap(({ body }) => [...body.matchAll(/"(?:hash|sha256)":"([0-9a-f]{64})"/g)]);
const pins = new Set(found.map(([, hash]) => hash));
const kept = [...files.keys()].filter((name) => /^(?:evidence|long|documents)\//.test(name));
for (const name of kept) if (!pins.has(sha256(files.get(name)))) fault(name, 'is not what the log pins');
const there = new Set([...kept.map((name) => sha256(files.get(name))), ...manifest.absent]);
for (const pin of pins) if (!there.has(pin)) fault(pin, 'is pinned by the log, and its file is missing');
const hashes = [sha256(text('manifest.json')), last, head?.hash];
if (expected && !hashes.includes(expected)) fault(expected, 'was expected, and is no hash of this bundle');

if (faults.length > 0) say(`CHANGED: ${faults.length} found.\n  ${faults.join('\n  ')}`);
else
  say(`INTACT: INC-${manifest.incident}.
Proved: each of ${manifest.files.length} files is as the manifest lists it; ${events.length} events follow each other without a
gap; ${kept.length} pieces of evidence, long texts and runbooks are those whose hashes stand in these events.
Redacted: ${graves.size ? `entries ${[...graves.keys()].join(', ')}, as events of the chain say; only the manifest binds what stands there` : 'nothing'}.
Not here, by their hashes: ${manifest.absent.length} texts that were redacted or that airb does not keep.
Not proved: that nobody wrote the whole bundle anew, or recorded what is not so. Compare these hashes with what you
were told elsewhere (--expect does); who holds the key of airb checks the last with “airb audit verify --head”.
  manifest.json ${hashes[0]}\n  last event    ${last}\n  audit log     ${head?.hash ?? 'none'}`);
process.exitCode = faults.length > 0 ? 1 : 0;
