// Checks an evidence bundle of airb with nothing but Node: node verify.mjs [folder or archive] [--expect <hash>]
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';

const asked = parseArgs({ allowPositionals: true, options: { expect: { type: 'string' } } });
const expected = asked.values.expect?.trim().toLowerCase();
const place = asked.positionals[0] ?? import.meta.dirname;
const [files, hashes, numbers, faults, gaps] = [new Map(), new Map(), new Set(), [], []];
const fault = (name, what) => void faults.push(`${JSON.stringify(name)} ${what}`);
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const text = (name) => `${files.get(name) ?? ''}`;
const sum = (name) => sha256(files.get(name) ?? '');
const end = (status, list) => process.stdout.write(`${list.join('\n  ')}\n`, () => process.exit(status));
process.on('uncaughtException', (e) => end(1, [`CHANGED: it can’t be read (${e.message}).`, ...faults]));
// Nothing is ever written, so a name that leads elsewhere is a fault and no danger.
function add(name, bytes) {
  if (!bytes) fault(name, 'is a link or another thing that is no file');
  if (files.has(name)) fault(name, 'is there twice');
  if (!/^(?:[a-z\d-]+\/)?[a-z\d-][a-z\d.-]*$/.test(name)) fault(name, 'is no name that a bundle has');
  files.set(name, bytes);
}
// Every byte of a header is looked at (␀ is a zero), or other programs might unpack what was not checked here.
const form =
  /^INC-(\d+)-evidence\/(\S+?)␀+0000644␀(?:0{7}␀){2}(\d{11})␀0{11}␀(\d{6})␀ 0␀{100}ustar␀00␀{247}$/;
function unpack(packed) {
  const { buffer: tar, engine } = gunzipSync(packed, { info: true });
  const zeros = (from, to) => tar.subarray(from, to).every((byte) => byte === 0);
  let at = 0;
  for (let size = 0; at < tar.length && !zeros(at, at + 512); at += 512 * (1 + Math.ceil(size / 512))) {
    const head = tar.subarray(at, at + 512);
    const [, number, name, length, sum] = form.exec(head.toString('latin1').replaceAll('\0', '␀')) ?? [];
    const counted = head.fill(' ', 148, 156).reduce((total, byte) => total + byte, 0);
    if (Number.parseInt(sum, 8) !== counted) throw new Error(`at byte ${at} is no header that airb writes`);
    size = Number.parseInt(length, 8);
    numbers.add(Number(number));
    add(name, tar.subarray(at + 512, at + 512 + size));
  }
  if (!zeros(at) || engine.bytesWritten !== packed.length) fault(place, 'goes on behind its end');
  hashes.set('archive', sha256(packed));
}
if (!statSync(place).isDirectory()) unpack(readFileSync(place));
else
  for (const one of readdirSync(place, { recursive: true, withFileTypes: true })) {
    const full = join(one.parentPath ?? one.path, one.name);
    const bytes = one.isFile() ? readFileSync(full) : undefined;
    if (!one.isDirectory()) add(relative(place, full).replaceAll('\\', '/'), bytes);
  }
const manifest = JSON.parse(text('manifest.json'));
for (const { name, size, sha256: hash } of manifest.files)
  if (files.get(name)?.length !== size || sum(name) !== hash) fault(name, 'is missing or was changed');
const listed = ['manifest.json', ...manifest.files.map(({ name }) => name)];
for (const name of files.keys()) if (!listed.includes(name)) fault(name, 'was added');
for (const number of numbers) if (number !== manifest.incident) fault(`INC-${number}`, 'is another incident');

// The chain: each event holds the hash of the one before it and the digest of its own text.
const events = Array.from(text('events.jsonl').trim().split('\n'), (line) => JSON.parse(line));
let last = '0'.repeat(64);
for (const [index, event] of events.entries()) {
  const { seq, prev, digest, hash, body } = event;
  if (seq !== index + 1 || prev !== last) fault(`event ${seq}`, 'does not follow the event before it');
  // Before there was an audit log events were linked by their whole text, which a redaction took away.
  const bound = digest === null ? `"event":${body}` : `"digest":"${digest}"`;
  const linked = sha256(`${prev}\n{${bound},"incident":${manifest.incident},"seq":${seq}}`) === hash;
  Object.assign(event, { whole: digest === null ? linked : sha256(body) === digest, says: JSON.parse(body) });
  if (!linked) (digest === null ? gaps : faults).push(`event ${index + 1}: its link is not there`);
  last = hash;
}
// A later event tells of each redaction; one whose own text is gone tells nothing.
const [whole, redacted] = [true, false].map((kind) => events.filter((event) => event.whole === kind));
for (const { seq } of redacted) {
  const tells = ({ type, entry, also }) => type === 'entry.redacted' && [entry, also].flat().includes(seq);
  const told = events.filter((event) => event.seq > seq && tells(event.says));
  if (told.length === 0) fault(`event ${seq}`, 'was changed: no later event tells of a redaction');
  else if (!told.some((event) => event.whole)) gaps.push(`event ${seq}: what told of it is redacted too`);
}
const noted = JSON.parse(text('audit.json')).notes.flatMap((one) => one.append ?? one.begin ?? []);
if (noted.length && noted.at(-1).hash !== last) fault('events.jsonl', 'has another end than the audit log');
// What is too long for the chain lies in files; the chain holds their hashes.
const pin = /(?<="(?:hash|sha256)":")[0-9a-f]{64}(?=")/g;
const [pins, firm] = [events, whole].map((some) => some.flatMap(({ body }) => body.match(pin) ?? []));
const kept = listed.filter((name) => /^(?:evidence|long|documents)\//.test(name));
const there = [...kept.map(sum), ...manifest.absent];
for (const name of kept) if (!pins.includes(sum(name))) fault(name, 'is not what the log pins');
for (const one of pins) if (!there.includes(one)) fault(one, 'is pinned by the log, and its file is missing');
hashes.set('manifest.json', sum('manifest.json')).set('last event', last);
const known = [...hashes.keys()].find((name) => hashes.get(name) === expected);
if (expected !== undefined && !known) fault(expected, 'was expected, and is no hash that binds this bundle');
const loose = listed.filter((name) => name !== 'events.jsonl' && !firm.includes(sum(name)));
const told = `INTACT: INC-${Number(manifest.incident)}. Of what you expected (--expect) it has: ${known ?? 'nothing was named'}.
The last event binds ${events.length} events, which follow each other without a gap, and the ${listed.length - 1 - loose.length} files pinned in them,
but not what stands in redacted entries: ${[...redacted.map(({ seq }) => seq), ...gaps].join(', ') || 'none'}.
Only manifest.json and the archive bind that ${manifest.absent.length} texts are not here, and ${loose.join(', ')}.
Not proved: that nobody wrote anew what no hash from elsewhere binds, or recorded what is not so.`;
if (faults.length > 0) end(1, [`CHANGED: ${faults.length} found.`, ...faults]);
else if (gaps.length > 0 && !/^[am]/.test(known)) end(1, ['NOT PROVED by the last event:', ...gaps]);
else end(0, [told, ...[...hashes].map(([name, hash]) => `${name.padEnd(13)} ${hash}`)]);
