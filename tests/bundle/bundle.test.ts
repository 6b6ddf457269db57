import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { archive } from '../../src/bundle/archive.ts';
import { type Bundle, bundleOf } from '../../src/bundle/bundle.ts';
import { sha256 } from '../../src/bundle/pinned.ts';
import { verifier } from '../../src/bundle/verifier.ts';
import type { IncidentEvent } from '../../src/domain/incident/events.ts';
import { fold, nothing } from '../../src/domain/incident/evolve.ts';
import { headOf } from '../../src/domain/incident/head.ts';
import type { Opened } from '../../src/domain/incident/state.ts';
import { withoutLong } from '../../src/flow/long-texts.ts';
import { createRedact } from '../../src/flow/redact.ts';
import { createStates } from '../../src/flow/states.ts';
import type { Store } from '../../src/ports/store.ts';
import { inSqlite, type OpenRecords, onEachDatabase } from '../support/databases.ts';
import { hash, mask } from '../support/mask.ts';
import { ana, at, ben, event, evidence, person, workedExample } from '../support/worked-example.ts';
import { workedExamplePlan } from '../support/worked-example-plan.ts';

const runbook = 'id: refusal-spike\ntitle: Refusal spike\n';
const secret = 'Order 4711 of Ana Kowalczyk';
const long = `{"prompt":${JSON.stringify('Where is my invoice? '.repeat(400))}}`;

function events(): IncidentEvent[] {
  const plan = workedExamplePlan();
  const pinned = { ...plan, runbook: { ...plan.runbook, hash: sha256(runbook) } };
  const saved = (id: string, title: string, content: string) =>
    event('14:12', ana, {
      type: 'evidence.saved',
      evidence: evidence({ id, title, content, from: 'command' }),
    });
  return [
    ...workedExample({ plan: pinned }),
    saved('h1', '../../etc/passwd\u0000 <b>CON</b>', long),
    saved('h2', 'Ответы', secret),
    event('15:40', ben, { type: 'note.written', text: '"hash":"x" is how it is written' }),
  ];
}

/** The worked example with hostile and long evidence, of which one piece was redacted, beside another incident. */
async function recorded(store: Store): Promise<void> {
  const { events: all, contents } = withoutLong(events(), { incident: 42, hash });
  const write = (number: number, list: IncidentEvent[], more: object = {}) =>
    store.write({}, () => {
      const head = headOf(fold(nothing, list) as Opened, list.length, at('15:40'));
      const append = { incident: number, expected: 0, events: list, head: { ...head, number } };
      return { writes: { append, ...more }, answer: undefined };
    });
  await write(7, workedExample({ number: 7 }));
  const document = { hash: sha256(runbook), file: 'library/quality/../refusal spike.yaml', text: runbook };
  await write(42, all, { contents, document });
  const redact = createRedact({
    store,
    clock: { now: () => at('16:00') },
    states: createStates(),
    mask,
    hash,
  });
  const why = 'names a customer';
  const entry = all.findIndex((one) => one.type === 'evidence.saved' && one.evidence.id === 'h2') + 1;
  await redact({ incident: 42, entry, why, by: person(ben) });
  // The reason said too much: the event that told of the redaction has a tombstone itself, and the new one tells of both.
  const again = { incident: 42, entry: all.length + 1, why: 'says who it was', by: person(ben) };
  expect(await redact(again)).toMatchObject({ ok: true });
}

function unpack(made: Bundle, to: string): string {
  const place = join(to, made.folder);
  const tar = gunzipSync(made.archive);
  for (let from = 0; tar[from]; ) {
    const text = (begin: number, end: number) =>
      tar.toString('utf8', from + begin, from + end).split('\0')[0];
    const size = Number.parseInt(text(124, 136) ?? '', 8);
    const file = join(to, text(0, 100) ?? '');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, tar.subarray(from + 512, from + 512 + size));
    from += 512 * (1 + Math.ceil(size / 512));
  }
  return place;
}

/** Runs a verify.mjs with nothing but Node, in a folder that knows nothing of airb. */
function verify(script: string, ...given: string[]) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [script, ...given], {
    cwd: tmpdir(),
    encoding: 'utf8',
    env: {},
  });
  return { status, said: `${stdout}${stderr}` };
}

let folder: string;
let store: Store;
let made: Bundle;
let place: string;

/** The bundle, exported from records that are open, and unpacked. */
function exported(open: OpenRecords): void {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'airb-bundle-'));
    store = await open(folder, () => at('16:00'));
    await recorded(store);
    made = (await bundleOf(store, 42, verifier())) as Bundle;
    place = unpack(made, folder);
  });
  afterAll(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });
}

onEachDatabase((open) => {
  describe('the bundle of an incident', () => {
    exported(open);

    it('is found intact in another folder, packed and unpacked, and says what that proves', () => {
      const unpacked = verify(join(place, 'verify.mjs'));
      expect(unpacked.said).toMatch(/^INTACT: INC-42\./);
      expect(unpacked.said).toContain('has: nothing was named');
      expect(unpacked.said).toMatch(
        /The last event binds \d+ events, which .* and the \d files pinned in them/,
      );
      expect(unpacked.said).toMatch(/^but not what stands in redacted entries: \d+, \d+\.$/m);
      for (const loose of ['timeline.md', 'postmortem.md', 'incident.json', 'evidence.json'])
        expect(unpacked.said).toMatch(new RegExp(`^Only manifest.json and the archive bind .*${loose}`, 'm'));
      expect(unpacked.said).toContain('Not proved: that nobody wrote anew');
      expect(unpacked.status).toBe(0);
      const packed = join(folder, 'bundle.tar.gz');
      writeFileSync(packed, made.archive);
      const { archive, manifest, lastEvent, auditLog } = made.hashes;
      const known = (hash: string) => verify(join(place, 'verify.mjs'), packed, '--expect', hash);
      expect(known(archive)).toMatchObject({ status: 0, said: expect.stringContaining('has: archive.') });
      expect(known(manifest)).toMatchObject({
        status: 0,
        said: expect.stringContaining('has: manifest.json.'),
      });
      expect(known(lastEvent)).toMatchObject({
        status: 0,
        said: expect.stringContaining('has: last event.'),
      });
      // The head of the audit log stands in the bundle, and nothing there can be compared with it.
      for (const nothing of [auditLog?.hash ?? '', ''])
        expect(known(nothing)).toMatchObject({
          status: 1,
          said: expect.stringContaining('is no hash that binds this bundle'),
        });
    });

    it('has the same bytes each time, holds what was saved, and nothing of what was redacted or of others', async () => {
      const again = (await bundleOf(store, 42, verifier())) as Bundle;
      expect(again.hashes.archive).toBe(made.hashes.archive);
      const names = readdirSync(place, { recursive: true, encoding: 'utf8' });
      expect(names.filter((name) => !/^[\w/.-]+$/.test(name))).toEqual([]);
      expect(names).toContainEqual(expect.stringMatching(/^evidence\/\d{3}-etc-passwd-b-con-b\.json$/));
      expect(names).toContain(`documents/library-quality-refusal-spike-${sha256(runbook).slice(0, 12)}.yaml`);
      const texts = names
        .filter((name) => /\.\w+$/.test(name))
        .map((name) => readFileSync(join(place, name), 'utf8'));
      expect(texts).toContain(long);
      expect(texts.filter((text) => text.includes('Kowalczyk'))).toEqual([]);
      expect(JSON.parse(readFileSync(join(place, 'audit.json'), 'utf8')).notes).not.toContainEqual(
        expect.objectContaining({ append: expect.objectContaining({ incident: 7 }) }),
      );
    });

    it('is not there for an incident that is not', async () => {
      expect(await bundleOf(store, 43, verifier())).toBeUndefined();
    });
  });
});

describe('verify.mjs', () => {
  exported(inSqlite);

  it('is short enough to be read before it is believed, and needs nothing but Node', () => {
    const script = readFileSync('src/bundle/verify.mjs', 'utf8');
    expect(script.trimEnd().split('\n').length).toBeLessThan(100);
    const needed = [...script.matchAll(/\b(?:from|import|require)\b[ (]*['"]([^'"]+)/g)].map((it) => it[1]);
    expect(needed.filter((name) => !name?.startsWith('node:'))).toEqual([]);
    expect(needed.length).toBeGreaterThan(0);
  });

  /** Everything below changes a copy of its own. */
  const copy = () => {
    const at = join(mkdtempSync(join(folder, 'copy-')), made.folder);
    cpSync(place, at, { recursive: true });
    return at;
  };
  const change = (file: string, how: (text: string) => string) =>
    writeFileSync(file, how(readFileSync(file, 'utf8')));
  /** What somebody does who also writes the manifest anew. */
  const listAnew = (at: string) =>
    change(join(at, 'manifest.json'), (text) => {
      const manifest = JSON.parse(text);
      const names = readdirSync(at, { recursive: true, encoding: 'utf8' }).filter((name) =>
        /\.\w+$/.test(name),
      );
      const files = names
        .filter((name) => name !== 'manifest.json')
        .map((name) => {
          const bytes = readFileSync(join(at, name));
          return { name, size: bytes.length, sha256: sha256(bytes) };
        });
      return JSON.stringify({ ...manifest, files });
    });
  const lines = (at: string, how: (lines: string[]) => string[]) =>
    change(join(at, 'events.jsonl'), (text) => `${how(text.trim().split('\n')).join('\n')}\n`);
  const first = (at: string, kind: string) => `${kind}/${readdirSync(join(at, kind))[0]}`;

  it('tells of a changed byte in each kind of file', () => {
    const kinds = [...new Set(readdirSync(place, { encoding: 'utf8' }))].filter((name) => name !== 'long');
    const at = copy();
    const touched = kinds.map((kind) => (kind.includes('.') ? kind : first(at, kind)));
    for (const name of touched)
      if (!/verify|manifest/.test(name)) change(join(at, name), (text) => text.replace(/e/, 'E'));
    const { status, said } = verify(join(place, 'verify.mjs'), at);
    expect(status).toBe(1);
    for (const name of touched)
      if (!/verify|manifest/.test(name)) expect(said).toContain(`"${name}" is missing or was changed`);
  });

  it.each<[what: string, how: (at: string) => void, says: RegExp]>([
    ['a file that is gone', (at) => rmSync(join(at, 'timeline.md')), /"timeline.md" is missing/],
    ['a file that came', (at) => writeFileSync(join(at, 'more.txt'), ''), /"more.txt" was added/],
    ['a link', (at) => symlinkSync('/etc/hostname', join(at, 'x.txt')), /"x.txt" is a link/],
    ['no manifest', (at) => rmSync(join(at, 'manifest.json')), /CHANGED: it can’t be read/],
  ])('tells of %s', (_, how, says) => {
    const at = copy();
    how(at);
    const { status, said } = verify(join(place, 'verify.mjs'), at);
    expect([status, said]).toEqual([1, expect.stringMatching(says)]);
  });

  it.each<[what: string, how: (at: string) => void, says: RegExp]>([
    [
      'a text',
      (at) => lines(at, (all) => all.map((one) => one.replace('Refusals', 'Smiles'))),
      /was changed: no later event tells of a redaction/,
    ],
    [
      'a tail that is cut',
      (at) => lines(at, (all) => all.slice(0, -2)),
      /has another end than the audit log/,
    ],
    ['an event left out', (at) => lines(at, (all) => all.toSpliced(5, 1)), /"event 7" does not follow/],
    [
      'an order',
      (at) => lines(at, ([a = '', b = '', c = '', ...rest]) => [a, c, b, ...rest]),
      /"event 3" does not follow/,
    ],
    [
      'evidence exchanged for another',
      (at) => change(join(at, first(at, 'evidence')), () => 'all was well'),
      /is not what the log pins[\s\S]*its file is missing/,
    ],
    [
      'the runbook',
      (at) => change(join(at, first(at, 'documents')), (text) => `${text}#`),
      /"documents\/.*" is not what the log pins/,
    ],
    [
      'a redaction that nobody made',
      (at) => {
        const lie = '{"at":0,"by":{"kind":"airb"},"text":"[redacted]","type":"note.written"}';
        change(join(at, 'audit.json'), (text) => {
          const audit = JSON.parse(text);
          audit.notes.push({ position: 1, mac: '', redact: { seq: 3, body: sha256(lie) } });
          return JSON.stringify(audit);
        });
        lines(at, (all) =>
          all.map((one, n) => (n === 2 ? JSON.stringify({ ...JSON.parse(one), body: lie }) : one)),
        );
      },
      /"event 3" was changed: no later event tells of a redaction/,
    ],
  ])('tells of %s although the manifest was written anew', (_, how, says) => {
    const at = copy();
    how(at);
    listAnew(at);
    const { status, said } = verify(join(place, 'verify.mjs'), at);
    expect([status, said]).toEqual([1, expect.stringMatching(says)]);
  });

  it('tells of two files exchanged, by what was said of the bundle elsewhere', () => {
    const at = copy();
    const [one = '', other = ''] = readdirSync(join(at, 'evidence'));
    for (const [from, to] of [
      [one, 'x'],
      [other, one],
      ['x', other],
    ] as const)
      renameSync(join(at, 'evidence', from), join(at, 'evidence', to));
    expect(verify(join(place, 'verify.mjs'), at).said).toContain(
      `"evidence/${one}" is missing or was changed`,
    );
    listAnew(at);
    // Nothing in it contradicts any more; only a hash from elsewhere does.
    expect(verify(join(place, 'verify.mjs'), at, '--expect', made.hashes.manifest).said).toMatch(
      /was expected, and is no hash that binds this bundle/,
    );
  });

  /** A chain as airb writes it, of which some bodies are replaced afterwards. */
  const rewritten = (
    at: string,
    bodies: object[],
    replaced: Record<number, object>,
    legacy: number[] = [],
  ) => {
    let prev = '0'.repeat(64);
    const chain = bodies.map((event, index) => {
      const body = JSON.stringify(event);
      const digest = legacy.includes(index + 1) ? null : sha256(body);
      const bound = digest === null ? `"event":${body}` : `"digest":"${digest}"`;
      const hash = sha256(`${prev}\n{${bound},"incident":42,"seq":${index + 1}}`);
      const one = { seq: index + 1, prev, digest, hash, body: JSON.stringify(replaced[index + 1] ?? event) };
      prev = hash;
      return one;
    });
    for (const kind of ['evidence', 'long', 'documents'])
      rmSync(join(at, kind), { recursive: true, force: true });
    writeFileSync(join(at, 'events.jsonl'), chain.map((one) => `${JSON.stringify(one)}\n`).join(''));
    const notes = Object.entries(replaced).map(([seq, body]) => ({
      redact: { seq: Number(seq), body: sha256(JSON.stringify(body)) },
    }));
    writeFileSync(join(at, 'audit.json'), JSON.stringify({ head: null, notes }));
    change(join(at, 'manifest.json'), (text) => JSON.stringify({ ...JSON.parse(text), absent: [] }));
    listAnew(at);
    return prev;
  };
  const says = (text: string) => ({ at: 1, type: 'note.written', text });
  const tells = (entry: number, also?: number[]) => ({
    at: 1,
    type: 'entry.redacted',
    entry,
    also,
    why: 'x',
  });

  it.each<[string, object[], Record<number, object>, number[], RegExp]>([
    ['vouches for itself', [says('a'), says('b'), says('c')], { 2: tells(2) }, [], /^CHANGED.*\n.*event 2/],
    [
      'was redacted itself, and may have said anything',
      [says('a'), says('b'), tells(2)],
      { 1: says('lie'), 2: tells(1) },
      [],
      /^NOT PROVED.*\n {2}event 1: what told of it is redacted too/,
    ],
    ['came before', [tells(2), says('a'), says('b')], { 2: says('lie') }, [], /^CHANGED.*\n.*event 2/],
    [
      'took the link to all before away',
      [says('a'), says('b'), tells(2)],
      { 2: says('gone') },
      [1, 2],
      /^NOT PROVED.*\n {2}event 2: its link is not there/,
    ],
    [
      'is there, and later',
      [says('a'), says('b'), tells(1, [2])],
      { 1: says('-'), 2: says('-') },
      [],
      /^INTACT/,
    ],
  ])(
    'believes a redaction by an event that still stands: this one %s',
    (_, bodies, replaced, legacy, answer) => {
      const at = copy();
      const last = rewritten(at, bodies, replaced, legacy);
      expect(verify(join(place, 'verify.mjs'), at, '--expect', last).said).toMatch(answer);
      const manifest = sha256(readFileSync(join(at, 'manifest.json')));
      // What binds every byte needs no proof by the chain; but no hash makes a forgery right.
      if (!answer.source.includes('CHANGED'))
        expect(verify(join(place, 'verify.mjs'), at, '--expect', manifest).status).toBe(0);
    },
  );

  it('tells of an archive that unpacks as another one than it checks', () => {
    const tar = gunzipSync(made.archive);
    const end = tar.length - 1024;
    const one = (folder: string, name: string) =>
      gunzipSync(archive(folder, [{ name, bytes: Buffer.from('y') }])).subarray(0, 1024);
    /** The header with a field changed and a sum that is right again. */
    const lie = (field: number, words: string) => {
      const entry = Buffer.from(one('INC-42-evidence', 'y.md'));
      entry.write(words, field, 'latin1');
      entry.write('        ', 148);
      const sum = entry.subarray(0, 512).reduce((total, byte) => total + byte, 0);
      entry.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
      return entry;
    };
    const nameless = lie(0, '\0'.repeat(100));
    nameless.write('INC-42-evidence', 345);
    const body = tar.subarray(0, end);
    const packed = join(folder, 'lies.tar.gz');
    const checked = (bytes: Buffer) => {
      writeFileSync(packed, bytes);
      return verify(join(place, 'verify.mjs'), packed).said;
    };
    const read = (...parts: Buffer[]) => checked(gzipSync(Buffer.concat(parts)));
    const strange = /^CHANGED: it can’t be read \(at byte \d+ is no header that airb writes\)/;
    expect(read(body, nameless, one('INC-42-evidence', 'timeline.md'), tar.subarray(end))).toMatch(strange);
    for (const [field, words] of [
      [345, 'home/.config'],
      [156, '2'],
      [156, 'x'],
      [157, '/etc'],
      [124, '-0000000002'],
    ] as const)
      expect(read(body, lie(field, words), tar.subarray(end))).toMatch(strange);
    expect(read(one('../../tmp', 'y'), tar)).toMatch(strange);
    expect(read(one('INC-42-evidence', '.bashrc'), tar)).toContain('".bashrc" is no name that a bundle has');
    expect(read(one('INC-42-evidence', 'timeline.md'), tar)).toContain('"timeline.md" is there twice');
    expect(read(one('INC-42-evidence', 'y.md'), tar)).toContain('"y.md" was added');
    expect(read(one('INC-41-evidence', 'y.md'), tar)).toContain('"INC-41" is another incident');
    expect(read(tar, one('INC-42-evidence', 'timeline.md'))).toContain('goes on behind its end');
    expect(checked(Buffer.concat([made.archive, Buffer.alloc(9), made.archive]))).toContain('goes on behind');
  });
});
