import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

// node build.mjs [program|page] [--to FOLDER]: makes dist/ from src/; both, and only where something is newer, when
// nothing is said.
const { positionals, values } = parseArgs({ allowPositionals: true, options: { to: { type: 'string' } } });
const dist = values.to ?? 'dist';
const makes = { page, program };
/** Written last, so that it tells when dist/ was whole. */
const stamp = `${dist}/licences.txt`;
const wanted = positionals.length > 0 ? positionals : isFresh() ? [] : Object.keys(makes);
for (const name of wanted) await makes[name]();

/** Folders count too: what was taken away leaves its mark there. */
function isFresh() {
  if (!existsSync(stamp)) return false;
  const built = statSync(stamp).mtimeMs;
  const sources = readdirSync('src', { recursive: true }).map((file) => join('src', file));
  return ['src', 'build.mjs', 'package-lock.json', ...sources].every(
    (file) => statSync(file).mtimeMs < built,
  );
}

/**
 * The bot and the sandbox with their packages in one bundle: reading a thousand files was most of a start. What only
 * Slack, Teams or Redis needs stays in parts of its own, which are read when it is used.
 */
async function program() {
  const { metafile } = await build({
    entryPoints: { main: 'src/main.ts', 'sandbox/main': 'src/sandbox/main.ts' },
    outdir: dist,
    bundle: true,
    splitting: true,
    chunkNames: 'parts/[name]-[hash]',
    // Compiled for the machine it was installed on.
    external: ['better-sqlite3', '@resvg/resvg-js'],
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    // Packages that are no modules ask for parts of Node in the old way.
    banner: {
      js: "import { createRequire as airbRequireFrom } from 'node:module'; const require = airbRequireFrom(import.meta.url);",
    },
    minifyWhitespace: true,
    sourcemap: true,
    sourcesContent: false,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  // It leaves with each evidence bundle as it is.
  copyFileSync('src/bundle/verify.mjs', `${dist}/verify.mjs`);
  writeFileSync(stamp, licences(packagesIn(metafile)));
  forget(metafile);
}

/** Parts of earlier builds go after a day: a program that runs may still have to read one. */
function forget({ outputs }) {
  const dayAgo = Date.now() - 86_400_000;
  for (const file of readdirSync(`${dist}/parts`).map((name) => `${dist}/parts/${name}`))
    if (!(file in outputs) && statSync(file).mtimeMs < dayAgo) rmSync(file);
}

/** The page of the sandbox. */
async function page() {
  const dir = 'src/sandbox/page';
  await build({
    entryPoints: ['main.tsx', 'page.css', 'index.html', 'favicon.svg'].map((file) => `${dir}/${file}`),
    outdir: `${dist}/sandbox/page`,
    bundle: true,
    minify: true,
    target: 'es2022',
    format: 'esm',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.html': 'copy', '.svg': 'copy' },
    logLevel: 'warning',
  });
}

/** Folders of the packages a bundle holds. */
function packagesIn({ outputs }) {
  const files = Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs));
  const folders = files.map((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0]);
  return [...new Set(folders)].filter((folder) => folder !== undefined).sort();
}

/** What their licences ask of whoever hands the bundle on: name, version and the text itself. */
function licences(folders) {
  return folders
    .map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      const texts = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)(\.|$)/i.test(file));
      const text = texts.map((file) => readFileSync(join(folder, file), 'utf8').trim()).join('\n\n');
      return `${name} ${version} (${license ?? 'no licence named'})\n\n${text}\n`;
    })
    .join(`\n${'─'.repeat(72)}\n\n`);
}
