import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { movableClock } from '../../src/clock.ts';
import { freePort } from '../support/loopback.ts';
import { playSlack, slackSettings } from '../support/slack-workspace.ts';
import { carryOut, settingsOf, within } from './carry-out.ts';
import { contextOf, instructionsOf, stagesOf } from './dockerfile.ts';

/**
 * Shows the image where no container engine is: carries out the very instructions of the Dockerfile in a clean folder, with the
 * Node of its base (a package of npm), then runs its entry point on files that can't be written, by an account without name or
 * rights, asks its health check, sends it an alert, and ends it.
 * `npm run image [-- --in FOLDER]`: builds there and leaves it; what is there already is run again as it is.
 */
const { values } = parseArgs({ options: { in: { type: 'string' } } });
const root = values.in ? resolve(values.in) : mkdtempSync(join(tmpdir(), 'airb-image-'));
const [build = [], image = []] = stagesOf(instructionsOf(readFileSync('Dockerfile', 'utf8')));
const nodeMajor = /nodejs(\d+)/.exec(image[0]?.rest ?? '')?.[1];
const nodePackage = `node-${process.platform}-${process.arch}`;
const node = join(root, 'node/node_modules', nodePackage);
const inImage = { root, stage: 'image' };
const isRoot = process.getuid?.() === 0;
const nobody = 65532;

const tell = (line: string) => void process.stdout.write(`${line}\n`);

function builtImage(): void {
  mkdirSync(root, { recursive: true });
  chmodSync(root, 0o755);
  execFileSync('npm', ['install', '--silent', '--prefix', join(root, 'node'), `${nodePackage}@${nodeMajor}`]);
  for (const file of contextOf(readFileSync('.dockerignore', 'utf8')))
    cpSync(file, join(root, 'context', file), { recursive: true });
  const env = { ...process.env, PATH: `${node}/bin:${process.env.PATH}`, npm_config_nodedir: node };
  carryOut(build, { root, stage: 'build', env, tell });
  carryOut(image, { ...inImage, env, tell });
  execFileSync('chmod', ['-R', 'a-w,a+rX', join(root, 'image/airb')]);
  cpSync('runbooks', join(root, 'image/runbooks'), { recursive: true });
  if (isRoot) execFileSync('chown', ['-R', `${nobody}:${nobody}`, join(root, 'image/data')]);
}

/** The words of an instruction that is written as JSON. */
function wordsOf(name: string): string[] {
  const rest = image.find((one) => one.name === name)?.rest ?? '[]';
  const words = JSON.parse(rest.slice(rest.indexOf('['))) as string[];
  return words.map((word) => (word === '/nodejs/bin/node' ? `${node}/bin/node` : within(inImage, word)));
}

/** Runs a program of the image. The workspace is answered by this process, so nothing may wait for it. */
function run([program = '', ...words]: string[], env: Record<string, string>) {
  const as = isRoot ? { uid: nobody, gid: nobody } : {};
  const child = spawn(program, words, { env, cwd: join(root, 'image/airb'), ...as });
  const said = Promise.all([text(child.stdout), text(child.stderr)]);
  const code = new Promise<number | string | null>((end) => child.once('close', (is, by) => end(is ?? by)));
  return { child, code, said };
}

async function played(): Promise<boolean> {
  const slack = await playSlack({ clock: movableClock(Date.now()) });
  const url = `http://127.0.0.1:${await freePort()}`;
  const at = { AIRB_HOST: '127.0.0.1', AIRB_PORT: new URL(url).port, HOME: '/nonexistent' };
  const settings: Record<string, string> = { ...settingsOf(image, inImage), ...slackSettings(slack), ...at };
  const served = run([...wordsOf('ENTRYPOINT'), ...wordsOf('CMD')], settings);
  const began = Date.now();
  let health: unknown;
  while (health !== 0 && Date.now() - began < 20_000) {
    await pause(200);
    health = await run(wordsOf('HEALTHCHECK'), settings).code;
  }
  tell(`HEALTHCHECK ended with ${health}, ${Date.now() - began} ms after the start`);
  const answer = await fetch(`${url}/alerts/generic`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${settings.AIRB_GENERIC_SECRET}` },
    body: JSON.stringify({ system: 'support-bot', title: 'Refusals doubled', failure: 'refusal-spike' }),
  }).catch((error: Error) => ({ status: error.message }));
  served.child.kill('SIGTERM');
  const code = await served.code;
  tell(`an alert was answered with ${answer.status}, SIGTERM with exit code ${code}`);
  await slack.close();
  const verified = run([...wordsOf('ENTRYPOINT'), 'audit', 'verify'], settings);
  tell(`audit verify: ${(await verified.said).join('').trim()}`);
  const isWell = health === 0 && answer.status === 202 && code === 0 && (await verified.code) === 0;
  if (!isWell) tell((await served.said).join(''));
  return isWell;
}

/** In MB, with what several names share counted once. */
const sizeOf = (path: string) =>
  Math.round(Number(execFileSync('du', ['-sk', path], { encoding: 'utf8' }).split('\t')[0]) / 1024);

if (!existsSync(join(root, 'image/airb'))) builtImage();
const isWell = await played();
const sizes = [sizeOf(join(root, 'image/airb')), sizeOf(join(node, 'bin/node'))];
tell(`${sizes[0]} MB of airb and ${sizes[1]} MB of Node; the base adds glibc, OpenSSL and certificates`);
if (!values.in) rmSync(root, { recursive: true, force: true });
process.exitCode = isWell ? 0 : 1;
