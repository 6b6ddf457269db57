import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compileFunction } from 'node:vm';
import { build } from 'esbuild';

/** Paths of all files below a folder that end so, in order. */
export function filesIn(folder, ending) {
  const files = readdirSync(folder, { recursive: true }).filter((file) => file.endsWith(ending));
  return files.map((file) => join(folder, file)).sort();
}

/**
 * All modules of the stories, in two scripts. One holds what no mutant can change: the modules that are not mutated and import
 * none that is. It runs once. The other holds the rest, and runs anew for every mutant, so that none finds what another
 * left behind.
 * @param folder what is mutated
 * @param tests files of stories; those that import nothing of the folder are left out
 * @param beside modules that the judge itself asks for
 */
export async function scriptsOf(folder, tests, beside) {
  const entries = [...filesIn(folder, '.ts'), ...tests, ...beside];
  const { imports } = await bundled(entries);
  const touched = importersOf(filesIn(folder, '.ts'), imports);
  const told = tests.filter((file) => touched.has(file));
  const anew = [...filesIn(folder, '.ts'), ...told, ...beside.filter((file) => touched.has(file))];
  const reached = reachedFrom(anew, imports);
  const standing = [...new Set([...reached, ...beside])].filter((file) => !touched.has(file));
  const kept = await compiled(standing, { outside: () => false });
  const fresh = await compiled(anew, { outside: (file) => !touched.has(file) });
  return {
    told,
    /** Runs what is kept, once; @returns a way to run the rest with it, which gives a way to load each module. */
    open() {
      const modules = kept({});
      const found = Object.fromEntries(standing.map((file) => [file, modules[file]]));
      return () => ({ ...found, ...fresh(found) });
    },
  };
}

/** One script of these modules and what they import, but for what lies outside, which is handed to it. */
async function compiled(files, { outside }) {
  const { text, packages } = await bundled(files, outside);
  // A package is there as its own module, so that its default is its default.
  const plain = text.replace(/__toESM\((require\("[^"]+"\))(?:, 1)?\)/g, '$1');
  const code = compileFunction(plain, ['module', 'require']);
  const loaded = new Map();
  for (const name of packages) loaded.set(name, await import(name));
  return (given) => {
    const module = { exports: {} };
    code(module, (name) => (name.startsWith(mark) ? given[name.slice(mark.length)]() : loaded.get(name)));
    return module.exports;
  };
}

const mark = 'kept:';

/** @returns the script, the packages it asks for, and what each module imports */
async function bundled(files, outside = () => false) {
  const lines = files.map((file) => `${JSON.stringify(file)}: () => require(${JSON.stringify(`./${file}`)})`);
  const { metafile, outputFiles } = await build({
    absWorkingDir: process.cwd(),
    stdin: { contents: `module.exports = { ${lines} };`, resolveDir: process.cwd() },
    bundle: true,
    write: false,
    packages: 'external',
    platform: 'node',
    format: 'cjs',
    target: 'node20.19',
    supported: { 'dynamic-import': false },
    metafile: true,
    logLevel: 'error',
    plugins: [
      { name: 'whereabouts', setup: tellWhere },
      { name: 'kept', setup: (building) => leaveOut(building, outside) },
    ],
  });
  const asked = Object.values(metafile.outputs).flatMap(({ imports }) => imports);
  const packages = asked.filter(({ path, external }) => external && !path.startsWith(mark));
  const imports = Object.entries(metafile.inputs).map(([file, { imports }]) => [
    file,
    imports.filter(({ external }) => !external).map(({ path }) => path),
  ]);
  return {
    text: outputFiles[0].text,
    packages: new Set(packages.map(({ path }) => path)),
    imports: new Map(imports),
  };
}

/** A script of many modules has no `import.meta`: each is told where it lay. */
function tellWhere({ onLoad }) {
  onLoad({ filter: /\/(src|tests)\/.*\.ts$/ }, ({ path }) => ({
    contents: readFileSync(path, 'utf8')
      .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href))
      .replaceAll('import.meta.dirname', JSON.stringify(dirname(path))),
    loader: 'ts',
  }));
}

function leaveOut({ onResolve }, outside) {
  const root = `${process.cwd()}/`;
  onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir }) => {
    const file = join(resolveDir, path).slice(root.length);
    return outside(file) ? { path: `${mark}${file}`, external: true } : undefined;
  });
}

/** The files, and all that import one of them, however far away. */
function importersOf(files, imports) {
  const found = new Set(files);
  for (let before = 0; before < found.size; ) {
    before = found.size;
    for (const [file, asked] of imports) if (asked.some((path) => found.has(path))) found.add(file);
  }
  return found;
}

/** The files, and all that they import. */
function reachedFrom(files, imports) {
  const found = new Set(files);
  for (const file of found) for (const path of imports.get(file) ?? []) found.add(path);
  return found;
}
