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
      expect(unpacked.said).toMatch(/Proved: each of \d+ files .*; \d+ events follow each other/);
      expect(unpacked.said).toMatch(/^Redacted: entries \d+, as events of the chain say/m);
      expect(unpacked.said).toContain('Not proved: that nobody wrote the whole bundle anew');
      expect(unpacked.status).toBe(0);
      const packed = join(folder, 'bundle.tar.gz');
      writeFileSync(packed, made.archive);
      expect(verify(join(place, 'verify.mjs'), packed)).toEqual(unpacked);
      for (const known of [made.hashes.manifest, made.hashes.lastEvent, made.hashes.auditLog?.hash ?? ''])
        expect(verify(join(place, 'verify.mjs'), place, '--expect', known).status).toBe(0);
    });

    it('has the same bytes each time, holds what was saved, and nothing of what was redacted or of others', async () => {
      const again = await bundleOf(store, 42, verifier());
      expect(again?.hashes.archive).toBe(made.hashes.archive);
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
      if (!/verify|manifest/.test(name)) expect(said).toContain(`"${name}" was changed`);
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
      /its text was changed/,
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
      /"event 3" no event says that it was redacted/,
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
    expect(verify(join(place, 'verify.mjs'), at).said).toContain(`"evidence/${one}" was changed`);
    listAnew(at);
    // Nothing in it contradicts any more; only a hash from elsewhere does.
    expect(verify(join(place, 'verify.mjs'), at, '--expect', made.hashes.manifest).said).toMatch(
      /was expected, and is no hash of this bundle/,
    );
  });

  it('tells of names that lead elsewhere, of a name twice and of what is no file, in an archive', () => {
    const tar = gunzipSync(made.archive);
    const lie = (name: string) =>
      gunzipSync(archive(name, [{ name: 'y', bytes: Buffer.from('y') }])).subarray(0, 1024);
    const link = Buffer.from(lie('z'));
    link.write('2', 156);
    const more = [lie('../../tmp'), lie('/etc'), lie('INC-42-evidence'), lie('INC-42-evidence'), link];
    const packed = join(folder, 'lies.tar.gz');
    writeFileSync(packed, gzipSync(Buffer.concat([...more, tar])));
    const { status, said } = verify(join(place, 'verify.mjs'), packed);
    expect(status).toBe(1);
    expect(said).toContain('"../../tmp/y" is no name that a bundle has');
    expect(said).toContain('"/etc/y" is no name that a bundle has');
    expect(said).toContain('"y" is there twice');
    expect(said).toContain('"z/y" is a link');
  });
});
