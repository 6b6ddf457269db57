import { lstatSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { bundleIn } from '../../src/app/bundle.ts';
import { verifier } from '../../src/bundle/verifier.ts';
import { registerEvidence } from '../../src/cli/evidence/evidence.ts';
import { fold, nothing } from '../../src/domain/incident/evolve.ts';
import { headOf } from '../../src/domain/incident/head.ts';
import type { Opened } from '../../src/domain/incident/state.ts';
import type { Store } from '../../src/ports/store.ts';
import { inSqlite } from '../support/databases.ts';
import { at, workedExample } from '../support/worked-example.ts';

let folder: string;
let store: Store;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'airb-export-'));
  store = await inSqlite(folder, () => at('16:00'));
  const events = workedExample({ number: 42 });
  const head = headOf(fold(nothing, events) as Opened, events.length, at('15:40'));
  await store.write({}, () => ({
    writes: { append: { incident: 42, expected: 0, events, head } },
    answer: undefined,
  }));
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

async function evidence(...words: string[]) {
  const said: string[] = [];
  let code = 0;
  const io = {
    out: (text: string) => void said.push(text),
    err: (text: string) => void said.push(text),
    exit: (ended: number) => {
      code = ended;
    },
  };
  const open = { ...store, close: () => Promise.resolve() };
  const records = { openIfThere: async () => open } as unknown as Parameters<typeof bundleIn>[0];
  const bundle = (number: number) => bundleIn(records, number);
  const program = new Command().exitOverride();
  registerEvidence(program, { absent: () => '', bundle, verifier: async () => verifier() }, io);
  const error = await program.parseAsync(['evidence', ...words], { from: 'user' }).then(
    () => '',
    (thrown: Error) => thrown.message,
  );
  return { code, said: `${said.join('\n')}${error}` };
}

it('writes an archive that only its owner can read, over nothing unasked and through no link', async () => {
  const [out, link, real] = ['a.tar.gz', 'link', 'real'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const { code, said } = await evidence('export', '42', '--out', out);
  expect(code).toBe(0);
  expect(lstatSync(out).mode & 0o777).toBe(0o600);
  // What binds nothing in the archive is no hash to keep for comparing it.
  expect(said).toMatch(
    / {2}archive {7}\w{64}\n {2}manifest.json \w{64}\n {2}last event {4}\w{64}\nThe last event/,
  );
  expect(said).toMatch(/airb audit verify 42 --head \w{64}.*It binds nothing in the archive/);
  expect((await evidence('export', '42', '--out', out)).said).toMatch(/is there already/);
  writeFileSync(out, 'older');
  expect((await evidence('export', '42', '--force', '--out', out)).code).toBe(0);
  expect(readFileSync(out)[0]).toBe(0x1f);

  writeFileSync(real, 'mine');
  symlinkSync(real, link);
  symlinkSync(real, join(folder, 'b.part'));
  expect((await evidence('export', '42', '--force', '--out', link)).said).toMatch(/is a symbolic link/);
  expect((await evidence('export', '42', '--out', join(folder, 'b'))).said).toMatch(
    /b\.part is there already/,
  );
  expect(readFileSync(real, 'utf8')).toBe('mine');
});

it('says of a pruned incident that its content is gone, when and by whom', async () => {
  const empty = { incident: 42, at: at('16:00'), by: 'sam' };
  await store.write({}, () => ({ writes: { empty }, answer: undefined }));
  const { code, said } = await evidence('export', '42', '--out', join(folder, 'x'));
  expect(code).toBe(1);
  expect(said).toMatch(
    /^The content of INC-42 was pruned on 20\d\d-\d\d-\d\d by sam: there is nothing to export/,
  );
});

it('prints the program that checks, so that nobody runs the one in an archive they do not trust', async () => {
  expect((await evidence('verify-script')).said).toBe(verifier().trimEnd());
});
