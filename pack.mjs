import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

// node pack.mjs [--release 1.2.3] [--repository ADDRESS] [--to FOLDER]: makes airb-<version>.tgz, what `npm install airb` brings.
// dist/ holds all packages but those that are compiled for a machine or read as files, so only these are installed beside it.
const beside = ['better-sqlite3', '@resvg/resvg-js', '@expo-google-fonts/pt-sans'];
const holds = [
  'dist',
  'runbooks',
  'migrations',
  // Files that airb writes and findings of doctor name its pages.
  'docs',
  'deploy/airb.service',
  'deploy/kubernetes',
  'deploy/observability',
  '.env.example',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
];

const options = { release: { type: 'string' }, repository: { type: 'string' }, to: { type: 'string' } };
const { values } = parseArgs({ options });
const given = JSON.parse(readFileSync('package.json', 'utf8'));
const version = values.release ?? given.version;
if (values.release !== undefined) mustBeTold(values.release);

const to = values.to ?? '.';
const folder = join(to, 'package');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
execFileSync(process.execPath, ['build.mjs', '--to', join(folder, 'dist')], { stdio: 'inherit' });
for (const name of holds) if (name !== 'dist') cpSync(name, join(folder, name), { recursive: true });
writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest(), null, 2)}\n`);
const packed = execFileSync('npm', ['pack', '--silent', './package'], { cwd: to, encoding: 'utf8' });
rmSync(folder, { recursive: true });
process.stdout.write(`${join(to, packed.trim())}\n`);

function manifest() {
  const { name, description, license, type, engines, bin, keywords, dependencies } = given;
  const kept = Object.fromEntries(beside.map((one) => [one, dependencies[one]]));
  return {
    ...{ name, version, description, license, type, engines, bin },
    ...{ repository: repository(), keywords, files: holds, dependencies: kept },
  };
}

/** Where it was made: npm takes a package with provenance only where both name the same repository. */
function repository() {
  return values.repository && { type: 'git', url: `git+${values.repository}.git` };
}

/** Who installs a release reads in the changelog what it changes, so nothing is released that is not there. */
function mustBeTold(release) {
  const told = new RegExp(`^## \\[${release.replaceAll('.', '\\.')}\\] - \\d{4}-\\d\\d-\\d\\d$`, 'm');
  if (/^\d+\.\d+\.\d+$/.test(release) && told.test(readFileSync('CHANGELOG.md', 'utf8'))) return;
  throw new Error(
    `CHANGELOG.md has no line "## [${release}] - <date>": move what is under Unreleased there.`,
  );
}
