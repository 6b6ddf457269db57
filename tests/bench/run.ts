import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cases } from './cases.ts';
import { load, machine } from './rig/machine.ts';
import { report } from './rig/report.ts';
import type { Case, Row } from './rig/row.ts';
import { soak } from './soak.ts';

// npm run bench -- [--quick] [--out DIR] [CASE…]: measures, prints and writes results.md and results.json.
// npm run bench -- soak [--minutes 60]: serves for so long and writes soak.svg and soak.md.
const { values, positionals } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    out: { type: 'string', default: 'bench' },
    minutes: { type: 'string', default: '60' },
  },
  allowPositionals: true,
});
const say = (line: string) => void process.stdout.write(`${line}\n`);
if (positionals[0] === 'soak') {
  const minutes = Number(values.minutes);
  if (!Number.isInteger(minutes) || minutes < 1 || positionals.length > 1) {
    process.stderr.write('soak takes --minutes, a whole number from 1 on, and no case beside it\n');
    process.exit(2);
  }
  await soak({ minutes, out: values.out, say });
  process.exit();
}
const unknown = positionals.filter((name) => !Object.hasOwn(cases, name));
if (unknown.length > 0) {
  process.stderr.write(
    `no case ${unknown.join(', ')}; there are ${Object.keys(cases).join(', ')}, and soak by itself\n`,
  );
  process.exit(2);
}

const dir = mkdtempSync(join(tmpdir(), 'airb-bench-'));
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
