// `npm run site`: the pages of the repository as a site, in dist-site/. The generator is a package of this folder alone, fetched
// when it is not there; building asks nothing of the network.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.url));
const changedAt = (file) => statSync(join(folder, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;

if (changedAt('node_modules/.package-lock.json') < changedAt('package-lock.json'))
  run('npm', ['ci', '--prefer-offline', '--no-audit', '--no-fund']);
run(process.execPath, [join('node_modules', 'vitepress', 'bin', 'vitepress.js'), 'build']);

function run(command, args) {
  const { status } = spawnSync(command, args, { cwd: folder, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
