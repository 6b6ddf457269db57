import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cases } from './cases.ts';
import { load, machine } from './rig/machine.ts';
import { report } from './rig/report.ts';
import type { Case, Row } from './rig/row.ts';

// npm run bench -- [--quick] [--out DIR] [CASE…]: measures, prints and writes results.md and results.json.
const { values, positionals } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, out: { type: 'string', default: 'bench' } },
  allowPositionals: true,
});
const unknown = positionals.filter((name) => !Object.hasOwn(cases, name));
if (unknown.length > 0) {
  process.stderr.write(`no case ${unknown.join(', ')}; there are ${Object.keys(cases).join(', ')}\n`);
  process.exit(2);
}

const dir = mkdtempSync(join(tmpdir(), 'airb-bench-'));
const say = (line: string) => void process.stdout.write(`${line}\n`);
try {
  const facts = machine(dir);
  const rows: Row[] = [];
  for (const [name, run] of Object.entries(cases)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    say(`${name} …`);
    for (const row of await measured(run)) {
      say(`  ${row.what}\n    ${row.measured}`);
      rows.push(row);
    }
  }
  const { md, json } = report(rows, { ...facts, loadAfter: load() }, values.quick);
  mkdirSync(values.out, { recursive: true });
  writeFileSync(join(values.out, 'results.md'), md);
  writeFileSync(join(values.out, 'results.json'), json);
  say(`written to ${values.out}/results.md and results.json`);
} finally {
  rmSync(dir, { recursive: true, force: true });
}

/** A case that fails costs its own rows, not those of the others. */
async function measured(run: Case): Promise<Row[]> {
  try {
    return await run({ quick: values.quick, dir, say });
  } catch (error) {
    say(`  failed: ${error instanceof Error ? error.stack : String(error)}`);
    process.exitCode = 1;
    return [];
  }
}
